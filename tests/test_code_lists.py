"""Lists of codes: cells of the published exam plans of 2026 with their misprints."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.code_lists import parse_codes

PLANS = pd.read_csv(
    Path(__file__).parent / "samples" / "exam_plans_2026.csv", dtype=str, keep_default_na=False
)
CELLS = sorted({*PLANS["kes"], *PLANS["kpu"]})
MISPRINTS = {"2.2,2.3,2.5,2,6,7.4", "3.1,3,2,3.6", "4.1–4.6,5.1–5.72.1–2.6", "5.1.,5.8"}
OVER_SECTIONS = {"1.1–7.5", "1.1–7.6", "2.1–7.6", "3.1–4.16"}
KNOWN = ("1", "1.1", "1.2", "1.10", "2", "2.1", "2.6", "3.1", "3.1.1")

code = st.lists(st.integers(1, 30), min_size=1, max_size=3).map(lambda n: ".".join(map(str, n)))
piece = st.one_of(code, st.tuples(code, code).map("–".join), st.text("12.–-аХ", max_size=5))
cell = st.lists(st.tuples(piece, st.sampled_from([",", ";", " ", ", "])), max_size=7).map(
    lambda parts: "".join(text + sign for text, sign in parts)
)


def codes(text, known=()):
    """Codes of a sound cell."""
    found, doubts = parse_codes(text, known)
    assert doubts == ()
    return ",".join(found)


@pytest.mark.parametrize("text", [text for text in CELLS if text])
def test_every_cell_of_the_exam_plans_gives_codes(text):
    assert parse_codes(text)[0]


def test_only_misprints_and_ranges_over_sections_of_the_plans_are_doubted():
    assert {text for text in CELLS if parse_codes(text)[1]} == MISPRINTS | OVER_SECTIONS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("7", "7"),
        ("4.28.1", "4.28.1"),
        ("4.21.8,4.26", "4.21.8,4.26"),
        ("1–8", "1,2,3,4,5,6,7,8"),
        ("1-3", "1,2,3"),
        ("2.1 — 2.3", "2.1,2.2,2.3"),
        ("3.6.3–3.6.5", "3.6.3,3.6.4,3.6.5"),
        ("7.9–7.12", "7.9,7.10,7.11,7.12"),
        ("1–4,7–10,5,11–12", "1,2,3,4,5,7,8,9,10,11,12"),
        ("4;5;6", "4,5,6"),
        ("1.3;2–4", "1.3,2,3,4"),
        ("2.7–2.9;5;6;7", "2.7,2.8,2.9,5,6,7"),
        ("1.3;4;5;6;7", "1.3,4,5,6,7"),
        ("1.4,1.5,2.2,14,15", "1.4,1.5,2.2,14,15"),
        ("3.1,3.2,12", "3.1,3.2,12"),
        ("2,6", "2,6"),
        ("2.0", "2"),
    ],
)
def test_a_sound_cell_gives_its_codes_and_no_doubt(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.2,2.3,2.5,2,6,7.4", "2.2,2.3,2.5,2.6,7.4"),
        ("3.1,3,2,3.6", "3.1,3.2,3.6"),
        ("3.1;3,2;3.6", "3.1,3.2,3.6"),
        ("2.1–2.3,2,4", "2.1,2.2,2.3,2.4"),
        ("2,6,2.7", "2.6,2.7"),
        ("5.1–5.32.1–2.2", "2.1,2.2,5.1,5.2,5.3"),
        ("5.1.", "5.1"),
        ("2.3–2.1", "2.1,2.2,2.3"),
        ("1.1–3.6", "1,2,3"),
        ("2.1.1–2.3.4", "2.1,2.2,2.3"),
        ("1.2,абв", "1.2"),
    ],
)
def test_a_misprint_is_mended_and_named(text, expected):
    found, doubts = parse_codes(text)
    assert ",".join(found) == expected
    assert len(doubts) == 1


@pytest.mark.parametrize("text", ["абв", "-", "1.2.3.4", "0", "1–3–5", "1–999", "2026-02-06"])
def test_what_cannot_be_read_is_a_doubt(text):
    found, doubts = parse_codes(text)
    assert (found, len(doubts)) == ((), 1)


def test_a_range_over_sections_takes_the_known_codes_of_its_depth_in_natural_order():
    assert codes("1.1–3.1", KNOWN) == "1.1,1.2,1.10,2.1,2.6,3.1"


def test_the_codifier_tells_a_split_decimal_from_two_sections():
    assert codes("1,2", KNOWN) == "1,2"
    assert parse_codes("2,6", KNOWN)[0] == ("2.6",)
    assert parse_codes("2.1,2,6", (*KNOWN, "6"))[0] == ("2.1", "2.6")
    assert parse_codes("1.1,1,7", KNOWN)[0] == ("1", "1.1", "7")


def test_a_code_outside_the_codifier_is_kept_and_doubted():
    assert parse_codes("1.1,1.7", KNOWN) == (("1.1", "1.7"), ("«1.7»: нет в кодификаторе",))
    assert codes("3", KNOWN) == "3"


@given(cell)
@settings(deadline=None)
def test_reading_the_codes_again_changes_nothing(text):
    found, _ = parse_codes(text)
    assert parse_codes(",".join(found)) == (found, ())


@given(cell)
@settings(deadline=None)
def test_no_text_is_dropped_without_a_word(text):
    found, doubts = parse_codes(text)
    assert found or doubts or not text.strip(" ,;")
