"""Seeded synthetic territory, written as source files, with the truth behind it beside them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.codes import codifier_rows
from etl.demo.exams import exam_choices, exam_results, result_rows, vpr_rows
from etl.demo.files import DIALECTS, SourceFolder
from etl.demo.finals import Finals, final_rows, finals
from etl.demo.journal import journal
from etl.demo.programme import YEARS
from etl.demo.territory import LARGEST, REGION, Territory, territory
from etl.demo.truth import write_truth
from etl.demo.works import Work, long_rows, planted_elements, protocol, works

__all__ = ["write_territory"]

FILE_NAMES = {
    "контрольная": "control",
    "МКР": "mkr",
    "диагностическая": "diagnostic",
    "пробный ОГЭ": "trial_oge",
    "пробный ЕГЭ": "trial_ege",
}


def write_territory(
    out: Path,
    *,
    schools: int = 12,
    seed: int = 1,
    larger: int = 1,
    planted: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """
    Source files of an invented region under `out/source`, what is true of it under `out/truth`.

    Parameters
    ----------
    out : Path
        Folder to write to; files of an earlier territory there are replaced.
    schools : int
        Number of schools, of about 330 students each.
    seed : int
        The same seed gives the same bytes.
    larger : int
        So many times larger schools: 3 gives about 1 000 students each.
    planted : bool
        Whether some schools mark kindly and some elements are badly learnt; without it the same
        people learn and are marked alike everywhere, and whatever is found there is a false alarm.
    progress : callable
        Told in a sentence what is being written.

    Returns
    -------
    list of Path
        The source files; those of the truth are not among them, for they are never loaded.
    """
    if schools < 1:
        raise ValueError("schools must be at least 1")
    if not 1 <= larger <= LARGEST:
        raise ValueError(f"larger must be 1 to {LARGEST}")
    remove_earlier(out)
    place = territory(schools, seed, larger=larger, planted=planted)
    source = SourceFolder(out / "source", seed)
    write_rosters(source, place)
    unlearnt = []
    for number, year in enumerate(YEARS):
        progress(f"{year.name}: журналы {schools} школ")
        sums = write_journals(source, place, number, seed)
        progress(f"{year.name}: итоговые отметки и экзамены")
        choices = exam_choices(place, number, seed)
        results = exam_results(place, number, choices, seed)
        marks = finals(place, number, *sums, seed)
        write_finals(source, place, number, marks, results)
        write_results(source, place, number, results, marks, seed)
        progress(f"{year.name}: планы и протоколы работ")
        unlearnt.append(planted_elements(place, number, seed, planted=planted))
        write_works(source, place, number, unlearnt[-1], choices, seed)
    source.write("codifiers", "codifier", codifier_rows(), DIALECTS[0])
    write_truth(out, place, pd.concat(unlearnt), source)
    progress(f"Записано файлов: {len(source.paths)}")
    return source.paths


def remove_earlier(out: Path) -> None:
    """Delete the files that an earlier run listed, and no others."""
    listing = out / "truth" / "files.csv"
    if listing.exists():
        for name in pd.read_csv(listing)["file"]:
            (out / "source" / name).unlink(missing_ok=True)


def write_rosters(source: SourceFolder, place: Territory) -> None:
    """One file a year: a row per student and membership."""
    for number, year in enumerate(YEARS):
        members = place.memberships.query("year == @number")
        school = place.schools.iloc[members["school"]].reset_index(drop=True)
        student = place.students.iloc[members["student"]].reset_index(drop=True)
        rows = pd.DataFrame(
            {
                "region": REGION,
                "municipality": school["municipality"],
                "school_code": school["school_code"],
                "school": school["school"],
                "grade": members["grade"].astype(str).to_numpy(),
                "class": members["school_class"].to_numpy(),
                **student[["student_code", "last_name", "first_name", "middle_name", "sex"]],
                "birth_year": student["birth_year"].astype(str),
                "from": members["first"].dt.strftime("%Y-%m-%d").to_numpy(),
                "to": members["last"].dt.strftime("%Y-%m-%d").to_numpy(),
            }
        )
        source.write("roster", f"roster_{year.start}", rows, DIALECTS[1 - number])


def write_journals(
    source: SourceFolder, place: Territory, number: int, seed: int
) -> list[np.ndarray]:
    """One file a school; gives Σ mark·weight and Σ weight of all students."""
    sums = [0, 0]
    for school, code in enumerate(place.schools["school_code"]):
        written = journal(place, number, school, seed)
        name = f"marks_{YEARS[number].start}_{code}"
        source.write("marks", name, written.rows, DIALECTS[school % len(DIALECTS)])
        sums = [sums[0] + written.weighted, sums[1] + written.weights]
    return sums


def write_finals(
    source: SourceFolder, place: Territory, number: int, marks: Finals, results: pd.DataFrame
) -> None:
    """One file a school."""
    exams = results[results["exam"] == "ОГЭ"]
    for school, code in enumerate(place.schools["school_code"]):
        rows = final_rows(place, number, marks, exams, school)
        name = f"final_marks_{YEARS[number].start}_{code}"
        source.write("final_marks", name, rows, DIALECTS[(school + 1) % len(DIALECTS)])


def write_results(
    source: SourceFolder,
    place: Territory,
    number: int,
    results: pd.DataFrame,
    marks: Finals,
    seed: int,
) -> None:
    """One file a procedure."""
    start = YEARS[number].start
    vpr = vpr_rows(place, number, marks, seed)
    source.write("results", f"vpr_{start}", vpr, DIALECTS[1])
    for name, exam, dialect in (("oge", "ОГЭ", 2), ("ege", "ЕГЭ", 0)):
        rows = result_rows(place, number, results, marks, exam)
        source.write("results", f"{name}_{start}", rows, DIALECTS[dialect])


def write_works(
    source: SourceFolder,
    place: Territory,
    number: int,
    planted: pd.DataFrame,
    choices: pd.DataFrame,
    seed: int,
) -> None:
    """Plans by procedure; a protocol file per work, for control works per school."""
    controls = []
    year, made = YEARS[number].start, works(number, seed)
    for procedure, plans in pd.Series(made).groupby([w.heading["procedure"] for w in made]):
        rows = pd.concat([work.plan for work in plans])
        name = f"plan_{year}_{FILE_NAMES[procedure]}"
        source.write("plans", name, rows, DIALECTS[len(source.paths) % 3])
    for order, work in enumerate(made):
        students = writers(place, number, work, choices)
        here = planted[
            (planted["subject"] == work.heading["subject"])
            & (planted["grade"] == work.heading["grade"])
        ]
        rows = protocol(place, work, students, here, [seed, 11, number, order])
        if work.heading["procedure"] == "контрольная":
            controls.append(long_rows(rows))
        else:
            name = f"protocol_{year}_{order + 1:02d}"
            dialect = DIALECTS[order % len(DIALECTS)]
            source.write("protocols", name, long_rows(rows) if work.long else rows, dialect)
    for code, rows in pd.concat(controls).groupby("school_code", sort=True):
        source.write("protocols", f"control_{year}_{code}", rows, DIALECTS[1])


def writers(place: Territory, number: int, work: Work, choices: pd.DataFrame) -> pd.DataFrame:
    """Memberships of those who should write: the parallel, or those who chose the exam."""
    rows = place.members_on(number, work.heading["date"])
    rows = rows[rows["grade"] == work.heading["grade"]]
    if work.heading["procedure"].startswith("пробный"):
        chosen = choices.loc[choices["title"] == work.heading["subject"], "student"]
        rows = rows[rows["student"].isin(chosen)]
    return rows.sort_values(["school", "school_class", "student"], ignore_index=True)
