"""What is true of the invented territory and which rows are dirty; never loaded."""

from pathlib import Path

import pandas as pd

from etl.demo.files import SourceFolder
from etl.demo.programme import SUBJECTS
from etl.demo.territory import Territory


def write_truth(out: Path, place: Territory, planted: pd.DataFrame, source: SourceFolder) -> None:
    """Write `abilities`, `planted_elements`, `kind_schools`, `dirty_rows`, `moves`, `files`."""
    folder = out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    files = pd.DataFrame({"file": [path.relative_to(source.out) for path in source.paths]})
    tables = {
        "abilities": abilities(place),
        "planted_elements": with_codes(planted, place, ["school"]),
        "kind_schools": kind_schools(place),
        "dirty_rows": pd.DataFrame(source.dirty, columns=DIRTY),
        "moves": with_codes(place.moves, place, ["from_school", "to_school"]),
        "files": files.astype(str),
    }
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


DIRTY = ["file", "line", "rule", "column", "value"]


def abilities(place: Territory) -> pd.DataFrame:
    """One row per student and subject: ability, mean 0 and spread about 1."""
    wide = pd.DataFrame(place.abilities.round(3), columns=SUBJECTS)
    wide.insert(0, "student_code", place.students["student_code"])
    return wide.melt("student_code", var_name="subject", value_name="ability")


def kind_schools(place: Territory) -> pd.DataFrame:
    """Schools whose journal marks are higher than the abilities by `shift`."""
    kind = place.schools[place.schools["kindness"] > 0]
    return kind[["school_code", "kindness"]].rename(columns={"kindness": "shift"})


def with_codes(rows: pd.DataFrame, place: Territory, columns: list[str]) -> pd.DataFrame:
    """Numbers of schools and students replaced by their codes."""
    coded = rows.copy()
    for column in columns:
        coded[column] = place.schools["school_code"].to_numpy()[rows[column]]
    if "student" in rows:
        coded["student"] = place.students["student_code"].to_numpy()[rows["student"]]
    return coded.rename(columns={"student": "student_code", "school": "school_code"})
