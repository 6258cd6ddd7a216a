"""The audit trail: filters, pages, and the same as a file."""

from datetime import date

from flask import Response, flash, render_template, request

from dashboard import audit
from dashboard.access import Right
from dashboard.accounts.grants import AccountMistake
from dashboard.accounts.journal import Wanted, reads_everything, trail
from dashboard.accounts.naming import day_in
from dashboard.audit import ACTION_NAMES, Action
from dashboard.exports.sheet import csv_file
from dashboard.gate.doors import needs
from dashboard.manage import blueprint
from dashboard.manage.asking import giver, number, text, word
from dashboard.manage.moments import beginning, end, local

MOST_ROWS = 50_000  # of a file: what is older is found by its days
FIRST_YEAR, LAST_YEAR = 1970, 9998
HEADER = ("Когда", "Кто", "Что", "Над чем", "Сколько", "Почему", "Адрес")


@blueprint.get("/audit")
@needs(Right.READ_AUDIT)
def journal() -> str:
    """A page of the trail."""
    by = giver()
    found = trail(by.scope, by.user_id, _wanted(), page=number("page", request.args))
    return render_template(
        "audit.html",
        found=found,
        asked={name: text(name, request.args) for name in FILTERS},
        actions=ACTION_NAMES,
        header=HEADER,
        rows=[_row(record) for record in found.records],
        whole=reads_everything(by.scope),
    )


@blueprint.get("/audit.csv")
@needs(Right.READ_AUDIT)
def journal_file() -> Response:
    """The chosen records as CSV; taking them away is itself on record."""
    by = giver()
    found = trail(by.scope, by.user_id, _wanted(), size=MOST_ROWS)
    audit.write(Action.EXPORTED, "/audit.csv", len(found.records))
    response = Response(csv_file([HEADER, *map(_row, found.records)]), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"audit-{date.today()}.csv")
    return response


FILTERS = ("actor", "action", "from", "to", "object")


def _wanted() -> Wanted:
    given = request.args
    first, last = _day("from"), _day("to")
    return Wanted(
        actor=text("actor", given),
        action=word("action", ACTION_NAMES, given),
        since=beginning(first) if first else None,
        before=end(last) if last else None,
        object=text("object", given),
    )


def _day(name: str) -> date | None:
    """The day of a filter; one that is no day is said and left out."""
    try:
        day = day_in(text(name, request.args))
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:  # the clock counts no further
            flash(f"{day.year} – такого года в журнале нет.")
            return None
        return day
    except AccountMistake as mistake:
        flash(str(mistake))
        return None


def _row(record) -> tuple[str, ...]:
    return (
        local(record.at),
        record.actor,
        ACTION_NAMES.get(record.action, record.action),
        record.object,
        "" if record.n is None else str(record.n),
        record.reason,
        record.address,
    )
