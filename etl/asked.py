"""What the filters of `show` mean: names and codes as people write them → ids."""

from collections.abc import Mapping
from difflib import get_close_matches

from dashboard.access import Scope
from dashboard.filters import BASES
from dashboard.queries.assessments import assessment_by_code
from dashboard.queries.options import subject_spellings
from dashboard.queries.units import classes_by_name, places_by_name, unit, units_by_code
from etl.checks.cells import class_name, plain
from etl.mistakes import Mistake
from etl.periods import CODES, YEAR, parsed_school_year
from models.tree import LEVELS

Options = Mapping[str, str]
KINDS = ("kes", "kpu", "level")
SEE_UNITS = "коды и номера: python -m etl show units"


def level(options: Options) -> str | None:
    """The level; «class» is short for «school_class»."""
    name = options.get("level")
    return _one_of("--level", "school_class" if name == "class" else name, LEVELS)


def basis(options: Options) -> str:
    """Which marks: current, final (the usual) or external."""
    return _one_of("--basis", options.get("basis"), BASES) or "final"


def kind(options: Options) -> str | None:
    """Which codes of the codifier."""
    return _one_of("--kind", options.get("kind"), KINDS)


def _one_of(option: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    if value is not None and value not in allowed:
        raise Mistake(f"{option} {value}: такого значения нет; возможные: {', '.join(allowed)}.")
    return value


def grade(options: Options) -> int:
    """The grade; 0 = all together."""
    text = options.get("grade") or "0"
    if not (text.isascii() and text.isdigit() and int(text) <= 12):
        raise Mistake(f"--grade {text}: параллель — это число от 1 до 12.")
    return int(text)


def unit_id(options: Options, scope: Scope) -> int | None:
    """The unit of a code (of several, the one of the given level), else of a number or name."""
    text = options.get("unit")
    if text is None:
        return None
    found = (
        units_by_code(scope, text, level(options))
        or units_by_code(scope, text)
        or _unit_of_number(scope, text)
        or places_by_name(scope, text)
    )
    if not found:
        raise Mistake(f"--unit {text}: такого подразделения нет; {SEE_UNITS}.")
    if len(found) > 1 and found[0]["level"] == found[1]["level"]:
        raise Mistake(f"--unit {text}: таких подразделений несколько; {SEE_UNITS}.")
    return found[0]["unit_id"]


def _unit_of_number(scope: Scope, text: str) -> list[dict]:
    found = unit(scope, int(text)) if _is_number(text) else None
    return [found] if found else []


def class_id(options: Options, scope: Scope) -> int | None:
    """The class of a code («303/8А»), a number, or a name that only one class has."""
    text = options.get("class")
    if text is None:
        return None
    found = units_by_code(scope, text, "school_class") or [
        row for row in _unit_of_number(scope, text) if row["level"] == "school_class"
    ]
    if found:
        return found[0]["unit_id"]
    school, _, name = text.rpartition("/")
    classes = classes_by_name(scope, class_name(name), school.strip() or None)
    if len(classes) > 1:
        raise Mistake(f"--class {text}: таких классов {len(classes)}; укажите «код школы/класс».")
    if not classes:
        raise Mistake(f"--class {text}: такого класса нет; {SEE_UNITS} --level class.")
    return classes[0]["unit_id"]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def subject_id(options: Options, scope: Scope) -> int | None:
    """The subject by any of its spellings; 0 for «all», None when none is asked for."""
    text = options.get("subject")
    if text is None or plain(text) == "all":
        return None if text is None else 0
    known = subject_spellings(scope)
    ids = dict(zip(known["spelling"], known["subject_id"], strict=True))
    if plain(text) not in ids:
        raise Mistake(f"--subject {text}: такого предмета нет{_alike(text, known['subject'])}.")
    return ids[plain(text)]


def _alike(text: str, names) -> str:
    """The names closest to what was written, else all of them."""
    by_spelling = {plain(name): name for name in names}
    close = get_close_matches(plain(text), by_spelling, n=3, cutoff=0.5)
    shown = [by_spelling[spelling] for spelling in close] or sorted(set(names))
    return f"; есть: {', '.join(shown)}" if shown else "; предметы ещё не загружены"


def assessment_id(options: Options, scope: Scope) -> int | None:
    """The assessment of a code."""
    code = options.get("assessment")
    found = assessment_by_code(scope, code) if code else None
    if code and found is None:
        raise Mistake(
            f"--assessment {code}: такой работы нет или её никто не писал; "
            "коды: python -m etl show assessments."
        )
    return found


def year_and_code(options: Options) -> tuple[int | None, int | None]:
    """School year and code of the period, from --period «2025/2026 1 четверть» and --year."""
    first, _, rest = (options.get("period") or "").strip().partition(" ")
    year = parsed_school_year(first)
    name = (rest if year is not None else options.get("period") or "").strip()
    if options.get("year"):
        year = _school_year(options["year"])
    if not name:
        return year, YEAR if options.get("period") else None
    if plain(name) not in CODES:
        raise Mistake(f"--period {name}: такого периода нет; возможные: {', '.join(CODES)}.")
    return year, CODES[plain(name)]


def _school_year(text: str) -> int:
    year = parsed_school_year(text)
    if year is None and text.isdigit() and len(text) == 4:
        year = int(text)
    if year is None:
        raise Mistake(f"--year {text}: учебный год пишется так: 2025/2026.")
    return year
