"""Files of the bank: a plan as a template, an empty protocol to fill in or to print."""

from io import BytesIO

from flask import Response, request, send_file

from dashboard import audit
from dashboard.access import Right
from dashboard.audit import Action
from dashboard.exports.door import exports, not_there
from dashboard.exports.pack import CannotMake
from dashboard.exports.protocol_blank import Blank, blank_of
from dashboard.gate.doors import needs
from dashboard.gate.messages import message
from dashboard.packs.building import type_of
from dashboard.packs.codes import named
from dashboard.queries.plan_versions import plan_versions
from dashboard.role_names import roles_in_words
from dashboard.session import current_scope


@exports.get("/export/plan.xlsx")
@needs(Right.EXPORT)
def plan_template() -> Response:
    """The current version of a plan: it loads back unchanged, and can begin a new one."""
    # libraries that make files are loaded by the first file, here and in the two below
    from dashboard.exports.plan_file import plan_file

    versions = plan_versions(current_scope(), _id("assessment"))
    if not versions:
        not_there()
    version = versions[0]
    name = named("xlsx", "План", version["title"], version["assessment"])
    about = f"/plan/{version['assessment_id']}, план"
    return _sent(plan_file(version), "xlsx", name, about, len(version["tasks"]))


@exports.get("/export/protocol.xlsx")
@needs(Right.EXPORT)
def protocol_to_fill() -> Response:
    """An empty protocol of a class, which comes back through a load."""
    from dashboard.exports.protocol_xlsx import protocol_xlsx

    blank = _blank()
    return _sent(protocol_xlsx(blank), "xlsx", *_names(blank, "xlsx"))


@exports.get("/export/protocol.pdf")
@needs(Right.EXPORT)
def protocol_to_print() -> Response:
    """An empty protocol of a class, for a pen."""
    from dashboard.exports.protocol_pdf import protocol_pdf

    blank = _blank()
    try:
        content = protocol_pdf(blank)
    except CannotMake as reason:
        return message(409, "Бланк не сделан", str(reason), ("/plans", "Банк работ"))
    return _sent(content, "pdf", *_names(blank, "pdf"))


def _blank() -> Blank:
    blank = blank_of(current_scope(), _id("assessment"), _id("class"))
    if blank is None:
        not_there()
    return blank


def _names(blank: Blank, ending: str) -> tuple[str, str, int]:
    """The name of the file, what the trail says of it, how many students are in it."""
    version, unit = blank.version, blank.school_class
    name = named(ending, "Протокол", unit["name"], version["title"], version["assessment"])
    about = f"/plan/{version['assessment_id']}, бланк протокола, класс {unit['unit_id']}, {ending}"
    return name, about, len(blank.students)


def _sent(content: bytes, ending: str, name: str, about: str, n: int) -> Response:
    audit.write(Action.EXPORTED, about, n, roles_in_words(current_scope().roles))
    return send_file(
        BytesIO(content),
        mimetype=type_of(ending),
        as_attachment=True,
        download_name=name,
        max_age=0,
    )


def _id(name: str) -> int:
    """An id of the address; 0, which nothing has, for anything else."""
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else 0
