"""Ranges of codifier codes: natural order and expansion."""

LONGEST_RANGE = 100


def natural_key(code: str) -> tuple[int, ...]:
    """Levels of a code as numbers, so that 2.9 comes before 2.10 and 2 before 2.1."""
    return tuple(int(level) for level in code.split(".")) if code else ()


def expanded(low: str, high: str, known: frozenset) -> tuple[list[str], list[str]]:
    """
    Codes from low to high, both included, and the doubts about the range.

    Parameters
    ----------
    low, high : str
        Codes of 1–3 levels.
    known : frozenset of str
        Codes of the codifier; may be empty.

    Returns
    -------
    codes, doubts : list of str
        A descending range is turned round and a range over sections without a codifier gives
        sections, both with a doubt. A range of over `LONGEST_RANGE` codes is not read.

    References
    ----------
    Own rule.
    """
    first, last = natural_key(low), natural_key(high)
    if first > last:
        codes, doubts = expanded(high, low, known)
        return codes, [f"«{low}–{high}»: убывающий диапазон, прочитано как {high}–{low}", *doubts]
    if len(first) == len(last) and first[:-1] == last[:-1]:
        return _within_section(first, last)
    return _over_sections(first, last, known)


def _within_section(first, last):
    """Codes that differ in their last level only."""
    if last[-1] - first[-1] >= LONGEST_RANGE:
        return [], [f"«{_code(first)}–{_code(last)}»: слишком длинный диапазон"]
    return [_code((*first[:-1], part)) for part in range(first[-1], last[-1] + 1)], []


def _over_sections(first, last, known):
    """Known codes in between, of the depth of the ends; otherwise the sections they span."""
    keys = sorted(map(natural_key, known))
    depths = {len(first), len(last)}
    between = [_code(key) for key in keys if len(key) in depths and first <= key <= last]
    if between and len(depths) == 1:
        return between, []
    name = f"«{_code(first)}–{_code(last)}»"
    level = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    if level is None:
        return [_code(first), _code(last)], [
            f"{name}: концы разной глубины, прочитано как два кода"
        ]
    codes, doubts = _within_section(first[: level + 1], last[: level + 1])
    if codes:
        doubts = [f"{name}: диапазон через разделы, прочитано как {codes[0]}–{codes[-1]}"]
    return codes, doubts


def _code(key) -> str:
    """Code of its levels."""
    return ".".join(map(str, key))
