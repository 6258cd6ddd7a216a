"""Ready or not, the id of a request, and logs that say where but never whose."""

import io
import json
import logging.config
from datetime import timedelta

import pytest
from failing import SECRET, add_callbacks, made_app
from signed_in import body_of, client_of, page_body, post_callback, stranger
from sqlalchemy import create_engine, insert, text

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts.grants import Grant, console
from dashboard.accounts.people import add_user
from dashboard.queries import database
from dashboard.watch.logs import configuration
from models import Load, Partition

LOGIN = "chief"
TALKING = ("Ёлкина", LOGIN, "999", "secret")  # a name, a login, an id, a value


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = made_app(tmp_path_factory.mktemp("home"))
    add_callbacks(app)
    yield app
    database.forget()
    accounts.forget()


@pytest.fixture(scope="module")
def client(app):
    return client_of(app, add_user(LOGIN, by=console(), grants=[Grant(Role.SYSTEM_ADMINISTRATOR)]))


@pytest.fixture
def lines():
    """The lines of the log as they are written at work."""
    stream = io.StringIO()
    configured = logging.config.DictConfigurator(configuration(is_demo=False))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(configured.configure_formatter(configured.config["formatters"]["line"]))
    watched = [logging.getLogger(name) for name in ("dashboard", "gunicorn.error")]
    levels = [one.level for one in watched]
    for one in watched:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for one, level in zip(watched, levels, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def test_an_empty_store_is_ready(app):
    answer = stranger(app).get("/readyz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ready"
    assert answer.json["checks"] == {"database": True, "migrations": True, "lake": True}
    assert answer.json["data_age_seconds"] is None


def test_tables_of_another_version_are_not_ready(app):
    _set_version("9999")
    answer = stranger(app).get("/readyz")
    _set_version(None)
    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": True, "migrations": False, "lake": True}
    assert answer.json["message"].startswith("Таблицы базы не той версии")
    assert stranger(app).get("/healthz").status_code == 200


def _set_version(version, kept={}):  # noqa: B006  what stood before
    with database.engine_in_use().begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        kept.setdefault("before", before)
        new = {"new": version or kept["before"]}
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), new)


def test_a_lake_that_is_gone_is_not_ready_and_the_age_of_data_is_told(app):
    with database.engine_in_use().begin() as connection:
        _add_load(connection)
    answer = stranger(app).get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["lake"] is False
    assert answer.json["message"].startswith("Папка озера не читается")
    assert answer.json["data_age_seconds"] == pytest.approx(7200, abs=600)
    path = database.lake_in_use() / "marks/1.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1")
    assert stranger(app).get("/readyz").status_code == 200


def _add_load(connection):
    counts = dict.fromkeys(("rows_read", "loaded", "unchanged", "rejected", "ignored"), 0)
    about = {"id": 1, "file": "secret.csv", "kind": "marks", "sha256": "", "state": "loaded"}
    at = accounts.now().replace(microsecond=0) - timedelta(hours=2)
    connection.execute(insert(Load), about | counts | {"notes": [], "created_at": at})
    place = {"kind": "marks", "school_id": 1, "school_year": 2025, "part": 0, "rows": 0}
    connection.execute(insert(Partition), place | {"path": "marks/1.parquet"})


def test_a_database_that_does_not_answer_is_not_ready(app, monkeypatch, tmp_path):
    gone = create_engine(f"sqlite:///{tmp_path}/none/none.db")
    monkeypatch.setitem(database._engines, "reading", gone)
    answer = stranger(app).get("/readyz")
    assert answer.status_code == 503
    assert answer.json["message"] == "База данных не отвечает."
    assert answer.json["data_age_seconds"] is None


def test_every_answer_has_an_id_that_stands_in_the_log(app, client, lines):
    answer = client.get("/school/999?student=secret")
    [line] = lines()
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["event"], line["route"], line["status"]) == ("request", "/school", 200)
    assert line["ms"] > 0
    _tells_nothing(line)


def test_an_id_of_a_stranger_is_not_taken_over(app):
    given = {"X-Request-ID": "a" * 32}
    assert stranger(app).get("/healthz", headers=given).headers["X-Request-ID"] != "a" * 32


def test_a_line_names_the_callback_and_the_kind_of_page(app, client, lines):
    post_callback(client, page_body(app, "/school/999", "?student=secret"))
    post_callback(client, body_of(app, "test-echo.children", {"test-in.value": "secret"}))
    post_callback(client, page_body(app, "/secret/999"))
    told = [line["callback"] for line in lines() if line["callback"]]
    assert told == ["page /school", "test-echo.children", "page unknown"]
    _tells_nothing(lines())


def test_a_failing_page_leaves_one_line_with_its_id_and_no_value(app, client, lines):
    kept = app.server.view_functions["account"]
    app.server.view_functions["account"] = fails
    try:
        answer = client.get("/account?student=secret")
    finally:
        app.server.view_functions["account"] = kept
    [failed] = [line for line in lines() if line["event"] == "failed"]
    assert failed["request_id"] == answer.headers["X-Request-ID"]
    assert failed["request_id"] in answer.text
    assert failed["kind"] == "RuntimeError"
    assert "in fails" in failed["where"]
    assert [line["status"] for line in lines() if line["event"] == "request"] == [500]
    _tells_nothing(lines())


def fails():
    raise RuntimeError(SECRET)


def test_a_callback_that_failed_is_told_as_failed(app, client, lines):
    answer = post_callback(client, body_of(app, "test-bug.children", {"test-in.value": "secret"}))
    assert answer.status_code == 200
    failed, told = lines()[-2:]
    assert failed["request_id"] == told["request_id"] == answer.headers["X-Request-ID"]
    assert failed["request_id"] in answer.text
    assert told["status"] == 500
    _tells_nothing(lines())


@pytest.mark.parametrize("said", ["Error handling request %s", "Invalid request from ip=%s"])
def test_gunicorn_tells_no_address_and_no_value(lines, said):
    try:
        fails()
    except RuntimeError:
        logging.getLogger("gunicorn.error").exception(said, "/student/999?name=secret")
    [line] = lines()
    assert line["event"] in said
    assert line["kind"] == "RuntimeError"
    assert "in fails" in line["where"]
    _tells_nothing(line)


def test_in_a_demonstration_a_line_is_for_reading(capsys):
    made = logging.config.DictConfigurator(configuration(is_demo=True))
    formatter = made.configure_formatter(made.config["formatters"]["line"])
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "Слово"})
    assert "Слово" in formatter.format(record)
    assert not formatter.format(record).startswith("{")


def test_files_of_the_program_and_probes_leave_no_line(app, lines):
    for path in ("/healthz", "/readyz", "/assets/40-app.css"):
        stranger(app).get(path, buffered=True)
    assert [line["route"] for line in lines() if line["status"] < 400] == []


def _tells_nothing(line):
    told = json.dumps(line, ensure_ascii=False)
    assert not [word for word in TALKING if word in told]
