"""Browsers of the tests: signed in without the login page, callbacks as the renderer sends them."""

from flask.testing import FlaskClient
from sqlalchemy import select, update

from dashboard.accounts import database as accounts
from dashboard.accounts.sessions import open_session
from models import AuditRecord
from models.store import writing

CALLBACKS = "/_dash-update-component"
TOKEN = "_csrf_token"


def client_of(app, user_id: int) -> FlaskClient:
    """A browser in which the account is signed in; `app` is what `create_app` gives."""
    client = app.server.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = open_session(user_id, "127.0.0.1", "test")
        cookie["_fresh"] = True
    return client


def stranger(app) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.server.test_client()


def csrf_header(client: FlaskClient) -> dict[str, str]:
    """The header the renderer sends: the token of the last page, of /account if there was none."""
    if client.get_cookie(TOKEN) is None:
        client.get("/account")
    cookie = client.get_cookie(TOKEN)
    return {"X-CSRFToken": cookie.value if cookie else ""}


def post_callback(client: FlaskClient, body, **named):
    """The answer to a callback; `body` is what becomes the JSON."""
    return client.post(CALLBACKS, json=body, headers=csrf_header(client), **named)


def post_form(client: FlaskClient, path: str, fields: dict | None = None, **named):
    """The answer to a form sent with its token."""
    return client.post(path, data=fields or {}, headers=csrf_header(client), **named)


def body_of(app, output: str, values: dict[str, object] | None = None, changed=()) -> dict:
    """The body of a callback: «id.property» → value; what is not said is null."""
    made, values = app.callback_map[output], values or {}
    given = {part: [_filled(one, values) for one in made[part]] for part in ("inputs", "state")}
    names = [output] if not output.startswith("..") else output[2:-2].split("...")
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        **given,
        "changedPropIds": list(changed),
    }


def page_body(app, path: str, search: str = "") -> dict:
    """The body by which the browser asks for the content of an address."""
    [output] = [name for name in app.callback_map if "_pages_content.children" in name]
    asked = {"_pages_location.pathname": path, "_pages_location.search": search}
    return body_of(app, output, asked, changed=["_pages_location.pathname"])


def _filled(one: dict, values: dict) -> dict:
    return one | {"value": values.get(f"{one['id']}.{one['property']}")}


def sign_in(client: FlaskClient, login: str, password: str, **fields):
    """The answer to the form filled in by hand."""
    form = {"login": login, "password": password, "csrf_token": token_of_form(client)}
    return client.post("/login", data=form | fields)


def token_of_form(client: FlaskClient) -> str:
    """The token against forged forms on the page to sign in."""
    page = client.get("/login?change=1").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def is_in(client: FlaskClient) -> bool:
    """Whether somebody is signed in in this browser."""
    return client.get("/account").status_code == 200


def records(action: str, object: str | None = None) -> list:
    """The trail of one action, about one object when it is said."""
    chosen = AuditRecord.action == action
    if object is not None:
        chosen &= AuditRecord.object == object
    with accounts.engine_in_use().connect() as connection:
        return connection.execute(select(AuditRecord).where(chosen)).all()


def change(table, where, **values) -> None:
    """Rows of accounts changed behind the back of the program."""
    with writing(accounts.engine_in_use()) as connection:
        connection.execute(update(table).where(where).values(**values))
