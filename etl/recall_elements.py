"""Elements planted as weak against the problem components that are found, in every year."""

from pathlib import Path
from typing import Any

import pandas as pd

from etl.demo.programme import YEARS
from etl.show import show

KEY = ["school_year", "place", "subject", "grade", "code"]


def of_schools(truth: Path, scope: Any) -> tuple[set, set, int]:
    """Planted in whole schools, found there, and how many pairs were looked at.

    What was planted in one class and is seen in its school is neither right nor wrong.
    """
    planted, shown = _planted(truth), _shown(scope, "school")
    of_classes = planted[planted["level"] == "school_class"]
    seen_through = _keys(of_classes.assign(place=of_classes["school_code"]))
    whole = planted[planted["level"] == "school"]
    own = _keys(whole.assign(place=whole["school_code"]))
    return own, _found(shown) - (seen_through - own), len(shown)


def of_classes(truth: Path, scope: Any) -> tuple[set, set, int]:
    """Planted in classes, in whole schools too, found there, and how many pairs were looked at."""
    planted, shown = _planted(truth), _shown(scope, "class")
    single = planted[planted["level"] == "school_class"]
    own = _keys(single.assign(place=single["school_code"] + "/" + single["class"]))
    whole = _keys(
        planted[planted["level"] == "school"].assign(place=lambda rows: rows["school_code"])
    )
    looked_at = _keys(shown)
    inherited = {key for key in looked_at if (key[0], key[1].split("/")[0], *key[2:]) in whole}
    return (own | inherited) & looked_at, _found(shown), len(shown)


def _planted(truth: Path) -> pd.DataFrame:
    return pd.read_csv(truth / "planted_elements.csv", dtype=str).fillna("")


def _shown(scope: Any, level: str) -> pd.DataFrame:
    codes = show("units", {"level": level}, scope).set_index("unit_id")["code"]
    years = [show("problems", {"level": level, "year": year.name}, scope) for year in YEARS]
    shown = pd.concat(years)
    return shown.assign(place=shown["unit_id"].map(codes), grade=shown["grade"].astype(str))


def _found(shown: pd.DataFrame) -> set:
    return _keys(shown[shown["problem"] == "problem"])


def _keys(rows: pd.DataFrame) -> set:
    return set(rows[KEY].itertuples(index=False, name=None))
