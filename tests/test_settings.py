"""Settings: what a start is refused for, and what is kept between starts."""

import stat

import pytest
from homes import of_a_sqlite_file, settings_of
from signed_in import is_in, sign_in, stranger
from sqlalchemy import insert

from dashboard.accounts import database as accounts
from dashboard.accounts.database import now
from dashboard.accounts.grants import console
from dashboard.accounts.people import add_user
from dashboard.app import create_app
from dashboard.queries import database
from dashboard.settings import Refusal, Settings, checked, safe_settings
from models import User
from models.store import open_accounts, writing

KEY = "3c1f9e6f1d5b4a87b0e2c9d84f7a6513"  # 32 signs, of no instruction
OF_THE_START = ("MSOKO_ENV", "MSOKO_HOST", "SECRET_KEY", "MSOKO_SECURE_COOKIES", "MSOKO_HOSTNAMES")
DEBUG = ("DASH_DEBUG", "FLASK_DEBUG", "MSOKO_DEBUG")


@pytest.fixture
def start(monkeypatch, tmp_path):
    """The settings of an environment in which only what is said is set."""
    for name in (*OF_THE_START, *DEBUG, "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MSOKO_HOME", str(tmp_path))

    def settings(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return safe_settings()

    return settings


def test_a_demonstration_starts_with_nothing_set(start):
    settings = start()
    assert (settings.is_demo, settings.secure_cookies, settings.terms.personas) == (
        True,
        False,
        True,
    )


def test_work_starts_with_a_long_key(start):
    settings = start(MSOKO_ENV="production", SECRET_KEY=KEY, MSOKO_HOST="0.0.0.0")
    assert (settings.secure_cookies, settings.terms.personas) == (True, False)


PATTERNS = ("x" * 64, "0123456789" * 4, "qwertyuiop[]" * 3)


@pytest.mark.parametrize("key", ["", " ", "changeme" * 8, "Secret-" + KEY, "dev" + KEY, *PATTERNS])
def test_work_refuses_a_missing_or_known_key(start, key):
    with pytest.raises(Refusal, match="SECRET_KEY"):
        start(MSOKO_ENV="production", SECRET_KEY=key)


def test_work_refuses_a_short_key(start):
    with pytest.raises(Refusal, match="короче 32 знаков"):
        start(MSOKO_ENV="production", SECRET_KEY=KEY[:31])


@pytest.mark.parametrize("name", DEBUG)
@pytest.mark.parametrize("value", ["1", "true", "On"])
def test_work_refuses_debug(start, name, value):
    with pytest.raises(Refusal, match=name):
        start(MSOKO_ENV="production", SECRET_KEY=KEY, **{name: value})


@pytest.mark.parametrize("name", DEBUG)
def test_debug_that_is_off_is_no_debug(start, name):
    assert start(MSOKO_ENV="production", SECRET_KEY=KEY, **{name: "0"})


def test_work_refuses_cookies_over_plain_http(start):
    with pytest.raises(Refusal, match="https"):
        start(MSOKO_ENV="production", SECRET_KEY=KEY, MSOKO_SECURE_COOKIES="0")


def test_work_refuses_a_database_with_personas(start, tmp_path):
    engine = open_accounts(Settings(MSOKO_HOME=tmp_path))
    with writing(engine) as connection:
        row = {"login": "demo.head", "is_persona": True, "created_at": now()}
        connection.execute(insert(User), row)
    engine.dispose()
    with pytest.raises(Refusal, match=r"demo\.head"):
        start(MSOKO_ENV="production", SECRET_KEY=KEY)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "school.example"])
def test_a_demonstration_is_for_one_computer(start, host):
    with pytest.raises(Refusal, match=r"MSOKO_HOST=127\.0\.0\.1"):
        start(MSOKO_HOST=host)


@pytest.mark.parametrize(
    "time", [{"MSOKO_IDLE_MINUTES": 0}, {"MSOKO_SESSION_HOURS": -1}, {"MSOKO_IDLE_MINUTES": "nan"}]
)
def test_a_session_without_time_is_refused(tmp_path, time):
    with pytest.raises(Refusal, match="от минуты до 30 дней"):
        checked(Settings(MSOKO_HOME=tmp_path, **time))


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"MSOKO_HOST": "0.0.0.0"}, set()),
        ({"MSOKO_HOST": "10.0.0.5"}, {"10.0.0.5"}),
        ({"MSOKO_HOST": "msoko.school.ru"}, {"msoko.school.ru"}),
        ({"MSOKO_HOSTNAMES": "a.ru, b.ru,"}, {"a.ru", "b.ru"}),
    ],
)
def test_the_server_answers_to_its_names(tmp_path, given, names):
    own = set(Settings(MSOKO_HOME=tmp_path, **given).names_of_host)
    assert own - {"localhost", "127.0.0.1", "[::1]"} == names


def test_the_key_of_a_demonstration_is_kept_for_its_owner_alone(tmp_path):
    first = Settings(MSOKO_HOME=tmp_path / "home", SECRET_KEY="").secret_key
    file = tmp_path / "home" / "secret_key"
    assert len(first) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Settings(MSOKO_HOME=tmp_path / "home", SECRET_KEY="").secret_key == first
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_a_given_key_is_not_written_anywhere(tmp_path):
    settings = Settings(MSOKO_HOME=tmp_path, SECRET_KEY=KEY)
    assert settings.secret_key == KEY
    assert KEY not in repr(settings)
    assert list(tmp_path.iterdir()) == []


def test_one_signs_in_on_either_database(store):
    home = {"MSOKO_HOME": store.home, "DATABASE_URL": store.given_url}
    app = create_app(Settings(**home))
    try:
        add_user("anna", by=console(), password="три коня на мосту")
        client = stranger(app)
        said = [sign_in(client, "anna", "не тот пароль").status_code for _ in range(6)]
        assert said == [401] * 5 + [429]
        assert sign_in(client, "boris", "не тот пароль").status_code == 401
        client.post("/login/persona", data={"persona": "demo.system_administrator"})
        assert not is_in(client)
    finally:
        database.forget()
        accounts.forget()


@of_a_sqlite_file
def test_the_data_are_for_their_owner_only(tmp_path):
    settings = settings_of(tmp_path / "home")
    open_accounts(settings).dispose()
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.home / "accounts.db").stat().st_mode) == 0o600
