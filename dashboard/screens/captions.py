"""What is said around the numbers of a unit: where, which filters, how many, how fresh."""

from dashboard.numbers import plural
from dashboard.rounded import behind, is_disclosed
from dashboard.screens.choices import FILTERS, WITH_GRADES, filter_values
from dashboard.screens.compared import counted_noun
from dashboard.screens.reading import Reading

SCHOOLS = ("школы", "школ", "школ")


def caption(reading: Reading) -> str:
    """«Школа № 7 · 2025/2026, год · Алгебра · все параллели · итоговые отметки · n = 128»."""
    return " · ".join(part for part in (reading.unit["name"], filters(reading), n(reading)) if part)


def place(reading: Reading) -> str:
    """«Область › Округ › Школа № 7»."""
    return " › ".join(step["name"] for step in reading.line)


def filters(reading: Reading) -> str:
    """Every filter that can be chosen here, by the label of its value."""
    labels = chosen(reading)
    when = ", ".join(labels[name] for name in ("year", "period") if name in labels)
    grade = labels.get("grade", "") if reading.unit["level"] in WITH_GRADES else ""
    words = (
        when,
        labels.get("subject", ""),
        "все параллели" if grade == "Все" else grade,
        f"{labels['basis']} отметки" if "basis" in labels else "",
        labels.get("procedure", ""),
        labels.get("work_type", "") if reading.view.work_type else "",
        labels.get("group", "") if reading.view.group else "",
    )
    return " · ".join(word for word in words if word)


def chosen(reading: Reading) -> dict[str, str]:
    """Filter → the label of its value, where it can be chosen."""
    values = filter_values(reading.view)
    found = {}
    for name in FILTERS:
        labels = {option["value"]: option["label"] for option in reading.options[name]}
        if values[name] in labels and (name != "procedure" or reading.view.basis == "external"):
            found[name] = labels[values[name]]
    return found


def n(reading: Reading) -> str:
    """«n = 252 ученика»; nothing where there are no marks."""
    row = reading.own.row
    return behind(row, counted_noun(row)) if row else ""


def fresh(reading: Reading) -> str:
    """«данные: 12 из 12 школ, загружено 22.11.2026»; without marks, those with works."""
    if reading.data is None or reading.data["loaded_at"] is None:
        return "Данные ещё не загружены"
    what, found = ("данные", "n_with_marks") if reading.own.row else ("работы", "n_with_works")
    n_schools, there = reading.data["n_schools"], reading.data[found]
    whose = " (из открытых вам)" if is_disclosed(reading.own.row) else ""
    schools = f"{what}: {there} из {n_schools} {plural(n_schools, *SCHOOLS)}{whose}, "
    loaded = f"загружено {reading.data['loaded_at']:%d.%m.%Y}"
    return f"{schools if n_schools > 1 else ''}{loaded}"
