"""What has changed: against a year ago and the period before, who moved most, and what is new."""

from dataclasses import replace
from datetime import date, timedelta

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.queries.changes import works_added
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import gap_in_points, is_disclosed, share
from dashboard.screens.addresses import unit_link
from dashboard.screens.compared import counted_noun, in_whole
from dashboard.screens.grids import name_column, number_column, sign_column
from dashboard.screens.reading import Reading
from dashboard.screens.since import (
    are_told,
    change_sign,
    children_at,
    period_before,
    row_of,
    subjects_at,
    unit_at,
    whose_before,
    year_before,
)
from dashboard.screens.tables import link_down, shown_children
from etl.periods import period_name, school_year_name

MOST = 3  # up, and as many down
RECENT = timedelta(days=30)
WORKS = ("работа", "работы", "работ")
OF_OTHERS = "Изменение чужих групп не показывается: это было бы изменение округления."
NOTHING_BEFORE = "С чем сравнить, нет: отметок за прошлый год и за прошлый период здесь нет."
RULE = (
    "▲▼ – изменение больше случайного: 95-процентный интервал разности двух долей (Ньюком) не "
    "включает 0, в обоих периодах не меньше 11. Показано по три самых больших изменения вверх и "
    "вниз; «=» – может быть случайным."
)
OTHER_CHILDREN = (
    " Год назад в параллелях и классах с этими названиями учились другие дети; те же – под "
    "вопросом «Как учились те же дети раньше?»."
)
BY_CHANCE = {"=": "разница может быть случайной", "*": "мало, чтобы судить"}


def build(scope: Scope, reading: Reading) -> Content:
    """The unit first, then those who changed beyond chance, then what is new in the data."""
    own = reading.own.row
    if own is None or reading.view.work_type:
        return Content()
    if is_disclosed(own):
        return Content(note=OF_OTHERS)
    earlier = _earlier(scope, reading)
    unit = [_row(reading.unit["name"], own, before, "") for before in earlier.values()]
    rows = [*unit, *_most_changed(scope, reading)]
    said = " ".join((*_sentences(reading, earlier), *_news(scope, reading)))
    others = OTHER_CHILDREN if _of_others(reading, len(rows) > len(unit)) else ""
    note = f"{RULE}{others}" if rows else NOTHING_BEFORE
    return Content(table=Table(_columns(), rows), sentence=said, note=note)


def _of_others(reading: Reading, has_children: bool) -> bool:
    """Whether a row is of one grade, where other children were a year ago."""
    has_parallels = reading.unit["level"] == "school" and has_children
    return bool(whose_before(reading)) or has_parallels


def _earlier(scope: Scope, reading: Reading) -> dict[str, dict]:
    """The rows of the unit to compare with, under how each of them is called."""
    period = reading.view.period
    named = {"год назад": year_before(period), "в прошлом периоде": period_before(period)}
    found = {}
    for name, id in named.items():
        before = row_of(reading.own.periods, id)
        if before is None and id == year_before(period):
            before = unit_at(scope, reading, id)
        if are_told(reading.own.row, before, "quality_rate"):
            found[name] = before
    return found


def _columns() -> list[dict]:
    return [
        name_column("Что изменилось"),
        {"field": "when", "headerName": "С чем сравнили"},
        number_column("before", "Было", "percent"),
        number_column("n_before", "n тогда", "count"),
        number_column("quality_rate", "Стало", "percent"),
        number_column("n", "n", "count"),
        number_column("gap", "Изменение, п. п.", "gap"),
        sign_column(),
    ]


def _row(name: str, now: dict, before: dict, href: str) -> dict:
    period = before["period_id"]
    return {
        "name": name,
        "href": href,
        "when": f"{school_year_name(period // 100)}, {period_name(period)}",
        "before": before["quality_rate"],
        "n_before": before["n"],
        "quality_rate": now["quality_rate"],
        "n": now["n"],
        "gap": now["quality_rate"] - before["quality_rate"],
        "sign": change_sign(now, before),
    }


def _most_changed(scope: Scope, reading: Reading) -> list[dict]:
    """Children, in a class its subjects, with the largest changes of a year beyond chance."""
    is_class = reading.unit["level"] == "school_class"
    each = _by_subject(scope, reading) if is_class else _by_child(scope, reading)
    return largest(each)


def largest(rows: list[dict]) -> list[dict]:
    """At most three down and three up of those who changed beyond chance, the largest first."""
    changed = [row for row in rows if row["sign"] in ("▲", "▼")]
    up = sorted((row for row in changed if row["gap"] > 0), key=lambda row: -row["gap"])
    down = sorted((row for row in changed if row["gap"] < 0), key=lambda row: row["gap"])
    return [*down[:MOST], *up[:MOST]]


def _by_child(scope: Scope, reading: Reading) -> list[dict]:
    view = reading.view
    now = {row["unit_id"]: row for row in reading.below if row["subject_id"] == view.subject}
    if not any(not is_disclosed(row) for row in now.values()):
        return []
    then = children_at(scope, reading, year_before(view.period))
    return [
        _row(child["name"], now[id], then[id], link_down(child, view))
        for child in shown_children(reading)
        if (id := child["unit_id"]) in now and are_told(now[id], then.get(id), "quality_rate")
    ]


def _by_subject(scope: Scope, reading: Reading) -> list[dict]:
    """Of the same class by its name: other students, a year older now."""
    view, unit = reading.view, reading.unit
    if view.subject:
        return []
    asked = {row["subject_id"] for row in reading.own.subjects}
    then = subjects_at(scope, reading, year_before(view.period), asked)
    found = []
    for row in reading.own.subjects:
        chosen = replace(view, subject=row["subject_id"])
        before, href = (
            then.get(row["subject_id"]),
            unit_link(unit["level"], unit["unit_id"], chosen),
        )
        if are_told(row, before, "quality_rate"):
            found.append(_row(row["subject"], row, before, href))
    return found


def _sentences(reading: Reading, earlier: dict[str, dict]) -> list[str]:
    """«Школа № 7: на «4» и «5» учатся 12,7 % (n = 252), год назад – 15,0 %: −2,3 п. п., …»."""
    own, name = reading.own.row, reading.unit["name"]
    what = "на «4» и «5» учатся" if "reserve_rate" in own else "качество"
    return [
        f"{name}: {what} {share(own, 'quality_rate')}, {when} – {share(before, 'quality_rate')}: "
        f"{_change(own, before)}."
        for when, before in earlier.items()
    ]


def _change(own: dict, before: dict) -> str:
    gap, sign = own["quality_rate"] - before["quality_rate"], change_sign(own, before)
    whole = in_whole(gap, own["n"], counted_noun(own))
    chance = f"; {BY_CHANCE[sign]}" if sign in BY_CHANCE else ""
    return f"{gap_in_points(gap)}, это {whole}{chance}"


def _news(scope: Scope, reading: Reading) -> list[str]:
    """«За 30 дней добавлено 12 работ, последняя загрузка 22.11.2026.»."""
    found = works_added(scope, reading.unit, date.today() - RECENT)
    if not found or reading.data is None or reading.data["loaded_at"] is None:
        return []
    n, day = found["n_works"], reading.data["loaded_at"]
    new = f"добавлено {counted(n, WORKS)}" if n else "новых работ нет"
    return [f"За {RECENT.days} дней {new}; последняя загрузка данных {day:%d.%m.%Y}."]


REPORT = Report("changes", "Что изменилось?", build, in_pack=True, wide=True)
