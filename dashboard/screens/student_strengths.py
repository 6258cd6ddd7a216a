"""What a student has learnt and what not, in a few lines."""

from dash import html

from dashboard.numbers import counted, percent
from etl.indicators.gaps import RULE as RULE_OF_GAPS

MOST = 5  # lines to a list
TASKS = ("задание", "задания", "заданий")
WORKS = ("работа", "работы", "работ")
RULE = f"По заданиям всех работ этого и прошлого года; тема – элемент КЭС. {RULE_OF_GAPS}"
RULE_FOR_FAMILY = (
    "По заданиям всех работ этого и прошлого года. Тема попадает сюда, если заданий было не меньше "
    "трёх; иначе сказано «возможно». Точнее всего о ней знает учитель."
)
NO_WORKS = "Работ с протоколами нет, поэтому о темах сказать нечего."
TITLES = {
    "strength": "Получается",
    "gap": "Пробелы",
    "low": "Ниже порога, но не ниже своего уровня",
    "possible": "Возможно, мало данных",
}
IN_PLAIN_WORDS = {
    "strength": "Получается хорошо",
    "gap": "Стоит повторить",
    "possible": "Возможно, стоит повторить: заданий было мало",
}


def chosen_elements(learnt: list[dict]) -> dict[str, list[dict]]:
    """By status, a few of each: the strongest, and the weakest beside what was expected."""
    return {
        "strength": _of(learnt, "strength", key=lambda row: -row["solve_rate"]),
        "gap": _of(learnt, "gap", key=lambda row: -row["certainty"]),
        "low": _of(learnt, "low", key=lambda row: row["solve_rate"] - row["threshold"]),
        "possible": _of(learnt, "possible", key=lambda row: row["solve_rate"]),
    }


def _of(learnt: list[dict], status: str, key) -> list[dict]:
    """Of equal ones those with more tasks behind them."""
    found = [row for row in learnt if row["status"] == status]
    return sorted(found, key=lambda row: (key(row), -row["n_tasks"]))[:MOST]


def in_plain_words(chosen: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """For families: what is a gap and what is low is all worth repeating, gaps first."""
    to_repeat = [*chosen["gap"], *chosen["low"]][:MOST]
    return {"strength": chosen["strength"], "gap": to_repeat, "possible": chosen["possible"]}


def strengths_lists(learnt: list[dict], *, is_family: bool) -> list:
    """Lists side by side; those with nothing to say are left out."""
    if not learnt:
        return [html.P(NO_WORKS, className="note")]
    chosen = chosen_elements(learnt)
    titles, shown = TITLES, chosen
    if is_family:
        titles, shown = IN_PLAIN_WORDS, in_plain_words(chosen)
    lists = [
        html.Div([html.H3(titles[kind]), html.Ul([_line(row, is_family) for row in rows])])
        for kind, rows in shown.items()
        if rows
    ]
    rule = RULE_FOR_FAMILY if is_family else RULE
    return [html.Div(lists, className="strengths"), html.P(rule, className="note below")]


def _line(row: dict, is_family: bool) -> html.Li:
    told = f" {percent(row['solve_rate'], 0)}, {counted(row['n_tasks'], TASKS)}"
    if row["status"] in ("gap", "possible") and row["expected"] is not None and not is_family:
        told += f", ожидалось {percent(row['expected'], 0)}"
    subject = html.Span(f"{row['subject']}, {row['code']}: ", className="muted")
    return html.Li([subject, row["name"] or "без названия", html.B(told)])
