"""The command line of loading: exit status, JSON, messages without a traceback."""

import json
import os
import subprocess
import sys

import pytest
from files import (
    write_csv,
    written,
)
from homes import environment_of

JSON_KEYS = ["id", "file", "kind", "sha256", "rows_read", "loaded", "unchanged", "rejected",
             "ignored", "state"]  # fmt: skip


def command(home, *arguments):
    """The real command line."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        env=os.environ | environment_of(home),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder of the command line with the school 7."""
    home = tmp_path_factory.mktemp("command")
    done = command(home, "load", written(home, "roster", "student_code\n У1\n У2"), "--json")
    assert done.returncode == 0
    (entry,) = json.loads(done.stdout)["loads"]
    assert list(entry) == JSON_KEYS
    assert (entry["kind"], entry["rows_read"], entry["loaded"]) == ("roster", 2, 2)
    return home


def test_exit_status_and_json_tell_what_became_of_the_file(home, tmp_path):
    half = written(tmp_path, "marks", "student_code  mark\n У1  5\n У2  7")
    done = command(home, "load", half, "--json")
    (entry,) = json.loads(done.stdout)["loads"]
    assert done.returncode == 1
    assert list(entry) == JSON_KEYS
    assert (entry["rows_read"], entry["loaded"], entry["rejected"]) == (2, 1, 1)
    assert f"rejected {entry['id']}" in done.stderr
    listed = command(home, "rejected", entry["id"], "--format", "csv").stdout.splitlines()
    assert listed[0] == "file,sheet,row,column,value,rule,message"
    assert listed[1].startswith("marks.csv,,3,«Отметка» (mark),7,unknown_mark,")


def test_nothing_taken_is_exit_status_two_and_a_sentence(home, tmp_path):
    bad = written(tmp_path, "marks", "student_code  mark\n У1  7")
    for path in (bad, tmp_path / "nowhere.csv", write_csv(tmp_path / "x.csv", [["a"], ["b"]])):
        done = command(home, "load", path, "--json")
        (entry,) = json.loads(done.stdout)["loads"]
        assert done.returncode == 2
        assert set(JSON_KEYS) <= entry.keys()
        assert entry["rows_read"] == entry["rejected"]
        assert path.name in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("undo", 999), "Загрузки 999 нет"),
        (("redo", 1), "не отменена"),
        (("rejected", 999), "Загрузки 999 нет"),
        (("refresh", "--school", "99"), "Школы с кодом «99» нет"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(home, arguments, says):
    done = command(home, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_reader_that_stops_early_is_no_failure(demo_home):
    show = f"{sys.executable} -m etl show students | head -1"
    done = subprocess.run(
        show, shell=True, capture_output=True, text=True, env=os.environ | environment_of(demo_home)
    )
    assert done.stdout.startswith("student_code,subject,period")
    assert done.stderr == ""
