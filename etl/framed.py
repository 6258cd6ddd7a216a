"""Rows of a statement as a frame of pandas."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import CursorResult


def frame_of(result: CursorResult, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The rows with their columns, under other names if given; columns also where no rows are.

    pandas asks each row for its type: a tuple it knows, a Row would look through its columns.
    """
    return pd.DataFrame(map(tuple, result), columns=list(columns or result.keys()))
