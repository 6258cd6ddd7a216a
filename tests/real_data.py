"""Real data that may stand beside the project; tests that need them skip when they are absent."""

import os
from pathlib import Path

import pandas as pd
import pytest

BESIDE = next(Path(__file__).parents[2].glob("*/data/real"), Path("no-real-data"))
REAL_DATA = Path(os.environ.get("MSOKO_REAL_DATA", BESIDE))


def real_table(name: str) -> pd.DataFrame:
    """A real table by its path under the folder, or a skip of the test."""
    path = REAL_DATA / name
    if not path.exists():
        pytest.skip(f"no real data: {path}")
    return pd.read_csv(path)
