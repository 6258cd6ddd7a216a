"""The sample files of the templates: one of every kind, each reads as its kind and loads whole."""

from pathlib import Path

import pytest

from etl import pipeline
from etl.frames import KINDS
from etl.readers import READERS
from etl.sources import suffix

TEMPLATES = Path(__file__).parent / "samples" / "templates"
FILES = sorted(path for path in TEMPLATES.iterdir())


def kinds_of(path):
    return {sheet.kind.name for sheet in READERS[suffix(path)](path)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_reads_as_the_kind_it_is_named_after(path):
    assert all(kind in path.name for kind in kinds_of(path))


def test_every_kind_and_every_reader_has_a_sample():
    assert set().union(*map(kinds_of, FILES)) == set(KINDS)
    assert {READERS[suffix(path)] for path in FILES} == set(READERS.values())


def test_the_samples_load_without_a_rejected_row(plain_store):
    reports = pipeline.load(plain_store, [TEMPLATES])
    assert {report.kind for report in reports} == set(KINDS)
    for report in reports:
        assert (report.state, report.loaded) == ("loaded", report.rows_read), report.file
    assert pipeline.verify(plain_store) == []
