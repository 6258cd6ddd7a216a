"""Figures as pictures: one process and one browser of its own for one pack, without a network.

A browser shared by threads hands out the pictures of others, and one that is given up while it
starts stays behind (docs/decisions/0014-files.md).
"""

import json
import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from threading import Lock

ROOT = Path(__file__).parent.parent.parent
ASSETS = ROOT / "assets"
PLOTLY = next(ASSETS.glob("*plotly-cartesian*.min.js"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
COMMAND = (sys.executable, "-m", "dashboard.exports.drawing")
KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")  # secrets are nothing for a browser
WIDTH, HEIGHT = 720, 320  # pixels
LONGEST = 90  # seconds, for all pictures of a pack

_one_browser = Lock()  # two at once would only slow each other


def pictures(figures: list[dict], form: str = "svg", scale: float = 1) -> list[bytes] | None:
    """A picture a figure; None where there is no browser or it does not answer."""
    if not figures:
        return []
    path = browser()
    if path is None or not _one_browser.acquire(timeout=LONGEST):
        return None
    try:
        return _drawn(figures, [_options(one, form, scale) for one in figures], path)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    finally:
        _one_browser.release()


def browser() -> str | None:
    """The Chromium of the system; a downloaded one is never looked for."""
    return next((found for name in BROWSERS if (found := which(name))), None)


def _drawn(figures: list[dict], options: list[dict], path: str) -> list[bytes]:
    asked = {"figures": figures, "options": options, "browser": path, "plotly": str(PLOTLY)}
    asked["seconds"] = LONGEST
    with TemporaryDirectory(prefix="msoko-", ignore_cleanup_errors=True) as folder:
        done = subprocess.run(  # noqa: S603 - a command of our own
            COMMAND,
            input=json.dumps(asked, default=lambda array: array.tolist()).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT if name in os.environ}
            | {"TMPDIR": folder, "OMP_NUM_THREADS": "1"},
            cwd=ROOT,
            timeout=LONGEST,
            check=True,
        )
    return [b64decode(one) for one in json.loads(done.stdout)]


def _options(figure: dict, form: str, scale: float) -> dict:
    height = figure["layout"].get("height", HEIGHT)
    return {"format": form, "width": WIDTH, "height": height, "scale": scale}
