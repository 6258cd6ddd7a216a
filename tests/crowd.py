"""The load test: people of every role over a data folder, then more and more of them.

`make load-test` runs it: 50 people for ten minutes, then steps up to the knee. Client and server
share the processors; the share of the client is printed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crowd_people import ROOT, SCHOOLS, people_of
from crowd_server import Look, Watch, gunicorn, watching
from sqlalchemy import func, select

from etl.pipeline import ready_engine
from models import Student, Unit
from models.store import Store

GOAL = 0.3  # p95 of callbacks [seconds]
GROWTH = 0.10  # of memory
RESPONSES = ("отклик:", "экран:")
HERE = Path(__file__).parent


@dataclass
class Run:
    """What came of a run: answers, steps, what people came for, looks at the processes."""

    answers: list[dict] = field(default_factory=list)
    steps: list[dict] = field(default_factory=list)
    visits: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    numbers: int = 0  # compared with the marts
    looks: list[Look] = field(default_factory=list)

    def during(self, step: dict) -> list[dict]:
        """The answers of a step."""
        return [one for one in self.answers if step["from"] <= one["at"] <= step["to"]]

    def looked(self, step: dict) -> list[Look]:
        """The looks of a step."""
        return [one for one in self.looks if step["from"] <= one.at <= step["to"]]


def load_test(
    store: Store, plan: dict, thinking: str = "3,15", schools: int = SCHOOLS
) -> Run:  # fmt: skip
    """Run the plan (crowd_steps.py) over a server of its own."""
    engine = ready_engine(store)
    people_of(store, engine, schools)
    engine.dispose()
    folder = store.home / "crowd"
    out = folder / "answers.jsonl"
    with gunicorn(store) as (address, server):
        environment = os.environ | {
            "CROWD_PEOPLE": str((folder / "people.json").resolve()), "CROWD_THINK": thinking,
            "CROWD_OUT": str(out.resolve()), "CROWD_STEPS": json.dumps(plan),
            "MSOKO_HOME": str(store.home.resolve()), "DATABASE_URL": store.given_url,
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [sys.executable, "-m", "locust", "-f", "crowd_users.py", "--headless",
                   "--host", address, "--loglevel", "ERROR"]  # fmt: skip
        with (folder / "locust.log").open("w") as log:
            crowd = subprocess.Popen(command, cwd=HERE, env=environment, stdout=log, stderr=log)
        watch = Watch(server, crowd.pid)
        try:
            with watching(watch):
                crowd.wait()
        finally:
            crowd.kill()
    return _read(out, watch.looks)


def _read(out: Path, looks: list[Look]) -> Run:
    run = Run(looks=looks)
    for line in map(json.loads, out.read_text("utf-8").splitlines()):
        if "step" in line:
            run.steps.append(line["step"])
        elif "purpose" in line:
            run.visits[line["role"]].add(line["purpose"])
        elif "numbers" in line:
            run.numbers = line["numbers"]
        else:
            run.answers.append(line)
    return run


def percentiles(answers: list[dict]) -> dict[str, float]:
    """p50, p95 and p99 [seconds]."""
    times = sorted(one["ms"] / 1000 for one in answers)
    if len(times) < 2:
        return dict.fromkeys(("p50", "p95", "p99"), times[0] if times else 0.0)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def responses(answers: list[dict]) -> list[dict]:
    """Those of callbacks."""
    return [one for one in answers if one["name"].startswith(RESPONSES)]


def summary(run: Run, step: dict) -> dict:
    """The numbers of a step."""
    answers, looks = run.during(step), run.looked(step)
    seconds = step["to"] - step["from"]
    cpu = [looks[-1].server - looks[0].server, looks[-1].client - looks[0].client]
    return {
        "users": step["users"],
        "seconds": round(seconds),
        "answers": len(answers),
        "per_second": len(answers) / seconds,
        "errors": sum(bool(one["wrong"]) for one in answers),
        "callbacks": len(responses(answers)),
        **percentiles(responses(answers)),
        "server_processors": cpu[0] / seconds,
        "client_processors": cpu[1] / seconds,
    }


def memory(run: Run, step: dict) -> dict[str, float]:
    """PSS and RSS [MB] of the first and the last tenth of a step, the highest, the growth."""
    looks = run.looked(step)
    tenth = max(1, len(looks) // 10)
    ends = {
        f"{name}_{when}": statistics.median(getattr(one, name) for one in some)
        for name in ("pss", "rss")
        for when, some in (("first", looks[:tenth]), ("last", looks[-tenth:]))
    }
    ends["pss_highest"] = max(one.pss for one in looks)
    return ends | {"growth": ends["pss_last"] / ends["pss_first"] - 1}


def wrongs(answers: list[dict]) -> dict[str, int]:
    """What was wrong → how often."""
    found: dict[str, int] = defaultdict(int)
    for one in answers:
        if one["wrong"]:
            found[f"{one['name']} – {one['wrong']}"] += 1
    return dict(found)


def knee(steps: list[dict]) -> dict | None:
    """The last step that holds the goal, beside those that do not; None when every step does."""
    bad = next((n for n, one in enumerate(steps) if one["p95"] > GOAL or one["errors"]), None)
    return steps[bad] if bad is not None else None


def report(store: Store, run: Run) -> dict:
    """Everything that is printed and kept."""
    steps = [summary(run, step) for step in run.steps]
    first = run.during(run.steps[0])
    tasks = defaultdict(list)
    for one in first:
        tasks[one["name"].partition(",")[0]].append(one)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": size_of(store),
        "database": "PostgreSQL" if store.given_url.startswith("postgres") else "SQLite",
        "processors": os.cpu_count(),
        "steps": steps,
        "memory": memory(run, run.steps[0]),
        "numbers": run.numbers,
        "wrong": wrongs(run.answers),
        "tasks": {name: percentiles(some) | {"n": len(some)} for name, some in tasks.items()},
    }


def size_of(store: Store) -> dict[str, int]:
    """Schools and students of the data."""
    engine = ready_engine(store)
    schools = select(func.count()).select_from(Unit).where(Unit.level == "school")
    with engine.connect() as connection:
        found = {
            "schools": connection.execute(schools).scalar_one(),
            "students": connection.execute(
                select(func.count()).select_from(Student)
            ).scalar_one(),
        }  # fmt: skip
    engine.dispose()
    return found


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tell(told: dict) -> None:
    """The report in words."""
    first, size = told["steps"][0], told["size"]
    say(f"{told['database']}, школ {size['schools']}, учеников {size['students']}, "
        f"ядер {told['processors']} на сервер и клиента вместе")  # fmt: skip
    say(f"{'что':<34}{'ответов':>8}{'p50, с':>9}{'p95, с':>9}{'p99, с':>9}")
    for name, one in sorted(told["tasks"].items()):
        say(_line(name, one, one["n"]))
    say(_line("все отклики экранов", first, first["callbacks"]))
    for one in told["steps"]:
        busy = f"сервером {one['server_processors']:.2f}, клиентом {one['client_processors']:.2f}"
        say(
            f"{one['users']} пользователей, {one['seconds']} с: "
            f"{one['per_second']:.1f} запросов/с, отклики p95 {one['p95']:.3f} с, "
            f"ошибок {one['errors']}, занято ядер: {busy}"
        )
    grown = told["memory"]
    say(f"память процессов сервера (PSS): {grown['pss_first']:.0f} → {grown['pss_last']:.0f} МБ "
        f"({grown['growth']:+.1%}), наибольшая {grown['pss_highest']:.0f} МБ; "
        f"RSS {grown['rss_first']:.0f} → {grown['rss_last']:.0f} МБ")  # fmt: skip
    say(f"чисел сверено с витринами: {told['numbers']}")
    for what, n in told["wrong"].items():
        say(f"  неверно: {what}: {n}")
    _tell_knee(told["steps"])
    is_met = not first["errors"] and first["p95"] <= GOAL and grown["growth"] < GROWTH
    say(f"цель (0 ошибок, p95 ≤ {GOAL} с, память < +{GROWTH:.0%}): {'да' if is_met else 'НЕТ'}")


def _line(name: str, one: dict, n: int) -> str:
    return f"{name:<34}{n:>8}{one['p50']:>9.3f}{one['p95']:>9.3f}{one['p99']:>9.3f}"


def _tell_knee(steps: list[dict]) -> None:
    found = knee(steps)
    if found is not None and found is not steps[0]:
        held = steps[steps.index(found) - 1]
        say(f"колено: {held['users']} пользователей ({held['per_second']:.1f} запросов/с) – "
            f"в пределах, {found['users']} – нет ({found['per_second']:.1f} запросов/с, "
            f"p95 {found['p95']:.2f} с, ошибок {found['errors']})")  # fmt: skip
    elif found is None and len(steps) > 1:
        say(f"колено не найдено: до {steps[-1]['users']} пользователей всё в пределах")


def main() -> None:
    """Options of the command line, the run, the report; the numbers stay in the home."""
    parser = argparse.ArgumentParser(description="Нагрузка: люди всех ролей за экранами.")
    parser.add_argument("home", type=Path, help="папка данных")
    parser.add_argument("--users", type=int, default=50, metavar="N", help="сколько людей (50)")
    parser.add_argument("--minutes", type=float, default=10, metavar="M", help="сколько минут (10)")
    parser.add_argument("--warm", type=float, default=60, metavar="S", help="секунд разогрева (60)")
    parser.add_argument(
        "--knee",
        type=float,
        default=40,
        metavar="S",
        help="секунд шага до колена (40), 0 – не искать",
    )
    parser.add_argument(
        "--most", type=int, default=1600, metavar="N", help="больше не брать (1600)"
    )
    asked = parser.parse_args()
    store = Store(MSOKO_HOME=asked.home)
    plan = {"users": asked.users, "warm": asked.warm, "seconds": 60 * asked.minutes,
            "knee": asked.knee, "most": asked.most}  # fmt: skip
    run = load_test(store, plan)
    told = report(store, run)
    tell(told)
    with (store.home / "crowd" / "runs.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
