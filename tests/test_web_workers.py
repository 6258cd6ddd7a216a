"""A real gunicorn of two workers: numbers in one answer, lines of a log, and who is not in them."""

import json
import os
import signal
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from homes import copied, environment_of
from prometheus_client.parser import text_string_to_metric_families

from etl.bench.visits import Visitor, kind_of
from etl.bench.web_worker import children_of, free_port, memory_of, serving

ASKED = 40
PERSONAS = ("demo.head", "demo.student")
SECONDS = 30


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    """A copy of the demonstration: personas and numbers are written into it."""
    return copied(demo_home, tmp_path_factory.mktemp("served") / "home")


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "gunicorn.log"


@pytest.fixture(scope="module")
def served(home, log):
    """The address, the address of the numbers and the id of the master."""
    port = free_port()
    environment = environment_of(home) | {"MSOKO_WORKERS": "2", "MSOKO_METRICS_PORT": str(port)}
    with log.open("w") as errors, serving(home, environment, errors) as (address, master):
        yield address, f"http://127.0.0.1:{port}/metrics", master


def status_of(address, **headers):
    try:
        with urlopen(Request(address, headers=headers), timeout=SECONDS) as answer:
            return answer.status
    except HTTPError as refused:
        return refused.code


def numbers(address):
    """(name, labels) → number, of everything that is told."""
    with urlopen(address, timeout=SECONDS) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def answered(told, route, status="200"):
    labels = (("callback", ""), ("route", route), ("status", status))
    return told.get(("msoko_requests_total", labels), 0)


def ports_of(process):
    """The ports a process listens on."""
    files = (str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir())
    own = {name[8:-1] for name in files if name.startswith("socket:[")}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return {int(row[1].split(":")[1], 16) for row in rows if row[9] in own and row[3] == "0A"}


def until(holds):
    """Whether it comes to hold."""
    end = time.monotonic() + SECONDS
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_numbers_of_all_workers_are_one_answer_that_goes_on_when_a_worker_dies(served):
    address, metrics, master = served
    before = answered(numbers(metrics), "/healthz")
    for _ in range(ASKED):
        status_of(f"{address}/healthz")
    assert answered(numbers(metrics), "/healthz") == before + ASKED
    killed = children_of(master)[0]
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: len(set(children_of(master)) - {killed}) == 2)
    for _ in range(ASKED):
        status_of(f"{address}/healthz")
    assert answered(numbers(metrics), "/healthz") == before + 2 * ASKED


def test_a_worker_that_is_replaced_leaves_no_more_files(served, home):
    _, metrics, master = served
    numbers(metrics)
    before = {path.name for path in (home / "metrics" / str(master)).iterdir()}
    killed = children_of(master)[-1]
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: len(set(children_of(master)) - {killed}) == 2)
    numbers(metrics)
    assert {path.name for path in (home / "metrics" / str(master)).iterdir()} <= before


def test_the_port_of_numbers_tells_numbers_only_and_the_other_one_none(served):
    address, metrics, _ = served
    assert status_of(metrics.replace("/metrics", "/healthz")) == 404
    assert status_of(metrics.replace("/metrics", "/login")) == 404
    assert "msoko_" not in urlopen(f"{address}/metrics", timeout=SECONDS).read().decode()
    forged = {"Host": metrics.split("/")[2], "X-Forwarded-Host": metrics.split("/")[2]}
    assert status_of(f"{address}/metrics", **forged) == 200  # the page to sign in


def test_neither_numbers_nor_the_log_say_who_asked_for_whom(served, log):
    address, metrics, _ = served
    asked = [page for name in PERSONAS for page in Visitor(address, name).every_kind_of_page()]
    assert {"student", "school", "problems"} <= {kind_of(page) for page in asked}
    with urlopen(metrics, timeout=SECONDS) as answer:
        told = answer.read().decode()
    ids = {part for page in asked for part in page.split("?")[0].split("/") if part.isdigit()}
    assert ids
    routes = {dict(labels).get("route", "") for _, labels in numbers(metrics)}
    assert not [route for route in routes if set(route.split("/")) & ids]
    lines = [line for line in log.read_text("utf-8").splitlines() if " request " in line]
    assert lines
    for text in (told, *lines):
        assert not [word for word in ("demo.", "period=", "?") if word in text]
    of_routes = {word for line in lines for word in line.split() if word.startswith("route=")}
    assert not [route for route in of_routes if set(route.split("/")) & ids]


def test_numbers_tell_of_sign_ins_data_and_connections(served):
    address, metrics, _ = served
    told = numbers(metrics)
    assert told["msoko_sign_in_failures_total", ()] == 0
    assert told["msoko_data_age_seconds", ()] > 0
    assert told["msoko_exports_waiting", ()] == 0
    assert told["msoko_requests_in_flight", ()] == 0
    assert told["msoko_database_connections", (("database", "data"),)] == 0
    with pytest.raises(HTTPError, match="401"):
        Visitor(address, PERSONAS[0]).send("/login", "/login?change=1", login="head", password="no")
    assert numbers(metrics)["msoko_sign_in_failures_total", ()] == 1


def test_workers_share_what_the_master_has_loaded(served):
    _, _, master = served
    for worker in children_of(master):
        memory = memory_of(worker)
        assert memory.pss < 0.8 * memory.rss


def test_without_a_port_there_are_no_numbers(home):
    with serving(home, environment_of(home) | {"MSOKO_METRICS_PORT": ""}) as (address, master):
        assert status_of(f"{address}/readyz") == 200
        assert not (home / "metrics" / str(master)).exists()
        assert ports_of(master) == {int(address.rsplit(":", 1)[1])}


def test_at_work_every_line_is_json(home, tmp_path):
    key = {"MSOKO_ENV": "production", "SECRET_KEY": os.urandom(24).hex()}
    path = tmp_path / "log"
    with path.open("w") as errors, serving(tmp_path / "new", key, errors) as (address, _):
        status_of(f"{address}/login")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {"gunicorn.error", "dashboard.request"} <= {line["logger"] for line in lines}
    [asked] = [line for line in lines if line["event"] == "request"]
    assert (asked["route"], asked["status"]) == ("/login", 200)
