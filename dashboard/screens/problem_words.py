"""Problem components in words: why an element stands in the table, and what one may say of it."""

from dashboard.numbers import NARROW, count, counted, is_known, percent, points
from etl.indicators.problem import FEWEST_GIVEN, PROBLEMS
from etl.indicators.solve import FEWEST_STUDENTS, FEWEST_TASKS

KINDS = {"kes": "элементы содержания (КЭС)", "kpu": "умения (КПУ)"}
TASKS = ("задание", "задания", "заданий")
OF_STUDENTS = ("ученика", "учеников", "учеников")
CAUTION = (
    "Это повод посмотреть задания и работы, а не вывод об учителе: отличие может идти и от плана "
    "работы, и от порядка тем."
)


def element_name(row: dict) -> str:
    """«2.3 Уравнения»."""
    return f"{row['code']} {row['name']}" if row["name"] else row["code"]


def verdict(row: dict) -> str:
    """«проблемный» or «возможно, мало данных»."""
    return PROBLEMS[row["problem"]]


def why(row: dict) -> str:
    """What made the verdict, with its numbers: «ожидается 52 %: −21 п. п. (от −28 до −14); …»."""
    doubt = _doubt(row) if row["problem"] == "possible" else ""
    return "; ".join(part for part in (_beyond(row), _border(row), doubt) if part)


def _beyond(row: dict) -> str:
    if not is_known(row["gap"]):
        return "сравнить не с кем, весь интервал ниже порога"
    low, high = (_whole(row[name]) for name in ("gap_low", "gap_high"))
    gap = f"{_whole(row['gap'])}{NARROW}п.{NARROW}п."
    return f"ожидается {percent(row['expected'], 0)}: {gap} (от {low} до {high})"


def _border(row: dict) -> str:
    """«порог 60 %, 4 задания»."""
    border = f"порог {percent(row['threshold'], 0)}, " if is_known(row["threshold"]) else ""
    return f"{border}{counted(row['n_tasks'], TASKS)}"


def _whole(gap: float) -> str:
    """A gap in whole points: «−21»."""
    return points(round(gap, 2)).partition(",")[0]


def _doubt(row: dict) -> str:
    if row["with_code"]:
        return f"объясняется общими заданиями с {row['with_code']}"
    if row["n_students"] < FEWEST_GIVEN or row["wrote"] < FEWEST_STUDENTS:
        return f"учеников мало: {count(row['n_students'])}"
    if row["n_tasks"] < FEWEST_TASKS:
        return "задание одно"
    if not is_known(row["gap"]):
        return f"для вывода без сравнения учеников мало: {count(row['n_students'])}"
    return "среди стольких сравнений может быть случайностью"


def finding(row: dict, place: str) -> str:
    """The first finding as a sentence for a note."""
    rate = f"решаемость {percent(row['solve_rate'], 0)}, при общем уровне этих учеников {why(row)}"
    behind = f"около {counted(int(row['behind']), OF_STUDENTS)} из " if row["behind"] else "n = "
    name = f"{row['subject']}, {row['grade']} класс, {element_name(row)}"
    return f"{place}: {name} – {rate}; {behind}{count(row['n_students'])}."
