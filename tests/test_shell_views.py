"""Saved views: each person's own, pages of this application only; what was removed comes back."""

import re

import pytest
from homes import settings_of
from managed import ADMINISTRATOR, added, grant, opened, two_schools
from signed_in import client_of, post_form, records, stranger
from sqlalchemy import delete

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts import saved_views
from dashboard.app import create_app
from models import SavedView

HERE = "/school/1000003?year=2025&period=202550"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return two_schools(tmp_path_factory.mktemp("views"))


@pytest.fixture(scope="module")
def app(store):
    return create_app(settings_of(store.home))


@pytest.fixture
def places(app, store):
    with opened(store) as found:
        with accounts.engine_in_use().begin() as connection:
            connection.execute(delete(SavedView))
        yield found


@pytest.fixture
def head(app, places):
    return client_of(app, added("head", grant(places, Role.HEAD, unit="7")))


@pytest.fixture
def other(app, places):
    return client_of(app, added("other", ADMINISTRATOR))


def save(browser, name="Школа 7, год", address=HERE):
    return post_form(browser, "/views", {"name": name, "address": address})


def names(browser):
    return re.findall(r'<a href="[^"]*"[^>]*>([^<]*)</a>', browser.get("/views").text)


def id_of(browser):
    return re.findall(r'data-id="(\d+)"', browser.get("/views").text)[0]


def test_a_view_is_kept_under_its_name_and_opens_with_its_filters(head):
    assert "Вид сохранён." in save(head).text
    page = head.get("/views").text
    assert 'href="/school/1000003?year=2025&amp;period=202550"' in page
    assert names(head) == ["Школа 7, год"]


def test_views_stand_as_people_count(head):
    for number in (10, 9, 2):
        save(head, f"{number} класс", f"/parallel/{number}")
    assert names(head) == ["2 класс", "9 класс", "10 класс"]


def test_the_same_address_is_kept_once_under_the_last_name(head):
    save(head, "Раз")
    save(head, "Два")
    assert names(head) == ["Два"]


def test_without_a_name_the_address_is_the_name(head):
    save(head, " \n ")
    assert names(head) == ["/school/1000003"]


@pytest.mark.parametrize("address", ["/", "/assessments", "/account", "/school/1?x=1", "/help"])
def test_pages_of_the_application_can_be_saved(head, address):
    assert save(head, address=address).status_code == 200


@pytest.mark.parametrize("address", [
    "", "https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)",
    "/nothing/here", "/login", "/logout", "/_dash-layout", "/assets/40-app.css", "/school/abc",
    "/school/1?" + "x" * 500, "/\t/evil", "/healthz",
])  # fmt: skip
def test_what_is_no_page_of_the_application_is_not_saved(head, address):
    answer = save(head, address=address)
    assert answer.status_code == 400
    assert "сохранить нельзя" in answer.text
    assert names(head) == []


def test_a_name_is_text_on_the_page(head):
    save(head, "<script>alert(1)</script>")
    page = head.get("/views").text
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_each_person_sees_only_own_views(head, other):
    save(head)
    assert names(other) == []


@pytest.mark.parametrize("what", ["remove", "name"])
def test_a_foreign_view_is_not_there(head, other, what):
    save(head)
    answer = post_form(other, f"/views/{id_of(head)}/{what}", {"name": "чужой"})
    assert answer.status_code == 404
    assert names(head) == ["Школа 7, год"]
    assert records("refused")


def test_a_view_gets_another_name(head):
    save(head)
    answer = post_form(head, f"/views/{id_of(head)}/name", {"name": "Моя школа"})
    assert answer.status_code == 200
    assert names(head) == ["Моя школа"]


def test_what_was_removed_comes_back(head):
    save(head)
    answer = post_form(head, f"/views/{id_of(head)}/remove").text
    assert "Убрано: Школа 7, год." in answer and names(head) == []
    [name] = re.findall(r'data-name="([^"]*)"', answer)
    [address] = re.findall(r'data-address="([^"]*)"', answer)
    save(head, name, address.replace("&amp;", "&"))
    assert names(head) == ["Школа 7, год"]
    assert "year=2025&amp;period=202550" in head.get("/views").text


def test_there_is_room_for_fifty(head):
    for number in range(saved_views.MOST):
        save(head, f"{number}", f"/school/{number + 1}")
    answer = save(head, "лишний", "/school/999")
    assert answer.status_code == 400
    assert "уже 50 видов" in answer.text


def test_nothing_is_saved_without_the_token_of_the_page(head):
    assert head.post("/views", data={"name": "x", "address": "/"}).status_code == 400
    assert names(head) == []


def test_a_stranger_has_no_views(app, head):
    save(head)
    assert stranger(app).get("/views").status_code == 302
