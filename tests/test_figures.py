"""Figures are plain dictionaries with stable axes; numbers are written as in Russian."""

import json
from datetime import date
from urllib.parse import unquote

import pytest

from dashboard import numbers
from dashboard.figures.distribution import distribution_figure
from dashboard.figures.solve_rates import solve_rate_figure
from dashboard.figures.sparkline import sparkline
from dashboard.figures.trend import trend_figure
from dashboard.theme import GRAPH_CONFIG, MARKS

NARROW = numbers.NARROW


def quality(periods):
    """Rows of a trend: {period: quality}, 28 students each."""
    return [
        {"period_id": period, "quality_rate": value, "n": 28}
        | {"quality_low": value - 0.1, "quality_high": value + 0.1}
        for period, value in periods.items()
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.percent(0.5432), f"54,3{NARROW}%"),
        (numbers.percent(None), "–"),
        (numbers.percent(float("nan")), "–"),
        (numbers.decimal(40 / 9), "4,44"),
        (numbers.count(1234567), f"1{NARROW}234{NARROW}567"),
        (numbers.points(-0.15), f"−15,0{NARROW}п.{NARROW}п."),
        (numbers.signed(0.04), "0,0"),
        (numbers.signed(-0.04), "0,0"),
        (numbers.day(date(2025, 9, 5)), "05.09.2025"),
        (numbers.day(None), "–"),
    ],
)
def test_numbers_are_written_in_russian(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "ученик"), (2, "ученика"), (5, "учеников"), (11, "учеников"), (21, "ученик"),
     (112, "учеников")],
)  # fmt: skip
def test_nouns_agree_with_numbers(n, expected):
    assert numbers.plural(n, "ученик", "ученика", "учеников") == expected


@pytest.mark.parametrize(
    ("interval", "sign"),
    [((0.6, 0.8), "▲"), ((0.2, 0.4), "▼"), ((0.4, 0.6), "="), ((None, None), "–")],
)
def test_a_sign_is_given_only_when_the_whole_interval_is_on_one_side(interval, sign):
    assert numbers.sign_of(*interval, 0.5) == sign


def test_time_goes_from_left_to_right_years_beside_periods():
    own = quality({202550: 0.6, 202512: 0.5, 202450: 0.4, 202511: 0.55})
    traces = trend_figure(own, [], names=("5А", "5 классы"))["data"]
    assert [trace["x"] for trace in traces] == [
        ["2024/2025", "2025/2026"],
        ["1 четв.", "2 четв."],
    ]


def test_the_unit_is_solid_and_its_parent_is_outlined():
    own, parent = quality({202550: 0.6}), quality({202550: 0.5})
    outlined, solid = trend_figure(own, parent, names=("5А", "5 классы"))["data"]
    assert outlined["line"]["dash"] == "dot"
    assert outlined["marker"]["color"] == "#ffffff"
    assert "dash" not in solid["line"]


def test_a_period_that_only_the_parent_has_is_not_drawn():
    own, parent = quality({202550: 0.6}), quality({202450: 0.4, 202550: 0.5})
    outlined, _ = trend_figure(own, parent, names=("5А", "5 классы"))["data"]
    assert outlined["x"] == ["2025/2026"]


def test_shares_are_always_drawn_from_zero_to_one():
    layout = trend_figure(quality({202550: 0.6}), quality({}), names=("5А", ""))["layout"]
    assert layout["yaxis"]["range"] == [0, 1]


def test_without_marks_a_sentence_stands_in_place_of_the_trend():
    layout = trend_figure(quality({}), quality({}), names=("5А", ""))["layout"]
    assert layout["annotations"][0]["text"] == "Пока нет ни одного периода с отметками"


def test_quarters_are_not_continued_by_half_years_or_exams():
    own = quality({202511: 0.5, 202514: 0.6, 202531: 0.7, 202532: 0.7, 202560: 0.9})
    lines = [trace["x"] for trace in trend_figure(own, [], names=("Школа", ""))["data"]]
    assert lines == [["1 четв.", "4 четв."], ["1 пол.", "2 пол."], ["экзамен"]]


def test_a_sparkline_is_a_picture_of_its_own_with_a_fixed_scale():
    line = unquote(sparkline([2, None, 5]))
    assert line.startswith("data:image/svg+xml,<svg")
    assert 'points="3.0,19.0 89.0,3.0"' in line  # 2 at the bottom, 5 at the top, edges of 3
    assert sparkline([None]) == ""


def test_shares_of_marks_are_of_all_including_not_attested():
    unit = {"unit": "5А", "n": 20, "n5": 4, "n4": 6, "n3": 8, "n2": 1, "n1": 0, "n_na": 1}
    traces = distribution_figure([unit])["data"]
    assert [trace["name"] for trace in traces] == ["«5»", "«4»", "«3»", "«2»", "н/а"]
    assert [trace["x"][0] for trace in traces] == [0.2, 0.3, 0.4, 0.05, 0.05]


def test_the_lowest_marks_are_told_apart_without_colour():
    assert MARKS["n2"][2] and MARKS["n_na"][2]
    assert len({colour for _, colour, _, _ in MARKS.values()}) == len(MARKS)


def test_a_bar_is_hatched_only_when_its_interval_lies_under_the_threshold():
    shared = {"solve_rate": 0.5, "low": 0.4, "n": 100}
    rates = [
        shared | {"label": label, "name": label, "high": high, "threshold": threshold}
        for label, high, threshold in (("1", 0.55, 0.6), ("2", 0.65, 0.6), ("3", 0.55, None))
    ]
    plain, hatched, _ = solve_rate_figure(rates)["data"]
    assert (plain["x"], hatched["x"]) == (["2", "3"], ["1"])
    assert hatched["marker"]["pattern"]["shape"] == "/"


def test_of_very_many_tasks_the_hardest_are_shown():
    shared = {"low": None, "high": None, "threshold": None, "n": 9}
    rates = [shared | {"label": str(n), "name": "", "solve_rate": n / 50} for n in range(50, 0, -1)]
    figure = solve_rate_figure(rates)
    assert figure["data"][0]["x"] == [str(n) for n in range(1, 41)]
    assert figure["layout"]["annotations"][0]["text"] == "40 самых трудных из 50"


def test_figures_are_plain_json():
    own = quality({202550: 0.6, 202511: 0.5})
    assert json.dumps(trend_figure(own, own, names=("5А", "5 классы")))


def test_no_chart_can_be_sent_to_a_cloud():
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""
