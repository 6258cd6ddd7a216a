"""How the scores of a work are spread, and whether they pile up at the borders of marks."""

from math import floor

from dashboard.access import Scope
from dashboard.figures.scores import scores_figure
from dashboard.numbers import count, decimal
from dashboard.queries.answers import score_counts
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.own_work import not_told
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.work_reading import WorkReading
from etl.psychometrics.peaks import FEWEST_STUDENTS, Peak, peak_at

NO_SCORES = (
    "Всех заданий никто не получил (работа по вариантам, частям или тетрадям): баллы "
    "учеников несравнимы."
)
FEW = f"Учеников меньше {FEWEST_STUDENTS}: о пиках судить рано."
NOTE = (
    "Баллы тех, кому даны все задания. Пик – на нижнем балле отметки учеников больше, чем ждёшь по "
    "соседним баллам, и случайностью это объяснить трудно (p < 0,01; своё правило). Это повод "
    "посмотреть, не доказательство: так же выглядит и проверка в пользу ученика"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One bar a point."""
    if (instead := not_told(reading, "Распределение баллов")) is not None:
        return instead
    id, unit_id = reading.found["assessment_id"], reading.unit["unit_id"]
    found = score_counts(scope, id, unit_id)
    if not found:
        return Content(sentence=NO_SCORES)
    counts = _by_point(found, reading.found["max_points"])
    borders = {mark: ceiling(reading.found[f"from_{mark}"]) for mark in (3, 4, 5)}
    borders = {mark: score for mark, score in borders.items() if score is not None}
    peaks = {
        mark: peak_at(counts, score, list(borders.values())) for mark, score in borders.items()
    }
    high = {peak.border: peak.expected for peak in peaks.values() if peak and peak.is_peak}
    return Content(
        scores_figure(counts, borders, high),
        Table(_columns(), _rows(counts, borders, peaks)),
        sentence=_sentence(counts, borders, peaks),
        note=NOTE,
    )


def ceiling(points: float | None) -> int | None:
    """The first whole score from which a mark is given."""
    return None if points is None else -floor(-points)


def _by_point(found: list[dict], highest: float) -> list[int]:
    """Students by whole score; a half belongs to the point it has reached."""
    counts = [0] * (floor(max(highest, *(row["score"] for row in found))) + 1)
    for row in found:
        counts[floor(row["score"])] += row["n"]
    return counts


def _sentence(counts: list[int], borders: dict, peaks: dict[int, Peak | None]) -> str:
    n = sum(counts)
    if not borders:
        return f"n = {count(n)}. В плане нет баллов на «3», «4», «5»: границ отметок не видно."
    if n < FEWEST_STUDENTS:
        return f"n = {count(n)}. {FEW}"
    told = [_told(mark, peak) for mark, peak in peaks.items() if peak and peak.is_peak]
    return f"n = {count(n)}. " + (
        " ".join(told) or "Пиков на нижних баллах «3», «4», «5» не видно."
    )


def _told(mark: int, peak: Peak) -> str:
    expected = f"ожидали около {decimal(peak.expected, 0)}"
    between = f"от {decimal(peak.low, 0)} до {decimal(peak.high, 0)}"
    return f"На нижнем балле «{mark}» ({peak.border}) {count(peak.n)}, {expected} ({between})."


def _rows(counts: list[int], borders: dict, peaks: dict[int, Peak | None]) -> list[dict]:
    """One row a score; at a border what was expected there."""
    mark_at = {score: mark for mark, score in borders.items()}
    n = sum(counts)
    rows = []
    for score, counted in enumerate(counts):
        mark = mark_at.get(score)
        peak = peaks.get(mark)
        rows.append(
            {"name": str(score), "n": counted, "share": counted / n}
            | {"border": f"«{mark}»" if mark else ""}
            | {name: getattr(peak, name, None) for name in ("expected", "low", "high")}
            | {"chance": _chance(peak)}
        )
    return rows


def _chance(peak: Peak | None) -> str:
    if peak is None:
        return ""
    return "< 0,001" if peak.p < 0.001 else decimal(peak.p, 3)


def _columns() -> list[dict]:
    return [
        name_column("Балл"),
        number_column("n", "Учеников", "count"),
        number_column("share", "Доля", "percent"),
        {"field": "border", "headerName": "Начинается"},
        number_column("expected", "Ожидали", "meanOf"),
        number_column("low", "от", "count"),
        number_column("high", "до", "count"),
        {"field": "chance", "headerName": "Случайно (p)"},
    ]


REPORT = Report(
    "scores", "Как распределились первичные баллы?", build, has_figure=True, wide=True, later=True
)
