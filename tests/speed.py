"""How fast the screens are: a drill-down on the server, a page in the browser, bytes of a cold one.

`make speed` prints it; every time also as a ratio to the smallest request of the same run.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from browsing import chromium, enter, first_child, serving, shown
from signed_in import body_of, client_of, post_callback
from sqlalchemy import select

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts.scopes import scope_of
from dashboard.app import create_app, keep_for_good
from dashboard.filters import View
from dashboard.queries.overview import children_in_order
from dashboard.screens.allowed import opens_below
from dashboard.screens.places import line_to, own_units
from dashboard.settings import Settings
from models import RoleGrant, User

RUNS = 40
PERSONAS = (
    Role.REGIONAL_ADMINISTRATOR,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.HEAD,
    Role.CLASS_TEACHER,
)


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def server_times(home: Path) -> None:
    """The callback of a unit's screen at every level of every persona."""
    os.environ |= {"MSOKO_HOME": str(home), "MSOKO_ENV": "demo", "DATABASE_URL": ""}
    app = create_app(Settings())
    keep_for_good()
    output = next(name for name in app.callback_map if "unit-headlines.children" in name)
    base = statistics.median(_times(lambda: app.server.test_client().get("/healthz")))
    say(f"наименьший запрос (/healthz): {1000 * base:.2f} мс")
    everything = []
    for user_id, role in _personas():
        client = client_of(app, user_id)
        for unit in _down(user_id):
            body = body_of(app, output, _values(unit["unit_id"]), ["unit-year.value"])
            answer = post_callback(client, body)
            assert answer.status_code == 200, answer.status
            times = _times(lambda c=client, b=body: post_callback(c, b))
            everything += times
            say(_line(f"{role}, {unit['level']}", times, base, len(answer.data)))
    say(_line("все вместе", everything, base))


def _personas() -> list[tuple[int, Role]]:
    statement = select(User.id, RoleGrant.role).join(RoleGrant, RoleGrant.user_id == User.id)
    with accounts.engine_in_use().connect() as connection:
        found = connection.execute(statement.where(User.is_persona)).all()
    by_role = {Role(role): id for id, role in reversed(found)}
    return [(by_role[role], role) for role in PERSONAS]


def _down(user_id: int) -> list[dict]:
    """The own unit, and one unit of each level under it."""
    scope = scope_of(user_id, date.today())
    line = list(own_units(scope)[0]["line"][-1:])
    while line[-1]["level"] != "school_class":
        under = children_in_order(scope, line[-1]["unit_id"])
        path = line[-1]["path"]
        own = [one for one in under if opens_below(scope, f"{path}{one['unit_id']}/")]
        line.append(line_to(scope, own[len(own) // 2]["unit_id"])[-1])
    return line


def _values(unit_id: int) -> dict[str, object]:
    chosen = dict.fromkeys(View.__dataclass_fields__, "") | {"basis": "final"}
    return {f"unit-{name}.value": value for name, value in chosen.items()} | {
        "unit-id.data": unit_id
    }


def _times(ask: Callable) -> list[float]:
    found = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        ask()
        found.append(time.perf_counter() - begin)
    return found


def _line(what: str, times: list[float], base: float, size: int | None = None) -> str:
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    kept = f", {size / 1024:.0f} КиБ" if size else ""
    ratio = f"{p95 / base:.0f} × /healthz"
    return f"  {what}: p50 {1000 * p50:.1f} мс, p95 {1000 * p95:.1f} мс ({ratio}){kept}"


def browser_times(home: Path) -> None:
    """A cold page in bytes, a warm one in seconds, a step down by a click."""
    with serving(home) as address, chromium() as browser:
        page = browser.new_context(base_url=address).new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes = []
        devtools.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
        enter(page, Role.HEAD)
        shown(page, "school")
        page.wait_for_load_state("networkidle")
        say(f"холодная страница школы: {sum(sizes) / 1024:.0f} КиБ, запросов {len(sizes)}")
        warm = [_seconds(page, lambda: page.reload(), "school") for _ in range(5)]
        say(f"та же страница снова: {_in_words(warm)}")
        down = []
        for _ in range(5):
            down.append(_seconds(page, lambda: first_child(page).click(), "parallel"))
            page.go_back()
            shown(page, "school")
        say(f"шаг вниз по нажатию: {_in_words(down)}")


def _seconds(page, act: Callable, level: str) -> float:
    begin = time.perf_counter()
    act()
    shown(page, level)
    return time.perf_counter() - begin


def _in_words(times: list[float]) -> str:
    return f"медиана {statistics.median(times):.2f} с, худшая {max(times):.2f} с"


if __name__ == "__main__":
    server_times(Path(sys.argv[1]))
    browser_times(Path(sys.argv[1]))
