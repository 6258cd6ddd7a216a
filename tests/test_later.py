"""Further questions: one is read when it is asked, all that stand open when the view changes."""

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate
from flask import Flask

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens import later

SCOPE = Scope.everything("тест")
TABLE = Table([{"field": "name", "headerName": "Имя"}], [{"name": "Алгебра"}])


def report(name: str, content: Content) -> Report:
    return Report(name, f"Что о {name}?", lambda scope, reading: content, later=True)


FULL, EMPTY = report("full", Content(table=TABLE)), report("empty", Content())
BOTH = (FULL, EMPTY)


def asked(monkeypatch, triggered: str, **clicks) -> list[str]:
    with Flask(__name__).app_context():
        monkeypatch.setattr(later, "ctx", type("Context", (), {"triggered_id": triggered}))
        found = later.asked("unit", BOTH, {"full": None, "empty": None} | clicks)
    return [one.name for one in found]


def test_while_nothing_is_asked_nothing_is_read(monkeypatch):
    with pytest.raises(PreventUpdate):
        asked(monkeypatch, "unit-subject")


def test_a_question_is_read_alone_and_another_view_reads_all_that_stand_open(monkeypatch):
    assert asked(monkeypatch, "unit-empty-ask", full=1, empty=1) == ["empty"]
    assert asked(monkeypatch, "unit-subject", full=1, empty=1) == ["full", "empty"]


def test_the_answers_of_other_questions_stay_as_they_are():
    leaves = later.leaves(SCOPE, BOTH, (FULL,), "school", None, "")
    assert set(leaves) == set(later.places("unit", BOTH))
    assert leaves["full_asked"] is True
    assert leaves["full_hidden"] is False
    assert all(leaves[name] is no_update for name in leaves if name.startswith("empty"))


def test_where_nothing_can_be_answered_it_is_said_and_no_table_is_offered():
    leaves = later.leaves(SCOPE, BOTH, (EMPTY,), "school", None, "")
    said, mark = leaves["empty_body"]
    assert leaves["empty_hidden"] is False
    assert said.children == later.NOTHING_HERE
    assert mark.className == "no-table"
