"""The route of a student: what to repeat first, what will check it, and how it has gone so far."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from dashboard.access import Scope
from dashboard.numbers import counted, decimal, percent
from dashboard.queries.codified import names_by_code
from dashboard.queries.exams import Exam, exams_of
from dashboard.queries.forecast_students import chances_of_students
from dashboard.queries.risk import last_results, means_of_year
from dashboard.screens.student_strengths import TASKS
from etl.indicators.at_risk import signs_of_risk
from etl.indicators.exam_weights import exam_code, exam_share
from etl.indicators.gaps import TO_REPEAT, change_of_work, number_of_equal_tasks

SURE = ("gap", "low")
ARROWS = {"up": " ▲", "down": " ▼", "": ""}
MONTHS = (
    *("январе", "феврале", "марте", "апреле", "мае", "июне"),
    *("июле", "августе", "сентябре", "октябре", "ноябре", "декабре"),
)
THEMES = ("тема", "темы", "тем")
MOST_WORKS = 2  # that will check an element


@dataclass(frozen=True)
class Worth:
    """The share of an exam's points that go to an element, or to the section it is in."""

    exam: str = ""
    section: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Step:
    """One element to repeat: a row of `queries.learnt`, and what it is worth in the exam."""

    row: dict
    worth: Worth
    n_alike: int = 0  # other elements of exactly the same tasks: they cannot be told apart

    @property
    def name(self) -> str:
        """As the codifier calls it, else its code; «и ещё 2 темы тех же заданий»."""
        name = self.row["name"] or self.row["code"]
        alike = f" и ещё {counted(self.n_alike, THEMES)} тех же заданий" if self.n_alike else ""
        return f"{name}{alike}"

    @property
    def exam(self) -> str:
        """«26 % баллов ОГЭ», or of the section it is in: «Геометрия – 37 % баллов ОГЭ»."""
        if not self.worth.share:
            return ""
        told = f"{percent(self.worth.share, 0)} баллов {self.worth.exam}"
        section = self.worth.section
        return f"{section} – {told}" if section and section != self.row["name"] else told


@dataclass(frozen=True)
class Route:
    """The steps of one student in one subject; signs of risk as words, empty without any."""

    student_id: int
    subject_id: int
    subject: str
    risk: str = ""
    steps: list[Step] = field(default_factory=list)


def routes(scope: Scope, learnt: list[dict], students: list[int], year: int) -> list[Route]:
    """One per student and subject with something to repeat or at risk; those at risk first."""
    by_place: dict[tuple[int, int], list[dict]] = defaultdict(list)
    for row in learnt:
        by_place[row["student_id"], row["subject_id"]].append(row)
    means, results = means_of_year(scope, students, year), last_results(scope, students, year)
    chances = chances_of_students(scope, students, year)
    weigh = _weights(learnt)
    found = []
    for place in sorted({*by_place, *means, *results, *chances}):
        rows = by_place.get(place, [])
        told = (means.get(place), results.get(place), chances.get(place))
        subject = next(one["subject"] for one in (*rows, *told) if one)
        risk = _risk(rows, *told)
        shown = TO_REPEAT if risk else SURE
        steps = steps_of((row for row in rows if row["status"] in shown), weigh)
        found.append(Route(*place, subject, risk, steps))
    kept = [route for route in found if route.steps or route.risk]
    return sorted(kept, key=lambda route: (not route.risk, route.subject))


def _risk(rows: list[dict], marks: dict | None, result: dict | None, forecast: dict | None) -> str:
    """«средневзвешенный 2,61; ВПР: «2»; …»; empty where there is no sign of risk."""
    mean, mark = marks and marks["weighted_mean"], result and result["mark"]
    share, n_tasks = _overall(rows)
    chance = (forecast["p_below"], forecast["risk"]) if forecast else ()
    words = {
        "mean": lambda: f"средневзвешенный {decimal(mean)}",
        "external": lambda: f"{result['procedure']}: «{mark}»",
        "share": lambda: f"в работах {percent(share, 0)} баллов ({counted(n_tasks, TASKS)})",
    }
    signs = signs_of_risk(mean, mark, share, n_tasks, *chance)
    told = [words[sign]() for sign in signs if sign in words]
    return "; ".join([*told, _chance(forecast)] if signs and forecast else told)


def _chance(forecast: dict) -> str:
    """«прогноз ОГЭ: ниже минимума 63 %»: it stands beside every other sign."""
    return f"прогноз {forecast['procedure']}: ниже минимума {percent(forecast['p_below'], 0)}"


def _overall(rows: list[dict]) -> tuple[float | None, int]:
    """The share of all points of the works, and the tasks of them; each work once."""
    works = {piece["assessment_id"]: piece for row in rows for piece in row["works"]}
    highest = sum(piece["work_max"] for piece in works.values())
    points = sum(piece["overall"] * piece["work_max"] for piece in works.values())
    share = points / highest if highest else None
    return share, sum(piece["work_tasks"] for piece in works.values())


def steps_of(rows: Iterable[dict], weigh: Callable[[dict], Worth]) -> list[Step]:
    """What is surely to be repeated before what possibly is, each by its weight in the exam."""
    alike: dict[tuple, list[Step]] = defaultdict(list)
    for step in sorted((Step(row, weigh(row)) for row in rows), key=_order):
        tasks = tuple((w["assessment_id"], *w["labels"]) for w in step.row["works"])
        alike[tasks].append(step)
    return [replace(steps[0], n_alike=len(steps) - 1) for steps in alike.values()]


def _order(step: Step) -> tuple:
    row = step.row
    wanted = max(row["expected"] or 0, row["threshold"] or 0)
    return row["status"] not in SURE, -(step.worth.share or 0), row["solve_rate"] - wanted


def _weights(learnt: list[dict]) -> Callable[[dict], Worth]:
    """What an element is worth in the exam the students of the latest grade come to."""
    grade = max((row["grade"] for row in learnt), default=0)
    exams = exams_of({row["subject"] for row in learnt}, grade) if learnt else {}
    names = names_by_code({_codifier(row) for row in learnt}) if exams else {}
    known: dict[tuple, Worth] = {}

    def weigh(row: dict) -> Worth:
        exam, place = exams.get(row["subject"]), (_codifier(row), row["code"])
        if exam and place not in known:
            known[place] = _worth(exam, row["code"], names[_codifier(row)])
        return known.get(place, Worth())

    return weigh


def _codifier(row: dict) -> tuple[int, int, int]:
    return row["subject_id"], row["grade"], row["school_year"]


def _worth(exam: Exam, code: str, names: dict[str, str]) -> Worth:
    found = exam_code(code, names, exam.codes, exam.names)
    if found is None:
        return Worth(exam.title)
    return Worth(exam.title, exam.names.get(found, ""), exam_share(found, exam.tasks))


def checked_by(works: list[dict], today: date) -> str:
    """«МКР 05.12.2026», or what is usual: «МКР (обычно в декабре)»; the nearest first."""
    planned = [w for w in works if w["date"] >= today]
    if planned:
        told = [f"{w['procedure']} {w['date']:%d.%m.%Y}" for w in planned]
    else:
        nearest = sorted(works, key=lambda w: (w["date"].month - today.month - 1) % 12)
        told = [f"{w['procedure']} (обычно в {MONTHS[w['date'].month - 1]})" for w in nearest]
    return ", ".join(list(dict.fromkeys(told))[:MOST_WORKS])


def progress_of(row: dict) -> str:
    """«10.2025: 33 % → 12.2025: 50 % ▲»: the last works; an arrow only where it is no chance."""
    works = row["works"]
    if len(works) < 2:
        return ""
    told = [f"{w['date']:%m.%Y}: {percent(w['points'] / w['max_points'], 0)}" for w in works[-3:]]
    change = change_of_work(_of_works(works[-1:]), _of_works(works[:-1]))
    return " → ".join(told) + ARROWS[change]


def _of_works(works: list[dict]) -> tuple[float, float, float]:
    """Rate, expected share and number of equal tasks of an element in these works."""
    highest = sum(w["max_points"] for w in works)
    is_known = all(w["expected"] is not None for w in works)
    expected = sum(w["expected"] * w["max_points"] for w in works) / highest if is_known else None
    n_tasks = number_of_equal_tasks(highest, sum(w["squares"] for w in works))
    nothing = float("nan")
    rate = sum(w["points"] for w in works) / highest
    return rate, nothing if expected is None else expected, float(n_tasks)
