"""What the workers of a cluster of the tests tell of themselves."""

import os

from distributed import Client


def pids(address: str) -> list[int]:
    """The processes that do the work."""
    with Client(address, set_as_default=False) as client:
        return sorted(client.run(os.getpid).values())


def done(address: str) -> int:
    """How many changes of works the workers have seen."""
    with Client(address, set_as_default=False) as client:
        return sum(client.run(_done).values())


def _done(dask_worker) -> int:
    return dask_worker.state.transition_counter
