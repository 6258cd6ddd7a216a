"""Numbers that workers count under: the next worker goes on where a dead one has stopped.

Named by process ids, the files of numbers would grow by three with every worker that is replaced.
Knows no library: gunicorn reads it before the application.
"""

import os
import shutil
from itertools import count
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as prometheus-client calls it
MASTER = 0
_own = {"slot": MASTER}


def own_slot() -> int:
    """The number of this process."""
    return _own["slot"]


def prepare_folder(home: Path) -> None:
    """A folder for the numbers of this master's workers; those left by others are removed."""
    folders = (home / "metrics").resolve()
    own = folders / str(os.getpid())
    if os.environ.get(FOLDER) == str(own):
        return  # the configuration is read again; the numbers go on
    for found in folders.glob("*"):
        if found == own or not Path(f"/proc/{found.name}").exists():
            shutil.rmtree(found, ignore_errors=True)
    own.mkdir(mode=0o700, parents=True)
    os.environ[FOLDER] = str(own)


def choose_slot(server, worker) -> None:
    """Gunicorn's `pre_fork`: the smallest number that no living worker has."""
    taken = {getattr(other, "slot", MASTER) for other in server.WORKERS.values()}
    worker.slot = next(slot for slot in count(MASTER + 1) if slot not in taken)


def take_slot(_server, worker) -> None:
    """Gunicorn's `post_fork`: from now on this process counts under its number."""
    _own["slot"] = worker.slot


def free_slot(_server, worker) -> None:
    """Gunicorn's `child_exit`: what was under way in a worker that died is no longer."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.slot)


def remove_folder(_server) -> None:
    """Gunicorn's `on_exit`."""
    shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
