"""Numbers for Prometheus, all workers in one answer, on a port of their own; of nobody's data.

Labels are routes, outputs of callbacks and statuses: what the program declares, never what was
asked for, so that there are a few hundred of them at most.
"""

from collections.abc import Callable, Iterator

from flask import Flask, g
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import event

from dashboard.accounts import database as accounts
from dashboard.packs import made
from dashboard.queries import database
from dashboard.settings import Settings
from dashboard.watch.readiness import data_age
from dashboard.watch.requests import Answered
from dashboard.watch.slots import own_slot

values.ValueClass = values.MultiProcessValue(own_slot)  # before the first number is made
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # [seconds]
SIGN_IN = ("/login", "POST")
REFUSED = (401, 429)

requests = Counter("msoko_requests", "Requests answered", ["route", "callback", "status"])
seconds = Histogram(
    "msoko_request_seconds", "Time to the answer", ["route", "callback"], buckets=STEPS
)
under_way = Gauge(
    "msoko_requests_in_flight", "Requests that are being answered", multiprocess_mode="livesum"
)
failures = Counter("msoko_sign_in_failures", "Sign-ins refused")
connections = Gauge(
    "msoko_database_connections",
    "Connections in use",
    ["database"],
    multiprocess_mode="livesum",
)


def begin_metrics(server: Flask) -> None:
    """From now on this process counts."""
    engines = {"data": database.engine_in_use(), "accounts": accounts.engine_in_use()}
    for name, engine in engines.items():
        _count_connections(engine, connections.labels(name))

    @server.before_request
    def request_begins() -> None:
        g.is_counted = True
        under_way.inc()

    @server.teardown_request
    def end(_error) -> None:
        if g.pop("is_counted", False):
            under_way.dec()


def tell(answered: Answered) -> None:
    """A request enters the numbers."""
    requests.labels(answered.route, answered.callback, str(answered.status)).inc()
    seconds.labels(answered.route, answered.callback).observe(answered.seconds)
    if (answered.route, answered.method) == SIGN_IN and answered.status in REFUSED:
        failures.inc()


class State:
    """What is read when it is asked for: the queue, the data, the limit of connections."""

    def __init__(self, settings: Settings) -> None:
        self.most = settings.workers * settings.threads * 2  # a thread, and one for a moment

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A number each; what is not known is left out."""
        yield _gauge("msoko_exports_waiting", "Files of reports in the queue", made.n_waiting())
        yield _gauge("msoko_database_connections_limit", "Connections a database gets", self.most)
        if (age := data_age()) is not None:
            yield _gauge("msoko_data_age_seconds", "Age of the newest load", age)


def _gauge(name: str, text: str, number: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=number)


def _count_connections(engine, gauge: Gauge) -> None:
    event.listen(engine, "checkout", lambda *_: gauge.inc())
    event.listen(engine, "checkin", lambda *_: gauge.dec())


def on_own_port(application: Callable, settings: Settings) -> Callable:
    """The numbers, and nothing else, at their port; everything else at the other one."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(State(settings))
    told = make_wsgi_app(registry)
    own = str(settings.metrics_port)

    def answer(environ: dict, start_response: Callable):
        if environ["SERVER_PORT"] != own:
            return application(environ, start_response)
        if environ["PATH_INFO"] == "/metrics":
            return told(environ, start_response)
        start_response("404 Not Found", [("Content-Length", "0")])
        return []

    return answer
