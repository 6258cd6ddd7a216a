"""The codifier file: names of the elements and skills that the plans use."""

import re

import pandas as pd

from etl.demo.programme import YEARS
from etl.demo.tasks import codifier, exam_plan
from etl.demo.works import TRIALS

CODE = re.compile(r"\d+(\.\d+)*")
RANGE = re.compile(r"((?:\d+\.)*)(\d+)[–-]((?:\d+\.)*)(\d+)")


def codifier_rows() -> pd.DataFrame:
    """Own names for grades 5–8; for exams the sections, and plain names for what is below."""
    rows = codifier()
    added = [
        {
            "subject": subject,
            "grade": grade,
            "kind": kind,
            "code": code,
            "name": plain_name(rows, subject, grade, kind, code),
        }
        for _, exam, grade, subjects in TRIALS
        for subject in subjects
        for kind in ("kes", "kpu")
        for code in plan_codes(exam_plan(exam, subject)[kind])
    ]
    whole = pd.concat([rows, pd.DataFrame(added)]).drop_duplicates(
        ["subject", "grade", "kind", "code"]
    )
    valid = {"valid_from": YEARS[0].first, "valid_to": ""}
    return whole.astype(str).assign(**valid).reset_index(drop=True)


def plan_codes(cells: pd.Series) -> list[str]:
    """All codes of the cells, ranges within one section written out, in order."""
    found: dict[str, None] = {}
    for part in re.split(r"[,;]", ";".join(cells)):
        text = part.strip()
        ends = RANGE.fullmatch(text)
        if ends and ends[1] == ends[3]:
            codes = [f"{ends[1]}{n}" for n in range(int(ends[2]), int(ends[4]) + 1)]
            found |= dict.fromkeys(codes)
        elif CODE.fullmatch(text):
            found[text] = None
    return sorted(found, key=lambda code: [int(n) for n in code.split(".")])


def plain_name(rows: pd.DataFrame, subject: str, grade: int, kind: str, code: str) -> str:
    """«Механика: элемент 1.4.3» for an element under a section, «Умение 5» for a skill."""
    if kind == "kpu":
        return f"Умение {code}"
    section = rows[
        (rows["subject"] == subject)
        & (rows["grade"] == grade)
        & (rows["code"] == code.split(".")[0])
    ]["name"]
    return f"{section.iloc[0]}: элемент {code}" if len(section) else f"Раздел {code}"
