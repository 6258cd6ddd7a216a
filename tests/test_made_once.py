"""Statements that are kept serve everybody of a kind: they say nothing of who asked first."""

import ast
from datetime import date
from pathlib import Path

import pytest
from reading_facts import ALGEBRA, CITY, SCHOOL_7, SCHOOL_303
from reading_world import scope, world
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from dashboard.access import RIGHTS, Role, Scope
from dashboard.filters import View
from dashboard.queries.changes import works_added
from dashboard.queries.coverage import completeness
from dashboard.queries.database import rows
from dashboard.queries.low_results import low_procedures
from dashboard.queries.overview import (
    children_in_order,
    marks_in_periods,
    marks_of_children,
    marks_of_places,
    seen,
)
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.queries.units import breadcrumb

FOLDER = Path(__file__).parent.parent / "dashboard"
HEAD_303 = scope("директор школы 303", "/1/2/4/", RIGHTS[Role.HEAD])
HEAD_7 = scope("директор школы 7", "/1/2/5/", RIGHTS[Role.HEAD])
YEAR = View(year=2025, period=202550, subject=ALGEBRA)
OF_303 = {"unit_id": SCHOOL_303, "level": "school", "path": "/1/2/4/", "parent_id": CITY}
QUERIES = [
    lambda who: seen(who, SCHOOL_303),
    lambda who: marks_of_places(who, [Place(SCHOOL_303), Place(CITY)], YEAR),
    lambda who: marks_in_periods(who, [Place(SCHOOL_303)], YEAR, {202450}, {ALGEBRA}),
    lambda who: marks_of_children(who, CITY, YEAR, (0, ALGEBRA)),
    lambda who: children_in_order(who, SCHOOL_303),
    lambda who: progress_of_places(who, [Place(SCHOOL_303), Place(CITY)], YEAR),
    lambda who: progress_of_children(who, CITY, YEAR),
    lambda who: breadcrumb(who, SCHOOL_303),
    lambda who: completeness(who, OF_303, YEAR),
    lambda who: low_procedures(who, OF_303, YEAR),
    lambda who: works_added(who, OF_303, date(2025, 9, 1)),
]


@pytest.fixture(scope="module")
def engine():
    return world()


def sent_by(engine, query) -> list:
    """Every statement a query sends, as it was made."""
    sent = []

    def remember(_connection, statement, *_):
        sent.append(statement)

    event.listen(engine, "before_execute", remember)
    query()
    event.remove(engine, "before_execute", remember)
    return sent


@pytest.mark.parametrize("query", QUERIES)
def test_a_kept_statement_names_no_place_of_anybody(engine, query):
    paths = {value for value in HEAD_303.values.values() if isinstance(value, str)}
    for statement in sent_by(engine, lambda: query(HEAD_303)):
        assert not paths & set(statement.compile().params.values())


@pytest.mark.parametrize("query", QUERIES)
def test_who_asks_the_same_of_another_school_gets_the_same_statement(engine, query):
    first, second = (sent_by(engine, lambda who=who: query(who)) for who in (HEAD_303, HEAD_7))
    assert all(one is other for one, other in zip(first, second, strict=False))


def test_a_statement_without_the_values_of_a_scope_is_not_sent(engine):
    [statement] = sent_by(engine, lambda: seen(HEAD_303, SCHOOL_303))
    with pytest.raises(StatementError, match="required for bind parameter"):
        rows(statement, {"unit": SCHOOL_303})


def test_scopes_are_of_one_kind_only_when_their_conditions_read_the_same():
    school = RIGHTS[Role.HEAD]
    assert HEAD_303.kind == HEAD_7.kind != scope("выше", "/1/2/", school).kind
    assert scope("", "/1/2/4/", school, ALGEBRA).kind != HEAD_303.kind
    assert Scope.nothing("").kind != HEAD_303.kind
    assert HEAD_303.values != HEAD_7.values and HEAD_7.values["area_0"] == "/1/2/5/"


def test_what_is_kept_is_made_of_a_kind_and_never_of_a_scope_or_a_view():
    kept = [
        [argument.arg for argument in node.args.args]
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(getattr(one, "id", "") == "made_once" for one in node.decorator_list)
    ]
    assert kept and all(
        name == "kind" or name.startswith(("n_", "has_", "is_"))
        for arguments in kept
        for name in arguments
    )


def test_a_school_sees_its_own_after_another_has_asked(engine):
    assert breadcrumb(HEAD_303, SCHOOL_303)[-1]["unit_id"] == SCHOOL_303
    assert breadcrumb(HEAD_7, SCHOOL_7)[-1]["unit_id"] == SCHOOL_7
    assert children_in_order(HEAD_303, SCHOOL_303) and not children_in_order(HEAD_7, SCHOOL_303)
