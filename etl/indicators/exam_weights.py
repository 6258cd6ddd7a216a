"""How much of an exam an element of the school's codifier is worth."""

from collections.abc import Collection, Iterable, Mapping

from etl.indicators.ratios import ratio


def exam_share(code, tasks):
    """
    Share of the exam's points that go to a code and all that lies under it [share 0–1].

    Parameters
    ----------
    code : str
        A code of the exam's codifier.
    tasks : iterable of (maximum, codes)
        Tasks of the exam plan [points].

    References
    ----------
    Own rule: a task divides its points equally among its codes, so that the sections of an exam
    add up to 1; otherwise a task for «all sections» would make each of them a large one.
    """
    every = [(points, list(codes)) for points, codes in tasks]
    inside = sum(
        points * sum(_is_in(one, code) for one in codes) / len(codes)
        for points, codes in every
        if codes
    )
    return float(ratio(inside, sum(points for points, _ in every)))


def exam_code(
    code: str, names: Mapping[str, str], codes: Collection[str], exam_names: Mapping[str, str]
) -> str | None:
    """
    The code of the exam's codifier that an element of another grade belongs to; None = to none.

    Codifiers of grades give one code to different things, so a name goes before a code.

    Parameters
    ----------
    code : str
        Of the element, as the codifier of its grade numbers it.
    names : mapping of str to str
        How that codifier calls the code and those above it.
    codes, exam_names
        The codes of the exam plan; how the codifier of the exam's grade calls them.

    References
    ----------
    Own rule: the nearest of the element and the sections above it that the exam's codifier calls
    the same; else the nearest with the same code, if the element's own codifier leaves it unnamed.
    """
    by_name = {_plain(name): one for one, name in exam_names.items()}
    line = list(_and_above(code))
    called = [by_name[_plain(names[one])] for one in line if _plain(names.get(one)) in by_name]
    if called:
        return called[0]
    unnamed = (one for one in line if one not in names)
    return next((one for one in unnamed if any(_is_in(known, one) for known in codes)), None)


def _and_above(code: str) -> Iterable[str]:
    """«4.28.1», «4.28», «4»."""
    parts = code.split(".")
    return (".".join(parts[:n]) for n in range(len(parts), 0, -1))


def _is_in(code: str, section: str) -> bool:
    return code == section or code.startswith(f"{section}.")


def _plain(name: str | None) -> str | None:
    return name.casefold().replace("ё", "е").strip() if name else None
