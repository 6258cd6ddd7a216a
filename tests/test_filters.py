"""The state of a screen in its address."""

import pytest

from dashboard.filters import View, usual_period


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, View()),
        ({"year": "2025", "subject": "3"}, View(year=2025, subject=3)),
        ({"period": "202550"}, View(year=2025, period=202550)),
        ({"year": "2024", "period": "202550"}, View(year=2024)),
        ({"period": "202599", "grade": "13", "subject": "-1"}, View()),
        ({"basis": "x", "year": "²", "grade": ["8", "9"]}, View(grade=8)),
        ({"basis": "external", "procedure": " ВПР "}, View(basis="external", procedure="ВПР")),
        ({"year": None, "subject": 10**30, "unknown": "1"}, View()),
    ],
)
def test_a_view_is_read_from_the_address_and_bad_values_fall_back(query, expected):
    assert View.parse(query) == expected


def test_a_view_is_written_without_what_is_usual():
    assert View().query() == ""
    view = View(year=2025, period=202550, subject=3)
    assert view.query() == "?year=2025&period=202550&subject=3"


@pytest.mark.parametrize(
    ("period_ids", "expected"),
    [
        ([], None),
        ([202450, 202511, 202550], 202550),
        ([202450, 202511, 202521], 202521),  # no «год» yet: the period that ends last
        ([202512, 202513, 202531], 202513),
    ],
)
def test_the_usual_period(period_ids, expected):
    assert usual_period(period_ids) == expected
