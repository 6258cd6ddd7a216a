"""Scales of exams: as published, by year, and a territory's own."""

import pytest

from etl.exams import published, taught_as
from etl.exams.scales import Scale, scale_of


def test_oge_of_mathematics_2026_is_as_published():
    """oge_marks.csv: 31 points; 8, 15, 22; two points of geometry for any mark over «2»."""
    scale = scale_of("ОГЭ", "Математика", 2025)
    assert (scale.max_score, scale.minimum, scale.borders) == (31, 8, (8, 15, 22))
    assert "геометрию" in scale.condition
    assert scale.year == "2026"


def test_where_borders_are_not_published_only_the_minimum_is_known():
    scale = scale_of("ОГЭ", "Физика", 2025)
    assert (scale.minimum, scale.borders) == (10, ())


def test_ege_minimums_of_test_scores_become_primary_scores():
    """ege_scale_2025.csv: Russian 9 → 22, 10 → 24; the minimum for the certificate is 24."""
    scale = scale_of("ЕГЭ", "Русский язык", 2025)
    assert scale.minimum == 10
    assert scale.test_score([9, 10]).tolist() == [22, 24]
    assert "аттестата" in scale.event
    assert "вуз" in scale_of("ЕГЭ", "Физика", 2025).event


def test_where_only_test_scores_are_known_the_minimum_is_one_of_them():
    scale = scale_of("ЕГЭ", "Русский язык", 2025).of_test_scores()
    assert (scale.max_score, scale.minimum, scale.test_score(50)) == (100, 24, None)


def test_between_whole_primary_scores_test_scores_are_in_proportion():
    scale = scale_of("ЕГЭ", "Русский язык", 2025)
    assert scale.test_score(9.5) == pytest.approx(23)


def test_a_later_year_takes_the_newest_scale_and_an_earlier_one_the_first():
    assert scale_of("ОГЭ", "История", 2031) == scale_of("ОГЭ", "История", 2019)


def test_what_is_not_published_has_no_scale():
    assert scale_of("ВПР", "Математика", 2025) == Scale()
    assert scale_of("ОГЭ", "Лужение", 2025) == Scale()


def test_a_territory_has_its_own_borders(tmp_path):
    own = tmp_path / "oge_marks.csv"
    own.write_text(
        "year,exam,subject,max_primary,from_3,from_4,from_5,condition,status\n"
        "2027,ОГЭ,Физика,39,11,21,31,,own\n",
        "utf-8",
    )
    assert scale_of("ОГЭ", "Физика", 2026, tmp_path).borders == (11, 21, 31)
    assert scale_of("ОГЭ", "Физика", 2025, tmp_path).borders == ()
    assert len(published("oge_marks", tmp_path)) == len(published("oge_marks")) + 1


def test_subjects_are_taught_under_other_names():
    assert {"Алгебра", "Геометрия", "Математика"} <= taught_as("Математика")
    assert taught_as("Физика") == {"Физика"}
