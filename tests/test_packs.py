"""The tray of the council pack: who fills it, its order and remarks, what others see of it."""

import json
import re

import pytest
from files import loaded, written
from homes import settings_of
from managed import PASSWORD, added, grant, opened, shown, trail, two_schools
from packs import address_of, in_tray, numbers_of_items, tray_form, without_reports
from signed_in import client_of, csrf_header, post_form, stranger

from dashboard.access import Role
from dashboard.app import create_app
from dashboard.packs import tray
from dashboard.packs.asked import Asked
from models import RoleGrant
from models.store import writing

MARKS = "student_code  mark\n У1  5\n У2  4\n У3  3"
NINE = "student_code  mark\n Ч1  5"
XSS = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs")
    made = two_schools(folder)
    nine = {"school_code": "9"}
    loaded(made, written(folder, "final_marks", MARKS))
    loaded(made, written(folder, "final_marks", NINE, "nine_marks.csv", **nine))
    return made


@pytest.fixture(scope="module")
def app(store):
    return create_app(settings_of(store.home, MSOKO_ENV="demo"))


@pytest.fixture
def places(app, store):
    without_reports(store)
    with opened(store) as found:
        yield found


@pytest.fixture
def head_id(places):
    return added("head", grant(places, Role.HEAD, unit="7"))


@pytest.fixture
def head(app, head_id):
    """The browser of the head of school 7."""
    return client_of(app, head_id)


def test_a_report_of_a_screen_is_put_into_the_tray_once(head, head_id, places):
    asked = {"address": address_of(places, "school", "7"), "report": "trend"}
    first = head.post("/pack/add", json=asked, headers=csrf_header(head))
    again = head.post("/pack/add", json=asked, headers=csrf_header(head))
    assert (first.get_json()["n"], again.get_json()["n"]) == (1, 1)
    assert again.get_json()["message"] == "Этот отчёт уже в наборе."
    [item] = tray.items(head_id)
    assert item.report == "trend"
    assert item.address.startswith(asked["address"])
    assert "period=202550" in item.address  # the view that was shown, whatever is loaded later


def test_the_usual_pack_of_a_screen_is_one_click_and_the_page_shows_it(head, places):
    asked = {"address": address_of(places, "school", "7")}
    answer = post_form(head, "/pack/usual", asked)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reports")
    page = shown(head.get("/reports"))
    assert "Что меняется?" in page
    assert "Школа 7" in page
    assert "2025/2026" in page


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"address": "/school/1", "report": "trend"},
        {"address": "{own}", "report": "nothing"},
        {"address": "{own}", "report": ["trend"]},
        {"address": ["{own}"], "report": "trend"},
        {"address": "https://evil.example{own}", "report": "trend"},
        {"address": f"{{own}}?year={'1' * 600}", "report": "trend"},
        {"address": "{nine}/../{nine}", "report": "trend"},
        [],
        "trend",
        None,
    ],
)
def test_what_is_no_report_of_a_visible_screen_is_not_put_in(head, head_id, places, asked):
    own = address_of(places, "school", "7")
    text = json.dumps(asked).replace("{own}", own).replace("{nine}", "/school_class/1")
    answer = head.post(
        "/pack/add", data=text, content_type="application/json", headers=csrf_header(head)
    )
    assert answer.status_code == 404
    assert tray.items(head_id) == []
    assert trail()[-1][1] == "refused"


def test_a_class_of_another_school_is_not_there(app, places):
    teacher = added("anna", grant(places, Role.CLASS_TEACHER, unit="7/8А"))
    browser = client_of(app, teacher)
    asked = {"address": address_of(places, "school_class", "9/8А"), "report": "children"}
    for path in ("/pack/add", "/pack/usual"):
        assert post_form(browser, path, asked).status_code == 404
    assert tray.items(teacher) == []


ROUTES = ("/pack/add", "/pack/usual", "/pack/save", "/pack/clear", "/pack/restore", "/pack/make",
          "/pack/batch", "/pack/items/1/up", "/pack/files/1/stop")  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
def test_without_its_token_a_form_does_nothing(head, head_id, places, path):
    fill(head_id, places)
    before = tray.items(head_id)
    assert head.post(path, data={"address": "/school/1"}).status_code == 400
    assert tray.items(head_id) == before


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("role", [Role.PARENT, Role.SCHOOL_ADMINISTRATOR, None])
def test_only_who_may_export_has_a_tray(app, places, path, role):
    given = {Role.PARENT: {"student": "У1"}, Role.SCHOOL_ADMINISTRATOR: {"unit": "7"}}
    grants = [grant(places, role, **given[role])] if role else []
    browser = client_of(app, added("somebody", *grants))
    assert browser.get("/reports").status_code == 404
    assert post_form(browser, path, {"address": "/school/1"}).status_code == 404
    assert stranger(app).get("/reports").status_code == 302


def fill(user_id: int, places, n: int = 3) -> list[int]:
    """A tray with the first reports of the school 7; the ids of its items."""
    names = ("trend", "groups", "distribution", "children")[:n]
    address = address_of(places, "school", "7")
    tray.add(user_id, [Asked(address, name) for name in names])
    return numbers_of_items(user_id)


def reports_of(user_id: int) -> list[str]:
    return [item.report for item in tray.items(user_id)]


def test_items_are_moved_by_buttons_that_need_no_mouse_and_no_script(head, head_id, places):
    first, _, last = fill(head_id, places)
    answer = post_form(head, f"/pack/items/{first}/down")
    assert answer.headers["Location"] == f"/reports#item-{first}"
    assert reports_of(head_id) == ["groups", "trend", "distribution"]
    post_form(head, f"/pack/items/{last}/up")
    assert reports_of(head_id) == ["groups", "distribution", "trend"]
    post_form(head, f"/pack/items/{first}/down")  # the last one already
    assert reports_of(head_id) == ["groups", "distribution", "trend"]


def test_what_is_taken_out_can_be_put_back_at_its_place(head, head_id, places):
    _, second, _ = fill(head_id, places)
    assert tray.count(head_id) == 3
    post_form(head, f"/pack/items/{second}/remove")
    assert (reports_of(head_id), tray.count(head_id)) == (["trend", "distribution"], 2)
    assert "Убрано из набора: 1" in shown(head.get("/reports"))
    post_form(head, "/pack/restore")
    assert reports_of(head_id) == ["trend", "groups", "distribution"]
    assert "Убрано из набора" not in shown(head.get("/reports"))


def test_a_tray_that_was_cleared_can_be_put_back(head, head_id, places):
    fill(head_id, places)
    post_form(head, "/pack/clear")
    assert tray.items(head_id) == []
    assert "Набор пуст" in shown(head.get("/reports"))
    post_form(head, "/pack/restore")
    assert reports_of(head_id) == ["trend", "groups", "distribution"]


def test_remarks_travel_with_every_button_of_the_form(head, head_id, places):
    first, second, third = fill(head_id, places)
    said = {f"remark-{first}": "  Сначала об этом \r\n и об этом", f"remark-{second}": XSS}
    post_form(head, f"/pack/items/{third}/up", said | {"title": "Педсовет 12 января"})
    remarks = {item.id: item.remark for item in tray.items(head_id)}
    assert remarks == {first: "Сначала об этом \n и об этом", second: XSS, third: ""}
    page = head.get("/reports").text
    assert XSS not in page
    assert "Педсовет 12 января" in page


@pytest.mark.parametrize("text", ["\0", "a\x1bb", "\ud800", "я" * 5000])
def test_a_remark_holds_only_what_can_be_printed(head, head_id, places, text):
    [first] = fill(head_id, places, 1)
    sent = {
        f"remark-{first}": text.encode("utf-8", "surrogatepass"),
        "remark-x": "1",
        "remark-": "2",
    }
    assert post_form(head, "/pack/save", sent).status_code in (303, 400)
    [item] = tray.items(head_id)
    assert len(item.remark) <= tray.LONGEST_REMARK
    assert "\0" not in item.remark
    assert "\x1b" not in item.remark


def test_the_tray_of_another_person_is_not_there(app, head, head_id, places):
    mine, *_ = fill(head_id, places)
    other = added("deputy", grant(places, Role.DEPUTY_HEAD, unit="7"))
    browser = client_of(app, other)
    assert "Набор пуст" in shown(browser.get("/reports"))
    for step in ("up", "down", "remove"):
        assert post_form(browser, f"/pack/items/{mine}/{step}").status_code == 404
    post_form(browser, "/pack/save", {f"remark-{mine}": "чужое"})
    post_form(browser, "/pack/clear")
    assert [item.remark for item in tray.items(head_id)] == ["", "", ""]


def test_a_tray_has_forty_places(head, head_id, places):
    address = address_of(places, "school", "7")
    tray.add(head_id, [Asked(f"{address}?year={year}", "trend") for year in range(2000, 2040)])
    asked = {"address": address, "report": "groups"}
    answer = head.post("/pack/add", json=asked, headers=csrf_header(head))
    assert (answer.status_code, answer.get_json()["n"]) == (409, 40)
    assert "больше не помещается" in answer.get_json()["error"]
    assert tray.count(head_id) == tray.MOST_ITEMS == 40


def test_what_one_may_no_longer_see_is_not_named_and_not_in_the_file(app, head_id, places):
    fill(head_id, places)
    tray.add(head_id, [Asked(address_of(places, "school_class", "7/8А"), "children")])
    take_roles(head_id)
    browser = client_of(app, head_id)
    assert browser.get("/reports").status_code == 404
    class_9 = grant(places, Role.CLASS_TEACHER, unit="9/8А")
    give(head_id, class_9)
    page = shown(client_of(app, head_id).get("/reports"))
    assert "вам сейчас не открыты: 4" in page
    assert "Школа 7" not in page
    answer = post_form(client_of(app, head_id), "/pack/make", {"form": "xlsx"})
    assert answer.headers["Location"] == "/reports#tray"


def take_roles(user_id: int) -> None:
    from dashboard.accounts.database import engine_in_use

    with writing(engine_in_use()) as connection:
        held = RoleGrant.__table__.c.user_id == user_id
        connection.execute(RoleGrant.__table__.delete().where(held))


def give(user_id: int, role) -> None:
    from dashboard.accounts import people
    from dashboard.accounts.grants import console

    people.add_grants(user_id, [role], by=console())


def test_an_empty_tray_tells_how_to_fill_it_and_offers_the_own_unit(head, places):
    page = head.get("/reports").text
    assert "Набор пуст" in page
    assert "Взять обычный набор: Школа 7" in page
    assert address_of(places, "school", "7") in page


def test_the_page_works_without_scripts_and_every_field_has_a_label(head, head_id, places):
    fill(head_id, places)
    html = head.get("/reports").text
    main = html.partition("<main")[2]
    fields = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', main)
    assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', main))
    forms = re.findall(r'<form method="post".*?</form>', main, re.DOTALL)
    assert forms
    assert all('name="csrf_token"' in form for form in forms)
    assert "onclick" not in html
    assert tray_form(html)
    assert in_tray(html) == numbers_of_items(head_id)


def test_the_count_of_the_tray_stands_on_every_page(head, head_id, places):
    fill(head_id, places)
    assert re.search(r'id="shell-tray-count"[^>]*>\s*3\s*<', head.get("/reports").text)


def test_passwords_and_trays_stay_apart(places):
    """An account that is made anew has an empty tray."""
    assert tray.items(added("new", password=PASSWORD)) == []
