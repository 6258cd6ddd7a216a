"""House rules: what every module, command, table and requirement keeps to."""

import argparse
import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from homes import store_in
from sqlalchemy import inspect

from etl.__main__ import parser
from etl.pipeline import ready_engine
from models import AccountBase, Base
from models.store import open_accounts

ROOT = Path(__file__).parent.parent
PRODUCT = [
    *(ROOT / "app.py", ROOT / "gunicorn.conf.py"),
    *(
        path
        for name in ("dashboard", "etl", "models", "pages")
        for path in (ROOT / name).rglob("*.py")
    ),
]
TESTS = sorted((ROOT / "tests").glob("*.py"))
MODULES = [*PRODUCT, *TESTS]
OWN = {"dashboard", "etl", "models", "pages", "tests", *(path.stem for path in TESTS)}
LONGEST = 350
REQUIREMENTS = ("requirements.txt", "requirements-cluster.txt", "requirements-dev.txt")
VAGUE = {"utils", "util", "core", "common", "helpers", "helper", "misc", "services", "base_classes"}
# The names of XML namespaces look like addresses and are never asked for.
OUTSIDE = re.compile(r"(?:https?|wss?)://(?!\{|127\.0\.0\.1|localhost|www\.w3\.org/)|\bcdn\.")
# Libraries that are named elsewhere than in an import.
NAMED_IN = {
    "psycopg": "models/store.py",
    "gunicorn": "Makefile",
    "flask-cors": "tests/test_object_store.py",
    "ruff": "Makefile",
    "import-linter": "pyproject.toml",
    "pytest-xdist": "tests/conftest.py",
    "pytest-rerunfailures": "tests/browsing.py",
}


def short(path):
    return path.relative_to(ROOT).as_posix()


def commands():
    """Every command of `python -m etl` with its help in the list of commands."""
    actions = parser()._actions
    [commands] = [a for a in actions if isinstance(a, argparse._SubParsersAction)]
    helps = {choice.dest: choice.help for choice in commands._choices_actions}
    return {name: (helps.get(name), command) for name, command in commands.choices.items()}


COMMANDS = commands()


def documents():
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(path.read_text("utf-8") for path in paths)


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_every_module_says_what_it_is_and_is_short(path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "a sentence at the top is missing"
    if path.parent.name != "versions":  # migrations are written by Alembic
        assert text.count("\n") <= LONGEST


def test_no_module_has_a_vague_name():
    names = {part for path in MODULES for part in (path.stem, path.parent.name)}
    assert not names & VAGUE


def test_the_product_names_no_outside_address():
    found = [short(path) for path in PRODUCT if OUTSIDE.search(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_is_documented(name):
    text, command = COMMANDS[name]
    assert text
    assert command.description
    assert all(action.help for action in command._actions)
    assert f"`python -m etl {name}" in documents()


@pytest.mark.parametrize(
    ("opened", "tables", "versions"),
    [(ready_engine, Base, "alembic_version"), (open_accounts, AccountBase, "account_version")],
    ids=["schools", "accounts"],
)
def test_tables_and_migrations_agree(store, opened, tables, versions):
    engine = opened(store)
    with engine.connect() as connection:
        options = {"compare_type": True, "version_table": versions, "include_name": of(tables)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def of(tables):
    """Leaves out the tables of the other kind, which stand in the same PostgreSQL."""
    others = {Base: AccountBase, AccountBase: Base}[tables].metadata.tables
    others = {*others, "alembic_version", "account_version"}
    return lambda name, kind, _parents: kind != "table" or name not in others


@pytest.mark.parametrize("order", [(ready_engine, open_accounts), (open_accounts, ready_engine)])
def test_both_histories_of_tables_stand_in_one_postgresql(tmp_path, order):
    store = store_in(tmp_path / "home", "postgresql")
    engines = [opened(store) for opened in order]
    tables = set(inspect(engines[0]).get_table_names())
    assert {"unit", "user_account", "alembic_version", "account_version"} <= tables
    for engine in engines:
        engine.dispose()


def plain(name):
    """The name of a distribution as the package index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines_of(name):
    text = (ROOT / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


def listed(*names):
    return {plain(re.split(r"\[|==", line)[0]) for name in names for line in lines_of(name)}


def imported(paths):
    """Distributions that the modules import, each import as the set of those that provide it."""
    names = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.split(".")[0])
    providers = packages_distributions()
    foreign = names - OWN - set(sys.stdlib_module_names)
    return {name: {plain(found) for found in providers.get(name, ())} for name in foreign}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_has_one_exact_version(name):
    wrong = [
        line for line in lines_of(name) if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\d.]+", line)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("paths", "files"),
    [(PRODUCT, REQUIREMENTS[:2]), (MODULES, REQUIREMENTS)],
    ids=["product", "tests"],
)
def test_every_import_is_listed(paths, files):
    unlisted = {
        name for name, providers in imported(paths).items() if not providers & listed(*files)
    }
    assert unlisted == set()


@pytest.mark.parametrize(
    ("name", "paths"),
    list(zip(REQUIREMENTS, (PRODUCT, PRODUCT, TESTS), strict=True)),
    ids=["product", "cluster", "tests"],
)
def test_every_requirement_is_used(name, paths):
    used = set().union(*imported(paths).values())
    used |= {library for library, file in NAMED_IN.items() if library_named(library, file)}
    assert listed(name) - used == set()


def library_named(library, file):
    return library.replace("-", "") in (ROOT / file).read_text("utf-8").replace("-", "")
