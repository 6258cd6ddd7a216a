"""The table of one report as a file, in the view of the screen it stands on."""

from datetime import date
from io import BytesIO

from flask import Response, request, send_file

from dashboard import audit
from dashboard.access import Right
from dashboard.audit import Action
from dashboard.exports.door import exports, not_there
from dashboard.exports.lines import lines_of
from dashboard.exports.pack import Pack, Part, part_of
from dashboard.exports.sheet import csv_file
from dashboard.gate.doors import needs
from dashboard.packs.building import content_of, type_of
from dashboard.packs.codes import named, new_code
from dashboard.packs.taking import shown_to_take
from dashboard.reports.shown import Shown
from dashboard.role_names import roles_in_words
from dashboard.session import current_scope


@exports.get("/export/report.csv")
@needs(Right.EXPORT)
def report_csv() -> Response:
    """The rows as the screen shows them, for a spreadsheet or another program."""
    shown, part = _asked()
    return _sent(shown, part, csv_file(lines_of(part, date.today())), "csv", "text/csv")


@exports.get("/export/report.xlsx")
@needs(Right.EXPORT)
def report_xlsx() -> Response:
    """The rows as numbers, and a sheet that says what they are."""
    shown, part = _asked()
    today = date.today()
    pack = Pack(part.question, new_code(today), today, roles_in_words(shown.scope.roles), (part,))
    return _sent(shown, part, content_of(pack, "xlsx"), "xlsx", type_of("xlsx"))


def _asked() -> tuple[Shown, Part]:
    """The report with its table; what has none is not there."""
    shown = shown_to_take(current_scope(), request.args.get("address"))
    part = part_of(shown, request.args.get("report", "")) if shown else None
    if part is None or not part.columns:
        not_there()
    return shown, part


def _sent(shown: Shown, part: Part, content: bytes, ending: str, mimetype: str) -> Response:
    about = f"{shown.address}, {request.args['report']}.{ending}"
    audit.write(Action.EXPORTED, about, len(part.rows), roles_in_words(shown.scope.roles))
    return send_file(
        BytesIO(content),
        mimetype=mimetype,
        as_attachment=True,
        download_name=named(ending, part.title, part.question.rstrip("?"), part.filters),
        max_age=0,
    )
