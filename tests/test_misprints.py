"""Names that differ by a misprint; the pairs are made by hand from codifiers of school subjects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.misprints import distance, nearly_same

SAME = [
    ("Geomteric Measurement", "Geometric Measurement"),
    ("geometric measurement", "Geometric Measurement"),
    ("fractions decimals", "Decimals, fractions"),
    ("Линейная функция", "Линейнная функция"),
    ("Сравнение чисел", "Сравнения чисел"),
    ("Объём тела", "Обьем тела"),
    ("Тригонометрия", "Тригонометирия"),
]
OTHERS = [
    ("Задачи в 2 действия", "Задачи в 3 действия"),
    ("Первый закон Ньютона", "Второй закон Ньютона"),
    ("Числа до двадцати", "Числа до двенадцати"),
    ("Литература XIX века", "Литература XVIII века"),
    ("Механика: элемент 3.2.3", "Механика: элемент 3.3.2"),
    ("Умение 2.4", "Умение 4.2"),
    ("Линейные равенства", "Линейные неравенства"),
    ("Гласные звуки", "Согласные звуки"),
    ("Причастие", "Деепричастие"),
    ("Имя существительное", "Имя прилагательное"),
    ("Слог", "Слово"),
    ("Решение уравнений", "Решение неравенств"),
    ("", ""),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_a_misprint_is_found(first, second):
    assert nearly_same({"1.1": first, "1.2": second}) == [("1.1", "1.2")]


@pytest.mark.parametrize(("first", "second"), OTHERS)
def test_numbers_and_other_words_are_no_misprints(first, second):
    assert nearly_same({"1.1": first, "1.2": second}) == []


def test_the_same_name_under_two_codes_is_found():
    assert nearly_same({1: "Площадь", 2: "Объём", 3: "Площадь"}) == [(1, 3)]


@pytest.mark.parametrize(
    ("first", "second", "letters"),
    [("geomteric", "geometric", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("", "abc", 3)],
)
def test_distance_is_that_of_optimal_string_alignment(first, second, letters):
    assert distance(first, second) == letters  # «ca»–«abc»: 3, and 2 without the restriction


@given(st.text("абв", max_size=6), st.text("абв", max_size=6))
def test_distance_is_the_same_from_both_sides_and_zero_only_for_the_same(first, second):
    assert distance(first, second) == distance(second, first)
    assert (distance(first, second) == 0) == (first == second)
