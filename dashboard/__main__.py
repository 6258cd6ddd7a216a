"""The commands about accounts, and the one that serves the screens."""

import argparse
import csv
import os
import sys
from collections.abc import Callable
from getpass import getpass
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dashboard.access import FAMILY, Role
from dashboard.accounts import database as accounts
from dashboard.accounts.grants import AccountMistake, Grant, console
from dashboard.accounts.naming import day_in, grant_in, role_in
from dashboard.exports.sheet import harmless
from dashboard.queries import database as schools
from dashboard.role_names import ROLE_NAMES
from etl.pipeline import ready_engine
from models.store import Store, open_accounts

DONE, NOTHING_CHANGED, INTERRUPTED = 0, 2, 130
LOGIN = "логин: от 3 до 80 букв, цифр и знаков . _ - @"
PLACE = "подразделение: код, номер или название; класс 303/8А; для семьи – код ученика"
DAY = "ДАТА"

messages = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a mistake of the person is a sentence and exit status 2."""
    asked = parser().parse_args(arguments)
    try:
        status = asked.command(asked)
        sys.stdout.flush()
        return status
    except AccountMistake as mistake:
        messages.print(str(mistake), style="red", markup=False)
        return NOTHING_CHANGED
    except BrokenPipeError:  # «| head» has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        messages.print("Прервано.")
        return INTERRUPTED
    finally:
        accounts.forget()
        schools.forget()


def parser() -> argparse.ArgumentParser:
    """All commands with their options and help."""
    top = argparse.ArgumentParser("python -m dashboard", description="МСОКО: экраны и доступ.")
    commands = top.add_subparsers(required=True, metavar="КОМАНДА")
    _add_arguments(_command(commands, "add-user", "завести учётную запись или дать роль", _add))
    set_password = _command(commands, "set-password", "задать новый пароль", _set_password)
    disable = _command(commands, "disable-user", "отключить учётную запись", _disable)
    enable = _command(commands, "enable-user", "включить учётную запись снова", _enable)
    for command in (set_password, disable, enable):
        command.add_argument("login", metavar="LOGIN", help=LOGIN)
    _format(_command(commands, "users", "список учётных записей", _users))
    several = _command(commands, "import-users", "завести учётные записи из таблицы", _import)
    several.add_argument("file", type=Path, metavar="FILE", help="таблица .csv или .xlsx")
    several.add_argument("--check", action="store_true", help="проверить, ничего не записывая")
    _format(several)
    _command(commands, "make-files", "сделать файлы отчётов, которые ждут очереди", _make_files)
    _command(commands, "serve", "открыть экраны", _serve)
    return top


def _command(commands, name: str, text: str, function: Callable) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(command=function)
    return command


def _format(command: argparse.ArgumentParser) -> None:
    """A table for a person at the screen, CSV for a file or another program."""
    usual = "table" if sys.stdout.isatty() else "csv"
    command.add_argument("--format", choices=("csv", "table"), default=usual, help="вид вывода")


def _add_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("login", metavar="LOGIN", help=LOGIN)
    add("--role", required=True, metavar="ROLE", help=f"роль: {', '.join(Role)}")
    add(
        "--unit",
        default="",
        metavar="CODE",
        help=PLACE,
    )
    add("--subject", action="append", metavar="S", help="предмет; можно несколько раз")
    add("--student", action="append", metavar="CODE", help="код ученика; можно несколько раз")
    add("--name", default="", metavar="NAME", help="как зовут человека")
    add("--with-names", action="store_true", help="методисту или региону: видеть имена учеников")
    add("--from", dest="date_from", default="", metavar=DAY, help="первый день роли")
    add("--to", dest="date_to", default="", metavar=DAY, help="последний день роли")
    add("--expires", default="", metavar=DAY, help="последний день учётной записи")
    add("--no-password", action="store_true", help="не создавать пароль новой учётной записи")


def _add(asked) -> int:
    from dashboard.accounts import people
    from dashboard.accounts.importing import new_password

    _open()
    by, grants, expires_on = console(), _grants(asked), day_in(asked.expires)
    user_id = _found(asked.login)
    if user_id is not None:
        people.add_grants(user_id, grants, by=by, name=asked.name, expires_on=expires_on)
        messages.print("Роль дана, прежние сеансы завершены.")
        return DONE
    password = None if asked.no_password else new_password()
    people.add_user(
        asked.login,
        by=by,
        grants=grants,
        name=asked.name,
        password=password,
        expires_on=expires_on,
    )
    if password is None:
        messages.print("Учётная запись создана. Пароль: python -m dashboard set-password")
    else:
        print(password)
        messages.print("Учётная запись создана. Пароль показан один раз: передайте его человеку.")
    return DONE


def _grants(asked) -> list[Grant]:
    role = role_in(asked.role)
    unit, students = _place(role, asked.unit, asked.student or [])
    return [
        grant_in(
            console(),
            role,
            unit=unit,
            subject=subject,
            student=student,
            with_names=asked.with_names,
            date_from=day_in(asked.date_from),
            date_to=day_in(asked.date_to),
        )
        for subject, student in product(asked.subject or [""], students or [""])
    ]


def _place(role: Role, unit: str, students: list[str]) -> tuple[str, list[str]]:
    """Every role may be given `--unit`: of a family it is the child, the whole system has none."""
    if role in FAMILY:
        return "", students or [unit]
    if role is Role.SYSTEM_ADMINISTRATOR and unit:
        messages.print(f"{ROLE_NAMES[role]} – роль всей системы, --unit ничего не меняет.")
        return "", students
    return unit, students


def _set_password(asked) -> int:
    from dashboard.accounts import people

    _open()
    user_id = _existing(asked.login)
    people.set_password(user_id, _typed_password(), by=console())
    messages.print("Пароль изменён, прежние сеансы завершены.")
    return DONE


def _typed_password() -> str:
    """Typed twice and unseen by a person; one line from another program."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Новый пароль: ")
    if password != getpass("Ещё раз: "):
        raise AccountMistake("Пароли не совпали.", "Повторите команду.")
    return password


def _disable(asked) -> int:
    return _switch(asked.login, active=False)


def _enable(asked) -> int:
    return _switch(asked.login, active=True)


def _switch(login: str, *, active: bool) -> int:
    from dashboard.accounts import people

    _open()
    people.set_active(_existing(login), active, by=console())
    messages.print("Учётная запись включена." if active else "Отключена, сеансы завершены.")
    return DONE


def _users(asked) -> int:
    from dashboard.accounts.listing import STATE_NAMES, everybody

    _open()
    rows = [
        {
            "login": one.login,
            "name": one.name,
            "state": STATE_NAMES[one.state],
            "expires": f"{one.expires_on:%d.%m.%Y}" if one.expires_on else "",
            "roles": "; ".join(words for _, words in one.grants),
        }
        for one in everybody(console())
    ]
    _print(rows, asked.format, ("login", "name", "state", "expires", "roles"))
    return DONE


def _import(asked) -> int:
    from dashboard.accounts.files import LARGEST, lines_of
    from dashboard.accounts.importing import checked, create

    _open()
    if not asked.file.is_file():
        raise AccountMistake(f"{asked.file}: такого файла нет.", "Проверьте путь.")
    with asked.file.open("rb") as file:
        lines = lines_of(asked.file.name, file.read(LARGEST + 1))
    planned, problems = checked(console(), lines)
    for problem in problems:
        place = f"строка {problem.row}, «{problem.column}»"
        messages.print(f"{place}, {problem.value!r}: {problem.rule} {problem.remedy}", markup=False)
    if problems:
        raise AccountMistake("Ничего не записано.", f"Исправьте ячейки ({len(problems)}).")
    if asked.check:
        messages.print("Ошибок нет. Ничего не записано: это проверка.")
        return DONE
    handed, given = create(console(), planned)
    rows = [{"login": one.login, "name": one.name, "password": one.password} for one in handed]
    _print(rows, asked.format, ("login", "name", "password"))
    messages.print(f"Новых учётных записей: {len(handed)}, дано ролей: {given}.")
    return DONE


def _make_files(asked) -> int:
    from dashboard.packs.maker import be_polite, make_waiting
    from dashboard.serving import open_databases
    from dashboard.settings import Refusal, safe_settings
    from dashboard.watch.logs import begin_logs

    try:
        settings = safe_settings()
        open_databases(settings)
    except Refusal as refusal:
        raise AccountMistake(str(refusal)) from refusal
    begin_logs(is_demo=settings.is_demo)
    be_polite()
    messages.print(f"Файлов сделано: {make_waiting()}.")
    return DONE


def _serve(asked) -> int:
    from dashboard.app import create_app, serve
    from dashboard.settings import Refusal, safe_settings
    from dashboard.watch.logs import begin_logs

    try:
        settings = safe_settings()
        begin_logs(is_demo=settings.is_demo)
        serve(create_app(settings).server, settings)
    except Refusal as refusal:
        raise AccountMistake(str(refusal)) from refusal
    return DONE


def _open() -> None:
    """Both databases, of the newest version."""
    schools.use(ready_engine(Store()))
    accounts.use(open_accounts(Store()))


def _found(login: str) -> int | None:
    from dashboard.accounts.people import login_in
    from dashboard.accounts.stored import account_of

    with accounts.engine_in_use().connect() as connection:
        account = account_of(connection, login_in(login))
        return account.id if account else None


def _existing(login: str) -> int:
    user_id = _found(login)
    if user_id is None:
        raise AccountMistake(f"Логина {login} нет.", "Список: python -m dashboard users")
    return user_id


def _print(rows: list[dict], how: str, columns: tuple[str, ...]) -> None:
    if how == "csv":
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: harmless(text) for name, text in row.items()} for row in rows)
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(row[name] for name in columns))
    width = None if sys.stdout.isatty() else 200
    Console(highlight=False, markup=False, width=width).print(table)


if __name__ == "__main__":
    sys.exit(main())
