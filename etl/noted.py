"""Loads, undo and redo leave a record of who changed the data: what cannot be noted fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from models import trail
from models.store import Store, open_accounts, writing

IMPORTED, UNDONE, REDONE = "imported", "undone", "redone"

Note = Callable[[str, list[tuple[str, int | None]]], None]


@contextmanager
def noting(store: Store, *, dry_run: bool = False) -> Iterator[Note]:
    """Gives `note(action, [(object, n), …])`, called after a commit; a dry run changes nothing."""
    if dry_run:
        yield lambda action, changed: None
        return
    engine = open_accounts(store)

    def note(action: str, changed: list[tuple[str, int | None]]) -> None:
        if not changed:
            return
        actor = trail.console_actor()
        with writing(engine) as connection:
            for object, n in changed:
                trail.record(connection, action=action, actor=actor, object=object, n=n)

    try:
        yield note
    finally:
        engine.dispose()
