"""The watch as a whole: requests, health, logs, and numbers when they are wanted."""

import os

from flask import Flask

from dashboard.settings import Settings
from dashboard.watch import logs
from dashboard.watch.readiness import add_health
from dashboard.watch.requests import watch_requests
from dashboard.watch.slots import FOLDER


def begin_watch(server: Flask, settings: Settings) -> None:
    """Before anything else is registered: what is first sees the last of every request."""
    told = [logs.tell]
    if FOLDER in os.environ:  # under gunicorn, with a port for numbers
        from dashboard.watch import metrics  # has to know the folder when it is loaded

        metrics.begin_metrics(server)
        told.append(metrics.tell)
    watch_requests(server, *told, behind_proxy=settings.behind_proxy)
    add_health(server)


def open_metrics(server: Flask, settings: Settings) -> None:
    """Around everything else: the port of numbers leads to them and nowhere else."""
    if FOLDER in os.environ:
        from dashboard.watch import metrics

        server.wsgi_app = metrics.on_own_port(server.wsgi_app, settings)
