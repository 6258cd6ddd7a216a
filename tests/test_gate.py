"""The gate: closed to strangers, closed at the start to what has no door, strict with bodies."""

import logging

import dash
import pytest
from dash import Input, Output
from failing import ECHO, NAME_OF_REGION, SECRET, add_callbacks, made_app
from homes import settings_of
from signed_in import body_of, client_of, csrf_header, page_body, post_callback, stranger
from sqlalchemy import select

from dashboard.access import EVERYBODY, ROOT, Area, Right, Role, Scope
from dashboard.accounts import database as accounts
from dashboard.accounts.grants import Grant
from dashboard.accounts.people import add_user, console
from dashboard.accounts.sessions import end_session
from dashboard.app import create_app
from dashboard.gate.decided import close_pages, refuse_undecided
from dashboard.gate.doors import OPEN, needs, open_to, opens, signed_in_only
from dashboard.queries import database
from models import AuditRecord

WORK = {"MSOKO_ENV": "production", "SECRET_KEY": "3c1f9e6f1d5b4a87b0e2c9d84f7a6513"}
DASH = ("/", "/region/1", "/nothing", "/_dash-layout", "/_dash-dependencies", "/_reload-hash")
DASH_FILES = ("/_favicon.ico", "/_dash-component-suites/dash/dcc/dash_core_components.js")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = made_app(tmp_path_factory.mktemp("home"))
    add_callbacks(app)
    yield app
    database.forget()
    accounts.forget()


@pytest.fixture(scope="module")
def administrator(app):
    """The id of an account that may open the callback `echo`, but no results."""
    return add_user("chief", by=console(), grants=[Grant(Role.SYSTEM_ADMINISTRATOR)])


@pytest.fixture(scope="module")
def nobody_yet(app):
    """The id of an account without a role."""
    return add_user("newcomer", by=console())


@pytest.fixture
def client(app, administrator):
    return client_of(app, administrator)


@pytest.mark.parametrize("path", [*DASH, *DASH_FILES, "/account", "/users", "/static/x"])
def test_a_stranger_reads_nothing(app, path):
    answer = stranger(app).get(path)
    assert answer.status_code == (401 if path.startswith("/_") else 302)
    assert NAME_OF_REGION not in answer.text
    if answer.status_code == 302:
        assert answer.location.startswith("/login")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize(
    "path", ["/", "/account", "/logout", "/_dash-update-component", "/nothing"]
)
def test_a_stranger_changes_nothing(app, method, path):
    answer = stranger(app).open(path, method=method, json={})
    assert (answer.status_code, set(answer.json)) == (401, {"error"})


def test_a_form_sent_after_the_session_leads_to_sign_in(app):
    headers = {"Accept": "text/html", "Referer": "http://localhost/school/5"}
    answer = stranger(app).post("/logout", headers=headers)
    assert answer.status_code == 401
    assert 'href="/login?next=/school/5"' in answer.text


def test_a_page_before_that_is_no_address_is_no_failure(app):
    answer = stranger(app).post("/logout", headers={"Accept": "text/html", "Referer": "http://["})
    assert answer.status_code == 401


def test_what_answers_a_stranger_is_counted(app):
    assert len(OPEN) <= 6
    rules = {rule.endpoint: rule for rule in app.server.url_map.iter_rules()}
    assert set(rules) >= OPEN
    assert stranger(app).get("/healthz").json == {"status": "ok"}
    assert stranger(app).get("/assets/40-app.css", buffered=True).status_code == 200


def test_a_session_that_is_over_is_told_so_and_leads_back(app, administrator):
    client = client_of(app, administrator)
    with client.session_transaction() as cookie:
        end_session(cookie["_user_id"])
    answer = client.get("/region/1?year=2025")
    assert answer.location == "/login?expired=1&next=/region/1%3Fyear%3D2025"
    assert "Сеанс закончился, войдите снова" in client.get(answer.location).text


def test_a_callback_without_roles_keeps_the_program_from_starting(app, tmp_path):
    app = dash.Dash("other")
    app.callback(Output("a", "children"), Input("b", "value"))(lambda value: value)
    with pytest.raises(RuntimeError, match=r"callback a\.children"):
        refuse_undecided(app)


@pytest.mark.parametrize("path", ["/export/all.csv", "/_mcp"])
def test_a_route_without_a_guard_keeps_the_program_from_starting(path):
    app = dash.Dash("other")
    app.server.get(path)(lambda: SECRET)
    with pytest.raises(RuntimeError, match=f"route {path}"):
        refuse_undecided(app)


def test_an_address_of_a_callback_keeps_the_program_from_starting():
    app = dash.Dash("other")
    made = app.callback(Output("a", "children"), Input("b", "value"), api_endpoint="/api/all")
    made(open_to(*EVERYBODY)(lambda value: value))
    app.setup_apis()
    with pytest.raises(RuntimeError, match="route /api/all"):
        refuse_undecided(app)


def test_a_page_without_roles_keeps_the_program_from_starting(app, monkeypatch):
    monkeypatch.setitem(dash.page_registry, __name__, {"layout": lambda: SECRET})
    with pytest.raises(RuntimeError, match=__name__):
        close_pages()


def test_the_application_itself_is_decided(app):
    refuse_undecided(app)


def test_a_role_opens_only_what_is_opened_to_it():
    head = Scope((Area("/1/", frozenset(Right), "", Role.HEAD),))
    assert opens(head, [Role.HEAD])
    assert not opens(head, [Role.STUDENT])
    assert not opens(Scope.nothing(""), [Role.HEAD])
    assert opens(Scope.nothing("an account without a role is told so"), EVERYBODY)
    assert opens(Scope((Area(ROOT, frozenset(), "this process"),)), [Role.HEAD])


def test_a_page_that_is_not_for_the_role_is_not_there(app, client):
    answer = post_callback(client, page_body(app, "/region/1"))
    missing = post_callback(client, page_body(app, "/region/999"))
    assert answer.json["response"]["_pages_content"] == missing.json["response"]["_pages_content"]
    assert NAME_OF_REGION not in answer.text


def test_a_page_that_was_refused_is_in_the_trail(app, client, administrator):
    post_callback(client, page_body(app, "/region/1"))
    assert any("/region/1" in object for object in refused(administrator))


def refused(user_id):
    statement = select(AuditRecord.object).where(
        AuditRecord.action == "refused", AuditRecord.user_id == user_id
    )
    with accounts.engine_in_use().connect() as connection:
        return list(connection.scalars(statement))


def test_a_callback_is_not_there_for_other_roles(app, administrator, nobody_yet):
    body = body_of(app, ECHO)
    assert "answered" in post_callback(client_of(app, administrator), body).text
    answer = post_callback(client_of(app, nobody_yet), body)
    unknown = post_callback(client_of(app, nobody_yet), body | {"output": "x.children"})
    assert (answer.status_code, answer.json) == (404, unknown.json)
    assert any("test-echo.children" in object for object in refused(nobody_yet))


@pytest.mark.parametrize("guard", [needs(Right.SEE_RESULTS), needs(Right.EXPORT)])
def test_a_view_is_not_there_without_its_right(app, administrator, guard):
    view = guard(lambda: SECRET)
    assert view.guard
    with app.server.test_request_context("/x"), pytest.raises(Exception, match="404"):
        view()
    with app.server.test_request_context("/x"), pytest.raises(Exception, match="404"):
        signed_in_only(lambda: SECRET)()


@pytest.mark.parametrize("name", ["there", "lookup"])
def test_what_is_not_there_is_answered_by_one_body(app, client, name):
    answer = post_callback(client, body_of(app, f"test-{name}.children"))
    assert (answer.status_code, answer.json) == (404, {"error": "Не найдено или нет доступа."})


@pytest.mark.parametrize("name", ["bug", "key"])
def test_a_failure_tells_a_code_and_no_value(app, client, name, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = post_callback(client, body_of(app, f"test-{name}.children"))
    said, again = answer.json["sideUpdate"]["shell-failure"]["children"]
    assert again["props"]["children"] == "Повторить"
    assert said.startswith("Экран не обновился. Код ошибки для журнала: ")
    assert said.rsplit(" ", 1)[1] in caplog.text
    assert "Error" in caplog.text
    assert "Ёлкина" not in caplog.text + answer.text


def test_a_failure_of_the_server_tells_no_value_either(app, client, caplog):
    def fails():
        raise RuntimeError(SECRET)

    app.server.view_functions["account"], kept = fails, app.server.view_functions["account"]
    try:
        with caplog.at_level(logging.DEBUG):
            answer = client.get("/account")
    finally:
        app.server.view_functions["account"] = kept
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "Ёлкина" not in caplog.text + answer.text
    assert "Traceback" not in answer.text


def test_a_callback_or_a_form_without_its_token_is_refused(app, client):
    assert client.post("/_dash-update-component", json=body_of(app, ECHO)).status_code == 400
    assert client.post("/logout").status_code == 400
    assert client.get("/account").status_code == 200


def test_a_token_of_another_session_is_refused(app, client, nobody_yet):
    headers = csrf_header(client_of(app, nobody_yet))
    client.get("/account")
    answer = client.post("/_dash-update-component", json=body_of(app, ECHO), headers=headers)
    assert answer.status_code == 400


def test_only_pages_carry_the_token_and_only_to_those_signed_in(app, client):
    given = client.get("/").headers.getlist("Set-Cookie")
    token = next(cookie for cookie in given if cookie.startswith("_csrf_token="))
    assert "SameSite=Lax" in token
    assert "HttpOnly" not in token
    assert not any("_csrf_token" in one for one in stranger(app).get("/login").headers.values())


@pytest.mark.parametrize("path", ["/", "/account", "/nothing", "/login?change=1"])
def test_a_page_is_kept_nowhere_and_framed_nowhere(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    for part in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize("path", ["/", "/healthz", "/_dash-layout", "/assets/40-app.css", "/x.csv"])
def test_every_answer_says_what_the_browser_may_do(client, path):
    headers = client.get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert ("no-store" in headers["Cache-Control"]) == (not path.startswith("/assets"))


OWN_NAMES = ["localhost", "LocalHost:8050", "127.0.0.1:1", "[::1]", "[::1]:8050"]
FOREIGN_NAMES = ["evil.example", "localhost.evil.example", "a@localhost", "[::2]", "10.0.0.5", ""]


@pytest.mark.parametrize("host", [*OWN_NAMES, *FOREIGN_NAMES])
def test_the_server_answers_to_its_names_only(app, host):
    answer = stranger(app).get("/healthz", headers={"Host": host})
    assert answer.status_code == (200 if host in OWN_NAMES else 403)


def test_a_demonstration_answers_one_computer_only(app, client):
    assert client.get("/", environ_base={"REMOTE_ADDR": "10.0.0.5"}).status_code == 403
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 403


@pytest.fixture
def at_work(tmp_path):
    """The application as at work, over databases of its own; those of the module come back."""
    kept = database.engine_in_use(), accounts.engine_in_use()
    made = create_app(settings_of(tmp_path, MSOKO_HOSTNAMES="a.ru", **WORK))
    yield made
    database.forget()
    accounts.forget()
    database.use(kept[0])
    accounts.use(kept[1])


def test_at_work_cookies_go_by_https_and_personas_have_no_door(app, at_work):
    client, outside = stranger(at_work), {"REMOTE_ADDR": "10.0.0.5"}
    page = client.get("/login", base_url="https://a.ru", environ_base=outside)
    assert page.status_code == 200
    assert "Войти как" not in page.text
    assert "Strict-Transport-Security" in page.headers
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-msoko=")
    assert "Secure" in cookie
    assert client.post("/login/persona", base_url="https://a.ru").status_code == 401
    assert "login_as" not in at_work.server.view_functions


def test_the_title_of_what_one_may_not_see_is_that_of_the_product(client):
    assert "<title>МСОКО</title>" in client.get("/region/1").text
