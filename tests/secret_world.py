"""The application over the secret territory, and every persona signed in to it."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dash import Dash
from flask.testing import FlaskClient
from homes import copied, settings_of, store_in
from leaks import Oracle
from secret_files import load_secrets
from secret_forecasts import add_forecasts
from secret_personas import EVERY, Ids, add_accounts, ids_of
from signed_in import client_of, page_body, post_callback
from sqlalchemy import Engine, select, update

from dashboard.accounts import database as accounts_database
from dashboard.app import create_app
from dashboard.queries import database
from dashboard.settings import Settings
from models import Session, User
from models.store import open_accounts, open_engine

KEY = "a key of the tests, long enough: 7f3c91d2"


@dataclass
class World:
    """An application with its territory: who is signed in, which ids things got, the oracle."""

    app: Dash
    ids: Ids
    users: dict[str, int]
    oracle: Oracle
    engine: Engine
    accounts: Engine
    home: Path
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, persona: str) -> FlaskClient:
        """The browser of a persona, signed in once."""
        if persona not in self.clients:
            self.clients[persona] = self.fresh(persona)
        return self.clients[persona]

    def fresh(self, persona: str) -> FlaskClient:
        """Another browser of a persona."""
        client = client_of(self.app, self.users[persona])
        client.environ_base["HTTP_REFERER"] = "https://localhost/"  # as over https a browser does
        return client

    def use(self) -> None:
        """This process reads from here again, after a command has used other engines."""
        database.use(self.engine, lake=self.home / "lake")
        accounts_database.use(self.accounts)

    def page(self, persona: str, address: str, search: str = "") -> tuple[int, str]:
        """What Dash answers when a persona opens an address: status and text."""
        answer = self.post(persona, page_body(self.app, address, search))
        return answer.status_code, answer.get_data(as_text=True)

    def post(self, persona: str, body: object):
        """The answer to a callback body of a persona."""
        return post_callback(self.client(persona), body)


def territory_home(home: Path) -> Path:
    """A data folder with the territory and the accounts, to be copied."""
    store = store_in(home)
    load_secrets(store, home.parent / "files")
    engine, accounts = open_engine(store), open_accounts(store)
    add_secrets(engine, accounts)
    engine.dispose()
    accounts.dispose()
    return home


def add_secrets(engine: Engine, accounts: Engine) -> None:
    """What is not made by a load: the accounts, and the forecasts."""
    ids = ids_of(engine)
    add_accounts(accounts, ids)
    add_forecasts(engine, ids.units, ids.students, ids.subjects)


@contextmanager
def secret_world(template: Path, home: Path):
    """The world over a copy of the loaded territory."""
    copied(template, home)
    with world_of(at_work(home)) as world:
        yield world


def at_work(home: Path) -> Settings:
    """The settings of real work: no personas, nothing that only a demonstration allows."""
    return settings_of(home, MSOKO_ENV="production", SECRET_KEY=KEY)


@contextmanager
def world_of(settings: Settings):
    """The world over a store that holds the territory."""
    app = create_app(settings)
    engine, accounts = database.engine_in_use(), accounts_database.engine_in_use()
    ids = ids_of(engine)
    with accounts.connect() as connection:
        logins = dict(connection.execute(select(User.login, User.id)).all())
    users = {key: logins[one.token.lower()] for key, one in EVERY.items()}
    app.server.test_client().get("/healthz")  # the first request registers the pages
    try:
        yield World(app, ids, users, Oracle(ids, engine), engine, accounts, settings.home)
    finally:
        database.forget()
        accounts_database.forget()


def age_session(world: World, persona: str, **columns: timedelta) -> None:
    """Move the times of a persona's sessions into the past."""
    mine = Session.user_id == world.users[persona]
    with world.accounts.begin() as connection:
        for row in connection.execute(select(Session.__table__).where(mine)).mappings().all():
            past = {name: (row[name] or now()) - by for name, by in columns.items()}
            this = Session.token_hash == row["token_hash"]
            connection.execute(update(Session).where(this).values(past))


def now() -> datetime:
    """The time as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def shown(answer) -> object:
    """An answer of a callback as a value; its text when it is none."""
    text = answer.get_data(as_text=True)
    try:
        return json.loads(text)
    except ValueError:
        return text
