"""The maker is a process of its own: a batch outlives the request, and the server that took it."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Lock, Thread

from dashboard.packs import made, storage
from dashboard.settings import Settings

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "dashboard", "make-files"]
_started: dict[str, subprocess.Popen] = {}
_starting = Lock()


def start_maker() -> None:
    """Somebody makes what waits; a maker that is at work takes it up by itself."""
    with _starting:
        running = _started.get("maker")
        if (running is None or running.poll() is not None) and made.is_waiting():
            _started["maker"] = _start(storage.settings_in_use())


def _start(settings: Settings) -> subprocess.Popen:
    process = subprocess.Popen(  # noqa: S603  a command of our own, without a word of the person
        COMMAND,
        cwd=ROOT,
        env=os.environ | environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=process.wait, daemon=True).start()  # nobody else would bury it
    return process


def environment(settings: Settings) -> dict[str, str]:
    """The settings of this process, for another one."""
    return {
        "MSOKO_HOME": str(settings.home.resolve()),
        "DATABASE_URL": settings.given_url,
        "MSOKO_ENV": settings.env,
        "MSOKO_HOST": settings.host,
        "SECRET_KEY": settings.given_key,
    }
