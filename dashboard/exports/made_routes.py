"""Files: of the tray at once, of many units in the background; fetched by their owner alone."""

from datetime import date
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file
from sqlalchemy import Row
from werkzeug.wrappers import Response as AnyResponse

from dashboard import audit
from dashboard.access import Right, Scope
from dashboard.audit import Action
from dashboard.exports import reports_page
from dashboard.exports.door import exports, not_there, person
from dashboard.exports.pack import CannotMake
from dashboard.exports.tray_routes import HOME, ID, LONGEST_TITLE, keep_words, legal
from dashboard.filters import View
from dashboard.gate.doors import needs
from dashboard.packs import batches, made, storage, tray
from dashboard.packs.asked import Asked, of_rows
from dashboard.packs.building import FORM_NAMES, Built, built, content_of, type_of
from dashboard.packs.codes import kept_as, named, new_code
from dashboard.packs.made import Wanted
from dashboard.packs.starting import start_maker
from dashboard.packs.taking import digest_of, is_still_there
from dashboard.role_names import roles_in_words
from dashboard.session import current_scope

MADE = f"{HOME}#made"
SMALL = 12  # reports that are made while the person waits
QUEUED = "Файл готовится: он появится ниже, страницу можно закрыть."
MANY = f"Сразу готовится не больше {made.MOST_WAITING} файлов. Дождитесь прежних или остановите их."
EMPTY = "В наборе нет отчётов, из которых можно сделать файл."
NO_FORM = "Выберите вид файла: PPTX, DOCX, PDF или XLSX."
NO_UNITS = "Выберите, по каким классам или школам делать отчёты."
NO_REPORTS = "Отметьте хотя бы один отчёт, который бывает у выбранных классов или школ."
ZIP = "application/zip"


@exports.post("/pack/make")
@needs(Right.EXPORT)
def make_pack() -> AnyResponse:
    """The tray as a file: at once when it is small, else by the maker."""
    keep_words()
    form = request.form.get("form", "")
    asked = [item.asked for item in tray.items(person())]
    if form not in FORM_NAMES or not asked:
        return _sorry(EMPTY if form in FORM_NAMES else NO_FORM, "#tray")
    wanted = _wanted(form, _title("Материалы к педсовету"), [asked])
    if len(asked) > SMALL:
        return _queued(wanted)
    return _made_now(wanted, asked)


@exports.post("/pack/batch")
@needs(Right.EXPORT)
def make_batch() -> AnyResponse:
    """The same reports for each of many units, by the maker."""
    scope, form = current_scope(), request.form.get("form", "")
    choice = batches.chosen(scope, request.form.get("place", ""))
    if form not in FORM_NAMES or choice is None:
        return _sorry(NO_UNITS if form in FORM_NAMES else NO_FORM, "#batch")
    packs = batches.packs(choice, request.form.getlist("report"), View.parse(request.form))
    if not packs:
        return _sorry(NO_REPORTS, "#batch")
    return _queued(_wanted(form, choice.name, packs))


@exports.get("/pack/files")
@needs(Right.EXPORT)
def made_files() -> str:
    """What is being made and what is ready: the part of the page that changes by itself."""
    return render_template("_made_files.html", made=reports_page.made_files(person()))


@exports.get(f"/pack/files/<{ID}:file_id>")
@needs(Right.EXPORT)
def file(file_id: int) -> Response:
    """A file, while everything in it may still be taken away by its owner."""
    row = made.of_user(person(), file_id)
    path = storage.path_of(row.file) if row is not None and row.state == made.READY else None
    if path is None or not is_still_open(current_scope(), row):
        not_there()
    audit.write(Action.EXPORTED, f"{row.code}, {row.title}", row.done or row.total, _roles())
    ending = path.suffix[1:]
    return send_file(
        path.resolve(),
        mimetype=ZIP if ending == "zip" else type_of(ending),
        as_attachment=True,
        download_name=named(ending, row.title, row.code),
        max_age=0,
    )


@exports.post(f"/pack/files/<{ID}:file_id>/stop")
@needs(Right.EXPORT)
def stop(file_id: int) -> AnyResponse:
    """No more of it."""
    return _told(made.stop(person(), file_id), "Остановлено.")


@exports.post(f"/pack/files/<{ID}:file_id>/again")
@needs(Right.EXPORT)
def again(file_id: int) -> AnyResponse:
    """From the beginning."""
    answer = _told(made.again(person(), file_id), QUEUED)
    start_maker()
    return answer


@exports.post(f"/pack/files/<{ID}:file_id>/delete")
@needs(Right.EXPORT)
def delete(file_id: int) -> AnyResponse:
    """A file less; it can be made anew."""
    return _told(made.forget(person(), file_id), "Файл удалён.")


def is_still_open(scope: Scope, row: Row) -> bool:
    """Whether every screen of a file is still there for this person, by the same rights as then."""
    asked = [one for kept in row.parts for one in of_rows(kept)]
    if any(one.within != digest_of(scope) for one in asked):
        return False
    return all(is_still_there(scope, address) for address in {one.address for one in asked})


def _made_now(wanted: Wanted, asked: list[Asked]) -> AnyResponse:
    found = built(current_scope(), asked, wanted.title, wanted.code)
    if found is None:
        return _sorry(EMPTY, "#tray")
    row = made.begin(wanted)
    try:
        content = content_of(found.pack, wanted.form)
    except Exception as reason:
        made.fail(row, str(reason) if isinstance(reason, CannotMake) else "")
        if isinstance(reason, CannotMake):
            return _sorry(str(reason), "#tray")
        raise
    return _kept_and_sent(row, found, content)


def _kept_and_sent(row: Row, found: Built, content: bytes) -> Response:
    name = kept_as(row.code, row.form)
    with storage.new_file(name) as file:
        file.write(content)
    made.go_on(row, done=1)
    made.finish(row, name, [found.asked])
    audit.write(Action.EXPORTED, found.about, len(found.pack.parts), _roles())
    made.sweep()
    return send_file(
        BytesIO(content),
        mimetype=type_of(row.form),
        as_attachment=True,
        download_name=named(row.form, row.title, row.code),
        max_age=0,
    )


def _queued(wanted: Wanted) -> AnyResponse:
    try:
        made.put(wanted)
    except made.QueueFull:
        return _sorry(MANY, "#made")
    start_maker()
    flash(QUEUED)
    return redirect(MADE, 303)


def _wanted(form: str, title: str, packs: list[list[Asked]]) -> Wanted:
    return Wanted(person(), new_code(date.today()), title, form, packs)


def _title(usual: str) -> str:
    return legal(request.form.get("title", ""), " ")[:LONGEST_TITLE].strip() or usual


def _told(found: bool, said: str) -> AnyResponse:
    if not found:
        not_there()
    flash(said)
    return redirect(MADE, 303)


def _sorry(sentence: str, place: str) -> AnyResponse:
    flash(sentence)
    return redirect(f"{HOME}{place}", 303)


def _roles() -> str:
    return roles_in_words(current_scope().roles)
