"""What is forecast of a final mark, and what is needed for the next one, in words."""

from dashboard.numbers import NO_DATA, decimal, percent, plural
from etl.forecasts.needed import marks_needed, next_border

NUMBERS = (
    *("", "одна", "две", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
)
MOST = len(NUMBERS) - 1
BEST = 5
NOT_SOON = "больше десяти «5»"
ABOVE_ALL = "«5» уже выходит"
REASONS = (
    "Средний к концу = (сейчас × вес отметок + ожидаемое × вес ещё не полученных) / сумма весов. "
    "Ожидаемое – уровень ученика в предмете по прошлому году, прошлым и этому периодам; чем меньше "
    "отметок, тем ближе оно к среднему по предмету. Из среднего к концу получаются вероятности "
    "отметок так, как они выходили в завершённых периодах (собственное правило). Интервал среднего "
    "– 90 %. Прогноз – не приговор: каждая следующая отметка его меняет."
)


def needed_words(row: dict, forms: list[dict]) -> str:
    """«до «4»: одна «5» (вес 1,5) или две (вес 1)»."""
    border = next_border(_whole(row.get("suggested_mark")))
    if border is None:
        return ABOVE_ALL
    least: dict[int, dict] = {}  # of as many marks the lightest is enough
    for form in two_of(forms):
        n = marks_needed(*_sums(row), border[1], BEST, form["weight"])
        if n is not None and n <= MOST:
            least[n] = form
    ways = [f"{NUMBERS[n]} ({weight_words(form)})" for n, form in least.items()]
    return f"до «{border[0]}»: {_of_best(' или '.join(ways))}"


def _of_best(ways: str) -> str:
    """«одна «5» (вес 1,5) или две (вес 1)»."""
    return ways.replace(" (", f" «{BEST}» (", 1) if ways else NOT_SOON


def needed_of(row: dict, forms: list[dict]) -> int | None:
    """How many «5» for the heaviest form the next mark takes; None where there is no next one."""
    border, heaviest = next_border(_whole(row.get("suggested_mark"))), two_of(forms)[:1]
    if border is None or not heaviest:
        return None
    return marks_needed(*_sums(row), border[1], BEST, heaviest[0]["weight"])


def two_of(forms: list[dict]) -> list[dict]:
    """The heaviest form of control and the lightest, where they differ in weight."""
    if not forms:
        return []
    lightest = min(forms, key=lambda form: (form["weight"], form["work_type"] != "Ответ на уроке"))
    ends = [forms[0], lightest]
    return ends if ends[0]["weight"] != ends[1]["weight"] else ends[:1]


def forms_words(forms: list[dict]) -> str:
    """«Вес 1,5 – контрольная работа, вес 1 – ответ на уроке.»"""
    told = ", ".join(f"{weight_words(f)} – {f['work_type'].lower()}" for f in two_of(forms))
    return f"{told[0].upper()}{told[1:]}." if told else ""


def weight_words(form: dict) -> str:
    """«вес 1,5»."""
    return f"вес {short(form['weight'] / 100)}"


def short(value: float | None) -> str:
    """«1,5», «2»: without zeros at the end."""
    text = decimal(value)
    return text.rstrip("0").rstrip(",") if "," in text else text


def forecast_words(told: dict | None) -> str:
    """««4» – 71 %»; the forecast of one mark with its probability."""
    if told is None:
        return NO_DATA
    likely = told["likely"]
    return f"«{likely}» – {chance_words(told[f'p{likely}'])}"


def held_words(told: dict | None) -> str:
    """«от «3» до «4» – 98 %»: the marks in a row that hold at least 90 %."""
    if told is None:
        return NO_DATA
    low, high = told["low"], told["high"]
    marks = f"«{low}»" if low == high else f"«{low}»–«{high}»"
    return f"{marks}, {chance_words(told['held'])}"


def chance_words(share: float) -> str:
    """Whole percents; nothing is said to be certain."""
    if share > 0.99:
        return f"> {percent(0.99, 0)}"
    return percent(share, 0) if share >= 0.01 else f"< {percent(0.01, 0)}"


def mean_words(told: dict | None) -> str:
    """«3,62 (3,41–3,83)»: the weighted mean at the end with its interval."""
    if told is None:
        return NO_DATA
    return f"{decimal(told['mean'])} ({decimal(told['mean_low'])}–{decimal(told['mean_high'])})"


def reason_words(told: dict) -> str:
    """«(3,42 × 6,1 + 3,70 × 4,9) / 11 = 3,54»: the parts add up to the mean at the end."""
    if not told["weight_to_come"]:
        return f"{decimal(told['mean'])}: отметок больше не ждём"
    ahead = f"{decimal(told['around'])} × {short(told['weight_to_come'])}"
    if told["now"] is None:
        return f"отметок ещё нет; ожидаемое {decimal(told['around'])}"
    now = f"{decimal(told['now'])} × {short(told['weight_now'])}"
    whole = short(told["weight_now"] + told["weight_to_come"])
    return f"({now} + {ahead}) / {whole} = {decimal(told['mean'])}"


def likely_to_come(told: dict) -> str:
    """«ещё около 4 отметок»."""
    n = round(told["to_come"])
    return f"ещё около {n} {plural(n, 'отметки', 'отметок', 'отметок')}"


def _sums(row: dict) -> tuple[int, int]:
    return row.get("sum_weighted") or 0, row.get("sum_weight") or 0


def _whole(mark) -> int | None:
    return None if mark is None else int(mark)
