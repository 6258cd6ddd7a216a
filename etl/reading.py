"""Source files read ahead by other processes, while this one checks and writes those before."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etl.executor import is_cluster, spread
from etl.load import sha256
from etl.mistakes import Mistake
from etl.readers import Sheet
from etl.sources import Source

MUCH = 20_000_000  # bytes of text that pay for starting other processes
PACKED = 8  # so many times less is a text in a workbook or an archive

Read = tuple[str, list[Sheet] | Mistake]  # fingerprint, and what the file holds or why it cannot


def read_ahead(sources: Sequence[Source]) -> Iterator[Read]:
    """What each file holds, in their order; few of them wait at a time."""
    size = sum(map(_size, sources))
    works = [_Sent(source) for source in sources] if is_cluster() else sources
    enough = 2 if size >= MUCH else len(sources) + 1
    return spread(read, works, enough=enough, at_once=1, ahead=1)


def _size(source: Source) -> int:
    if not source.path.is_file():
        return 0
    return source.path.stat().st_size * (1 if source.path.suffix.lower() == ".csv" else PACKED)


def read(source: "Source | _Sent | _Received") -> Read:
    """The fingerprint and the sheets of a file, or why it cannot be read."""
    if isinstance(source, _Received):
        with tempfile.TemporaryDirectory(prefix="msoko-") as folder:
            path = Path(folder) / source.source.path.name
            path.write_bytes(source.content)
            return read(replace(source.source, path=path))
    if isinstance(source, _Sent):
        source = source.source
    fingerprint = sha256(source.path)
    try:
        return fingerprint, source.sheets()
    except Mistake as mistake:
        return fingerprint, mistake


@dataclass(frozen=True)
class _Received:
    """A file of another machine, with its content."""

    source: Source
    content: bytes


@dataclass(frozen=True)
class _Sent:
    """A file that takes its content along to another machine, which need not see it."""

    source: Source

    def __reduce__(self) -> tuple:
        return _Received, (self.source, self.source.path.read_bytes())
