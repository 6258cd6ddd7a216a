"""«Отчёты»: the tray of the council pack, filled from the screens and put in order here."""

from collections.abc import Callable

from flask import Response, flash, jsonify, make_response, redirect, render_template, request
from flask import session as cookie
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access import Right
from dashboard.audit import refused
from dashboard.exports import reports_page
from dashboard.exports.door import exports, not_there, person
from dashboard.gate.doors import needs
from dashboard.numbers import plural
from dashboard.packs import tray
from dashboard.packs.asked import Asked
from dashboard.packs.taking import shown_to_take, usual_pack
from dashboard.session import current_scope

ID = "int(max=2147483647)"
HOME = "/reports"
TITLE = "pack_title"  # in the signed cookie: how the pack is called
LONGEST_TITLE = 120
LONGEST_ID = 9
FULL = f"В наборе уже {tray.MOST_ITEMS} отчётов, больше не помещается. Уберите лишние."
NOTHING_NEW = "Всё это уже в наборе."
EMPTY_USUAL = "Здесь пока нет данных для обычного набора."
NOT_THERE = "Этого отчёта нет, или его нельзя выгрузить."
REPORTS = ("отчёт", "отчёта", "отчётов")


@exports.get(HOME)
@needs(Right.EXPORT)
def reports() -> str:
    """The tray, many files at once, and what has been made."""
    return render_template("reports.html", **reports_page.content(person(), cookie.get(TITLE)))


@exports.post("/pack/add")
@needs(Right.EXPORT)
def add_report() -> AnyResponse:
    """One report of a screen; a script gets the new count, a form the page."""
    asked = _given()
    shown = shown_to_take(current_scope(), asked.get("address"))
    name = asked.get("report")
    report = shown.report(name) if shown and isinstance(name, str) else None
    if report is None:
        return _no_report()
    try:
        new = tray.add(person(), [Asked(shown.address, report.name)])
    except tray.TrayFull:
        return _told(FULL, 409)
    return _told("Добавлено в набор." if new else "Этот отчёт уже в наборе.")


@exports.post("/pack/usual")
@needs(Right.EXPORT)
def add_usual() -> AnyResponse:
    """The usual reports of a screen, and at once the page where a file is made of them."""
    shown = shown_to_take(current_scope(), _given().get("address"))
    if shown is None:
        not_there()
    usual = usual_pack(shown)
    try:
        new = tray.add(person(), usual)
        said = f"Добавлено в набор: {_counted(new)}." if new else NOTHING_NEW
        flash(said if usual else EMPTY_USUAL)
    except tray.TrayFull:
        flash(FULL)
    return redirect(HOME, 303)


@exports.post("/pack/save")
@needs(Right.EXPORT)
def save() -> AnyResponse:
    """Remarks and the title, as they are typed."""
    keep_words()
    return redirect(HOME, 303)


@exports.post(f"/pack/items/<{ID}:item_id>/up")
@needs(Right.EXPORT)
def up(item_id: int) -> AnyResponse:
    """One place earlier."""
    return _changed(item_id, lambda: tray.move(person(), item_id, -1))


@exports.post(f"/pack/items/<{ID}:item_id>/down")
@needs(Right.EXPORT)
def down(item_id: int) -> AnyResponse:
    """One place later."""
    return _changed(item_id, lambda: tray.move(person(), item_id, +1))


@exports.post(f"/pack/items/<{ID}:item_id>/remove")
@needs(Right.EXPORT)
def remove(item_id: int) -> AnyResponse:
    """Out of the tray; the page offers to put it back."""
    return _changed(0, lambda: tray.remove(person(), item_id))


@exports.post("/pack/clear")
@needs(Right.EXPORT)
def clear() -> AnyResponse:
    """An empty tray; the page offers to put everything back."""
    keep_words()
    tray.clear(person())
    return redirect(HOME, 303)


@exports.post("/pack/restore")
@needs(Right.EXPORT)
def restore() -> AnyResponse:
    """What was taken out last, at its old places."""
    n = tray.restore(person())
    flash(f"{_counted(n)} снова в наборе." if n else "Возвращать нечего.")
    return redirect(HOME, 303)


def keep_words() -> None:
    """The remarks and the title of whatever form of this page was sent."""
    said = {id: text for name, text in request.form.items() if (id := _item_of(name))}
    tray.set_remarks(person(), {id: legal(text) for id, text in said.items()})
    if "title" in request.form:
        cookie[TITLE] = legal(request.form["title"], " ")[:LONGEST_TITLE].strip()


def _item_of(field: str) -> int:
    """The id in «remark-12»; 0, which nothing has, for any other field."""
    kind, _, id = field.partition("-")
    is_id = id.isascii() and id.isdigit() and len(id) <= LONGEST_ID
    return int(id) if kind == "remark" and is_id else 0


def legal(text: str, breaks: str = "\n") -> str:
    """What every database and every form of file takes: printed signs, and line ends."""
    lines = text.replace("\r\n", "\n").split("\n")
    return breaks.join("".join(filter(str.isprintable, line)) for line in lines)


def _changed(item_id: int, change: Callable[[], bool]) -> AnyResponse:
    """The page again, with the report that was moved in sight and in focus."""
    keep_words()
    if not change():
        not_there()
    return redirect(f"{HOME}#item-{item_id}" if item_id else f"{HOME}#tray", 303)


def _given() -> dict:
    """The fields of a form, or of JSON from a script."""
    found = request.get_json(silent=True) if request.is_json else request.form
    return dict(found) if isinstance(found, dict) else {}


def _no_report() -> Response:
    if not request.is_json:
        not_there()
    refused("нет такого отчёта или вне области доступа")
    return make_response(jsonify(error=NOT_THERE), 404)


def _told(said: str, status: int = 200) -> AnyResponse:
    if request.is_json:
        known = "message" if status == 200 else "error"
        return make_response(jsonify({"n": tray.count(person()), known: said}), status)
    flash(said)
    return redirect(HOME, 303)


def _counted(n: int) -> str:
    return f"{n} {plural(n, *REPORTS)}"
