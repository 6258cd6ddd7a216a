"""The page of codifiers: names that look like misprints of one another, and all of them."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dashboard.access import Right
from dashboard.bank import codifiers, decisions
from dashboard.bank.decisions import Asked, Refusal
from dashboard.bank.settling import is_waiting, start_settling
from dashboard.bank.writing import BUSY, Busy
from dashboard.gate.doors import needs
from dashboard.manage.moments import local
from dashboard.session import current_account, current_scope
from models.bank import ASKED, COUNTS, DIFFERENT, LEAVING

bank = Blueprint("bank", __name__, template_folder=str(Path(__file__).parent.parent / "templates"))
STATES = {
    ASKED: "считаются одним: числа пересчитываются",
    COUNTS: "считаются одним",
    LEAVING: "снова считаются отдельно: числа пересчитываются",
    DIFFERENT: "разные",
}


@bank.get("/codifiers")
@needs(Right.SEE_RESULTS)
def page() -> str:
    """Pairs to decide on, pairs decided, and the names of one subject."""
    scope = current_scope()
    if is_waiting():
        start_settling()
    subjects = codifiers.subjects_with_codifier(scope)
    chosen = _number("subject") or next((row["subject_id"] for row in subjects), 0)
    return render_template(
        "codifiers.html",
        pairs=codifiers.doubtful_pairs(scope),
        subjects=subjects,
        chosen=chosen,
        names=codifiers.codifier(scope, chosen, _number("grade"), _number("year")),
        asked={"grade": _number("grade"), "year": _number("year") or ""},
        kinds=codifiers.KINDS,
        states=STATES,
        may_decide=scope.has(Right.KEEP_BANK),
        local=local,
    )


@bank.post("/codifiers/same")
@needs(Right.KEEP_BANK)
def say_same() -> Response:
    """From now on one element of a pair counts as the other."""
    return _decided(same=True)


@bank.post("/codifiers/different")
@needs(Right.KEEP_BANK)
def say_different() -> Response:
    """The two are not the same: nobody is asked about them again."""
    return _decided(same=False)


@bank.post("/codifiers/back")
@needs(Right.KEEP_BANK)
def take_back() -> Response:
    """As if nothing had been said."""
    return _done(
        lambda: decisions.take_back(current_scope(), _asked()),
        "Решение возвращено.",
    )


def _decided(*, same: bool) -> Response:
    def change() -> None:
        decisions.decide(current_scope(), _asked(), current_account().login, same=same)

    said = "Записано. Числа школ, которых это касается, пересчитываются." if same else "Записано."
    return _done(change, said)


def _done(change: Callable[[], None], said: str) -> Response:
    try:
        change()
    except Refusal as refusal:
        said = str(refusal)
    except Busy:
        said = BUSY
    else:
        start_settling()
    flash(said)
    return redirect(url_for("bank.page"), 303)


def _asked() -> Asked:
    return Asked(_number("element"), _number("into"), _number("grade"))


def _number(name: str) -> int:
    """An id of a field; 0, which nothing has, for anything else."""
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else 0
