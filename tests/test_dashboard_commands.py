"""`python -m dashboard`: accounts from the command line, exit status, help."""

import argparse
import csv
import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from homes import copied, enter, store_in
from managed import PASSWORD, opened, trail, two_schools
from sqlalchemy import select

from dashboard import __main__ as commands
from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts.passwords import matches
from dashboard.accounts.sessions import open_session, signed_in
from models import User

DONE, NOTHING_CHANGED = 0, 2
README = Path(__file__).parent.parent / "README.md"


def of_parser():
    """Every command with its help in the list of commands."""
    [found] = [
        action
        for action in commands.parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    helps = {choice.dest: choice.help for choice in found._choices_actions}
    return {name: (helps.get(name), command) for name, command in found.choices.items()}


COMMANDS = of_parser()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help_and_is_documented(name):
    text, command = COMMANDS[name]
    assert text
    assert f"`python -m dashboard {name}" in README.read_text("utf-8")
    assert command.description
    assert all(action.help for action in command._actions)


def test_the_commands_of_the_contract_are_there():
    assert {"add-user", "set-password", "disable-user", "serve"} <= COMMANDS.keys()


@pytest.fixture(scope="module")
def loaded_home(tmp_path_factory):
    return two_schools(tmp_path_factory.mktemp("commands")).home


@pytest.fixture
def home(loaded_home, tmp_path, monkeypatch):
    copied(loaded_home, tmp_path / "home")
    enter(tmp_path / "home", monkeypatch)
    return tmp_path / "home"


@pytest.fixture
def run(home, capsys):
    """Run a command here: exit status, output, messages."""

    def ran(*arguments):
        status = commands.main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return ran


def listed(run):
    """login → (state, roles)."""
    rows = csv.DictReader(io.StringIO(run("users", "--format", "csv")[1]))
    return {row["login"]: (row["state"], row["roles"]) for row in rows}


def stored(home, login):
    with opened_accounts(home) as connection:
        return connection.execute(
            select(*User.__table__.c).where(User.login == login)
        ).one_or_none()


def opened_accounts(home):
    from models.store import open_accounts

    accounts.use(open_accounts(store_in(home)))
    return accounts.engine_in_use().connect()


def test_a_new_account_gets_a_password_that_is_printed_once(run, home):
    status, output, messages = run("add-user", "Boss", "--role", "system_administrator")
    assert status == DONE
    assert matches(stored(home, "boss").password_hash, output.strip())
    assert output.strip() not in messages


def test_a_second_call_adds_a_role(run, home):
    run("add-user", "anna", "--role", "class_teacher", "--unit", "7/8А", "--name", "Анна")
    algebra = ("--role", "subject_teacher", "--unit", "7/8 a", "--subject", "алгебра")
    assert run("add-user", "anna", *algebra, "--subject", "физика")[:2] == (DONE, "")
    assert listed(run)["anna"][1].split("; ") == [
        "классный руководитель, Школа 7, 8А",
        "учитель-предметник, Школа 7, 8А, Алгебра",
        "учитель-предметник, Школа 7, 8А, Физика",
    ]


@pytest.mark.parametrize(
    ("arguments", "roles"),
    [
        (["head", "--unit", "7"], "директор, Школа 7"),
        (["директор", "--unit", "Школа 9"], "директор, Школа 9"),
        (["head", "--unit", "1000003"], "директор, Школа 7"),
        (["class_teacher", "--unit", "9/8А"], "классный руководитель, Школа 9, 8А"),
        (["student", "--student", "У1"], "ученик, код ученика У1"),
        (["parent", "--unit", "У1"], "родитель, код ученика У1"),
        (["parent", "--unit", "7", "--student", "У1"], "родитель, код ученика У1"),
        (["system_administrator", "--unit", "7"], "системный администратор, вся система"),
        (
            ["parent", "--student", "У1", "--student", "Ч1", "--to", "31.08.2030"],
            "родитель, код ученика У1, по 31.08.2030; родитель, код ученика Ч1, по 31.08.2030",
        ),
        (
            ["municipal_methodologist", "--unit", "Город", "--with-names"],
            "методист муниципалитета, Город, видит имена",
        ),
        (
            ["regional_administrator", "--unit", "Область", "--from", "2025-09-01"],
            "региональный администратор, Область, с 01.09.2025",
        ),
    ],
)
def test_places_are_said_as_people_say_them(run, arguments, roles):
    assert run("add-user", "somebody", "--role", *arguments, "--no-password")[0] == DONE
    assert listed(run)["somebody"] == ("действует", roles)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--role", "king"], "Роли «king» нет"),
        (["--role", "head", "--unit", "77"], "«77»: такого подразделения нет"),
        (["--role", "head"], "нужно подразделение"),
        (["--role", "class_teacher", "--unit", "8А"], "таких подразделений несколько"),
        (["--role", "subject_teacher", "--unit", "7", "--subject", "магия"], "Предмета «магия»"),
        (["--role", "parent", "--student", "Я9"], "«Я9»: такого ученика нет"),
        (["--role", "head", "--unit", "7", "--from", "вчера"], "«вчера» – не дата"),
        (["--role", "head", "--unit", "7", "--with-names"], "видеть имена"),
        (["--role", "head", "--unit", "9/8А"], "Укажите школу"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(run, arguments, words):
    status, output, messages = run("add-user", "somebody", *arguments)
    assert (status, output) == (NOTHING_CHANGED, "")
    assert words in messages
    assert listed(run) == {}


def test_disabling_ends_the_sessions_and_can_be_taken_back(run, home):
    run("add-user", "boss", "--role", "system_administrator")
    run("add-user", "anna", "--role", "head", "--unit", "7")
    number = stored(home, "anna").id
    token = open_session(number, "127.0.0.1", "test")
    assert run("disable-user", "anna")[0] == DONE
    assert run("disable-user", "anna")[0] == NOTHING_CHANGED
    assert listed(run)["anna"][0] == "отключена"
    assert run("enable-user", "ANNA")[0] == DONE
    with opened_accounts(home):
        assert signed_in(token) is None
    status, _, messages = run("disable-user", "boss")
    assert status == NOTHING_CHANGED
    assert "последний действующий системный администратор" in messages
    assert run("disable-user", "nobody")[0] == NOTHING_CHANGED


def test_a_password_comes_from_one_line_of_another_program(run, home, monkeypatch):
    run("add-user", "anna", "--role", "head", "--unit", "7", "--no-password")
    assert stored(home, "anna").password_hash is None
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\nсовсем другое\n"))
    assert run("set-password", "anna")[:2] == (DONE, "")
    assert matches(stored(home, "anna").password_hash, PASSWORD)
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert run("set-password", "anna")[0] == NOTHING_CHANGED


def test_a_person_types_a_password_twice_unseen(run, home):
    run("add-user", "anna", "--role", "head", "--unit", "7", "--no-password")
    for typed, status in ([PASSWORD, "другой пароль"], NOTHING_CHANGED), ([PASSWORD] * 2, DONE):
        code, shown = at_a_terminal(["set-password", "anna"], typed)
        assert code == status
        assert PASSWORD not in shown
    assert matches(stored(home, "anna").password_hash, PASSWORD)


def at_a_terminal(arguments, typed):
    """Exit status and all that the screen shows; each line is typed when it is asked for."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=controlling_terminal,
    )  # fmt: skip
    os.close(theirs)
    shown = ""
    for number, line in enumerate(typed, start=1):
        deadline = time.time() + 30
        while shown.count(": ") < number and time.time() < deadline:
            shown += os.read(ours, 1000).decode()
        os.write(ours, f"{line}\n".encode())
    try:
        while part := os.read(ours, 1000):
            shown += part.decode(errors="replace")
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return process.wait(timeout=30), shown


def controlling_terminal():
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_table_makes_accounts_or_nothing(run, home, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text(
        "Логин;Имя;Роль;Подразделение;Предмет;Код ученика\n"
        "anna;Анна;учитель-предметник;7/8А;Алгебра;\n"
        "anna;;классный руководитель;7/8А;;\n"
        "petr;Пётр;родитель;;;У2\n",
        "cp1251",
    )
    assert run("import-users", table, "--check")[:2] == (DONE, "")
    assert listed(run) == {}
    status, output, _ = run("import-users", table)
    handed = {row["login"]: row["password"] for row in csv.DictReader(io.StringIO(output))}
    assert (status, handed.keys()) == (DONE, {"anna", "petr"})
    assert matches(stored(home, "petr").password_hash, handed["petr"])
    assert len(listed(run)["anna"][1].split("; ")) == 2
    assert run("import-users", table)[:2] == (DONE, "login,name,password\n")


def test_problems_of_a_table_are_listed_and_nothing_is_written(run, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("login,role,unit\nanna,head,7\npetr,head,77\n,king,7\n")
    status, output, messages = run("import-users", table)
    assert (status, output) == (NOTHING_CHANGED, "")
    assert "строка 3, «Подразделение», '77': «77»: такого подразделения нет." in messages
    assert "строка 4, «Логин»" in messages
    assert "строка 4, «Роль»" in messages
    assert listed(run) == {}
    assert run("import-users", tmp_path / "nowhere.csv")[0] == NOTHING_CHANGED


def test_commands_are_on_record_under_the_name_of_the_operator(run, home):
    run("add-user", "anna", "--role", "head", "--unit", "7")
    run("disable-user", "anna")
    with opened(store_in(home)):
        records = trail()[-3:]
    assert {actor.split(":")[0] for actor, *_ in records} == {"console"}
    assert [action for _, action, *_ in records] == ["user_added", "roles_changed", "user_changed"]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_an_example_of_use(run, role):
    at = {
        Role.SUBJECT_TEACHER: ["--unit", "7", "--subject", "Алгебра"],
        Role.CLASS_TEACHER: ["--unit", "7/8А"],
        Role.STUDENT: ["--student", "У1"],
        Role.PARENT: ["--student", "У1"],
        Role.MUNICIPAL_METHODOLOGIST: ["--unit", "Область/Город"],
        Role.REGIONAL_ADMINISTRATOR: ["--unit", "Область"],
        Role.SYSTEM_ADMINISTRATOR: [],
    }
    given = at.get(role, ["--unit", "7"])
    assert run("add-user", "somebody", "--role", role, *given, "--no-password")[0] == DONE


def test_serving_is_refused_with_a_sentence_where_it_is_unsafe(run, monkeypatch):
    monkeypatch.setenv("MSOKO_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "changeme")
    status, _, messages = run("serve")
    assert status == NOTHING_CHANGED
    assert "SECRET_KEY" in messages
