"""Decisions about elements come into force in a process of its own: it counts schools anew."""

import os
import subprocess
import sys
from threading import Lock, Thread

from sqlalchemy import exists, select

from dashboard.packs.starting import ROOT, environment
from dashboard.packs.storage import settings_in_use
from dashboard.queries.database import rows
from models import ElementMapping
from models.bank import WAITING

COMMAND = [sys.executable, "-m", "etl", "refresh", "--elements"]
_started: dict[str, subprocess.Popen] = {}
_starting = Lock()


def is_waiting() -> bool:
    """Whether something was decided that is not in the numbers yet."""
    waits = exists().where(ElementMapping.state.in_(WAITING))
    return bool(rows(select(waits.label("waits")))[0]["waits"])


def start_settling() -> None:
    """Somebody counts anew what was decided; one process at a time."""
    with _starting:
        running = _started.get("settling")
        if (running is None or running.poll() is not None) and is_waiting():
            _started["settling"] = _start()


def _start() -> subprocess.Popen:
    process = subprocess.Popen(  # noqa: S603  a command of our own, without a word of the person
        COMMAND,
        cwd=ROOT,
        env=os.environ | environment(settings_in_use()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=process.wait, daemon=True).start()  # nobody else would bury it
    return process
