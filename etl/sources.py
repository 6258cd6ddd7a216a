"""What was given to load: files, folders and archives, in the order their kinds need one another."""

import gzip
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from etl.frames import KINDS, Kind, recognised_kind
from etl.load import Report, sha256
from etl.mistakes import Mistake
from etl.readers import READERS, Sheet
from etl.readers.csv import SEPARATORS

HEAD = 65_536  # bytes that hold any header


@dataclass(frozen=True)
class Source:
    """The rows of one kind in a file, and the name the file goes by in messages."""

    path: Path
    name: str
    kind: Kind | None = None  # None: not recognised, reading will say why

    @property
    def order(self) -> int:
        """Where it stands in the order kinds need one another."""
        return self.kind.order if self.kind else len(KINDS) + 1

    def sheets(self) -> list[Sheet]:
        """The sheets of the kind, or all."""
        sheets = READERS[suffix(self.path)](self.path, self.name)
        return [sheet for sheet in sheets if self.kind in (None, sheet.kind)]

    def by_kind(self) -> list["Source"]:
        """The file once for each kind it holds: only a workbook may hold several."""
        if suffix(self.path) != ".xlsx":
            return [replace(self, kind=_kind_of_csv(self.path))]
        try:
            kinds = {sheet.kind.order: sheet.kind for sheet in self.sheets()}
        except Mistake:
            return [self]
        return [replace(self, kind=kind) for _, kind in sorted(kinds.items())]


def suffix(path: Path) -> str:
    """The ending that names the format: .csv, .csv.gz, .xlsx."""
    name = path.name.lower()
    return next((ending for ending in READERS if name.endswith(ending)), "")


def _kind_of_csv(path: Path) -> Kind | None:
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rb") as file:
            head = file.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").split(b"\n")[0]
    except (OSError, EOFError):
        return None
    try:
        line = head.decode("utf-8")
    except UnicodeDecodeError:
        line = head.decode("cp1251", errors="replace")
    separator = max(SEPARATORS, key=line.count)
    return recognised_kind(line.strip().split(separator))


@contextmanager
def sources(paths: Iterable[Path]) -> Iterator[tuple[list[Source], list[Report]]]:
    """The files in loading order, and reports of those that cannot be opened at all."""
    with tempfile.TemporaryDirectory(prefix="msoko-") as unpacked:
        found: list[Source] = []
        refused: list[Report] = []
        for path in paths:
            for source in _files(Path(path), Path(unpacked)):
                try:
                    _check(source)
                    found += source.by_kind()
                except Mistake as mistake:
                    print_of = sha256(source.path) if source.path.is_file() else ""
                    refused.append(
                        Report(source.name, "", print_of, state="refused", message=str(mistake))
                    )
        found.sort(key=lambda source: source.order)  # stable: within a kind as given
        yield found, refused


def _files(path: Path, unpacked: Path) -> Iterator[Source]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and (suffix(file) or file.suffix.lower() == ".zip"):
                yield from _files(file, unpacked)
    elif path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
        yield from _members(path, unpacked)
    else:
        yield Source(path, path.name)


def _members(path: Path, unpacked: Path) -> Iterator[Source]:
    folder = Path(tempfile.mkdtemp(dir=unpacked))
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if suffix(Path(name)))
        for number, name in enumerate(names):
            target = folder / f"{number}-{Path(name).name}"
            target.write_bytes(archive.read(name))
            yield Source(target, f"{path.name}/{name}")


def _check(source: Source) -> None:
    if not source.path.is_file():
        raise Mistake(f"{source.name}: такого файла нет. Проверьте путь.")
    if not suffix(source.path):
        raise Mistake(
            f"{source.name}: формат не поддерживается. Нужен один из: {', '.join(READERS)}, .zip."
        )
    if not source.path.stat().st_size:
        raise Mistake(f"{source.name}: файл пуст. Проверьте выгрузку и загрузите снова.")
