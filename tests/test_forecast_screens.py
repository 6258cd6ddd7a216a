"""What the screens of exam forecasts say: sentences, rows, links, the sheet, the family switch."""

import json

import pytest
from forecast_rows import FEATURES, exam_forecast, forecaster
from guards_off_forecasts import CHILDREN, EXPECTS, is_told, sheet_of
from reading_facts import ALGEBRA, ANNA, CITY, CLASS_303_8A, REGION, SCHOOL_303
from reading_world import EVERYTHING, scope, world
from secret_personas import PERSONAS
from signed_in import post_form, records
from sqlalchemy import delete, select, update

from dashboard.access import RIGHTS, Child, Role, Scope
from dashboard.figures.calibration import calibration, calibration_figure
from dashboard.figures.risk_zone import risk_zone_figure
from dashboard.filters import View
from dashboard.numbers import NARROW
from dashboard.reports.registry import FORECAST, STUDENT, UNIT
from dashboard.reports.shown import shown_at
from dashboard.screens.forecast_reading import read_forecast
from dashboard.screens.forecast_words import contributions, ends, points_in_words, value_in_words
from dashboard.screens.route import routes
from dashboard.screens.student_forecast import reason_table, reasons_in_words, scale_line
from dashboard.screens.student_reading import read_student
from models import ForecastMart, UnitSetting

HEAD = scope("директор школы 303", "/1/2/4/", RIGHTS[Role.HEAD])
METHODOLOGIST = scope("методист", "/1/2/", RIGHTS[Role.MUNICIPAL_METHODOLOGIST])
PARENT = Scope(children=(Child(ANNA, "родитель: ваш ребёнок"),), reason="родитель")
ROW = exam_forecast(CLASS_303_8A, ANNA, 1, 0.6) | {"parameters": forecaster(1, 1)["parameters"]}


@pytest.fixture
def engine():
    return world()


def said(unit_id: int, name: str, who: Scope = EVERYTHING, **query):
    reading = read_forecast(who, {"unit": str(unit_id)} | query)
    return next(report for report in FORECAST if report.name == name).build(who, reading)


def spaced(text: str) -> str:
    """The text with plain spaces."""
    return text.replace(NARROW, " ")


def test_the_zone_of_risk_is_told_in_whole_forecasts_with_its_rule(engine):
    found = said(CITY, "forecast_risk")
    begin = "ОГЭ, все предметы: в зоне риска 3 из 6 прогнозов (50,0 %)"
    assert spaced(found.sentence).startswith(begin)
    assert "не меньше 50 %" in found.note and "от 25 %" in found.note
    seven, other = found.table.rows
    assert [seven["n_risk"], other["n_risk"]] == [1, 2]
    assert other["href"].startswith(f"/forecast?unit={SCHOOL_303}&year=2025")
    assert found.figure["data"][0]["customdata"][1] == other["href"]


def test_the_threshold_of_the_address_changes_the_zone_and_stays_in_links(engine):
    found = said(CITY, "forecast_risk", risk="65")
    assert "в зоне риска 1 из 6" in found.sentence and "не меньше 65 %" in found.note
    assert "risk=65" in found.table.rows[0]["href"]
    assert read_forecast(EVERYTHING, {"unit": str(CITY), "risk": "63"}).thresholds == (50, 25)


def test_the_list_says_who_how_near_and_why(engine):
    found = said(SCHOOL_303, "forecast_list", HEAD)
    first = found.table.rows[0]
    assert (first["name"], first["zone"]) == ("Ёлкина Анна", "зона риска")
    assert first["score"] == "6,8 из 31 (от 2 до 12)"
    assert first["missing"] == "1,2 балла, в пределах интервала"
    assert "Средневзвешенный балл года: −8,2" in first["why"] and "отметки: 45" in first["why"]
    assert "Ёлкина" not in found.sentence  # it may go into a note
    assert "собственное правило" in found.note
    coded = said(CITY, "forecast_list", METHODOLOGIST).table
    assert {row["name"] for row in coded.rows} == {"У101", "У102", "У104", "У105"}
    assert "school" in {column["field"] for column in coded.columns}


def test_a_head_above_the_own_school_sees_no_list_and_no_record(engine):
    for name in ("forecast_list", "forecast_record", "forecast_marks"):
        assert said(CITY, name, HEAD).is_empty


def test_before_the_exam_there_is_nothing_to_compare(engine):
    with engine.begin() as connection:
        connection.execute(update(ForecastMart).values(n_known=0))
    assert "ещё не сдан" in said(REGION, "forecast_record").sentence


def test_the_record_stands_beside_the_baseline(engine):
    found = said(REGION, "forecast_record")
    assert "средняя ошибка 1,55 балла, у простейшего прогноза – 5,33" in found.sentence
    assert "ниже минимума 1, из них заранее найдено 1 (100 %)" in spaced(found.sentence)
    assert found.table.rows[0]["n_known"] == 3


def test_the_card_of_one_subject_has_the_ladder_the_back_test_and_the_limits(engine):
    found = said(REGION, "forecast_card", subject=str(ALGEBRA))
    assert [row["taken"] for row in found.table.rows] == ["", "взята"]
    for part in ("15.04.2026", "340 результатах 2024/2025", "ошибка 3,10 балла"):
        assert part in found.sentence
    assert "простейшего прогноза 5,00" in found.sentence and "AUC 0,86" in found.sentence
    for part in ("нижняя 90 %", "ошибается меньше среднего", "Пробный экзамен"):
        assert part in spaced(found.note)
    assert "Связь, не причина" in found.note and "Пределы" in found.note
    assert [row["name"] for row in said(REGION, "forecast_card").table.rows] == [
        *("Алгебра", "Физика")
    ]


def test_the_screen_can_be_taken_away_as_any_other(engine):
    shown = shown_at(EVERYTHING, f"/forecast?unit={REGION}&risk=60")
    assert shown.title == "Прогноз экзаменов: Область"
    assert "зона риска от 60 %" in shown.filters
    assert shown_at(EVERYTHING, "/forecast?unit=999999") is None


def test_a_unit_without_forecasts_asks_no_report(engine):
    with engine.begin() as connection:
        connection.execute(delete(ForecastMart))
    reading = read_forecast(EVERYTHING, {"unit": str(REGION)})
    assert not reading.is_there
    assert shown_at(EVERYTHING, f"/forecast?unit={REGION}").reports == ()


def test_a_screen_of_a_unit_says_it_in_short_behind_more(engine):
    [report] = [one for one in UNIT if one.name == "exam_risk"]
    assert report.later
    reading = shown_at(EVERYTHING, f"/school/{SCHOOL_303}?year=2025").reading
    found = report.build(EVERYTHING, reading)
    assert found.sentence == "В зоне риска 2 из 4 прогнозов (ученик × экзамен)."
    assert [row["name"] for row in found.table.rows] == ["ОГЭ, Алгебра", "ОГЭ, Физика"]


def test_reasons_add_up_to_the_forecast():
    rows = reason_table(ROW).rows
    numbers = [float(row["part"].replace("−", "-").replace(",", ".")) for row in rows]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.02)
    assert rows[-1]["part"] == "6,80"
    assert reasons_in_words(ROW).endswith("= 6,80")
    titles = [title for title, *_ in contributions(ROW["reasons"], ROW["parameters"])]
    assert titles == [one["title"] for one in FEATURES]


def test_the_line_stands_on_the_scale_of_the_exam():
    drawn = json.loads(json.dumps(scale_line(ROW).to_plotly_json(), default=lambda o: o.__dict__))
    text = json.dumps(drawn, ensure_ascii=False)
    assert "от 2 до 12" in text.lower() or "от 2" in text.lower()
    assert "«3» 8" in text and "«5» 22" in text
    assert f"{100 * 8 / 31:.1f}%" in text


def test_words_and_ends():
    assert points_in_words(1.0) == "1 балл" and points_in_words(2.4) == "2,4 балла"
    assert spaced(value_in_words(0.52, "доля баллов")) == "52 %"
    assert value_in_words(None, "") == "нет данных"
    assert ends(2.0, 1.0, 3) == (0.0, 3.0)
    assert ends(10.0, 2.0, 100) == (6.0, 14.0)


def test_calibration_puts_small_neighbours_together():
    numbers = (0, 40, 1, 1.0), (3, 4, 1, 0.7), (5, 8, 2, 2.2), (19, 3, 3, 2.9)
    names = ("chance", "judged", "below", "sum_chance")
    steps = [dict(zip(names, row, strict=True)) for row in numbers]
    points = calibration(steps)
    assert [point["n"] for point in points] == [40, 15]
    assert points[1]["share"] == pytest.approx(6 / 15)
    assert calibration([steps[0], steps[3]])[0]["n"] == 43
    assert calibration_figure(points)["data"][0]["x"] == pytest.approx([0.025, 5.8 / 15], abs=1e-4)


def test_bars_of_others_have_no_whole_numbers():
    row = {"name": "Школа", "n": 40, "risk_rate": 0.2, "attention_rate": 0.1, "disclosed": True}
    [risk, *_] = risk_zone_figure([row])["data"]
    assert spaced(risk["text"][0]) == "≈20 %" and risk["y"] == ["Школа<br>n ≈ 40"]


def test_the_forecast_stands_beside_the_signs_of_risk(engine):
    [route] = routes(EVERYTHING, [], [ANNA], 2025)
    assert spaced(route.risk) == "прогноз ОГЭ: ниже минимума 60 %"


def test_a_parent_reads_the_forecast_only_where_the_school_tells(engine):
    [report] = [one for one in STUDENT if one.name == "student_forecast"]
    reading = read_student(PARENT, ANNA, View(year=2025, period=202550))
    found = report.build(PARENT, reading)
    assert found.sentence.startswith("ОГЭ, Алгебра: ожидается 6,8 из 31 балла (от 2 до 12)")
    with engine.begin() as connection:
        connection.execute(update(UnitSetting).values(value=0))
    assert report.build(PARENT, reading).is_empty
    assert routes(PARENT, [], [ANNA], 2025) == []


def test_a_family_finds_nothing_of_it_in_the_page_where_the_school_is_silent(secret):
    silent, told = CHILDREN
    page = secret.page("parent of two", sheet_of(secret, silent))[1]
    assert not is_told(page) and "exam-forecast" not in page and "9001" not in page
    other = secret.page("parent of two", sheet_of(secret, told))[1]
    assert is_told(other)
    assert secret.page("parent of two", "/forecast")[1].count("reports") == 0


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_page_of_settings_is_for_those_who_decide(secret, persona):
    decides = any(
        given.role in (Role.HEAD, Role.DEPUTY_HEAD, Role.MUNICIPAL_METHODOLOGIST,
                       Role.REGIONAL_ADMINISTRATOR)
        for given in PERSONAS[persona].valid
    )  # fmt: skip
    page = secret.client(persona).get("/settings")
    assert (page.status_code == 200) == decides
    assert secret.oracle.leaks(persona, page.get_data(as_text=True)) == []


def decided(secret, **fields):
    """What a school has decided after its head has sent the form."""
    unit = secret.ids.units["Ш1"]
    answer = post_form(secret.client("head 1"), "/settings", {"unit": unit} | fields)
    assert answer.status_code == 303
    with secret.engine.connect() as connection:
        statement = select(UnitSetting.name, UnitSetting.value).where(UnitSetting.unit_id == unit)
        return dict(connection.execute(statement).all())


def test_a_head_switches_and_takes_back_and_each_change_is_noted(secret):
    before = len(records("settings_changed"))
    sheet = sheet_of(secret, CHILDREN[0])
    assert decided(secret, forecast_to_family="1") == {"forecast_to_family": 1}
    assert is_told(secret.page("parent of two", sheet)[1])
    assert decided(secret, forecast_to_family="1") == {"forecast_to_family": 1}
    assert decided(secret) == {}
    assert not is_told(secret.page("parent of two", sheet)[1])
    found = records("settings_changed")[before:]
    assert [row.object.partition(": ")[2] for row in found] == [
        "Показывать прогноз экзаменов семьям – 1",
        "Показывать прогноз экзаменов семьям – как выше",
    ]


@pytest.mark.parametrize("wrong", [
    {"risk_threshold": "52"}, {"risk_threshold": "-5"}, {"forecast_to_family": "2"},
    {"risk_threshold": "30", "attention_threshold": "40"}, {"attention_threshold": "x"},
])  # fmt: skip
def test_a_wrong_value_changes_nothing(secret, wrong):
    assert decided(secret, **wrong) == {}


def test_a_territory_decides_on_thresholds_and_not_for_families(secret):
    unit, browser = secret.ids.units["Р1"], secret.client("region 1")
    fields = {"unit": unit, "forecast_to_family": "1", "risk_threshold": "40"}
    assert post_form(browser, "/settings", fields).status_code == 303
    with secret.engine.connect() as connection:
        asked = UnitSetting.unit_id == unit
        found = connection.execute(select(UnitSetting.name).where(asked)).scalars().all()
    assert found == ["risk_threshold"]
    post_form(browser, "/settings", {"unit": unit})
    assert EXPECTS not in browser.get("/settings").get_data(as_text=True)
