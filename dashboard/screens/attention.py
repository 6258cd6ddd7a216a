"""What needs attention: rules over rows that are read already, each with its whole students.

Of one's own students only: of others the numbers are rounded, and nothing is judged by them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.numbers import counted, is_known, percent, plural
from dashboard.rounded import (
    gap_in_points,
    is_comparable,
    is_disclosed,
    is_early,
    share,
    sign_beyond,
)
from dashboard.screens.compared import (
    OF_STUDENTS,
    STUDENTS,
    about,
    counts_students,
    difference,
    in_whole,
)

GROWTH = 0.1  # of the share of those who fail, in a year
LIST = 2  # so many low procedures in a year put a school on the list
WORST = 2  # so many of them are named
PROCEDURES = ("процедуре", "процедурам", "процедурам")
RULE = (
    "▼ – качество ниже, чем у тех, с кем сравнивают, вместе со всем интервалом, n ≥ 11. Низкий "
    "результат – «2» у ≥ 30 % из ≥ 10 участников внешней процедуры (собственное прочтение "
    "федерального правила; два за год – школа с низкими результатами). Отрицательная динамика – "
    "неуспевающих на ≥ 10 п. п. больше, чем год назад. Порядок – по числу учеников."
)


@dataclass(frozen=True)
class Line:
    """One thing to look at: whom it is about, how many of how many, and where it leads."""

    name: str
    what: str
    students: int
    n: int | None = None
    sign: str = ""
    href: str = ""

    @property
    def short(self) -> str:
        """«Школа № 7, Алгебра (4 ученика)»."""
        return (
            f"{self.name} ({counted(self.students, STUDENTS)})" if self.students else self.sentence
        )

    @property
    def sentence(self) -> str:
        """«Школа № 7, Алгебра: качество 20,0 %, …»."""
        return f"{self.name}: {self.what}"


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The most students first; of equals as they came."""
    return sorted(lines, key=lambda line: -line.students)


def shortfall(row: dict | None, other: dict | None) -> int:
    """Students with «4» and «5» missing to the reference; 0 where nothing says it is no chance."""
    if not (is_judged(row) and is_comparable(other)):
        return 0
    reference = other["quality_rate"]
    if sign_beyond(row["quality_low"], row["quality_high"], reference, row, other) != "▼":
        return 0
    return round(abs(difference(row["quality_rate"], reference) or 0) * row["n"])


def below(name: str, row: dict | None, other: dict | None, above: str, href: str) -> list[Line]:
    """A share of «4» and «5» that lies under the reference, and not by chance."""
    whole = shortfall(row, other)
    if not whole:
        return []
    gap = difference(row["quality_rate"], other["quality_rate"])
    here, there = share(row, "quality_rate"), share(other, "quality_rate")
    what = (
        f"{_quality(row)} {here}, {above} – {there}: {gap_in_points(gap, row, other)}, "
        f"это {about(other)}{in_whole(gap, row['n'], STUDENTS)}"
    )
    return [Line(name, what, whole, row["n"], "▼", href)]


def is_judged(row: dict | None) -> bool:
    """Whether the row counts students, all of one's own, and enough of them."""
    if not row or is_disclosed(row) or not is_known(row.get("quality_rate")):
        return False
    return counts_students(row) and not is_early(row)


def _quality(row: dict) -> str:
    return "на «4» и «5» учатся" if "reserve_rate" in row else "качество"


def failing(row: dict) -> int:
    """Students with a «2», or with that mark in the subject of the row."""
    if "reserve_rate" in row:
        return row["failing"]
    return (row.get("n2") or 0) + (row.get("n1") or 0)


def more_failing(name: str, row: dict | None, before: dict | None, href: str) -> list[Line]:
    """A share of those who fail that grew by GROWTH or more."""
    if not (is_judged(row) and is_judged(before)):
        return []
    now, then = failing(row) / row["n"], failing(before) / before["n"]
    whole = round((now - then) * row["n"])
    if round(now - then, 9) < GROWTH or not whole:
        return []
    what = (
        f"не успевают {percent(now)}, год назад {percent(then)} – отрицательная динамика: "
        f"{gap_in_points(now - then)}, это {in_whole(now - then, row['n'], STUDENTS)}"
    )
    return [Line(name, what, whole, row["n"], "", href)]


def in_group(name: str, row: dict | None, group: str, what: str, href: str) -> list[Line]:
    """«не успевают: 3 из 25 учеников»: students of a group, where groups are counted."""
    if not row or is_disclosed(row) or not row.get(group):
        return []
    number = row[group]
    return [Line(name, f"{what} {number} из {counted(row['n'], OF_STUDENTS)}", number, row["n"],
                 "", href)]  # fmt: skip


def low_results(procedures: list[dict], links: dict[int, str]) -> list[Line]:
    """One line a unit with procedures in which too many have «2», the worst of them named."""
    by_unit: dict[int, list[dict]] = {}
    for row in procedures:
        by_unit.setdefault(row["unit_id"], []).append(row)
    return [_low(found, links.get(id, "")) for id, found in by_unit.items()]


def _low(found: list[dict], href: str) -> Line:
    number = len(found)
    named = "; ".join(
        f"{row['procedure']}, {row['subject']} – «2» у {row['n_low']} из {row['n']}"
        for row in found[:WORST]
    )
    more = f" и ещё {number - WORST}" if number > WORST else ""
    listed = number >= LIST and found[0]["level"] == "school"
    end = "; по правилу это школа с низкими результатами" if listed else ""
    title = f"низкие результаты по {number} {plural(number, *PROCEDURES)}"
    what = f"{title}: {named}{more}{end}"
    worst = max(found, key=lambda row: row["n_low"])
    return Line(found[0]["unit"], what, worst["n_low"], worst["n"], "", href)


def without_marks(names: list[str], href: str) -> list[Line]:
    """Units of which nothing is known in the view."""
    if not names:
        return []
    shown = ", ".join(names[: WORST + 1])
    more = f" и ещё {len(names) - WORST - 1}" if len(names) > WORST + 1 else ""
    return [Line(f"{shown}{more}", "нет отметок за период", 0, None, "–", href)]
