"""Files for many units: made by the real process, stopped, begun again, within the scope."""

import os
import shutil
import signal
import stat
import subprocess
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from holdings import rows
from homes import copied, settings_of, store_in
from managed import shown, trail
from packs import (
    ask_for_classes,
    cells,
    fetched,
    fewer_roles,
    files_of,
    own_school,
    place_of_classes,
    silent_for,
    wait_for,
    without_reports,
)
from signed_in import client_of, post_form

from dashboard.accounts import personas
from dashboard.accounts.grants import console
from dashboard.accounts.people import set_active
from dashboard.accounts.scopes import scope_of
from dashboard.app import create_app
from dashboard.packs import batches, made, maker, starting, storage, tray
from dashboard.packs.asked import Asked
from dashboard.packs.building import built, content_of
from models import Unit


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    """A copy of the small demo territory, for files and accounts of its own."""
    return copied(demo_home, tmp_path_factory.mktemp("made") / "home")


@pytest.fixture(scope="module")
def app(home):
    return create_app(settings_of(home, MSOKO_ENV="demo"))


@pytest.fixture
def deputy_id(app, home):
    """The deputy head of a school of the demo territory, without any file."""
    without_reports(store_in(home))
    shutil.rmtree(home / "files", ignore_errors=True)
    return personas.user_id_of("demo.deputy_head")


@pytest.fixture
def deputy(app, deputy_id):
    return client_of(app, deputy_id)


@pytest.fixture
def idle(monkeypatch):
    """Nobody makes what waits; the test does."""
    monkeypatch.setattr("dashboard.exports.made_routes.start_maker", lambda: None)
    monkeypatch.setattr("dashboard.exports.reports_page.start_maker", lambda: None)


@pytest.fixture
def fewer(deputy_id):
    """The deputy becomes class teacher of one class."""
    with fewer_roles(deputy_id) as change:
        yield change


def test_all_classes_of_a_school_are_made_by_a_process_of_its_own(deputy, deputy_id, home):
    """Each file holds what the screen of its class says to the same person now."""
    asked = ask_for_classes(deputy, deputy_id, "children", "trend")
    assert "готов" in shown(deputy.get("/reports")) or asked.state == "waiting"
    row = wait_for(deputy_id, "ready", "failed")
    assert (row.state, row.done, row.error) == ("ready", row.total, "")
    answer = fetched(deputy, row.id)
    assert answer.mimetype == "application/zip"
    scope = scope_of(deputy_id, date.today())
    units = batches.chosen(scope, place_of_classes(deputy_id)).units
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)) == len(units) == row.total
        for n, (name, unit) in enumerate(zip(names, units, strict=True), start=1):
            assert name == f"{n:03} {unit['name']}, {row.code}.xlsx"
            address = f"/school_class/{unit['unit_id']}"
            parts = [Asked(address, "trend"), Asked(address, "children")]
            now_shown = built(scope, parts, row.title, row.code)
            assert cells(archive.read(name)) == cells(content_of(now_shown.pack, "xlsx"))
    kept = home / "files" / row.file
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    records = [record for record in trail() if row.code in record[2] and record[1] == "exported"]
    assert len(records) == len(units) + 1  # made, and fetched


def test_how_far_it_is_can_be_seen_while_it_is_made(deputy, deputy_id, idle):
    row = ask_for_classes(deputy, deputy_id, "trend")
    assert "ждёт очереди" in shown(deputy.get("/reports"))
    assert made.claim().id == row.id
    made.go_on(files_of(deputy_id)[0], done=2)
    part = deputy.get("/pack/files").text
    assert f"готовится: 2 из {row.total}" in part
    assert f'<progress max="{row.total}" value="2"' in part
    assert "data-under-way" in part


def test_only_one_maker_works_at_a_time(deputy, deputy_id, idle):
    first = ask_for_classes(deputy, deputy_id, "trend")
    second = ask_for_classes(deputy, deputy_id, "groups")
    assert made.claim().id == first.id
    assert made.claim() is None
    made.stop(deputy_id, first.id)
    assert made.claim().id == second.id


def test_what_is_stopped_is_not_made_and_can_be_begun_again(deputy, deputy_id, idle, home):
    row = ask_for_classes(deputy, deputy_id, "trend")
    begun = made.claim()
    post_form(deputy, f"/pack/files/{row.id}/stop")
    maker.make(begun)
    [stopped] = files_of(deputy_id)
    assert (stopped.state, stopped.file) == ("stopped", "")
    assert list((home / "files").glob("*")) == []
    post_form(deputy, f"/pack/files/{row.id}/again")
    assert maker.make_waiting() == 1
    assert files_of(deputy_id)[0].state == "ready"


def test_a_maker_that_was_killed_is_seen_and_its_work_can_be_begun_again(
    deputy, deputy_id, idle, home
):
    row = ask_for_classes(deputy, deputy_id, "children", "trend", "heat")
    environment = os.environ | starting.environment(storage.settings_in_use())
    process = subprocess.Popen(starting.COMMAND, cwd=starting.ROOT, env=environment)
    wait_for(deputy_id, "making", "ready")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert files_of(deputy_id)[0].state == "making"
    silent_for(row.id, made.SILENT + timedelta(seconds=1))
    assert "прервано" in shown(deputy.get("/reports"))
    post_form(deputy, f"/pack/files/{row.id}/again")
    assert maker.make_waiting() == 1
    assert files_of(deputy_id)[0].state == "ready"
    leave_behind = [path.name for path in (home / "files").glob("*.part")]
    for path in (home / "files").glob("*.part"):
        os.utime(path, (0, 0))
    storage.remove_unfinished()
    assert len(leave_behind) <= 1
    assert list((home / "files").glob("*.part")) == []


def test_units_outside_the_scope_are_left_out_of_a_batch_and_it_is_said(
    deputy, deputy_id, idle, fewer
):
    row = ask_for_classes(deputy, deputy_id, "children")
    fewer()
    maker.make_waiting()
    [ready] = files_of(deputy_id)
    assert (ready.state, len(ready.parts)) == ("ready", 1)
    assert ready.error == f"Пропущено: {row.total - 1} – вне вашей области доступа или пусто."
    with zipfile.ZipFile(storage.path_of(ready.file)) as archive:
        assert len(archive.namelist()) == 1
    assert fetched(deputy, ready.id).status_code == 200


def test_nothing_is_made_for_an_account_that_is_closed(deputy, deputy_id, idle):
    ask_for_classes(deputy, deputy_id, "trend")
    set_active(deputy_id, False, by=console())
    try:
        maker.make_waiting()
        assert files_of(deputy_id)[0].state == "failed"
    finally:
        set_active(deputy_id, True, by=console())


@pytest.mark.parametrize(
    "fields",
    [
        *({}, {"place": "1"}, {"place": ":school_class"}, {"place": "{school}:student"}),
        *({"place": "{school}:school"}, {"place": "{other}:school_class"}, {"place": "²:school"}),
        {"place": "9" * 40 + ":school_class"},
    ],
)
def test_units_that_were_not_offered_are_not_taken(deputy, deputy_id, home, fields):
    schools = {id for (id,) in rows(store_in(home), Unit.id, level="school")}
    school = own_school(deputy_id)
    other = next(iter(schools - {school}))
    sent = {"form": "pptx", "report": ["trend"]}
    sent |= {name: text.format(school=school, other=other) for name, text in fields.items()}
    assert post_form(deputy, "/pack/batch", sent).status_code == 303
    assert files_of(deputy_id) == []


def test_a_batch_needs_a_report_that_is_there(deputy, deputy_id):
    for reports in ([], ["nothing"], ["'; DROP TABLE unit; --"]):
        sent = {"form": "pptx", "place": place_of_classes(deputy_id), "report": reports}
        post_form(deputy, "/pack/batch", sent)
    assert files_of(deputy_id) == []


def test_only_a_few_files_of_one_person_wait(deputy, deputy_id, idle):
    for _ in range(made.MOST_WAITING + 1):
        sent = {"form": "xlsx", "place": place_of_classes(deputy_id), "report": ["trend"]}
        post_form(deputy, "/pack/batch", sent)
    assert len(files_of(deputy_id)) == made.MOST_WAITING
    assert "Дождитесь прежних" in shown(deputy.get("/reports"))


def test_a_long_tray_is_made_in_the_background_as_one_file(deputy, deputy_id, idle):
    school = own_school(deputy_id)
    years = [f"/school/{school}?period={year}50" for year in range(2010, 2024)]
    tray.add(deputy_id, [Asked(address, "trend") for address in years])
    answer = post_form(deputy, "/pack/make", {"form": "xlsx"})
    assert answer.headers["Location"] == "/reports#made"
    assert maker.make_waiting() == 1
    [row] = files_of(deputy_id)
    assert row.file.endswith(".xlsx")
    assert len(cells(fetched(deputy, row.id).data)) >= len(years)


def test_classes_of_a_teacher_can_be_chosen_at_once(app, deputy_id):
    """A teacher of several classes has no unit above them of his own."""
    from dashboard.access import RIGHTS, Area, Role, Scope

    every = batches.chosen(scope_of(deputy_id, date.today()), place_of_classes(deputy_id)).units
    role = Role.SUBJECT_TEACHER
    areas = tuple(Area(unit["path"], RIGHTS[role], "учитель", role) for unit in every[:3])
    [choice] = batches.choices(Scope(areas, reason="учитель"))
    assert (choice.value, choice.words) == (batches.MINE, "Мои классы (3)")
    assert batches.chosen(Scope(areas[:1], reason="учитель"), batches.MINE) is None
