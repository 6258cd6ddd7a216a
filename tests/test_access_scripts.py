"""Thirty scripts as every name that somebody types, shown in a real browser: none of them runs."""

import html
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import CHROMIUM, SLOW
from counted import counted
from homes import settings_of, store_in
from hostile import COUNT_HITS, XSS
from hostile_files import hostile_files
from signed_in import client_of, page_body, post_callback
from sqlalchemy import insert, select
from werkzeug.serving import make_server

from dashboard.access import Role
from dashboard.accounts import database as accounts_database
from dashboard.accounts.sessions import open_session
from dashboard.app import create_app
from dashboard.queries import database
from etl import pipeline
from models import Assessment, RoleGrant, Student, Unit, User
from models.store import open_accounts, open_engine

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium here")
LEVELS = ("region", "municipality", "school", "parallel", "school_class")
READER = 1
TALL = {"width": 1600, "height": 4000}  # so that every row of a table is drawn


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory):
    """The application over names that are scripts, with an account that may see all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    store = store_in(folder / "home")
    reports = pipeline.load(store, [hostile_files(folder / "files")])
    assert [report.rejected for report in reports] == [0] * 7
    _add_accounts(store)
    yield create_app(settings_of(store.home))
    database.forget()
    accounts_database.forget()


def _add_accounts(store):
    """Thirty accounts with scripts for names; the first reads every result and every record."""
    engine, accounts = open_engine(store), open_accounts(store)
    with engine.connect() as connection:
        regions = connection.execute(select(Unit.id).where(Unit.level == "region")).scalars().all()
        students = connection.execute(select(Student.id)).scalars().all()
    reading = {"role": Role.REGIONAL_ADMINISTRATOR, "with_names": True}
    roles = [{"role": Role.SYSTEM_ADMINISTRATOR}, *(reading | {"unit_id": id} for id in regions)]
    nothing = {"unit_id": None, "subject_id": None, "student_id": None, "with_names": False}
    with accounts.begin() as connection:
        for number, text in enumerate(XSS, start=1):
            connection.execute(insert(User), {
                "login": f"login-{number}", "name": text, "is_active": True,
                "is_persona": False, "created_at": database_now(),
            })  # fmt: skip
            parent = {"role": Role.PARENT, "student_id": students[number], "user_id": number}
            connection.execute(insert(RoleGrant), nothing | parent)
        for role in roles:
            connection.execute(insert(RoleGrant), nothing | role | {"user_id": READER})
    engine.dispose()
    accounts.dispose()


def database_now():
    """The moment as accounts keep it."""
    return accounts_database.now()


@pytest.fixture(scope="module")
def reader(hostile_app):
    """The browser of the reader; every script was used as a browser's name and as an address."""
    for text in XSS:
        open_session(READER, "127.0.0.1", text)
    client = client_of(hostile_app, READER)
    for text in XSS:
        post_callback(client, page_body(hostile_app, f"/region/{text}"))
        client.get(f"/{quote(text)}?next={quote(text)}")
    return client


@pytest.fixture(scope="module")
def address(hostile_app):
    """A server in a thread of this process, with the same signing key as the reader's cookie."""
    server = make_server("127.0.0.1", 0, hostile_app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def page(address, reader, browser):
    """A page without the protection of the content policy: escaping alone must be enough."""
    context = browser.new_context(base_url=address, bypass_csp=True, viewport=TALL)
    context.add_init_script(COUNT_HITS)
    cookie = reader.get_cookie("msoko")
    context.add_cookies([{"name": "msoko", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()


def first_ids() -> dict[str, int]:
    """The first unit of every level with the most below it, the first student and work."""
    with database.engine_in_use().connect() as connection:
        units = connection.execute(select(Unit.id, Unit.level, Unit.parent_id)).all()
        student = connection.execute(select(Student.id).order_by(Student.id)).scalars().first()
        work = connection.execute(select(Assessment.id).order_by(Assessment.id)).scalars().first()
    size = {unit.id: sum(other.parent_id == unit.id for other in units) for unit in units}
    found = {level: max((u.id for u in units if u.level == level), key=lambda id: (size[id], -id))
             for level in LEVELS}  # fmt: skip
    return found | {"student": student, "assessment": work}


def addresses() -> list[str]:
    """One page of every kind."""
    ids = first_ids()
    typed = quote(XSS[0])
    return [
        "/", *(f"/{kind}/{id}" for kind, id in ids.items()),
        f"/assessments?unit={ids['region']}", f"/assessments?unit={ids['region']}&year={typed}",
        f"/students?unit={ids['region']}", f"/students?unit={ids['region']}&group={typed}",
        f"/compare?units={ids['region']},{ids['school']},{ids['school_class']}",
        f"/compare?units={typed}",
        "/users", f"/users?q={typed}", "/users/2", "/users/new", "/users/import",
        "/audit", f"/audit?q={typed}", "/account", f"/login?next={typed}", f"/{typed}",
    ]  # fmt: skip


def test_no_script_in_a_name_is_run(page):
    shown = set()
    for address in addresses():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        text = page.locator("body").inner_text()
        shown |= {script for script in XSS if script in text}
        hover_all(page)
        assert page.evaluate("window.__hits") == 0, address
        assert page.locator("[data-hit]").count() == 0, address
        assert page.dialogs == [], address
    counted("scripts", f"{len(XSS)} strings × {len(addresses())} pages in a browser: "
            f"{len(shown)} shown as text, 0 executions")  # fmt: skip
    assert shown == set(XSS)


def hover_all(page) -> None:
    """Tooltips and hover texts are made when the pointer comes."""
    for part in (".ag-cell", ".ag-header-cell", ".js-plotly-plot .point", "td"):
        for place in page.locator(part).all()[:4]:
            if place.is_visible():
                place.hover(force=True, timeout=2000)


def test_every_title_and_server_page_holds_the_names_escaped(hostile_app, reader):
    with database.engine_in_use().connect() as connection:
        units = connection.execute(select(Unit.id, Unit.level, Unit.name)).all()
    for unit in units:
        answer = reader.get(f"/{unit.level}/{unit.id}")
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        title = text.partition("<title>")[2].partition("</title>")[0]
        assert unit.name in html.unescape(title)
        assert not any(script in text for script in XSS if "<" in script)
    counted("scripts in titles", f"{len(units)} titles escaped")
