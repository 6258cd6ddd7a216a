"""Pages: roles, addresses, the answer to an unknown id, and no outside address."""

import re
import sys
from pathlib import Path

import dash
import plotly.offline
import pytest
from sqlalchemy import insert

from dashboard import components
from dashboard.access import Role
from dashboard.app import create_app
from dashboard.queries import database
from dashboard.screens import unit
from dashboard.settings import Refusal, Settings, safe_settings
from models import Unit

ASSETS = Path(__file__).parent.parent / "assets"
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//|@import|url\(["']?(?:https?:)?//""")
LEVELS = ("region", "municipality", "school", "parallel", "school_class")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application over a database with one region and not a single mark."""
    made = create_app(Settings(MSOKO_HOME=tmp_path_factory.mktemp("home")))
    region = {"id": 1, "level": "region", "code": "74", "name": "Область", "parent_id": 0}
    with database.engine_in_use().begin() as connection:
        connection.execute(insert(Unit), region | {"path": "/1/", "grade": None})
    made.server.test_client().get("/")  # the first request registers the pages
    yield made
    database.forget()


@pytest.fixture
def client(app):
    return app.server.test_client()


def pages():
    """Every registered page by the name of its module."""
    return {module.rsplit(".", 1)[-1]: page for module, page in dash.page_registry.items()}


def test_every_page_names_its_roles(app):
    for module in dash.page_registry:
        roles = sys.modules[module].ROLES
        assert roles and all(isinstance(role, Role) for role in roles), module


def test_students_and_parents_open_only_the_sheet_of_a_student(app):
    opened = {name for name, page in pages().items() if opens(page, Role.PARENT)}
    assert opened == {name for name, page in pages().items() if opens(page, Role.STUDENT)}
    assert opened == {"student", "not_found_404"}


def opens(page, role):
    return role in sys.modules[page["module"]].ROLES


def test_every_level_and_the_works_have_a_page(app):
    assert {*LEVELS, "student", "assessment", "assessments", "home"} <= set(pages())


def test_the_server_says_that_it_is_alive(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_index_is_russian_and_has_the_title_of_the_unit(client):
    page = client.get("/region/1").text
    assert '<html lang="ru">' in page
    assert "<title>Область – МСОКО</title>" in page


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


def is_not_found(layout):
    return str(layout) == str(components.not_found())


@pytest.mark.parametrize("id", ["999999", "abc", "1e3", "-1", "", "1/2", "9" * 30, "²"])
@pytest.mark.parametrize("kind", [*LEVELS, "student", "assessment"])
def test_an_id_that_is_not_there_gives_not_found(app, kind, id):
    assert is_not_found(pages()[kind]["layout"](address=f"/{kind}/{id}"))


def test_an_id_of_another_level_gives_not_found(app):
    assert is_not_found(pages()["school"]["layout"](address="/school/1"))


def test_the_query_cannot_change_which_unit_is_shown(app):
    layout = pages()["region"]["layout"]
    assert is_not_found(layout(address="/region/2", unit_id="1"))


def test_an_unknown_page_is_not_found(app, client):
    assert is_not_found(pages()["not_found_404"]["layout"]())
    assert client.get("/nothing/here").status_code == 404


def test_a_unit_without_marks_says_so(app):
    text = str(unit.layout("region", "/region/1", {"year": "2025"}))
    assert unit.NO_MARKS_YET in text


def test_the_server_answers_this_computer_only(client):
    assert client.get("/", environ_base={"REMOTE_ADDR": "10.0.0.5"}).status_code == 403
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [("MSOKO_ENV", "production", "Рабочий режим"), ("MSOKO_HOST", "0.0.0.0", "Адрес 0.0.0.0")],
)
def test_without_sign_in_nothing_is_shown_to_others(monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal, match=sentence):
        safe_settings()
