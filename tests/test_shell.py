"""The frame: the same around screens and pages of the server, and only what the role has."""

import re

import pytest
from homes import settings_of
from signed_in import client_of, stranger
from sqlalchemy import insert

from dashboard import glossary, shell
from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.accounts import database as accounts
from dashboard.app import create_app
from dashboard.queries import database
from etl.indicators import INDICATORS
from models import RoleGrant, Unit, User

KEEPING = ["Данные", "Пользователи", "Журнал действий"]
LEARNT = ["Обзор", "Работы", "Банк работ", "Проблемные компоненты", "Прогноз", "Ученики"]
OF_SCHOOLS = ["Объективность", "Отчёты", "Настройки"]
SECTIONS = {
    Role.REGIONAL_ADMINISTRATOR: [*LEARNT, *OF_SCHOOLS, "Данные", "Журнал действий"],
    Role.MUNICIPAL_METHODOLOGIST: [*LEARNT, *OF_SCHOOLS, "Данные"],
    Role.HEAD: [*LEARNT, *OF_SCHOOLS, "Данные", "Журнал действий"],
    Role.SUBJECT_TEACHER: [*LEARNT, "Отчёты"],
    Role.SCHOOL_ADMINISTRATOR: ["Обзор", *KEEPING],
    Role.SYSTEM_ADMINISTRATOR: ["Обзор", *KEEPING],
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    made = create_app(settings_of(tmp_path_factory.mktemp("home")))
    region = {"id": 1, "level": "region", "code": "1", "name": "Область", "path": "/1/"}
    with database.engine_in_use().begin() as connection:
        connection.execute(insert(Unit), region | {"parent_id": 0, "grade": None})
    yield made
    database.forget()
    accounts.forget()


def client(app, role, name="Анна Ёлкина"):
    """A browser of a new account in the region."""
    with accounts.engine_in_use().begin() as connection:
        user = {"login": f"{role}.{name}", "name": name, "is_active": True}
        user |= {"created_at": accounts.now()}
        [user_id] = connection.execute(insert(User), user).inserted_primary_key
        grant = {"user_id": user_id, "role": role, "unit_id": 1}
        connection.execute(insert(RoleGrant), grant)
    return client_of(app, user_id)


@pytest.mark.parametrize("role", SECTIONS)
def test_the_rail_leads_only_where_the_role_can_go(role):
    scope = Scope((Area("/1/", RIGHTS[role], "тест", role),))
    assert [section.name for section in shell.sections(scope)] == SECTIONS[role]


def test_a_parent_has_results_and_nothing_else_in_the_rail():
    scope = Scope(children=(Child(1, "родитель: ваш ребёнок", Role.PARENT),))
    assert [section.name for section in shell.sections(scope)] == ["Результаты"]


def frame_of(page):
    """The frame without the token of the form and without the mark of the open section."""
    frame = page[page.index('<div class="rail">') : page.index("<main")]
    frame = re.sub(r'name="csrf_token" value="[^"]*"', "", frame)
    return re.sub(r' active|" aria-current="page', "", frame).strip()


def test_screens_and_pages_of_the_server_stand_in_one_frame(app):
    browser = client(app, Role.REGIONAL_ADMINISTRATOR)
    screen, page = browser.get("/").text, browser.get("/account").text
    assert frame_of(screen) == frame_of(page)
    for told in ("Анна Ёлкина", "Региональный администратор", "/account", "/logout", "csrf_token"):
        assert told in screen, told
    assert "Демонстрация" not in screen


def test_the_open_section_is_marked(app):
    page = client(app, Role.HEAD).get("/audit").text
    [marked] = re.findall(r'<a href="([^"]*)"[^>]*aria-current="page"', page)
    assert marked == "/audit"


def test_a_name_is_text_in_the_frame(app):
    page = client(app, Role.HEAD, "<img src=x>").get("/").text
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page


def test_tray_and_search_are_there_for_those_who_can_use_them(app):
    seen = {
        role: ("shell-tray-count" in page, "shell-search" in page)
        for role in (Role.HEAD, Role.SYSTEM_ADMINISTRATOR)
        for page in [client(app, role, "Кто-то").get("/").text]
    }
    assert seen == {Role.HEAD: (True, True), Role.SYSTEM_ADMINISTRATOR: (False, False)}


def test_the_page_to_sign_in_has_no_frame(app):
    page = stranger(app).get("/login").text
    assert "shell-search" not in page and 'class="rail"' not in page


def test_help_names_every_indicator_with_its_formula_and_source(app):
    page = client(app, Role.SUBJECT_TEACHER).get("/help").text
    for indicator in INDICATORS.values():
        for told in (indicator.title, indicator.formula, indicator.source):
            assert str(told) in page, told


def test_the_panel_says_a_word_on_the_page_one_is_on(app):
    browser = client(app, Role.HEAD, "Справка")
    told = browser.get("/help?part=1&path=/student/7").text
    assert glossary.PAGES["student"] in told and "<html" not in told
    assert glossary.OF_UNITS in browser.get("/help?part=1&path=/school/7").text
    assert "<script>" not in browser.get("/help?part=1&path=/<script>").text


def test_an_error_of_ours_shows_its_code_and_a_way_to_try_again(app, monkeypatch):
    def fails():
        raise ZeroDivisionError("Иванов")

    browser = client(app, Role.HEAD, "Ошибка")
    monkeypatch.setattr(shell, "sections", lambda _scope: fails())
    answer = browser.get("/account")
    assert answer.status_code == 500
    assert re.search(r"Код для журнала: [0-9a-f]{8}", answer.text)
    assert "Повторить" in answer.text and "Иванов" not in answer.text
