"""The mark language: every form of a cell, and what is no cell of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.mark_language import (
    ABSENCES,
    FINAL_STATES,
    STATES,
    Cell,
    Problem,
    parse_cell,
    parse_final,
)

WRITTEN = st.text("12345670+-./, нпбуоваНПHnpBO", max_size=8)


def marks(*numbers, **more):
    """Cell of plain marks."""
    return Cell(tuple(numbers), (0,) * len(numbers), **more)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("5", marks(5)),
        ("1", marks(1)),
        ("5 4", marks(5, 4)),
        ("5/4", marks(5, 4)),
        ("5 / 4  3", marks(5, 4, 3)),
        ("5\xa04", marks(5, 4)),
        ("5-", Cell((5,), (-1,))),
        ("5–", Cell((5,), (-1,))),
        ("4+", Cell((4,), (1,))),
        ("4+/3-", Cell((4, 3), (1, -1))),
        ("4.", marks(4, debt=True)),
        ("4-.", Cell((4,), (-1,), debt=True)),
        (".", Cell(debt=True)),
        ("н 5", marks(5, absence="н")),
        ("5 н", marks(5, absence="н")),
        ("н .", Cell(debt=True, absence="н")),
        ("н н", Cell(absence="н")),
        ("", Cell()),
        ("  ", Cell()),
        (None, Cell()),
    ],
)
def test_a_cell_says_what_is_written(text, cell):
    assert parse_cell(text) == cell


@pytest.mark.parametrize("text", ["5.0", "5,0", "5.00"])
def test_a_whole_number_of_a_spreadsheet_is_a_mark_without_a_debt(text):
    assert parse_cell(text) == parse_final(text) == marks(5)


@pytest.mark.parametrize("code", ABSENCES)
def test_every_attendance_code_is_read_in_any_case_and_is_never_a_mark(code):
    assert parse_cell(code) == parse_cell(f" {code.upper()} ") == Cell(absence=code)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_read_in_any_case(state):
    assert parse_cell(state) == parse_cell(state.upper()) == Cell(state=state)


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("H", "н"), ("Hn", "нп"), ("nб", "нб"), ("B", "б"), ("b", "б"), ("y", "у"), ("on", "оп"),
        ("OП", "оп"), ("OP", "оп"), ("p", "п"), ("УP", "уп"), ("OT", "от"), ("H/A", "н/а"),
        ("n/a", "н/а"), ("н / a", "н/а"), ("OCB", "осв"), ("зaч", "зач"), ("нeзач", "незач"),
    ],
)  # fmt: skip
def test_latin_look_alikes_are_read_as_russian(latin, russian):
    assert parse_cell(latin) == parse_cell(russian)


@pytest.mark.parametrize(
    "text",
    ["7", "0", "6", "10", "55", "4,5", "4.5", "5, 4", "5,4", "-5", "5--", "abc", "ы", "н5", "нн",
     "5 -", "н/а 5", "5 осв", "н/а осв", "н б", "/", "5/", "5//4", "n", "5*", "?"],
)  # fmt: skip
def test_anything_else_is_rejected_with_its_text_and_a_rule(text):
    problem = parse_cell(text)
    assert isinstance(problem, Problem)
    assert problem.text == text
    assert problem.rule


@given(WRITTEN)
@settings(deadline=None)
def test_a_cell_is_read_or_rejected_and_spaces_and_case_change_nothing(text):
    read = parse_cell(text)
    assert isinstance(read, Cell | Problem)
    if isinstance(read, Cell):
        assert parse_cell(f" {text.upper()} ") == read
        assert len(read.marks) == len(read.nuances)
        assert (read == Cell()) == (not text.strip())


@pytest.mark.parametrize("state", FINAL_STATES)
def test_a_final_mark_may_be_a_state(state):
    assert parse_final(state) == Cell(state=state)


@pytest.mark.parametrize("mark", [1, 2, 3, 4, 5])
def test_a_final_mark_is_one_whole_mark(mark):
    assert parse_final(str(mark)) == marks(mark)


@pytest.mark.parametrize("text", ["5 4", "5-", "5.", "н", "нз", "-", ".", "6", "abc"])
def test_a_final_mark_is_nothing_else(text):
    assert isinstance(parse_final(text), Problem)


def test_no_final_mark_is_an_empty_cell():
    assert parse_final("") == parse_final(None) == Cell()
