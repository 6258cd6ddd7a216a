"""What a student has mastered and where the gaps are, in a few lines."""

from dash import html

from dashboard.numbers import counted, percent
from etl.indicators.mastery import FEWEST_TASKS

MOST = 5  # lines to a list
TASKS = ("задание", "задания", "заданий")
WORKS = ("работа", "работы", "работ")
RULE = (
    "Собственное правило: решаемость тем (КЭС) по заданиям всех работ этого и прошлого года. "
    "Получается – от половины пути между порогом и полным баллом (базовый уровень 80\u202f%, "
    "повышенный 65\u202f%); пробел – ниже 57\u202f% (28,5\u202f%). "
    f"Заданий меньше {FEWEST_TASKS} – возможно, мало данных."
)
NO_WORKS = "Работ с протоколами нет, поэтому о темах сказать нечего."
TITLES = {"strength": "Получается", "gap": "Пробелы", "possible": "Возможно, мало данных"}
IN_PLAIN_WORDS = {
    "strength": "Получается хорошо",
    "gap": "Стоит повторить",
    "possible": "Возможно, стоит повторить: заданий было мало",
}


def chosen_elements(strengths: list[dict]) -> dict[str, list[dict]]:
    """The strongest, the weakest, and gaps behind which there are few tasks; a few of each."""
    enough = [row for row in strengths if row["n_tasks"] >= FEWEST_TASKS]
    few = [row for row in strengths if row["n_tasks"] < FEWEST_TASKS]
    return {
        "strength": _first(enough, "strength", lowest_first=False),
        "gap": _first(enough, "gap", lowest_first=True),
        "possible": _first(few, "gap", lowest_first=True),
    }


def _first(rows: list[dict], verdict: str, *, lowest_first: bool) -> list[dict]:
    """By rate, and of equal ones those with more tasks behind them."""
    sign = 1 if lowest_first else -1
    found = [row for row in rows if row["mastery"] == verdict]
    return sorted(found, key=lambda row: (sign * row["solve_rate"], -row["n_tasks"]))[:MOST]


def strengths_lists(strengths: list[dict], *, in_plain_words: bool) -> list:
    """Three lists side by side; those with nothing to say are left out."""
    if not strengths:
        return [html.P(NO_WORKS, className="note")]
    titles = IN_PLAIN_WORDS if in_plain_words else TITLES
    lists = [
        html.Div([html.H3(titles[kind]), html.Ul([_line(row) for row in rows])])
        for kind, rows in chosen_elements(strengths).items()
        if rows
    ]
    return [html.Div(lists, className="strengths"), html.P(RULE, className="note below")]


def _line(row: dict) -> html.Li:
    n = counted(row["n_tasks"], TASKS)
    told = f" {percent(row['solve_rate'], 0)}, {n}"
    subject = html.Span(f"{row['subject']}, {row['code']}: ", className="muted")
    return html.Li([subject, row["name"] or "без названия", html.B(told)])
