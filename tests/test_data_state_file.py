"""Rejected rows as a file: for those who import for the school, noted in the trail."""

import pytest
from files import load_one, world, written
from holdings import unit
from homes import settings_of, store_in
from signed_in import client_of, records
from sqlalchemy import insert

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.app import create_app
from dashboard.queries import database
from models import RoleGrant, User

JOURNAL = """
    student_code  date        mark
    У1            2025-09-15  5
    У2            2025-09-15  тройка
    =1+1          2025-09-15  4
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The application over schools 7 and 9, and the load with rejected rows of school 7."""
    folder = tmp_path_factory.mktemp("file")
    store = store_in(folder / "home")
    world(store, folder)
    load_id = load_one(store, written(folder, "marks", JOURNAL)).id
    app = create_app(settings_of(store.home))
    yield {"app": app, "store": store, "file": f"/export/rejected/{load_id}.csv"}
    database.forget()
    accounts.forget()


def browser(found, role, code):
    """A browser of a new account with one role at a school."""
    user = {"login": f"{role}-{code}", "is_active": True, "created_at": accounts.now()}
    place = unit(found["store"], code) if code else None
    with accounts.engine_in_use().begin() as connection:
        [user_id] = connection.execute(insert(User), user).inserted_primary_key
        grant = {"user_id": user_id, "role": role, "unit_id": place}
        connection.execute(insert(RoleGrant), grant)
    return client_of(found["app"], user_id)


def test_the_administrator_of_the_school_takes_the_rows_without_marks(found):
    answer = browser(found, Role.SCHOOL_ADMINISTRATOR, "7").get(found["file"])
    text = answer.get_data().decode("utf-8-sig")
    assert answer.status_code == 200
    assert '"не показывается"' in text
    assert "тройка" not in text
    assert '"\'=1+1"' in text  # no spreadsheet calculates it
    [record] = records("exported", found["file"])
    assert record.n == 2


@pytest.mark.parametrize(
    ("role", "code"), [(Role.SCHOOL_ADMINISTRATOR, "9"), (Role.HEAD, "7"), (Role.HEAD, "9")]
)
def test_for_others_the_file_is_not_there(found, role, code):
    client = browser(found, role, code)
    assert client.get(found["file"]).status_code == 404
    assert client.get("/export/rejected/999.csv").status_code == 404


def test_the_system_administrator_takes_it_too(found):
    assert browser(found, Role.SYSTEM_ADMINISTRATOR, "").get(found["file"]).status_code == 200
