"""What was given to load: files, folders and archives, in the order kinds need one another."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from etl.frames import KINDS, Kind, recognised_kind
from etl.load import Report, sha256
from etl.mistakes import Mistake
from etl.readers import READERS, Sheet
from etl.readers.csv import csv_headers

TRACES = (".", "~$")  # what systems and Excel leave beside the files
UTF8_NAME = 0x800  # the flag of a zip member


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

    def refusal(self, mistake: Mistake) -> Report:
        """The report of a file that was refused as a whole; its message names the file."""
        text = str(mistake)
        return Report(
            self.name,
            self.kind.name if self.kind else "",
            sha256(self.path) if self.path.is_file() else "",
            state="refused",
            message=text if self.name in text else f"{self.name}: {text}",
        )

    def sheets(self) -> list[Sheet]:
        """The sheets of the kind, or all."""
        sheets = READERS[suffix(self.path)](self.path, self.name)
        if suffix(self.path) != ".xlsx":
            return sheets
        return [sheet for sheet in sheets if self.kind in (None, sheet.kind)]

    def by_kind(self) -> list["Source"]:
        """The file once for each kind it holds: only a workbook may hold several."""
        if suffix(self.path) != ".xlsx":
            return [replace(self, kind=recognised_kind(csv_headers(self.path)))]
        try:
            kinds = {sheet.kind.order: sheet.kind for sheet in self.sheets()}
        except Mistake:
            return [self]
        return [replace(self, kind=kind) for _, kind in sorted(kinds.items())]


def suffix(path: Path) -> str:
    """The ending that names the format: .csv, .csv.gz, .xlsx."""
    name = path.name.lower()
    return next((ending for ending in READERS if name.endswith(ending)), "")


@contextmanager
def sources(paths: Iterable[Path]) -> Iterator[tuple[list[Source], list[Report]]]:
    """The files in loading order, and reports of those that cannot be opened at all."""
    with tempfile.TemporaryDirectory(prefix="msoko-") as unpacked:
        found: list[Source] = []
        refused: list[Report] = []
        for path in map(Path, paths):
            refused += _passed_over(path)
            for source in _given(path, Path(unpacked)):
                try:
                    _check(source)
                    found += source.by_kind()
                except Mistake as mistake:
                    refused.append(source.refusal(mistake))
        found.sort(key=lambda source: source.order)  # stable: within a kind as given
        yield found, refused


def keep(path: Path, folder: Path, fingerprint: str) -> None:
    """Keep the source as it came, so that every number leads back to its file and row."""
    target = folder / f"{fingerprint}{''.join(path.suffixes[-2:])}"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        shutil.copyfile(path, part)
        part.replace(target)


def _given(path: Path, unpacked: Path) -> list[Source]:
    """The files of a path; the path itself where there are none, so that it is refused aloud."""
    return list(_files(path, unpacked)) or [Source(path, path.name or str(path))]


def _passed_over(folder: Path) -> list[Report]:
    """Files of a folder in formats we do not read: said, and no reason to fail."""
    if not folder.is_dir():
        return []
    names = sorted(file.name for file in folder.rglob("*") if file.is_file())
    return [
        Report(name, "", "", state="skipped", message=f"{name}: формат не поддерживается, пропущен")
        for name in names
        if not is_wanted(name) and not name.startswith(TRACES)
    ]


def _files(path: Path, unpacked: Path) -> Iterator[Source]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and is_wanted(file.name):
                yield from _files(file, unpacked)
    elif path.suffix.lower() == ".zip":
        yield from _members(path, unpacked)
    else:
        yield Source(path, path.name)


def is_wanted(name: str) -> bool:
    """A name of a file or archive we read; not a trace of Excel («~$…») or of a system («.…»)."""
    return not name.startswith(TRACES) and bool(suffix(Path(name)) or is_zip(Path(name)))


def is_zip(path: Path) -> bool:
    """Whether the name is that of an archive."""
    return path.suffix.lower() == ".zip"


def _members(path: Path, unpacked: Path) -> Iterator[Source]:
    folder = Path(tempfile.mkdtemp(dir=unpacked))
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted((_member_name(info), info) for info in archive.infolist())
            wanted = [(n, i) for n, i in members if is_wanted(n.rsplit("/", 1)[-1])]
            targets = [
                (name, _unpacked(archive, info, folder / str(number)))
                for number, (name, info) in enumerate(wanted)
            ]
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
        yield Source(path, path.name)  # damaged or locked: the check says so
        return
    for name, target in targets:
        for source in _files(target, unpacked):
            inner = source.name.removeprefix(target.name)
            yield replace(source, name=f"{path.name}/{name}{inner}")


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name; Windows writes Russian ones in the DOS table without saying so."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    return info.filename.encode("cp437").decode("cp866")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> Path:
    folder.mkdir()
    target = folder / f"file{''.join(Path(info.filename).suffixes[-2:]).lower()}"
    target.write_bytes(archive.read(info))
    return target


def _check(source: Source) -> None:
    if source.path.is_dir():
        raise Mistake(f"{source.name}: в папке нет файлов {', '.join(READERS)} или .zip.")
    if not source.path.is_file():
        raise Mistake(f"{source.name}: такого файла нет. Проверьте путь.")
    if is_zip(source.path):
        raise Mistake(
            f"{source.name}: архив повреждён, закрыт паролем или в нём нет файлов "
            f"{', '.join(READERS)}. Распакуйте его и загрузите файлы."
        )
    if not suffix(source.path):
        raise Mistake(
            f"{source.name}: формат не поддерживается. Нужен один из: {', '.join(READERS)}, .zip."
        )
    if not source.path.stat().st_size:
        raise Mistake(f"{source.name}: файл пуст. Проверьте выгрузку и загрузите снова.")
