"""The rejected rows of a load as a file, for those who mend it."""

from io import BytesIO

from flask import Blueprint, Response, request, send_file

from dashboard import audit
from dashboard.access import Right
from dashboard.audit import Action
from dashboard.exports.door import not_there
from dashboard.exports.sheet import csv_file, file_name
from dashboard.gate.doors import needs
from dashboard.queries.loads import load, rejected_rows
from dashboard.role_names import roles_in_words
from dashboard.screens.data_loads import rejected_row
from dashboard.session import current_scope

MOST_ROWS = 50_000
HEADER = {
    "row": "Строка",
    "sheet": "Лист",
    "column": "Столбец",
    "value": "Значение",
    "what": "Правило",
    "message": "Что сделать",
}
rejected = Blueprint("rejected", __name__, url_prefix="/export/rejected")


@rejected.get("/<int(max=999999999):load_id>.csv")
@needs(Right.IMPORT)
def rejected_table(load_id: int) -> Response:
    """Every rejected row of one's own load, as the screen shows it; no marks, no names."""
    scope = current_scope()
    found = load(scope, load_id)
    if found is None or not found["is_whole"]:
        not_there()
    rows = [rejected_row(row) for row in rejected_rows(scope, load_id, size=MOST_ROWS)]
    lines = [[str(row[name]) for name in HEADER] for row in rows]
    audit.write(Action.EXPORTED, request.path, len(rows), roles_in_words(scope.roles))
    return send_file(
        BytesIO(csv_file([list(HEADER.values()), *lines])),
        mimetype="text/csv",
        as_attachment=True,
        download_name=file_name(f"Отклонённые строки, загрузка {load_id}"),
        max_age=0,
    )
