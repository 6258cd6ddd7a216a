"""One account: name, last day, roles, password, sessions; every change goes through `people`."""

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from dashboard.access import Right, Role
from dashboard.accounts import people
from dashboard.accounts.granting import refuse_foreign_account
from dashboard.accounts.grants import AccountMistake, Giver, Grant
from dashboard.accounts.importing import Handed, new_password
from dashboard.accounts.listing import STATE_NAMES, Listed
from dashboard.accounts.naming import day_in
from dashboard.gate.doors import needs
from dashboard.manage import blueprint
from dashboard.manage.asking import ID, account_asked, choices, giver, grant_of_form, text
from dashboard.manage.handing import handed_page
from dashboard.manage.moments import local

DAYS = ("date_from", "date_to")
REMOVED = "removed_role"  # in the signed cookie: the role taken away last, to give it back
ADDRESS = f"/users/<{ID}:user_id>"
YOURS = "Это ваша учётная запись: роли и срок меняет другой администратор, пароль – «Мой вход»."


@blueprint.get(ADDRESS)
@needs(Right.MANAGE_USERS)
def account(user_id: int) -> str:
    """The account as it stands."""
    return _page(user_id)


@blueprint.post(f"{ADDRESS}/name")
@needs(Right.MANAGE_USERS)
def rename(user_id: int):
    """Another name."""
    return _done(
        user_id, lambda by: people.set_name(user_id, text("name"), by=by), "Имя сохранено."
    )


@blueprint.post(f"{ADDRESS}/expiry")
@needs(Right.MANAGE_USERS)
def expire(user_id: int):
    """Another last day, or none."""
    return _done(
        user_id,
        lambda by: people.set_expiry(user_id, day_in(text("expires")), by=by),
        "Срок сохранён, сеансы завершены.",
    )


@blueprint.post(f"{ADDRESS}/disable")
@needs(Right.MANAGE_USERS)
def disable(user_id: int):
    """Switched off; the same page offers to switch it on."""
    return _done(
        user_id,
        lambda by: people.set_active(user_id, False, by=by),
        "Учётная запись отключена, сеансы завершены. Её можно включить снова.",
    )


@blueprint.post(f"{ADDRESS}/enable")
@needs(Right.MANAGE_USERS)
def enable(user_id: int):
    """Switched on again."""
    return _done(
        user_id, lambda by: people.set_active(user_id, True, by=by), "Учётная запись включена."
    )


@blueprint.post(f"{ADDRESS}/roles")
@needs(Right.MANAGE_USERS)
def give(user_id: int):
    """One more role."""
    return _done(
        user_id,
        lambda by: people.add_grants(user_id, [grant_of_form(by)], by=by),
        "Роль дана, сеансы завершены.",
    )


@blueprint.post(f"{ADDRESS}/roles/<{ID}:grant_id>/remove")
@needs(Right.MANAGE_USERS)
def take(user_id: int, grant_id: int):
    """A role less; the page offers to give it back."""

    def change(by: Giver) -> None:
        removed = people.remove_grant(user_id, grant_id, by=by)
        if removed is None:
            raise AccountMistake("Этой роли уже нет.", "Обновите страницу.")
        session[REMOVED] = {"user_id": user_id, "grant": _written(removed)}

    return _done(user_id, change, "Роль снята, сеансы завершены.")


@blueprint.post(f"{ADDRESS}/roles/return")
@needs(Right.MANAGE_USERS)
def give_back(user_id: int):
    """The role taken away last, under the same rules as a new one."""

    def change(by: Giver) -> None:
        people.add_grants(user_id, [_read(_removed(user_id))], by=by)
        session.pop(REMOVED, None)

    return _done(user_id, change, "Роль возвращена.")


@blueprint.post(f"{ADDRESS}/password")
@needs(Right.MANAGE_USERS)
def password(user_id: int):
    """A new password, shown once."""
    by, new = giver(), new_password()
    found = account_asked(by, user_id)
    try:
        if user_id == by.user_id:
            raise AccountMistake("Свой пароль меняют на странице «Мой вход».")
        people.set_password(user_id, new, by=by)
    except AccountMistake as mistake:
        return _page(user_id, mistake), 400
    note = "Прежний пароль больше не действует, сеансы завершены."
    return handed_page("Новый пароль", [Handed(found.login, found.name, new)], note)


@blueprint.post(f"{ADDRESS}/sessions")
@needs(Right.MANAGE_USERS)
def sign_out(user_id: int):
    """Signed out everywhere."""
    return _done(
        user_id, lambda by: people.end_all_sessions(user_id, by=by), "Все сеансы завершены."
    )


def _done(user_id: int, change: Callable[[Giver], None], said: str) -> Response | tuple[str, int]:
    """The page again: with what was done, or with what is wrong."""
    by = giver()
    account_asked(by, user_id)
    try:
        change(by)
    except AccountMistake as mistake:
        return _page(user_id, mistake), 400
    flash(said)
    return redirect(url_for("manage.account", user_id=user_id))


def _page(user_id: int, mistake: AccountMistake | None = None) -> str:
    by = giver()
    found = account_asked(by, user_id)
    return render_template(
        "user.html",
        person=found,
        state=STATE_NAMES[found.state],
        closed=_why_closed(by, found),
        is_oneself=by.user_id == user_id,
        can_return=bool(_removed(user_id)),
        mistake=mistake,
        local=local,
        **choices(by),
    )


def _why_closed(by: Giver, found: Listed) -> str:
    """Why this person may not change the account; empty when he may."""
    if by.user_id == found.id:
        return YOURS
    if found.elsewhere and not by.is_unlimited:
        return "У этой учётной записи есть роли вне вашей школы: её меняет системный администратор."
    try:
        refuse_foreign_account(by, found, [grant for grant, _ in found.grants])
    except AccountMistake as mistake:
        return str(mistake)
    return ""


def _removed(user_id: int) -> dict:
    kept = session.get(REMOVED) or {}
    return kept["grant"] if kept.get("user_id") == user_id else {}


def _written(grant: Grant) -> dict:
    return {
        "role": grant.role.value,
        "unit_id": grant.unit_id,
        "subject_id": grant.subject_id,
        "student_id": grant.student_id,
        "with_names": grant.with_names,
        **{name: day and day.isoformat() for name in DAYS for day in [getattr(grant, name)]},
    }


def _read(kept: dict) -> Grant:
    if not kept:
        raise AccountMistake("Возвращать нечего.", "Дайте роль заново.")
    days = {
        name: kept[name] and date.fromisoformat(kept[name]) for name in ("date_from", "date_to")
    }
    return Grant(**kept | days | {"role": Role(kept["role"])})
