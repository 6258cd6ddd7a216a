"""The commands: this file parses and prints, etl.pipeline does."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.status import Status
from rich.table import Table

from etl import foretold, pipeline
from etl.load import Report
from etl.mistakes import Mistake
from models.store import Store

DONE, SOME_REJECTED, NOTHING_CHANGED = 0, 1, 2
INTERRUPTED = 130
NO_DIFFERENCE, DIFFERENT = 0, 1
SHOWN_NOTES = 20
SHOWN_FILES = 10

messages = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a user's mistake is a sentence and exit status 2."""
    asked = parser().parse_args(arguments)
    try:
        status = asked.command(asked)
        sys.stdout.flush()
        return status
    except Mistake as mistake:
        messages.print(str(mistake), style="red", markup=False)
        return NOTHING_CHANGED
    except BrokenPipeError:  # «| head» has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        messages.print("Прервано: начатое отменено, загруженное раньше осталось.")
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """All commands with their options and help."""
    top = argparse.ArgumentParser("python -m etl", description="МСОКО: загрузка и расчёт данных.")
    commands = top.add_subparsers(required=True, metavar="КОМАНДА")

    load = _command(commands, "load", "загрузить файлы, папки или архивы", _load)
    load.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="файл, папка или .zip")
    load.add_argument("--dry-run", action="store_true", help="проверить, ничего не записывая")
    load.add_argument("--json", action="store_true", help="отчёт о загрузках в JSON")

    rejected = _command(commands, "rejected", "отклонённые строки загрузки", _rejected)
    rejected.add_argument("load_id", type=int, metavar="LOAD_ID", help="номер загрузки")
    _format(rejected)

    _format(_command(commands, "loads", "список загрузок", _loads))
    undo = _command(commands, "undo", "отменить загрузку", lambda asked: _switch(asked, on=False))
    redo = _command(commands, "redo", "вернуть отменённую загрузку", lambda a: _switch(a, on=True))
    for command in (undo, redo):
        command.add_argument("load_id", type=int, metavar="LOAD_ID", help="номер загрузки")

    refresh = _command(commands, "refresh", "пересчитать витрины", _refresh)
    only = refresh.add_mutually_exclusive_group()
    only.add_argument("--school", metavar="CODE", help="только школа с этим кодом")
    only.add_argument(
        "--elements", action="store_true", help="только после решений об одинаковых элементах"
    )

    show = _command(commands, "show", "таблица, которую читают экраны", _show)
    _add_show_arguments(show)

    _command(commands, "verify", "сверить витрины с фактами", _verify)

    demo = _command(commands, "demo", "записать файлы демонстрационной территории", _demo)
    demo.add_argument("--schools", type=int, default=12, metavar="N", help="сколько школ (12)")
    demo.add_argument("--larger", type=int, choices=(1, 2, 3), default=1, help="школы крупнее (1)")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="зерно случайности (1)")
    demo.add_argument("--out", type=Path, default=None, metavar="DIR", help="куда писать")
    demo.add_argument(
        "--nothing-planted", action="store_true", help="без мягких школ и невыученных элементов"
    )

    simulate = _command(
        commands, "simulate", "случайные классы: как часто ошибается правило проблемных", _simulate
    )
    simulate.add_argument("--assessment", required=True, metavar="CODE", help="код работы")
    simulate.add_argument("--classes", type=int, default=1500, metavar="N", help="классов (1500)")
    simulate.add_argument(
        "--size", type=int, nargs="+", default=[20, 10], metavar="N", help="учеников (20 и 10)"
    )
    simulate.add_argument("--seed", type=int, default=1, metavar="S", help="зерно случайности (1)")
    simulate.add_argument("--kind", choices=("kes", "kpu"), default="kes", help="коды: kes или kpu")
    _format(simulate)

    recall = _command(commands, "recall", "сверить найденное с истиной демонстрации", _recall)
    recall.add_argument("folder", type=Path, metavar="DIR", help="папка, которую записал demo")
    _format(recall)

    forecast = _command(commands, "forecast", "сделать прогнозы экзаменов заново", _forecast)
    forecast.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="как если бы позже ничего не знали"
    )
    _format(forecast)

    backtest = _command(
        commands, "backtest", "проверить прогноз на том, что уже известно", _backtest
    )
    backtest.add_argument("--procedure", required=True, metavar="P", help="процедура или период")
    backtest.add_argument("--subject", required=True, metavar="S", help="предмет")
    backtest.add_argument("--folds", type=int, default=5, metavar="N", help="частей (5)")
    backtest.add_argument(
        "--known-schools", action="store_true", help="отложить учеников, а не целые школы"
    )
    _format(backtest)

    bench = _command(commands, "bench", "измерить скорость (отношения в одном прогоне)", _bench)
    bench.add_argument("--schools", type=int, default=12, metavar="N", help="размер территории")
    bench.add_argument("--part", nargs="+", metavar="PART", help="только эти части измерений")
    return top


def _command(commands, name: str, text: str, function) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(command=function)
    return command


def _format(command: argparse.ArgumentParser) -> None:
    """A table for a person at the screen, CSV for a file or another program."""
    usual = "table" if sys.stdout.isatty() else "csv"
    command.add_argument("--format", choices=("csv", "table"), default=usual, help="вид вывода")


def _add_show_arguments(command: argparse.ArgumentParser) -> None:
    from etl.show import add_arguments  # queries are needed by this command alone

    add_arguments(command)


def _load(asked) -> int:
    with messages.status("читаю файлы") as status:
        reports = pipeline.load(
            Store(), asked.paths, dry_run=asked.dry_run, progress=_updating(status)
        )
    if asked.json:
        print(json.dumps({"loads": [r.as_row() for r in reports]}, ensure_ascii=False, indent=1))
    else:
        _print_table([report.as_row() for report in reports], without=("sha256", "message"))
    _print_messages(reports)
    return _load_status(reports)


def _updating(status: Status):
    return lambda text: status.update(text.replace("[", r"\["))


def _print_messages(reports: list[Report]) -> None:
    """What was refused, each file; notes and rejected rows file by file, or counted if many."""
    for report in filter(lambda report: report.message, reports):
        messages.print(report.message, style="red", markup=False)
    if len(reports) > SHOWN_FILES:
        _print_summary(reports)
        return
    for report in reports:
        for note in report.notes[:SHOWN_NOTES]:
            messages.print(f"{report.file}: {note}", style="yellow", markup=False)
        if len(report.notes) > SHOWN_NOTES:
            messages.print(f"{report.file}: и ещё замечаний: {len(report.notes) - SHOWN_NOTES}")
        if report.rejected and report.id is not None:
            messages.print(
                f"{report.file}: отклонено строк: {report.rejected}. "
                f"Какие и почему: python -m etl rejected {report.id}",
                markup=False,
            )


def _print_summary(reports: list[Report]) -> None:
    flawed = [report for report in reports if report.rejected]
    rows, files = sum(report.rejected for report in flawed), len(flawed)
    messages.print(
        f"Файлов: {len(reports)}, строк: {sum(report.rows_read for report in reports)}, "
        f"отклонено строк: {rows} (файлов с ними: {files}), "
        f"замечаний: {sum(len(report.notes) for report in reports)}."
    )
    if flawed:
        messages.print("Какие и почему: python -m etl rejected НОМЕР (номера: python -m etl loads)")


def _load_status(reports: list[Report]) -> int:
    taken = [r for r in reports if r.loaded or r.unchanged or r.state == "unchanged"]
    if not taken:
        return NOTHING_CHANGED
    flawed = any(r.rejected or r.state == "refused" for r in reports)
    return SOME_REJECTED if flawed else DONE


def _rejected(asked) -> int:
    _print(pipeline.rejected(Store(), asked.load_id), asked.format, pipeline.REJECTED_COLUMNS)
    return DONE


def _loads(asked) -> int:
    rows = pipeline.loads(Store())
    for row in rows:
        row["created_at"] = f"{row['created_at']:%d.%m.%Y %H:%M}"
        row["notes"] = len(row["notes"])
    _print(rows, asked.format, pipeline.LOAD_COLUMNS)
    return DONE


def _switch(asked, *, on: bool) -> int:
    with messages.status("пересчитываю"):
        pipeline.switch(Store(), asked.load_id, on=on)
    messages.print(f"Загрузка {asked.load_id} {'возвращена' if on else 'отменена'}.")
    return DONE


def _refresh(asked) -> int:
    if asked.elements:
        decisions = pipeline.settle_elements(Store())
        messages.print(f"Решений об одинаковых элементах вступило в силу: {decisions}.")
        return DONE
    with messages.status("пересчитываю") as status:
        count = pipeline.refresh(Store(), asked.school, progress=_updating(status))
    messages.print(f"Пересчитано: {count} (школа × год × вид данных).")
    return DONE


def _show(asked) -> int:
    from dashboard.access import Scope
    from dashboard.queries import database
    from etl import show

    database.use(pipeline.ready_engine(Store()))
    scope = Scope.everything("command line of the operator")
    options = {k: str(v) for k, v in vars(asked).items() if v is not None}
    print(show.as_text(show.show(asked.table, options, scope), asked.format), end="")
    return DONE


def _verify(asked) -> int:
    with messages.status("сверяю") as status:
        found = pipeline.verify(Store(), progress=_updating(status))
    for sentence in found:
        print(sentence)
    messages.print("Витрины совпадают с фактами." if not found else f"Различий: {len(found)}")
    return DIFFERENT if found else NO_DIFFERENCE


def _demo(asked) -> int:
    from etl.demo import write_territory

    out = asked.out or Store().home / "demo"
    size = {"schools": asked.schools, "larger": asked.larger, "seed": asked.seed}
    planted = not asked.nothing_planted
    with messages.status("пишу файлы") as status:
        paths = write_territory(out, **size, planted=planted, progress=_updating(status))
    print(out / "source")
    messages.print(f"Файлов: {len(paths)}. Загрузить: python -m etl load {out / 'source'}")
    return DONE


def _simulate(asked) -> int:
    with messages.status("составляю случайные классы"):
        found = pipeline.simulated(
            Store(),
            asked.assessment,
            classes=asked.classes,
            sizes=tuple(asked.size),
            seed=asked.seed,
            kind=asked.kind,
        )
    return _print_frame(found, asked.format)


def _print_frame(found, how: str) -> int:
    print((found.to_csv if how == "csv" else found.to_string)(index=False).rstrip())
    return DONE


def _forecast(asked) -> int:
    store = Store()
    with pipeline.opened(store) as engine, messages.status("делаю прогнозы") as status:
        count = foretold.anew(engine, store, progress=_updating(status), as_of=asked.as_of)
        found = foretold.record(engine, store)
    messages.print(f"Экзаменов (предмет × год): {count}. Показать: python -m etl show forecasts")
    return _print_frame(found, asked.format) if len(found) else DONE


def _backtest(asked) -> int:
    store, what = Store(), (asked.procedure, asked.subject)
    by = "student" if asked.known_schools else "school"
    with pipeline.opened(store) as engine, messages.status("проверяю") as status:
        found, held = foretold.back_test(
            engine, store, *what, _updating(status), by=by, folds=asked.folds
        )
    messages.print(held)
    return _print_frame(found, asked.format)


def _recall(asked) -> int:
    from dashboard.access import Scope
    from dashboard.queries import database
    from etl.recall import recall

    database.use(pipeline.ready_engine(Store()))
    found = recall(asked.folder, Scope.everything("command line of the operator"))
    return _print_frame(found, asked.format)


def _bench(asked) -> int:
    from etl.bench.run import measured

    with messages.status("измеряю") as status:
        head, rows = measured(Store(), asked.schools, asked.part, _updating(status))
    print(head)
    _print_table(rows)
    return DONE


def _print(rows: list[dict], how: str, columns: tuple[str, ...]) -> None:
    if how == "table":
        _print_table([{name: row[name] for name in columns} for row in rows])
        return
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print_table(rows: list[dict], without: Iterable[str] = ()) -> None:
    table = Table(box=None, pad_edge=False)
    names = [name for name in (rows[0] if rows else ()) if name not in without]
    for name in names:
        table.add_column(name, justify="right" if isinstance(rows[0][name], int) else "left")
    for row in rows:
        table.add_row(*("" if row[name] is None else str(row[name]) for name in names))
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200).print(table)


if __name__ == "__main__":
    sys.exit(main())
