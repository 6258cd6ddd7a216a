"""Routes of files: guarded by the right to export, noted in the trail."""

from datetime import date
from io import BytesIO

from flask import Blueprint, Response, abort, request, send_file

from dashboard import audit
from dashboard.access import Right
from dashboard.audit import Action
from dashboard.exports.sheet import csv_file, file_name
from dashboard.exports.table import lines_of, titles_of
from dashboard.filters import View
from dashboard.gate.doors import needs
from dashboard.role_names import roles_in_words
from dashboard.screens.allowed import may_export
from dashboard.screens.inside import inside, is_open
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from dashboard.session import current_scope

exports = Blueprint("exports", __name__, url_prefix="/export")


@exports.get("/unit/<int(max=999999999):unit_id>.csv")
@needs(Right.EXPORT)
def unit_table(unit_id: int) -> Response:
    """The table inside a unit as the screen shows it in the same view."""
    scope = current_scope()
    line = line_to(scope, unit_id)
    if not line or not may_export(scope, line[-1]["path"]):
        not_there()
    reading = read(scope, line, View.parse(request.args))
    if not is_open(reading):
        not_there()
    table = inside(scope, reading)
    content = csv_file(lines_of(reading, table, date.today()))
    audit.write(Action.EXPORTED, request.path, len(table.rows), roles_in_words(scope.roles))
    return send_file(
        BytesIO(content),
        mimetype="text/csv",
        as_attachment=True,
        download_name=file_name(*titles_of(reading)),
        max_age=0,
    )


def not_there() -> None:
    """The same answer for what does not exist and for what this person may not take away."""
    audit.refused("нет такого или вне области доступа")
    abort(404)
