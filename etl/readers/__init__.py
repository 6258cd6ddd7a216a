"""One module a source format: `read_<format>(path)` gives sheets of text with known columns."""

from etl.readers.csv import read_csv
from etl.readers.sheet import Sheet
from etl.readers.xlsx import read_xlsx

READERS = {".csv": read_csv, ".csv.gz": read_csv, ".xlsx": read_xlsx}

__all__ = ["READERS", "Sheet"]
