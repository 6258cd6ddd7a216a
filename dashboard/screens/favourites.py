"""Saved views in the top bar: the list as a piece of a page, and what can be done with it."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from dashboard import audit, shell
from dashboard.accounts import saved_views
from dashboard.accounts.saved_views import LONGEST_ADDRESS, NoRoom
from dashboard.gate.addresses import NO_PAGES, is_own_page
from dashboard.gate.doors import signed_in_only
from dashboard.session import current_account

favourites = Blueprint("favourites", __name__, url_prefix="/views")
NO_PAGE = "Эту страницу сохранить нельзя."
VIEW = "/<int(max=2147483647):view_id>"


@favourites.get("")
@signed_in_only
def listed():
    """The person's own views."""
    return _list()


@favourites.post("")
@signed_in_only
def save():
    """One view more; one that was removed comes back the same way."""
    address = request.form.get("address", "")
    if not is_page(address):
        return _list(problem=NO_PAGE), 400
    try:
        saved_views.save_view(_user_id(), request.form.get("name", ""), address)
    except NoRoom as full:
        return _list(problem=str(full)), 400
    return _list(said="Вид сохранён.")


@favourites.post(f"{VIEW}/name")
@signed_in_only
def rename(view_id: int):
    """Another name."""
    if not saved_views.rename_view(_user_id(), view_id, request.form.get("name", "")):
        _not_there()
    return _list(said="Имя изменено.")


@favourites.post(f"{VIEW}/remove")
@signed_in_only
def remove(view_id: int):
    """One view less; the answer offers to bring it back."""
    removed = saved_views.remove_view(_user_id(), view_id)
    if removed is None:
        _not_there()
    return _list(said=f"Убрано: {removed['name']}.", removed=removed)


def is_page(address: str) -> bool:
    """Whether an address leads to a page of this application."""
    if len(address) > LONGEST_ADDRESS or not is_own_page(address):
        return False
    path = urlsplit(address).path
    return not path.startswith(NO_PAGES) and (shell.is_known(path) or _is_of_server(path))


def _is_of_server(path: str) -> bool:
    """Whether the server makes a page of its own there."""
    known = current_app.url_map.bind("")
    try:
        rule, _ = known.match(path, return_rule=True)
    except HTTPException:
        return False
    return rule.rule != "/<path:path>"


def _list(**more) -> str:
    views = [
        view | {"is_inside": shell.is_known(urlsplit(view["address"]).path)}
        for view in saved_views.saved_views(_user_id())
    ]
    return render_template("_views.html", views=views, **more)


def _user_id() -> int:
    account = current_account()
    return account.user_id if account else 0


def _not_there() -> None:
    audit.refused("сохранённого вида нет или он чужой")
    abort(404)
