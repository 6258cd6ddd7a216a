"""docs/indicators.md from the registry: `python -m etl.indicators > docs/indicators.md`."""

from collections.abc import Iterator

from etl.indicators import INDICATORS

HEAD = """# Показатели

Записано командой `make docs` из реестра `etl.indicators.INDICATORS`; править нужно реестр.

В витринах хранятся суммы и количества, доли и средние считаются последними: значение школы,
муниципалитета и региона получается из суммы по частям, а не из среднего средних. Доли хранятся и
выгружаются числами от 0 до 1. «Собственное правило» придумано в этом проекте и официальной
методикой не является.
"""


def document() -> Iterator[str]:
    """The page, line by line."""
    yield from HEAD.splitlines()
    for indicator in INDICATORS.values():
        yield f"\n## {indicator.title}\n"
        yield f"- Код: `{indicator.code}`"
        yield f"- Единица: {indicator.unit}"
        yield f"- Формула: {indicator.formula}"
        yield f"- Источник: {indicator.source}"


if __name__ == "__main__":
    print("\n".join(document()))
