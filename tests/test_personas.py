"""Personas of the demonstration: one a role around one class, from what is in the database."""

import json
from datetime import date

import pytest
from homes import copied, settings_of
from signed_in import client_of, page_body, post_callback, stranger
from sqlalchemy import select

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts import personas
from dashboard.accounts.scopes import scope_of
from dashboard.app import create_app
from dashboard.queries import database
from dashboard.queries.database import rows
from models import Membership, Unit


@pytest.fixture(scope="module")
def app(demo_home, tmp_path_factory):
    home = copied(demo_home, tmp_path_factory.mktemp("personas") / "home")
    made = create_app(settings_of(home))
    yield made
    database.forget()
    accounts.forget()


def grants(role):
    return personas.grants_around_a_class()[role]


def test_there_is_a_persona_of_every_role(app):
    page = stranger(app).get("/login").text
    assert page.count("<b>Войти как ") == len(Role) == len(personas.shown())
    assert "Демонстрация" in page


@pytest.mark.parametrize("role", Role)
def test_a_persona_has_its_role_and_no_other(app, role):
    user_id = personas.user_id_of(personas.LOGINS[role])
    assert scope_of(user_id, date.today()).roles == {role}


def test_the_parent_has_children_in_different_classes(app):
    children = [grant.student_id for grant in grants(Role.PARENT)]
    chosen = Membership.student_id.in_(children) & Membership.is_current
    latest = {
        row["student_id"]: row["class_id"]
        for row in rows(
            select(*Membership.__table__.columns).where(chosen).order_by(Membership.date_from)
        )
    }
    assert len(set(latest.values())) == len(children) == 2


def test_the_subject_teacher_has_one_subject_in_two_classes_of_one_school(app):
    given = grants(Role.SUBJECT_TEACHER)
    assert len({grant.unit_id for grant in given}) == 2
    assert len({grant.subject_id for grant in given}) == 1
    paths = rows(select(Unit.path).where(Unit.id.in_([grant.unit_id for grant in given])))
    assert len({path["path"].split("/")[3] for path in paths}) == 1


def test_they_are_made_once(app):
    before = personas.shown()
    personas.add_missing()
    assert personas.shown() == before


@pytest.mark.parametrize("role", Role)
def test_a_persona_finds_something_on_its_first_screen(app, role):
    client = client_of(app, personas.user_id_of(personas.LOGINS[role]))
    answer = post_callback(client, page_body(app, "/"))
    assert answer.status_code == 200
    assert "Не найдено" not in json.dumps(answer.json, ensure_ascii=False)


def test_they_come_later_when_the_data_do(tmp_path):
    kept = database.engine_in_use(), accounts.engine_in_use()
    app = create_app(settings_of(tmp_path))
    empty = database.engine_in_use()
    try:
        assert [one.role for one in personas.shown()] == ["системный администратор"]
        database.use(kept[0])
        assert stranger(app).get("/login").text.count("<b>Войти как ") == len(Role)
    finally:
        empty.dispose()
        accounts.use(kept[1])
