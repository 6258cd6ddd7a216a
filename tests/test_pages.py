"""Pages: roles, the rail, addresses, the answer to an unknown id, and no outside address."""

import json
import re
import sys
from pathlib import Path

import dash
import plotly.offline
import pytest
from homes import settings_of
from plotly.utils import PlotlyJSONEncoder
from signed_in import client_of, page_body, post_callback
from sqlalchemy import insert

from dashboard import components, shell
from dashboard.access import FAMILY, Role, Scope
from dashboard.accounts import database as accounts
from dashboard.app import create_app
from dashboard.queries import database
from dashboard.screens import unit
from dashboard.session import acting
from models import RoleGrant, Unit, User

ASSETS = Path(__file__).parent.parent / "assets"
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//|@import|url\(["']?(?:https?:)?//""")
LEVELS = ("region", "municipality", "school", "parallel", "school_class")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application over a database with two regions and not a single mark."""
    made = create_app(settings_of(tmp_path_factory.mktemp("home")))
    region = {"level": "region", "parent_id": 0, "grade": None}
    with database.engine_in_use().begin() as connection:
        for id, name in ((1, "Область"), (2, "Край")):
            row = region | {"id": id, "code": str(id), "name": name, "path": f"/{id}/"}
            connection.execute(insert(Unit), row)
    yield made
    database.forget()
    accounts.forget()


@pytest.fixture(scope="module")
def client(app):
    """The browser of the administrator of the first region."""
    user = {"login": "region", "name": "Анна Ёлкина", "is_active": True}
    user |= {"created_at": accounts.now()}
    grant = {"role": Role.REGIONAL_ADMINISTRATOR, "unit_id": 1}
    with accounts.engine_in_use().begin() as connection:
        [user_id] = connection.execute(insert(User), user).inserted_primary_key
        connection.execute(insert(RoleGrant), grant | {"user_id": user_id})
    browser = client_of(app, user_id)
    browser.get("/")  # the first request registers the pages
    return browser


def pages():
    """Every registered page by the name of its module."""
    return {module.rsplit(".", 1)[-1]: page for module, page in dash.page_registry.items()}


def test_every_page_names_its_roles(client):
    for module in dash.page_registry:
        roles = sys.modules[module].ROLES
        assert roles and all(isinstance(role, Role) for role in roles), module


@pytest.mark.parametrize("role", [*FAMILY, Role.SCHOOL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR])
def test_families_open_the_sheet_of_a_student_and_administrators_no_results(client, role):
    opened = {name for name, page in pages().items() if opens(page, role)}
    assert opened - {"student", "marks", "data"} == {"home", "not_found_404"}
    assert ({"student", "marks"} <= opened) == (role in FAMILY)
    assert ("data" in opened) == (role not in FAMILY)  # what is loaded, no results


def opens(page, role):
    return role in sys.modules[page["module"]].ROLES


def test_every_level_and_the_works_have_a_page(client):
    assert {*LEVELS, "student", "assessment", "assessments", "home"} <= set(pages())


def test_the_server_says_that_it_is_alive(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_index_is_russian_and_has_the_title_of_the_unit(client):
    page = client.get("/region/1").text
    assert '<html lang="ru">' in page
    assert "<title>Область – МСОКО</title>" in page


def test_the_title_of_a_foreign_unit_is_the_bare_name(client):
    assert "<title>МСОКО</title>" in client.get("/region/2").text
    assert "Край" not in client.get("/region/2").text


def test_nobody_gets_an_empty_frame(client):
    assert shell.layout().to_plotly_json()["props"] == {"children": None}


@pytest.mark.parametrize("address", ["/", "/region/1", "/assessments"])
def test_the_index_names_no_outside_address(client, address):
    assert not OUTSIDE.search(client.get(address).text)


@pytest.mark.parametrize("kind", ["*.css", "[2-9]*.js"])
def test_style_sheets_and_own_scripts_load_nothing_from_outside(kind):
    for path in ASSETS.glob(kind):
        assert not OUTSIDE.search(path.read_text("utf-8")), path.name


def test_the_browser_is_told_to_load_only_own_files(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy


def test_the_vendored_plotly_is_the_version_python_expects():
    version = plotly.offline.get_plotlyjs_version()
    assert (ASSETS / f"10-plotly-cartesian-{version}.min.js").exists()


def test_every_vendored_file_comes_with_its_licence():
    licences = {path.stem for path in (ASSETS / "licences").glob("*.txt")}
    assert {"bootstrap", "golos-text", "plotly.js"} <= licences


def shown_at(app, client, address, search=""):
    """What the browser is given as the content of an address."""
    answer = post_callback(client, page_body(app, address, search))
    return answer.json["response"]["_pages_content"]["children"]


NOT_FOUND = json.loads(json.dumps(components.not_found(), cls=PlotlyJSONEncoder))


@pytest.mark.parametrize("id", ["999999", "abc", "1e3", "-1", "", "1/2", "9" * 30, "²", "2"])
@pytest.mark.parametrize("kind", [*LEVELS, "student", "assessment"])
def test_an_id_that_is_not_there_or_not_for_him_gives_not_found(app, client, kind, id):
    assert shown_at(app, client, f"/{kind}/{id}") == NOT_FOUND


def test_an_id_of_another_level_gives_not_found(app, client):
    assert shown_at(app, client, "/school/1") == NOT_FOUND
    assert shown_at(app, client, "/region/1") != NOT_FOUND


def test_the_query_cannot_change_which_unit_is_shown(app, client):
    assert shown_at(app, client, "/region/2", "?unit_id=1&address=/region/1") == NOT_FOUND


def test_an_unknown_page_is_not_found(app, client):
    assert shown_at(app, client, "/nothing/here") == NOT_FOUND
    assert client.get("/nothing/here").status_code == 404


def test_a_unit_without_marks_says_so(app):
    with acting(Scope.everything("тест")):
        assert unit.NO_MARKS_YET in str(unit.layout("region", "/region/1", {"year": "2025"}))
