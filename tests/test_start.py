"""What a web process does not load at its start: libraries of files, of fitting, of loading."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from homes import environment_of

ROOT = Path(__file__).parent.parent
OF_FILES = ("docx", "kaleido", "lxml", "pptx", "weasyprint", "xlsxwriter")
OF_FITTING = ("scipy.optimize", "scipy.sparse", "scipy.stats", "sklearn")
OF_THE_CLUSTER = ("dask", "distributed")
STARTED = """
import sys, app
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules of a process that has just started, over an empty folder."""
    home = tmp_path_factory.mktemp("home")
    environment = os.environ | environment_of(home) | {"MSOKO_ENV": "demo"}
    started = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(started.stdout.split())


@pytest.mark.parametrize("name", [*OF_FILES, *OF_FITTING, *OF_THE_CLUSTER])
def test_a_start_does_not_load_what_no_screen_needs(loaded, name):
    assert name not in loaded


def test_what_every_screen_needs_is_loaded_before_the_first_request(loaded):
    assert {"pandas", "sqlalchemy", "scipy.special", "pages.region"} <= loaded
