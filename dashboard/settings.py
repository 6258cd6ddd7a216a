"""The environment, read once into frozen settings, and what is refused because it is unsafe."""

import os
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Literal

from pydantic import Field
from sqlalchemy import select

from dashboard.accounts.sessions import Terms
from models import User
from models.store import Store, open_accounts

SHORTEST_KEY = 32
DEFAULT_KEYS = ("changeme", "change-me", "change_me", "secret", "dev", "default", "example", "test")
DEBUG = ("DASH_DEBUG", "FLASK_DEBUG", "MSOKO_DEBUG")
OFF = ("", "0", "false", "no", "off")
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
NO_KEY = (
    "Рабочий режим требует ключа для подписи сеансов: задайте SECRET_KEY. Получить его можно так: "
    'python -c "import secrets; print(secrets.token_hex())"'
)
SHORT_KEY = (
    f"Ключ SECRET_KEY короче {SHORTEST_KEY} знаков, его можно подобрать. Возьмите случайный: "
    'python -c "import secrets; print(secrets.token_hex())"'
)
DEFAULT_KEY = (
    "Ключ SECRET_KEY похож на образец из инструкции, его знают все. Возьмите случайный: "
    'python -c "import secrets; print(secrets.token_hex())"'
)
IN_DEBUG = "В рабочем режиме отладка показала бы данные посторонним. Уберите {name} из окружения."
PLAIN_COOKIES = (
    "В рабочем режиме вход идёт только по https: MSOKO_SECURE_COOKIES=0 выдал бы сеанс всей сети. "
    "Уберите эту настройку, а https настройте на сервере перед МСОКО (MSOKO_BEHIND_PROXY=1)."
)
PERSONAS = (
    "В этой базе есть демонстрационные учётные записи ({logins}): в них входят без пароля. "
    "Для рабочего режима возьмите новую папку данных (MSOKO_HOME) или новую базу (DATABASE_URL)."
)
NOT_LOCAL = (
    "Адрес {host} виден другим компьютерам, а в демонстрацию входят без пароля. "
    "Укажите MSOKO_HOST=127.0.0.1, а для настоящей работы MSOKO_ENV=production."
)
LONGEST_SESSION = 30 * 24 * 60  # [minutes]
BAD_TIME = "Сеанс живёт от минуты до 30 дней: проверьте MSOKO_IDLE_MINUTES и MSOKO_SESSION_HOURS."


def cores() -> int:
    """Processors this program may use; two at least, so that one slow screen holds up nobody."""
    return max(2, len(os.sched_getaffinity(0)))


class Refusal(SystemExit):
    """The program does not start; the sentence says why and what to do."""


class Settings(Store):
    """Where the data are and how they are served."""

    given_key: str = Field(default="", validation_alias="SECRET_KEY", repr=False)
    env: Literal["demo", "production"] = Field(default="demo", validation_alias="MSOKO_ENV")
    host: str = Field(default="127.0.0.1", validation_alias="MSOKO_HOST")
    port: int = Field(default=8050, validation_alias="MSOKO_PORT")
    hostnames: str = Field(default="", validation_alias="MSOKO_HOSTNAMES")
    behind_proxy: bool = Field(default=False, validation_alias="MSOKO_BEHIND_PROXY")
    given_secure: bool | None = Field(default=None, validation_alias="MSOKO_SECURE_COOKIES")
    idle_minutes: float = Field(default=60, validation_alias="MSOKO_IDLE_MINUTES")
    session_hours: float = Field(default=12, validation_alias="MSOKO_SESSION_HOURS")

    workers: int = Field(default_factory=cores, ge=1, le=64, validation_alias="MSOKO_WORKERS")
    threads: int = Field(default=4, ge=1, le=64, validation_alias="MSOKO_THREADS")
    metrics_host: str = Field(default="127.0.0.1", validation_alias="MSOKO_METRICS_HOST")
    metrics_port: int | Literal[""] = Field(default="", validation_alias="MSOKO_METRICS_PORT")

    @property
    def is_demo(self) -> bool:
        """Whether the data are invented and personas sign in without a password."""
        return self.env == "demo"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel by https only: always at work, on wish in a demonstration."""
        return not self.is_demo if self.given_secure is None else self.given_secure

    @property
    def secret_key(self) -> str:
        """The given key, else (in a demonstration) the one kept beside the data."""
        return self.given_key or kept_key(self.home / "secret_key")

    @property
    def terms(self) -> Terms:
        """How long sessions live, and whether personas have them."""
        return Terms(
            idle=timedelta(minutes=self.idle_minutes),
            whole=timedelta(hours=self.session_hours),
            personas=self.is_demo,
        )

    @property
    def names_of_host(self) -> tuple[str, ...]:
        """The names under which this server answers."""
        given = [name.strip() for name in self.hostnames.split(",") if name.strip()]
        names = [*LOCAL_NAMES, *_addressed(self.host), *given]
        return tuple(dict.fromkeys(name.lower() for name in names))


def safe_settings() -> Settings:
    """The settings of the environment, unless they would show the data to strangers."""
    return checked(Settings())


def checked(settings: Settings) -> Settings:
    """The same settings, or a refusal to start with them."""
    for sentence in refusals(settings):
        raise Refusal(sentence)
    return settings


def refusals(settings: Settings) -> Iterator[str]:
    """Why the program must not start so; nothing when it may."""
    times = settings.idle_minutes, settings.session_hours * 60
    if not all(1 <= minutes <= LONGEST_SESSION for minutes in times):  # nan is neither
        yield BAD_TIME
    if settings.is_demo:
        if not is_local(settings.host):
            yield NOT_LOCAL.format(host=settings.host)
        return
    yield from _weak_key(settings.given_key)
    for name in DEBUG:
        if os.environ.get(name, "").strip().lower() not in OFF:
            yield IN_DEBUG.format(name=name)
    if not settings.secure_cookies:
        yield PLAIN_COOKIES
    if logins := _personas(settings):
        yield PERSONAS.format(logins=", ".join(logins))


def _is_pattern(key: str) -> bool:
    """Digits alone, few signs, or one piece again and again."""
    return key.isdigit() or len(set(key)) < 8 or key in (key + key)[1:-1]


def _weak_key(key: str) -> Iterator[str]:
    plain = key.strip().lower()
    if not plain:
        yield NO_KEY
    elif any(plain.startswith(word) for word in DEFAULT_KEYS) or _is_pattern(plain):
        yield DEFAULT_KEY
    elif len(plain) < SHORTEST_KEY:
        yield SHORT_KEY


def _personas(settings: Settings) -> list[str]:
    engine = open_accounts(settings)
    try:
        with engine.connect() as connection:
            return list(connection.scalars(select(User.login).where(User.is_persona).limit(3)))
    finally:
        engine.dispose()


def kept_key(path: Path) -> str:
    """The key in a file that only its owner reads, made when missing: restarts keep sessions."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{token_urlsafe(6)}")
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(token_hex())
        try:
            path.hardlink_to(fresh)  # whole at once: another worker sees all of it or nothing
        except FileExistsError:
            pass  # another worker was first; his is the key
        finally:
            fresh.unlink()
    return path.read_text("ascii").strip()


def is_local(host: str | None) -> bool:
    """Whether an address is of this very computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _addressed(host: str) -> list[str]:
    """The host as a browser would write it; «any address» is not a name."""
    try:
        address = ip_address(host)
    except ValueError:
        return [host] if host else []
    if address.is_unspecified:
        return []
    return [f"[{host}]" if address.version == 6 else host]
