"""The page of settings: what the units one decides for have decided, and a form for each."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dashboard.access import Right
from dashboard.bank.writing import BUSY, Busy
from dashboard.gate.doors import needs
from dashboard.manage import blueprint
from dashboard.manage.deciding import NAMES, STEPS, Refusal, decide, names_of
from dashboard.manage.moments import local
from dashboard.queries.unit_decisions import decisions
from dashboard.queries.unit_settings import ATTENTION, DEFAULTS, FAMILY, RISK, setting_of
from dashboard.session import current_account, current_scope

SAVED, THE_SAME = "Сохранено.", "Ничего не изменилось."
OPTIONS = {
    FAMILY: [(1, "показывать"), (0, "не показывать")],
    RISK: [(step, f"от {step} %") for step in STEPS],
    ATTENTION: [(step, f"от {step} %") for step in STEPS],
}


@blueprint.get("/settings")
@needs(Right.SET_RULES)
def settings() -> str:
    """A form for each unit one decides for."""
    units = decisions(current_scope())
    return render_template("settings.html", units=[_shown(unit) for unit in units], local=local)


def _shown(unit: dict) -> dict:
    """The fields of a unit: what is decided here, by which role, and what counts otherwise."""
    above = unit["path"].rstrip("/").rpartition("/")[0] + "/"
    fields = []
    for name in names_of(unit):
        said, usual = unit["said"].get(name), DEFAULTS[name]
        inherited = usual if name == FAMILY else setting_of(above, name, usual)
        fields.append(
            {"name": name, "title": NAMES[name], "options": OPTIONS[name], "said": said}
            | {"inherited": dict(OPTIONS[name])[inherited]}
        )
    return unit | {"fields": fields}


@blueprint.post("/settings")
@needs(Right.SET_RULES)
def change_settings() -> Response:
    """What is decided from now on in one unit and inside it."""
    given = request.form
    unit = given.get("unit", "")
    unit_id = int(unit) if unit.isascii() and unit.isdigit() and len(unit) <= 9 else 0
    said = {name: given.get(name, "") for name in NAMES}
    try:
        changed = decide(current_scope(), unit_id, said, current_account().login)
        flash(SAVED if changed else THE_SAME)
    except Refusal as refusal:
        flash(str(refusal))
    except Busy:
        flash(BUSY)
    return redirect(url_for("manage.settings"), 303)
