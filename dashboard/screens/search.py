"""The search in the top bar: what was found as a piece of a page, links with kind and place.

What is typed comes in the body: a name stands in no address and so in no log.
"""

from flask import Blueprint, render_template, request

from dashboard.components import LEVEL_NAMES
from dashboard.gate.doors import signed_in_only
from dashboard.queries.searching import LONGEST, found
from dashboard.screens.addresses import link
from dashboard.session import current_scope
from dashboard.spelling import is_enough, words_of

search = Blueprint("search", __name__)


@search.post("/search")
@signed_in_only
def answer() -> str:
    """Units and students of one's own scope."""
    text = request.form.get("text", "")[:LONGEST]
    rows = [row | {"href": address_of(row)} for row in found(current_scope(), text)]
    return render_template(
        "_found.html", rows=rows, kinds=LEVEL_NAMES, is_enough=is_enough(words_of(text))
    )


def address_of(row: dict) -> str:
    """The screen of what was found."""
    return link(row["kind"], row.get("unit_id") or row["student_id"])
