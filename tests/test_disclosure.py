"""Small groups: the rule by itself, and a solver over everything that outsiders are shown."""

import numpy as np
import pytest
from counted import counted
from hypothesis import given
from hypothesis import strategies as st
from small_groups import GROUPS, HIGHEST, MARKS, SCORES, YEAR, engine_of, territory
from worked_out import Puzzle, Row, Table, worked_out

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.disclosure import (
    SMALLEST,
    STEPS,
    Form,
    Group,
    disclosed_rows,
    hidden_units,
    moved_counts,
    moved_row,
    step_of,
)
from dashboard.filters import View
from dashboard.queries import disclosing
from dashboard.queries.indicators import indicators
from dashboard.queries.overview import marks_of_children, marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_places
from dashboard.queries.works import results_of_units

FORM = Form(
    words=frozenset({"unit_id", "unit"}),
    n="n",
    rates=("rate",),
    intervals=(("rate", "low", "high"),),
    counts=("good", "bad"),
)
GRADES = (0, 8, 9, 10)
EVERYBODY = dict.fromkeys(MARKS, 1)
INDEX = {"n5": 1, "n4": 0.64, "n3": 0.36, "n2": 0.16, "n1": 0.07, "n_na": 0.07}
OF_MARKS = {
    "quality_rate": ({"n5": 1, "n4": 1}, EVERYBODY),
    "pass_rate": ({"n5": 1, "n4": 1, "n3": 1}, EVERYBODY),
    "learning_index": (INDEX, EVERYBODY),
    "mean_mark": (dict(zip(MARKS, (5, 4, 3, 2, 1), strict=False)), dict.fromkeys(MARKS[:5], 1)),
}
IN_GROUPS = dict.fromkeys(GROUPS, 1)
OF_GROUPS = {
    "quality_rate": (dict.fromkeys(GROUPS[:2], 1), IN_GROUPS),
    "reserve_rate": (dict.fromkeys(GROUPS[:3], 1), IN_GROUPS),
    "pass_rate": (dict.fromkeys(GROUPS[:4], 1), IN_GROUPS),
}
POINTS = dict(zip(SCORES, (3, 2, 1, 0), strict=True))
OF_SCORES = {"solve_rate": (POINTS, dict.fromkeys(SCORES, HIGHEST))}


def group(n, own=0, *, good=None, unit_id=1, students=None, is_own=False):
    good = n // 2 if good is None else good
    counted, mine = (n, good, n - good), (own, own // 2, own - own // 2)
    students = n - own if students is None else students
    return Group(unit_id, counted, mine, students, is_own)


def shown(one, *, hidden=False):
    row = {"unit_id": one.unit_id, "unit": "Школа", "n": one.counted[0], "good": one.counted[1]}
    row |= {"bad": one.counted[2], "added later": 7, "low": 0.1, "high": 0.9}
    moved = moved_row(row, FORM, one)
    moved["rate"] = moved["good"] / moved["n"] if moved["n"] else None
    [told] = disclosed_rows([moved], FORM, [one], [hidden])
    return told


NUMBERS = st.integers(SMALLEST, 2_000)
SIBLINGS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 1)), min_size=1, max_size=12
).map(
    lambda pairs: [
        group(n, n if own else 0, unit_id=place, is_own=bool(own))
        for place, (n, own) in enumerate(pairs)
    ]
)  # fmt: skip


@given(NUMBERS, st.integers(0, 500))
def test_nothing_is_finer_than_five_others(others, own):
    one = group(others + own, own)
    told = shown(one)
    assert told["n"] % SMALLEST == 0 and abs(told["n"] - one.counted[0]) < 2 * SMALLEST
    assert all((count - mine) % SMALLEST == 0 for count, mine in zip(
        moved_counts(one), one.own, strict=True
    ))  # fmt: skip
    if told["rate"] is None:
        assert others < SMALLEST * 100 / STEPS[-1]
    else:
        assert told["step"] * others >= SMALLEST - 1e-9
        assert told["rate"] / told["step"] == pytest.approx(round(told["rate"] / told["step"]))


@given(NUMBERS, st.integers(0, 500))
def test_of_others_only_what_was_named_is_told(others, own):
    told = shown(group(others + own, own))
    assert (told["good"], told["bad"], told["added later"]) == (None, None, None)
    assert (told["low"] is None) == (told["rate"] is None)


def test_a_hidden_row_says_only_that_the_unit_exists():
    told = shown(group(3), hidden=True)
    assert {name for name, value in told.items() if value is not None} == {
        *("unit_id", "unit", "disclosed", "hidden")
    }


@given(SIBLINGS)
def test_never_exactly_one_of_several_is_hidden_nor_a_small_sum(siblings):
    hidden = hidden_units(siblings)
    foreign = [one for one in siblings if not one.is_own]
    out = [one for one in foreign if one.unit_id in hidden]
    assert {one.unit_id for one in foreign if one.students < SMALLEST} <= hidden
    assert not hidden & {one.unit_id for one in siblings if one.is_own}
    if out and len(out) < len(foreign):
        assert len(out) > 1
        assert sum(one.students for one in out) >= SMALLEST
        assert max(o.students for o in out) <= min(
            one.students for one in foreign if one not in out
        )


def test_what_covers_a_hidden_one_is_the_smallest():
    sizes = {1: 3, 2: 40, 3: 12, 4: 30}
    assert hidden_units(group(n, unit_id=id) for id, n in sizes.items()) == {1, 3}
    assert hidden_units(group(n, unit_id=id) for id, n in {1: 30, 2: 40}.items()) == set()


def test_ones_own_are_never_hidden_and_a_unit_of_ones_own_alone_tells_nothing():
    own = group(3, 3, unit_id=1, is_own=True)
    around = group(3, 3, unit_id=2)  # the unit above, with nobody else in it
    assert hidden_units([own]) == set()
    assert hidden_units([around]) == {2}


def test_the_same_row_gives_the_same_numbers_and_another_row_others():
    same = {moved_counts(group(57, good=23)) for _ in range(5)}
    assert len(same) == 1
    assert len({moved_counts(group(57, good=good)) for good in range(20, 25)}) > 1


def test_moving_keeps_sums_of_many_right():
    moved = [moved_counts(group(12, good=3, unit_id=id))[1] for id in range(2_000)]
    # each is 0 or 5 with the mean 3 and the standard deviation √6
    assert set(moved) == {0, 5}
    assert np.mean(moved) == pytest.approx(3, abs=4 * 6**0.5 / 2_000**0.5)


@pytest.mark.parametrize(
    ("students", "step"), [(24, None), (25, 0.2), (49, 0.2), (50, 0.1), (100, 0.05), (500, 0.01)]
)
def test_the_finest_step_that_is_five_students_wide(students, step):
    assert step_of(students) == step


def test_a_sum_over_subjects_is_judged_by_students_and_not_by_marks():
    # three students with twelve marks each are three students; 300 marks of 25 are 12 each
    assert hidden_units([group(36, students=3)]) == {1}
    assert group(300, students=25).base == 60


# What an outsider with a solver finds.


def who(place, role, *subjects):
    area = Area(place.path, RIGHTS[role], "", role, frozenset(subjects))
    return Scope((area,), reason="")


def outsiders(found):
    """Those who see numbers that are not of their own students, by name."""
    of_level = {}
    for place in found.places.values():
        if found.inside(place.id):
            of_level.setdefault(place.level, []).append(place)
    return {
        "head": who(of_level["school"][0], Role.HEAD),
        "class teacher": who(of_level["school_class"][0], Role.CLASS_TEACHER),
        "subject teacher": who(of_level["school_class"][1], Role.SUBJECT_TEACHER, 1),
        "methodologist": who(of_level["municipality"][1], Role.MUNICIPAL_METHODOLOGIST),
    }


def known(row):
    return {name: None if value != value else value for name, value in row.items()}


def rows_of_marks(found, scope):
    """Every key: grades and subjects, also added up, of all units that are shown."""
    for grade in GRADES:
        for subject in (None, 0):
            rows = indicators(scope, basis="final", grade=grade, subject_id=subject)
            for row in rows.to_dict("records"):
                one_grade = found.places[row["unit_id"]].grade is not None
                if not (one_grade and grade):  # the same row again
                    yield Row(row["unit_id"], grade, row["subject_id"], known(row))


def rows_of_groups(found, scope):
    places = [Place(id, grade) for id in found.places for grade in GRADES]
    for row in progress_of_places(scope, places, View(year=2025, period=YEAR)):
        yield Row(row["unit_id"], row["grade"], 0, row)


def rows_of_scores(found, scope):
    plan = {"assessment_id": 1, "n_tasks": 1, "max_points": HIGHEST}
    for row in results_of_units(scope, plan, list(found.places)).values():
        yield Row(row["unit_id"], 0, 1, row)


def tables(found):
    """What is shown: rows, and how they are counted."""
    marks = Table(
        *(MARKS, OF_MARKS, "n"),
        lambda row: ("final", row.grade, row.subject, YEAR, ""),
        *(found.marks, MARKS[3:]),
    )
    groups = Table(
        *(GROUPS, OF_GROUPS, "n", lambda row: (row.grade, YEAR)),
        *({(id, 0): counts for id, counts in found.groups.items()}, GROUPS[4:]),
    )
    scores = Table(
        *(SCORES, OF_SCORES, "n_students", lambda row: (1,)),
        {(id, 1): counts for id, counts in found.scores.items()},
        moved=False,
    )
    return [(rows_of_marks, marks), (rows_of_groups, groups), (rows_of_scores, scores)]


def puzzles(seed):
    """Every outsider with every table, as puzzles with names."""
    found = territory(seed)
    engine_of(found)
    for name, scope in outsiders(found).items():
        seen = disclosing.parents_of_neighbours(scope)
        for rows, table in tables(found):
            shown = list(rows(found, scope))
            if shown:
                yield f"{name}, {rows.__name__}", Puzzle(found, scope, table, shown, seen)


SECRETS: dict[int, int] = {}  # territory: counts that must stay unknown


@pytest.mark.parametrize("seed", range(8))
def test_a_solver_finds_no_hidden_count(seed):
    checked = {name: (len(one.secrets()), worked_out(one)) for name, one in puzzles(seed)}
    assert {name: found for name, (_, found) in checked.items() if found} == {}
    SECRETS[seed] = sum(n for n, _ in checked.values())
    assert SECRETS[seed] > 100
    text = f"{sum(SECRETS.values())} hidden counts of {len(SECRETS)} territories, 0 worked out"
    counted("small groups", text)


def test_without_disclosure_the_same_solver_finds_them(monkeypatch):
    def as_it_is(scope, counts, found, measured):
        return [row | {"disclosed": False, "hidden": False} for row in measured(found)]

    for name in ("indicators", "progress", "works"):
        monkeypatch.setattr(f"dashboard.queries.{name}.disclosed", as_it_is)
    found = {name: (len(worked_out(one)), len(one.secrets())) for name, one in puzzles(0)}
    assert all(n == of_all for n, of_all in found.values())
    assert sum(n for n, _ in found.values()) > 100


@pytest.mark.parametrize("name", ["head", "methodologist"])
def test_every_screen_tells_the_same_of_a_row(name):
    found = territory(2)
    engine_of(found)
    scope = outsiders(found)[name]
    view = View(year=2025, period=YEAR, subject=1)
    table = indicators(scope, basis="final", grade=0, subject_id=1).to_dict("records")
    told = {row["unit_id"]: known(row) for row in table}
    places = marks_of_places(scope, [Place(id) for id in told], view)
    parents = {found.places[id].parent for id in told} - {0}
    below = [row for id in parents for row in marks_of_children(scope, id, view, (1,))]
    for row in (*places, *below):
        if row["subject_id"] == 1:
            same = told[row["unit_id"]]
            assert {n: row[n] for n in OF_MARKS} == {n: same[n] for n in OF_MARKS}
            assert (row["n"], row["hidden"]) == (same["n"], same["hidden"])


def test_who_does_not_know_the_secret_cannot_draw_the_same_chance():
    rows = [
        Group(unit, (33, 17), (0, 0), 33, key=(secret,)) for secret in "ab" for unit in range(40)
    ]
    numbers = [moved_counts(group) for group in rows]
    assert numbers[:40] != numbers[40:]
    assert numbers == [moved_counts(group) for group in rows]
