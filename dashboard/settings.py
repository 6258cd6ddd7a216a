"""The environment, read once into frozen settings, and what is refused because it is unsafe."""

from ipaddress import ip_address
from secrets import token_hex
from typing import Literal

from pydantic import Field

from models.store import Store

NO_ACCOUNTS = (
    "Рабочий режим (MSOKO_ENV=production) пока невозможен: входа по паролю ещё нет, "
    "а без него данные увидел бы любой. Запустите с MSOKO_ENV=demo на своём компьютере."
)
NOT_LOCAL = (
    "Адрес {host} виден другим компьютерам, а входа по паролю ещё нет. "
    "Укажите MSOKO_HOST=127.0.0.1."
)


class Refusal(SystemExit):
    """The program does not start; the sentence says why and what to do."""


class Settings(Store):
    """Where the data are and how they are served."""

    secret_key: str = Field(default_factory=token_hex, validation_alias="SECRET_KEY")
    env: Literal["demo", "production"] = Field(default="demo", validation_alias="MSOKO_ENV")
    host: str = Field(default="127.0.0.1", validation_alias="MSOKO_HOST")
    port: int = Field(default=8050, validation_alias="MSOKO_PORT")


def safe_settings() -> Settings:
    """The settings of the environment, unless they would show the data to strangers."""
    settings = Settings()
    if settings.env == "production":
        raise Refusal(NO_ACCOUNTS)
    if not is_local(settings.host):
        raise Refusal(NOT_LOCAL.format(host=settings.host))
    return settings


def is_local(host: str | None) -> bool:
    """Whether an address is of this very computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
