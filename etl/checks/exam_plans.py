"""Published exam plans: exam, year and subject stand where other plans have a code and a date."""

from dataclasses import replace

import numpy as np

from etl.readers.sheet import Sheet, Texts

DAY_OF_EXAMS = "01.06"  # own rule: the middle of the exams


def named_exams(sheet: Sheet) -> Sheet:
    """The sheet with the columns of a plan; «ЕГЭ 2026 Математика базовый» is one assessment.

    What such a plan calls a variant is a level of the exam, not a variant of its papers.
    """
    if not {"exam", "year"} <= sheet.columns.keys() or "assessment" in sheet.columns:
        return sheet
    parts = [sheet.column(name) for name in ("exam", "year", "subject", "variant")]
    exams = [" ".join(filter(None, words)) for words in zip(*map(_cells, parts), strict=True)]
    names = list(dict.fromkeys(exams))
    number = {name: code for code, name in enumerate(names)}
    exam = Texts(names, np.array([number[name] for name in exams], np.int32))
    year = sheet.column("year")
    stated = {
        "assessment": exam,
        "title": exam,
        "procedure": sheet.column("exam"),
        "date": Texts([f"{DAY_OF_EXAMS}.{text}" for text in year.values], year.codes),
    }
    columns = {name: texts for name, texts in sheet.columns.items() if name != "variant"}
    return replace(sheet, columns=stated | columns)


def _cells(texts: Texts) -> list[str]:
    return [texts.values[code] for code in texts.codes.tolist()]
