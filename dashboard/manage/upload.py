"""Many accounts from a table: checked as a whole, then made, their passwords shown once."""

from flask import flash, render_template, request

from dashboard.access import Right
from dashboard.accounts.files import LARGEST, MOST_ROWS, lines_of
from dashboard.accounts.grants import AccountMistake, Giver
from dashboard.accounts.importing import checked, create
from dashboard.accounts.planned import COLUMNS, Planned, Problem
from dashboard.gate.doors import needs
from dashboard.manage import blueprint
from dashboard.manage.asking import giver, roles_to_give, text
from dashboard.manage.handing import handed_page

MOST_NEW = (
    500  # passwords take a tenth of a second each: more would outlast the patience of a browser
)
MOST_SHOWN = 300  # problems


@blueprint.get("/users/import")
@needs(Right.MANAGE_USERS)
def upload_form() -> str:
    """What the table looks like, and where to choose it."""
    return _form()


@blueprint.post("/users/import")
@needs(Right.MANAGE_USERS)
def upload():
    """Problems, or what would be made, or what has been made: all or nothing."""
    by = giver()
    try:
        planned, problems = checked(by, _lines())
        if problems:
            return _form(problems=problems), 400
        _refuse_too_many(planned)
        if text("only_check"):
            flash(f"Ошибок нет. {_summary(planned)} Пока ничего не записано.")
            return _form()
        return _created(by, planned)
    except AccountMistake as mistake:
        return _form(mistake), 400


def _lines() -> list[list[str]]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise AccountMistake("Файл не выбран.", "Выберите таблицу .csv или .xlsx.")
    with file.stream as stream:
        return lines_of(file.filename, stream.read(LARGEST + 1))


def _refuse_too_many(planned: list[Planned]) -> None:
    new = sum(each.is_new for each in planned)
    if new > MOST_NEW:
        raise AccountMistake(
            f"Новых учётных записей {new}, а здесь создают до {MOST_NEW} за раз.",
            "Разделите файл или выполните python -m dashboard import-users на сервере.",
        )


def _summary(planned: list[Planned]) -> str:
    new = sum(each.is_new for each in planned)
    roles = sum(len(each.grants) for each in planned)
    return f"Новых учётных записей: {new}, уже есть: {len(planned) - new}, ролей: {roles}."


def _created(by: Giver, planned: list[Planned]):
    handed, given = create(by, planned)
    note = f"Новых учётных записей: {len(handed)}, дано ролей: {given}."
    return handed_page("Таблица загружена", handed, note)


def _form(mistake: AccountMistake | None = None, problems: list[Problem] | None = None) -> str:
    problems = problems or []
    return render_template(
        "users_import.html",
        mistake=mistake,
        problems=problems[:MOST_SHOWN],
        n_problems=len(problems),
        columns=COLUMNS.values(),
        role_names=roles_to_give(giver()),
        most_rows=MOST_ROWS,
        megabytes=LARGEST // 2**20,
    )
