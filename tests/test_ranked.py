"""Children ranked: places that intervals leave open, what is left out, tiles, the figure."""

import pytest
from reading_facts import CITY, CLASS_303_8A, SCHOOL_303
from reading_world import EVERYTHING, world

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.figures.ranked import drawn, ranked_figure
from dashboard.filters import View
from dashboard.numbers import NARROW
from dashboard.reports.ranked import REPORT, finding, ground, tiles, with_ranks
from dashboard.screens.places import line_to
from dashboard.screens.reading import read

FINAL = View(year=2025, period=202550)
HEAD = Scope((Area("/1/2/4/", RIGHTS[Role.HEAD], "директор", Role.HEAD),))
OF_SCHOOLS = ("школы", "школ", "школ")


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def child(name, rate, low, high, **more):
    ends = {"quality_rate": rate, "quality_low": low, "quality_high": high}
    return {"name": name, "n": 100, "href": f"/school/{name}", "sign": "=", **ends, **more}


THREE = [child("1", 0.8, 0.7, 0.9), child("2", 0.6, 0.5, 0.75), child("3", 0.4, 0.3, 0.49)]
OTHERS = {"disclosed": True, "step": 0.05}
HIDDEN = child("4", None, None, None, disclosed=True, sign="×") | {"n": None}


def test_a_place_is_the_range_that_intervals_leave_open():
    # 0,7–0,9 and 0,5–0,75 overlap; 0,3–0,49 lies under both
    assert [row["rank"] for row in with_ranks(THREE)] == ["1–2 из 3", "1–2 из 3", "3 из 3"]


def test_who_is_hidden_has_no_place_and_is_not_counted():
    assert [row["rank"] for row in with_ranks([*THREE[:2], HIDDEN])] == [
        "1–2 из 2", "1–2 из 2", "",
    ]  # fmt: skip


def test_of_many_the_first_and_the_last_are_drawn():
    many = [child(str(n), n / 100, n / 100, n / 100) for n in range(50)]
    shown = [row["name"] for row in drawn(many)]
    assert (len(shown), shown[0], shown[19], shown[20], shown[-1]) == (40, "49", "30", "19", "0")


def test_bars_lead_down_and_others_are_outlined():
    rows = [THREE[0], THREE[1] | OTHERS | {"href": ""}]
    [bars] = ranked_figure(rows)["data"]
    assert bars["customdata"] == ["/school/1", ""]
    assert bars["marker"]["pattern"]["shape"] == ["", "/"]
    assert bars["marker"]["color"][1] == "#ffffff"
    assert (
        f"<b>≈{NARROW}60{NARROW}%</b> (от 50{NARROW}% до 75{NARROW}%), n ≈" in bars["hovertext"][1]
    )


def test_the_reference_is_a_dotted_line():
    bars, line = ranked_figure([row | {"reference": 0.55} for row in THREE], reference="Город")[
        "data"
    ]
    assert (line["name"], line["x"], line["line"]["dash"]) == ("Город", [0.55] * 3, "dot")
    assert bars["error_x"]["array"] == pytest.approx([0.1, 0.15, 0.09])


def test_two_of_one_name_are_two_bars_and_tags_are_text():
    rows = [child("<b>8А</b>", 0.5, 0.4, 0.6), child("<b>8А</b>", 0.4, 0.3, 0.5)]
    [bars] = ranked_figure(rows)["data"]
    assert bars["y"] == ["&lt;b&gt;8А&lt;/b&gt;", "&lt;b&gt;8А&lt;/b&gt; (2)"]
    assert bars["hovertext"][0].startswith("&lt;b&gt;")


def test_without_numbers_it_says_so():
    assert ranked_figure([HIDDEN])["data"] == []


def test_the_finding_names_those_that_differ():
    rows = [THREE[0] | {"sign": "▲"}, THREE[1], THREE[2] | {"sign": "▼"}]
    assert finding(rows, "Город", OF_SCHOOLS) == (
        "Из 3 школ заметно выше, чем «Город»: 1 (1); ниже: 1 (3); "
        "у остальных (1) разница может быть случайной."
    )
    assert finding(THREE, "Город", OF_SCHOOLS) == (
        "Заметных отличий от «Город» нет: у всех 3 школ разница может быть случайной."
    )


def test_tiles_have_the_steps_of_the_heat_map_and_say_what_is_hidden():
    assert [ground(row) for row in (*THREE, HIDDEN)] == ["heat-5", "heat-4", "heat-2", "no-heat"]
    text = str(tiles([*THREE, HIDDEN | {"href": ""}]))
    assert text.count("'Link'") == 3 and "of-other" in text and "'×'" in text


def test_the_report_of_a_city_ranks_its_schools():
    content = REPORT.build(EVERYTHING, read(EVERYTHING, line_to(EVERYTHING, CITY), FINAL))
    assert [row["name"] for row in content.table.rows] == ["Школа № 303", "Школа № 7"]
    assert all(" из 2" in row["rank"] for row in content.table.rows)
    assert "собственное правило" in content.note


def test_of_one_alone_nothing_is_ranked():
    content = REPORT.build(HEAD, read(HEAD, line_to(HEAD, CITY), FINAL))
    assert content.is_empty  # the only neighbour has ten students and is hidden
    assert not REPORT.build(EVERYTHING, read(EVERYTHING, line_to(EVERYTHING, SCHOOL_303), FINAL)
                            ).table  # fmt: skip
    assert not REPORT.is_of(
        read(EVERYTHING, line_to(EVERYTHING, CLASS_303_8A), FINAL).unit["level"]
    )
