"""Files made of the tray: at once, on record, fetched by their owner alone."""

import shutil
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from homes import copied, settings_of, store_in
from managed import shown, trail
from packs import (
    fetched,
    fewer_roles,
    files_of,
    fill,
    own_school,
    own_school_of,
    place_of_classes,
    without_reports,
)
from signed_in import client_of, post_form
from sqlalchemy import update

from dashboard.accounts import personas
from dashboard.accounts.database import engine_in_use, now
from dashboard.accounts.scopes import scope_of
from dashboard.app import create_app
from dashboard.packs import batches, codes, made, storage, tray
from dashboard.packs.asked import Asked
from models import MadeFile
from models.store import writing

FORMS = ("pptx", "docx", "pdf", "xlsx")


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


@pytest.mark.parametrize("form", FORMS)
def test_the_tray_becomes_a_file_at_once(deputy, deputy_id, form):
    fill(deputy_id, "trend", "children")
    answer = post_form(deputy, "/pack/make", {"form": form, "title": "Педсовет"})
    assert answer.status_code == 200
    [row] = files_of(deputy_id)
    name = unquote(answer.headers["Content-Disposition"])
    assert name.endswith(f"Педсовет, {row.code}.{form}")
    assert (row.state, row.done, row.total) == ("ready", 1, 1)
    again = fetched(deputy, row.id)
    assert again.data == answer.data
    assert answer.data.startswith(b"%PDF" if form == "pdf" else b"PK")


def test_usual_reports_of_a_school_are_a_presentation_after_two_clicks(deputy, deputy_id):
    post_form(deputy, "/pack/usual", {"address": f"/school/{own_school(deputy_id)}"})
    answer = post_form(deputy, "/pack/make", {"form": "pptx"})
    assert answer.status_code == 200
    assert "Материалы к педсовету" in unquote(answer.headers["Content-Disposition"])


def test_a_file_leaves_a_record_with_its_id_and_the_screens_it_is_of(deputy, deputy_id):
    fill(deputy_id, "trend")
    post_form(deputy, "/pack/make", {"form": "xlsx"})
    [row] = files_of(deputy_id)
    actor, action, about, n = trail()[-1]
    assert (actor, action, n) == ("demo.deputy_head", "exported", 1)
    assert about.startswith(f"{row.code}: /school/{own_school(deputy_id)}")


def test_names_in_a_file_are_on_record_by_the_ids_of_the_students(deputy, deputy_id):
    school_class = batches.chosen(scope_of(deputy_id, date.today()), place_of_classes(deputy_id))
    tray.add(deputy_id, [Asked(f"/school_class/{school_class.units[-1]['unit_id']}", "children")])
    post_form(deputy, "/pack/make", {"form": "xlsx"})
    about = next(record[2] for record in reversed(trail()) if record[1] == "exported")
    assert "; ученики " in about


@pytest.mark.parametrize("fields", [{}, {"form": "exe"}, {"form": "../pptx"}])
def test_an_unknown_form_of_file_is_said_and_nothing_is_made(deputy, deputy_id, fields):
    fill(deputy_id, "trend")
    assert post_form(deputy, "/pack/make", fields).status_code == 303
    assert "Выберите вид файла" in shown(deputy.get("/reports"))
    assert files_of(deputy_id) == []


def test_files_of_another_person_are_not_there(app, deputy, deputy_id):
    fill(deputy_id, "trend")
    post_form(deputy, "/pack/make", {"form": "xlsx"})
    [row] = files_of(deputy_id)
    for login in ("demo.head", "demo.regional_administrator", "demo.class_teacher"):
        other = client_of(app, personas.user_id_of(login))
        assert row.code not in other.get("/reports").text
        assert fetched(other, row.id).status_code == 404
        for step in ("stop", "again", "delete"):
            assert post_form(other, f"/pack/files/{row.id}/{step}").status_code == 404
    assert fetched(deputy, row.id).status_code == 200


@pytest.fixture
def fewer(deputy_id):
    """The deputy becomes class teacher of one class."""
    with fewer_roles(deputy_id) as change:
        yield change


def test_a_file_with_numbers_one_may_no_longer_see_is_not_there(deputy, deputy_id, fewer):
    """The school is still shown, but in round numbers only: the file has the exact ones."""
    fill(deputy_id, "trend")
    post_form(deputy, "/pack/make", {"form": "xlsx"})
    [row] = files_of(deputy_id)
    fewer()
    assert deputy.get(f"/school/{own_school_of(row)}").status_code == 200
    assert fetched(deputy, row.id).status_code == 404
    assert trail()[-1][1:3] == ("refused", f"/pack/files/{row.id}")
    page = deputy.get("/reports").text
    assert "права с тех пор изменились" in page
    assert f'href="/pack/files/{row.id}"' not in page


def test_deleted_and_old_files_are_gone(deputy, deputy_id, home):
    fill(deputy_id, "trend")
    for _ in range(2):
        post_form(deputy, "/pack/make", {"form": "xlsx"})
    kept, old = files_of(deputy_id)
    with writing(engine_in_use()) as connection:
        aged = update(MadeFile).where(MadeFile.id == old.id)
        connection.execute(aged.values(asked_at=now() - made.KEPT - timedelta(days=1)))
    made.sweep()
    assert [row.id for row in files_of(deputy_id)] == [kept.id]
    post_form(deputy, f"/pack/files/{kept.id}/delete")
    assert files_of(deputy_id) == []
    assert list((home / "files").glob("*")) == []


def test_the_id_of_a_report_is_short_and_never_repeated():
    found = {codes.new_code(date(2026, 1, 12)) for _ in range(500)}
    assert len(found) == 500
    assert all(code.startswith("МС-26-") and len(code) == 11 for code in found)


def test_no_name_leads_out_of_the_folder_of_files(app):
    for name in ("", ".", "..", "../accounts.db", "/etc/passwd", "a/b"):
        assert storage.path_of(name) is None
    assert codes.named("zip", "../Школа № 7: все классы", "МС-26-AAAAA") == (
        "-Школа № 7- все классы, МС-26-AAAAA.zip"
    )
