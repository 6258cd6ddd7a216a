"""What was planted in the demonstration territory against what is found: precision and recall.

A check is a function of the folder of the truth and of what may be read; listed in `CHECKS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from etl import recall_elements
from etl.mistakes import Mistake
from etl.show import show

LENIENT = "lenient"
NOTHING = float("nan")  # nothing to divide by


@dataclass(frozen=True)
class Counted:
    """The things that were planted and that were found, by any key, and how many there are."""

    planted: set
    found: set
    of: int


Check = Callable[[Path, Any], Counted]


def kind_schools(truth: Path, scope: Any) -> Counted:
    """Schools that mark kindly against those flagged as lenient in the latest year."""
    return _schools(truth, scope, lambda codes: LENIENT in codes)


def schools_with_markers(truth: Path, scope: Any) -> Counted:
    """Schools that mark kindly against those with any confirmed marker in the latest year."""
    return _schools(truth, scope, bool)


def weak_elements_of_schools(truth: Path, scope: Any) -> Counted:
    """Elements weak in whole schools against the problem components of schools."""
    return Counted(*recall_elements.of_schools(truth, scope))


def weak_elements_of_classes(truth: Path, scope: Any) -> Counted:
    """Elements weak in classes against the problem components of classes."""
    return Counted(*recall_elements.of_classes(truth, scope))


CHECKS: dict[str, Check] = {
    "weak elements, schools": weak_elements_of_schools,
    "weak elements, classes": weak_elements_of_classes,
    "kind schools": kind_schools,
    "schools with any marker": schools_with_markers,
}


def recall(folder: Path, scope: Any, checks: dict[str, Check] = CHECKS) -> pd.DataFrame:
    """One row a check: `what, planted, found, right, precision, recall, of, found_share`."""
    truth = folder / "truth"
    if not truth.is_dir():
        raise Mistake(f"В папке {folder} нет папки truth: укажите папку, которую записал demo.")
    return pd.DataFrame([_row(what, check(truth, scope)) for what, check in checks.items()])


def _row(what: str, counted: Counted) -> dict:
    planted, found = len(counted.planted), len(counted.found)
    right = len(counted.planted & counted.found)
    return {
        **{"what": what, "planted": planted, "found": found, "right": right},
        "precision": right / found if found else NOTHING,
        "recall": right / planted if planted else NOTHING,
        **{"of": counted.of, "found_share": found / counted.of if counted.of else NOTHING},
    }


def planted_rows(truth: Path, name: str) -> pd.DataFrame:
    """A table of the truth, codes as texts."""
    path = truth / f"{name}.csv"
    if not path.exists():
        raise Mistake(f"Нет файла {path}: папку truth записывает python -m etl demo.")
    return pd.read_csv(path, dtype=str)


def _schools(truth: Path, scope: Any, is_found: Callable[[set[str]], bool]) -> Counted:
    schools = show("units", {"level": "school"}, scope)
    code_of = dict(zip(schools["unit_id"], schools["code"], strict=True))
    shown = show("objectivity", {"level": "school", "subject": "all"}, scope)
    codes: dict[str, set[str]] = {}
    for unit_id, joined in zip(shown["unit_id"], shown["marker_codes"], strict=True):
        codes.setdefault(code_of[unit_id], set()).update(filter(None, joined.split(";")))
    found = {code for code, markers in codes.items() if is_found(markers)}
    return Counted(set(planted_rows(truth, "kind_schools")["school_code"]), found, len(schools))
