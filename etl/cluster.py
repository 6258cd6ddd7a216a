"""A Dask cluster as workers; what may differ or go wrong between machines is said in words."""

import logging
import pickle
import platform
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import duckdb

from etl.executor import windowed
from etl.mistakes import Mistake

try:
    from distributed import Client, Future, KilledWorker, get_worker, wait
    from distributed.client import FutureCancelledError
except ImportError as error:
    raise Mistake(
        "Задан MSOKO_EXECUTOR, но библиотек кластера нет. Поставьте их: "
        "pip install -r requirements-cluster.txt -c constraints.txt, – или уберите MSOKO_EXECUTOR, "
        "и всё посчитает этот компьютер."
    ) from error

ANSWERING = 15  # seconds that a scheduler has to answer, and its first worker to come
PATIENCE = 60  # seconds that works wait for a worker when all have gone
LARGE = 100_000  # bytes of what all works share, to be sent to each worker once
LIBRARIES = ("distributed", "duckdb", "numpy", "pandas", "pyarrow", "scikit-learn", "scipy")
PROJECT = Path(__file__).parent.parent
UNCHANGED = "Незаконченное отменено целиком, прежние данные на месте."

_log = logging.getLogger(__name__)


class Unseen(Exception):
    """A worker cannot read a file: its address, and what its system said."""

    def __init__(self, worker: str, said: str) -> None:
        super().__init__(worker, said)
        self.worker, self.said = worker, said


class Cluster:
    """The workers of a Dask scheduler."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.blind: dict[str, str] = {}  # worker → what it said of a file that it cannot read
        try:
            self.client = Client(address, timeout=ANSWERING, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise Mistake(
                f"Планировщик кластера {address} (MSOKO_EXECUTOR) не отвечает: запустите "
                "dask scheduler, проверьте адрес и сеть – или уберите MSOKO_EXECUTOR, "
                "и всё посчитает этот компьютер."
            ) from error
        try:
            self.client.wait_for_workers(1, timeout=ANSWERING)
        except TimeoutError as error:
            self.close()
            raise self._without_workers() from error
        self.size = sum(self.client.nthreads().values())

    def spread(self, function: Callable, works: Sequence, shared: tuple, room: int) -> Iterator:
        """function(work, *shared) for each work, in their order; here if a worker sees no file."""
        sent = self._sent(shared)
        submitted = windowed(lambda work: self._submit(function, work, sent), works, room)
        with closing(submitted):
            for work, future in zip(works, submitted, strict=True):
                try:
                    found = self._result(future)
                except Unseen as unseen:
                    found = function(work, *shared)  # a file lost here as well is told by this
                    self._note(unseen)
                yield found

    def close(self) -> None:
        """Leave the cluster; its workers go on."""
        self.client.close()

    def _sent(self, shared: tuple) -> "tuple | Future":
        """What all works share; large, it is a result of the cluster, made again when lost."""
        if len(pickle.dumps(shared)) < LARGE:
            return shared
        return self.client.submit(tuple, shared, pure=False)

    def _submit(self, function: Callable, work: object, shared: "tuple | Future") -> Future:
        where = {}
        if self.blind:
            seeing = [name for name in self.client.nthreads() if name not in self.blind]
            where = {"workers": seeing, "allow_other_workers": True}
        of_this = (described(), function, work, shared)
        with warnings.catch_warnings():  # a source file goes with the work, however large it is
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self.client.submit(_done, *of_this, pure=False, **where)

    def _result(self, future: Future) -> object:
        """The result; a mistake when it will never be."""
        try:
            return self._awaited(future)
        except KilledWorker as error:
            raise Mistake(
                "Работники кластера один за другим завершались на одном и том же деле (последний: "
                f"{error.last_worker.address}); обычно им не хватает памяти. {UNCHANGED} "
                "Дайте работнику больше памяти и повторите команду."
            ) from error
        except FutureCancelledError as error:
            raise Mistake(
                f"Связь с планировщиком кластера {self.address} прервалась. {UNCHANGED} "
                "Проверьте планировщик и повторите команду."
            ) from error
        except (ImportError, RuntimeError) as error:
            if not _is_of_another_program(error):
                raise
            raise Mistake(
                "Планировщик или работник кластера не нашёл программу МСОКО: запускайте их с "
                f"PYTHONPATH на папку проекта и в том же окружении. {UNCHANGED}"
            ) from error

    def _awaited(self, future: Future) -> object:
        """The result as soon as it is there, while there is anyone to make it."""
        waited = 0
        while not future.done():
            try:
                with self.client.as_current():
                    wait(future, timeout=ANSWERING)
            except TimeoutError:
                waited = 0 if self.client.nthreads() else waited + ANSWERING
                if waited >= PATIENCE:
                    raise self._without_workers() from None
        return future.result()  # a worker that dies on the way: it is made again

    def _note(self, unseen: Unseen) -> None:
        """Say once that a worker cannot read a file; refuse to go on when nobody can."""
        where = (
            f"Работник кластера {unseen.worker} не смог прочитать файл ({unseen.said}). Озеро "
            "(MSOKO_LAKE) должно быть видно каждой машине по одному и тому же пути."
        )
        if unseen.worker not in self.blind:
            self.blind[unseen.worker] = unseen.said
            _log.warning("%s Его часть посчитана здесь.", where)
        if not set(self.client.nthreads()) - set(self.blind):
            raise Mistake(f"{where} Так у всех работников. {UNCHANGED}")

    def _without_workers(self) -> Mistake:
        return Mistake(
            f"У планировщика кластера {self.address} нет ни одного работника. {UNCHANGED} "
            f"Запустите на каждой машине: dask worker {self.address} --nthreads 1 – и повторите."
        )


def _is_of_another_program(error: Exception) -> bool:
    is_missing = isinstance(error, ModuleNotFoundError) and (error.name or "").startswith("etl")
    return is_missing or "deserializ" in str(error)


def _done(expected: dict, function: Callable, work: object, shared: tuple) -> object:
    """On a worker: the function over a work, if this is the same program as there."""
    here = described()
    if here != expected:
        wrong = [
            f"{name}: {here.get(name)} вместо {expected[name]}"
            for name in expected
            if here.get(name) != expected[name]
        ]
        raise Mistake(
            f"Работник кластера {get_worker().address} – другой версии ({'; '.join(wrong)}), его "
            f"числа могли бы отличаться. {UNCHANGED} Обновите работника и запустите его снова."
        )
    try:
        return function(work, *shared)
    except (OSError, duckdb.IOException) as error:
        raise Unseen(get_worker().address, str(error).splitlines()[0]) from None


@cache
def described() -> dict[str, str]:
    """What must be the same on all machines for equal numbers: program, Python, libraries."""
    code = sha256()
    for folder in ("etl", "models"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            code.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    of_python = ".".join(platform.python_version_tuple()[:2])
    found = {"код МСОКО": code.hexdigest()[:12], "Python": of_python}
    return found | {name: version(name) for name in LIBRARIES}
