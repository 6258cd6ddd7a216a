"""Files made of reports, under the data folder: for their owner only, whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from time import time
from typing import BinaryIO

from dashboard.settings import Settings

FOLDER = "files"
UNFINISHED = ".part"
LEFT = 3600  # nobody writes into it any more [seconds]
_settings: dict[str, Settings] = {}


def use(settings: Settings) -> None:
    """From now on this process keeps its files in the data folder of these settings."""
    _settings["in use"] = settings


def settings_in_use() -> Settings:
    """The settings given by `use`."""
    return _settings["in use"]


def folder() -> Path:
    """The folder of files, made when missing."""
    found = settings_in_use().home / FOLDER
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


@contextmanager
def new_file(name: str) -> Iterator[BinaryIO]:
    """A file to write; it has its name once everything in it is written."""
    unfinished = folder() / f"{name}.{token_hex(4)}{UNFINISHED}"
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
        unfinished.replace(folder() / name)
    finally:
        unfinished.unlink(missing_ok=True)


def path_of(name: str) -> Path | None:
    """Where a file is; None when it is gone, or is no name of a file here."""
    if not name or Path(name).name != name:
        return None
    found = folder() / name
    return found if found.is_file() else None


def remove(name: str) -> None:
    """A file less."""
    if path := path_of(name):
        path.unlink(missing_ok=True)


def remove_unfinished() -> None:
    """What somebody who was killed has left."""
    for path in folder().glob(f"*{UNFINISHED}"):
        with suppress(FileNotFoundError):
            if time() - path.stat().st_mtime > LEFT:
                path.unlink()
