"""The order in which people expect rows: numbers inside words are counted."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import pandas as pd


def naturally_sorted(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Sorted by columns as people count: «№ 2» before «№ 10», 3.6 before 3.10."""
    ordered = frame.sort_values(list(columns), key=_natural_keys, kind="stable")
    return ordered.reset_index(drop=True)


def by_nature(*columns: str) -> Callable[[dict], tuple]:
    """The key that sorts rows by columns as people count."""
    return lambda row: tuple(_natural_or_number(row[name]) for name in columns)


def _natural_or_number(value: object) -> object:
    return value if isinstance(value, int | float) else natural_key(value)


def _natural_keys(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values
    keys = {value: natural_key(value) for value in set(values)}
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
    return values.map(lambda value: ranks[keys[value]]).astype("int64")


@lru_cache(maxsize=20_000)
def natural_key(value: object) -> tuple:
    """Text taken apart into words and numbers."""
    parts = re.split(r"(\d+)", "" if value is None else str(value))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))
