"""Who may come in: one answer after one time for all who may not."""

from datetime import date

from sqlalchemy import Row, select

from dashboard.accounts.database import engine_in_use
from dashboard.accounts.passwords import matches
from dashboard.accounts.sessions import Terms, may_sign_in
from models import User

COLUMNS = (User.id.label("user_id"), User.login, User.name, User.password_hash, User.is_persona)


def plain_login(typed: str) -> str:
    """A login as it is kept; PostgreSQL takes no zero byte."""
    return typed.replace("\0", "").strip().lower()


def account_of(login: str, terms: Terms) -> Row | None:
    """The account of a login, with `is_open`: whether it may have a session today."""
    allowed = may_sign_in(terms, date.today()).label("is_open")
    statement = select(*COLUMNS, allowed).where(User.login == login)
    with engine_in_use().connect() as connection:
        return connection.execute(statement).one_or_none()


def is_right(account: Row | None, password: str) -> bool:
    """Whether this account may come in with this password; the password is always looked at."""
    matched = matches(account.password_hash if account else None, password)
    return matched and account is not None and bool(account.is_open)
