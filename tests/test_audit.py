"""The audit trail: what leaves a record, that none is changed, and who reads which."""

import csv
import io
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from files import load_one, loaded, school, written
from homes import environment_of, of_a_sqlite_file, settings_of
from managed import ADMINISTRATOR, added, count, grant, opened, teacher, trail, two_schools
from signed_in import client_of, post_form
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from dashboard import audit
from dashboard.access import Role
from dashboard.accounts.database import engine_in_use
from dashboard.app import create_app
from dashboard.audit import ACTION_NAMES, Action
from etl import noted, pipeline
from models import AuditRecord, Unit
from models.store import writing
from models.trail import console_actor, record

ROOT = Path(__file__).parent.parent


@pytest.fixture
def accounts(standing):
    with opened(standing):
        yield engine_in_use()


def test_a_record_says_when_who_what_to_what_how_many_why_and_from_where(accounts):
    before = datetime.now(UTC).replace(tzinfo=None)
    with writing(accounts) as connection:
        record(connection, action="exported", actor="anna", user_id=7, object="/school/1",
               n=30, reason="завуч", address="10.0.0.1")  # fmt: skip
    kept = last(accounts)
    assert before <= kept.at <= before + timedelta(minutes=1)
    assert kept[2:] == (7, "anna", "exported", "/school/1", 30, "завуч", "10.0.0.1")


def last(engine):
    with engine.connect() as connection:
        columns = AuditRecord.__table__.c
        statement = select(*columns).order_by(columns.id.desc()).limit(1)
        return connection.execute(statement).one()


@pytest.mark.parametrize("statement", [
    "UPDATE audit_record SET actor = 'nobody'",
    "DELETE FROM audit_record",
    "INSERT OR REPLACE INTO audit_record SELECT * FROM audit_record",
    "TRUNCATE audit_record",
])  # fmt: skip
def test_no_record_is_changed_or_deleted(accounts, statement):
    audit.write(Action.LOGIN, "somebody")
    before = records(accounts)
    with pytest.raises(DatabaseError), accounts.begin() as connection:
        connection.execute(text(statement))
    assert records(accounts) == before


def records(engine):
    with engine.connect() as connection:
        return connection.execute(select(*AuditRecord.__table__.c)).all()


def test_long_and_odd_texts_fit_the_record(accounts):
    with writing(accounts) as connection:
        record(connection, action="refused", actor="a" * 500, object="/\x00\n\x1b[31m" + "б" * 5000,
               reason="\ud800" + "в" * 500, address="1" * 100)  # fmt: skip
    kept = last(accounts)
    assert [len(value) for value in kept[3:] if isinstance(value, str)] == [80, 7, 2000, 300, 45]
    assert kept.object.startswith("/   [31m")
    assert kept.object.endswith("…")


def test_every_action_has_a_russian_name_and_fits_its_column():
    assert ACTION_NAMES.keys() == set(Action)
    assert max(map(len, Action)) <= AuditRecord.__table__.c.action.type.length
    assert {noted.IMPORTED, noted.UNDONE, noted.REDONE} <= set(Action)


def test_nothing_else_writes_records():
    mentions = [
        path.relative_to(ROOT).as_posix()
        for folder in ("dashboard", "etl", "models", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"insert\(AuditRecord|audit_record", path.read_text("utf-8"))
    ]
    assert set(mentions) == {
        "models/trail.py",
        "models/accounts.py",
        "models/account_migrations/versions/0001_accounts.py",
    }


def loads_of(store):
    """Action, object and n of the records about loads."""
    with opened(store):
        return [entry[1:] for entry in trail() if entry[1] in (*vars(noted).values(),)]


def test_loads_undo_and_redo_are_on_record(store, tmp_path):
    school(store, tmp_path)
    path = written(tmp_path, "marks", "student_code  mark\n У1  5\n У2  4\n У9  4")
    report = load_one(store, path)
    pipeline.switch(store, report.id, on=False)
    pipeline.switch(store, report.id, on=True)
    assert loads_of(store) == [
        ("imported", "load 1 roster.csv", 3),
        ("imported", f"load {report.id} marks.csv", 2),
        ("undone", f"load {report.id}", None),
        ("redone", f"load {report.id}", None),
    ]
    with opened(store):
        assert {entry[0] for entry in trail()} == {console_actor()}


def test_what_changes_nothing_is_not_on_record(plain_store, tmp_path):
    path = written(tmp_path, "roster", "student_code\n У1")
    loaded(plain_store, path, dry_run=True)
    assert loads_of(plain_store) == []
    loaded(plain_store, path)
    loaded(plain_store, path)
    loaded(plain_store, tmp_path / "nowhere.csv")
    assert len(loads_of(plain_store)) == 1


@of_a_sqlite_file
def test_without_a_trail_nothing_is_loaded(plain_store, tmp_path):
    path = written(tmp_path, "roster", "student_code\n У1")
    plain_store.home.mkdir()
    (plain_store.home / "accounts.db").write_bytes(b"no database" * 100)
    with pytest.raises(DatabaseError):
        pipeline.load(plain_store, [path])
    with pipeline.opened(plain_store) as engine, engine.connect() as connection:
        assert connection.execute(select(Unit.id)).all() == []


def test_the_command_line_is_on_record_too(plain_store, tmp_path):
    path = written(tmp_path, "roster", "student_code\n У1")
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(path)], cwd=ROOT, capture_output=True,
        env=environment_of(plain_store.home) | {"PATH": "/usr/bin"},
    )  # fmt: skip
    assert done.returncode == 0
    assert loads_of(plain_store) == [("imported", "load 1 roster.csv", 1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return two_schools(tmp_path_factory.mktemp("audit"))


@pytest.fixture(scope="module")
def app(folder):
    return create_app(settings_of(folder.home, MSOKO_ENV="demo"))


@pytest.fixture
def places(app, folder):
    with opened(folder) as found:
        yield found


def noted_by(user_id, actor, **more):
    """A record of somebody."""
    with writing(engine_in_use()) as connection:
        record(connection, **{"action": "login", "user_id": user_id, "actor": actor} | more)


def actors(client, query=""):
    """Whose records the file of the trail holds."""
    answer = client.get(f"/audit.csv?{query}")
    assert answer.status_code == 200
    rows = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";")
    return [row["Кто"] for row in rows]


@pytest.mark.parametrize("path", ["/audit", "/audit.csv"])
def test_only_readers_of_the_trail_find_it(app, places, path):
    for number, given in enumerate([
        teacher(places),
        grant(places, Role.PARENT, student="У1"),
        grant(places, Role.MUNICIPAL_METHODOLOGIST, unit="Область/Город"),
    ]):  # fmt: skip
        assert client_of(app, added(f"user{number}", given)).get(path).status_code == 404


def test_a_head_reads_of_his_school_and_of_himself(app, places):
    head = added("head", grant(places, Role.HEAD, unit="7"))
    mine = {
        "mine": added("mine", teacher(places)),
        "child": added("child", grant(places, Role.STUDENT, student="У1")),
        "both": added("both", teacher(places), teacher(places, "9/8А")),
    }
    foreign = {"foreign": added("foreign", teacher(places, "9/8А")), "nobody": None}
    for actor, number in (mine | foreign).items():
        noted_by(number, actor)
    client = client_of(app, head)
    seen = set(actors(client))
    assert mine.keys() <= seen
    assert not foreign.keys() & seen
    assert "head" in set(actors(client))  # the first file is on record by now
    assert {"foreign", "nobody"} <= set(actors(client_of(app, added("root", ADMINISTRATOR))))


def test_what_was_looked_at_elsewhere_is_not_told(app, places):
    head = added("head", grant(places, Role.HEAD, unit="7"))
    both = added("both", teacher(places), teacher(places, "9/8А"))
    for action in (Action.NAMES_VIEWED, Action.EXPORTED, Action.REFUSED):
        noted_by(both, "both", action=action)
    assert "both" not in actors(client_of(app, head))


def test_an_administrator_of_all_regions_reads_everything(app, places):
    noted_by(None, "nobody")
    regional = added("regional", grant(places, Role.REGIONAL_ADMINISTRATOR, unit="Область"))
    assert "nobody" in actors(client_of(app, regional))


def test_records_are_found_by_person_action_day_and_object(app, places):
    client = client_of(app, added("root", ADMINISTRATOR))
    noted_by(None, "one_x", action="exported", object="/school/77%")
    noted_by(None, "two", action="refused", object="/school/78")
    today = date.today()
    assert set(actors(client, "actor=one_")) == {"one_x"}
    assert set(actors(client, "object=77%25")) == {"one_x"}
    assert "two" in actors(client, "action=refused")
    assert "one_x" not in actors(client, "action=refused")
    assert "two" in actors(client, f"from={today}&to={today}")
    assert actors(client, f"to={today - timedelta(days=1)}") == []
    assert actors(client, f"from={today + timedelta(days=1)}") == []
    page = client.get("/audit?from=вчера").get_data(as_text=True)
    assert "«вчера» – не дата" in page
    for day in ("from=0001-01-01", "to=9999-12-31"):
        assert "такого года в журнале нет" in client.get(f"/audit?{day}").get_data(as_text=True)


def test_the_newest_comes_first_in_local_time_and_in_pages(app, places):
    client = client_of(app, added("root", ADMINISTRATOR))
    for number in range(51):
        noted_by(None, f"many{number:02}")
    page = client.get("/audit?actor=many").get_data(as_text=True)
    assert page.index("many50") < page.index("many02")
    assert "many00" not in page
    assert "many00" in client.get("/audit?actor=many&page=2").get_data(as_text=True)
    assert "записей: 51" in page
    everything = client.get("/audit").get_data(as_text=True)
    assert f"записей: {count(AuditRecord)}" in everything
    assert f"{datetime.now().astimezone():%d.%m.%Y %H:}" in page
    assert "<td>Вход</td>" in page


def test_the_file_is_harmless_and_on_record(app, places):
    client = client_of(app, added("root", ADMINISTRATOR))
    noted_by(None, "=HYPERLINK(1)")
    answer = client.get("/audit.csv?actor=hyperlink".replace("hyperlink", "HYPERLINK"))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'=HYPERLINK(1)" in answer.text or "HYPERLINK" not in answer.text
    assert trail()[-1][:3] == ("root", "exported", "/audit.csv")


def test_what_a_browser_says_of_itself_is_shown_as_text(app, places):
    client = client_of(app, added("root", ADMINISTRATOR))
    bad = "<script>alert(1)</script>"
    noted_by(None, bad, object=bad, reason=bad, address=bad)
    for path in ("/audit", f"/audit?object={bad}", f"/audit?actor={bad}", f"/audit?from={bad}"):
        assert bad not in client.get(path).get_data(as_text=True)


def test_names_shown_are_noted_once_a_request(app, places):
    root = added("root", ADMINISTRATOR)
    before = count(AuditRecord)
    with app.server.test_request_context("/student/5"):
        from flask_login import login_user

        from dashboard.accounts.sessions import open_session, signed_in

        login_user(signed_in(open_session(root, "", "")))
        audit.names_shown([])
        audit.write_names_shown()
        audit.names_shown([7, 5, 6, 12])
        audit.names_shown([12, 15])
        audit.write_names_shown()
        audit.write_names_shown()
    assert trail(before) == [("root", "names_viewed", "/student/5; ученики 5–7, 12, 15", 5)]


def test_names_read_without_a_request_are_no_view(accounts):
    before = count(AuditRecord)
    audit.names_shown([3])
    assert count(AuditRecord) == before


@pytest.mark.parametrize(
    ("referrer", "noted"),
    [
        *((forged, "unit.children") for forged in ("http://[", "javascript:alert(1)", "\\")),
        ("http://x/school/7", "/school/7"),
    ],
)
def test_a_forged_referrer_breaks_nothing(app, places, referrer, noted):
    body = {"output": "unit.children", "inputs": "no list"}
    context = app.server.test_request_context(
        audit.CALLBACKS, method="POST", json=body, headers={"Referer": referrer}
    )
    with context:
        audit.write(Action.REFUSED, audit.place_asked())
    assert trail()[-1][2] == noted


def test_a_record_of_a_form_tells_the_address(app, places):
    root = client_of(app, added("root", ADMINISTRATOR))
    number = added("anna", teacher(places))
    post_form(root, f"/users/{number}/disable")
    assert last(engine_in_use()).address == "127.0.0.1"


def test_records_can_be_inserted_only_with_all_they_need(accounts):
    with pytest.raises(DatabaseError), accounts.begin() as connection:
        connection.execute(insert(AuditRecord), {"action": "login", "at": datetime.now(UTC)})
