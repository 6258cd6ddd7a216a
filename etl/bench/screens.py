"""The screens as a browser asks for them, in this process: what one answer costs the server."""

import statistics
from collections.abc import Callable, Iterator
from datetime import date

from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.access import Role, Scope
from dashboard.accounts.personas import LOGINS, user_id_of
from dashboard.accounts.scopes import scope_of
from dashboard.accounts.sessions import open_session
from dashboard.app import create_app, keep_for_good
from dashboard.filters import View
from dashboard.queries.database import engine_in_use, rows
from dashboard.queries.overview import children_in_order
from dashboard.screens.allowed import opens_below
from dashboard.screens.places import line_to, own_units
from dashboard.serving import close_connections
from dashboard.settings import Settings
from etl.bench.timing import Measure, timed
from etl.bench.visits import CALLBACKS, PAGES, TOKEN
from etl.pipeline import facts_of_student
from models import AssessmentMart, Membership, Partition, Unit
from models.store import Store

RUNS = 40
AGAINST = "/healthz, медиана"
LEVEL_NAMES = {
    "region": "регион",
    "municipality": "муниципалитет",
    "school": "школа",
    "parallel": "параллель",
    "school_class": "класс",
}
Ask = Callable[[], object]


def screen_times(store: Store, role: Role = Role.REGIONAL_ADMINISTRATOR) -> list[Measure]:
    """p95 of every question of a persona against the smallest request; its p50 is the note."""
    app = create_app(Settings(MSOKO_HOME=store.home, DATABASE_URL=store.url))
    keep_for_good()
    base = statistics.median(times_of(lambda: app.server.test_client().get("/healthz")))
    try:
        return [measure(name, times_of(ask), base) for name, ask in questions(app, store, role)]
    finally:
        close_connections()


def measure(name: str, times: list[float], base: float) -> Measure:
    """One line of the table."""
    p95 = statistics.quantiles(times, n=20)[-1]
    middle = f"p50 {1000 * statistics.median(times):.1f} мс, p95 {1000 * p95:.1f} мс"
    return Measure(name, p95, AGAINST, base, note=middle.replace(".", ","))


def times_of(ask: Ask, runs: int = RUNS) -> list[float]:
    """Seconds of several calls after two that do not count."""
    for _ in range(2):
        ask()
    return [timed(ask) for _ in range(runs)]


def questions(app: Dash, store: Store, role: Role) -> Iterator[tuple[str, Ask]]:
    """What a persona asks: each step down, then the other screens of the unit it begins with."""
    user_id = user_id_of(LOGINS[role])
    scope, client = scope_of(user_id, date.today()), client_of(app, user_id)
    line = _down(scope)
    for unit in line:
        n = len(children_in_order(scope, unit["unit_id"]))
        name = f"{role}: {LEVEL_NAMES[unit['level']]}, внутри {n}"
        yield name, _sent(client, unit_body(app, unit["unit_id"]))
    for name, address in _addresses(scope, line):
        yield f"{role}: {name}", _sent(client, page_body(app, *address.split("?")))
    if role is Role.REGIONAL_ADMINISTRATOR and (part := _any_part()):
        yield "отметки одного ученика из озера", lambda: _facts(store, *part)


def client_of(app: Dash, user_id: int) -> FlaskClient:
    """A browser in which the account is signed in."""
    client = app.server.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = open_session(user_id, "127.0.0.1", "bench")
        cookie["_fresh"] = True
    client.get("/account")  # brings the token of callbacks
    return client


def unit_body(app: Dash, unit_id: int) -> dict:
    """What the browser sends when a filter of a unit's screen changes."""
    chosen = dict.fromkeys(View.__dataclass_fields__, "") | {"basis": "final"}
    values = {f"unit-{name}.value": value for name, value in chosen.items()}
    return _body(app, "unit-headlines.children", values | {"unit-id.data": unit_id})


def page_body(app: Dash, path: str, query: str = "") -> dict:
    """What the browser sends when a page is opened."""
    search = f"?{query}" if query else ""
    place = {f"{PAGES}.pathname": path, f"{PAGES}.search": search}
    return _body(app, "_pages_content.children", place)


def _body(app: Dash, leaf: str, values: dict[str, object]) -> dict:
    output, made = next(pair for pair in app.callback_map.items() if leaf in pair[0])
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True))
               for name in output[2:-2].split("...")]  # fmt: skip
    given = {
        part: [one | {"value": values.get(f"{one['id']}.{one['property']}")} for one in made[part]]
        for part in ("inputs", "state")
    }
    changed = [f"{one['id']}.{one['property']}" for one in made["inputs"][:1]]
    return {"output": output, "outputs": outputs, **given, "changedPropIds": changed}


def _sent(client: FlaskClient, body: dict) -> Ask:
    headers = {"X-CSRFToken": client.get_cookie(TOKEN).value}

    def ask() -> int:
        answer = client.post(CALLBACKS, json=body, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{body['output'][:40]}: {answer.status}")
        return len(answer.data)

    return ask


def _down(scope: Scope) -> list[dict]:
    """The first unit of one's own, and one unit of each level under it, from the middle."""
    line = list(own_units(scope)[0]["line"][-1:])
    while line[-1]["level"] != "school_class":
        path = line[-1]["path"]
        under = children_in_order(scope, line[-1]["unit_id"])
        own = [one for one in under if opens_below(scope, f"{path}{one['unit_id']}/")]
        if not own:
            break
        line.append(line_to(scope, own[len(own) // 2]["unit_id"])[-1])
    return line


def _addresses(scope: Scope, line: list[dict]) -> Iterator[tuple[str, str]]:
    """The other screens, of units of the line and of what is in them."""
    top, last = line[0]["unit_id"], line[-1]["unit_id"]
    compared = [one["unit_id"] for one in children_in_order(scope, top)[:4]]
    if len(compared) > 1:
        yield "сравнение", f"/compare?units={','.join(map(str, compared))}"
    work = AssessmentMart.assessment_id
    found = rows(select(work).where(AssessmentMart.unit_id == last).order_by(work).limit(1))
    for one in found:
        yield "задания работы", f"/assessment/{one['assessment_id']}?unit={last}"
    in_class = Membership.is_current, Membership.class_id == last
    for one in rows(select(Membership.student_id).where(*in_class).limit(1)):
        yield "ученик", f"/student/{one['student_id']}"
    yield "ученики", f"/students?unit={top}"
    yield "проблемные компоненты", f"/problems?unit={top}"
    yield "объективность", f"/objectivity?unit={top}"
    yield "прогноз", f"/forecast?unit={top}"


def _any_part() -> tuple[int, tuple[int, int, int]] | None:
    """A student of the largest part of the lake, and that part."""
    marks = select(Partition.school_id, Partition.school_year, Partition.part).where(
        Partition.kind == "marks"
    )
    for part in rows(marks.order_by(Partition.rows.desc()).limit(1)):
        school = select(Unit.path).where(Unit.id == part["school_id"]).scalar_subquery()
        inside = Unit.path > school, Unit.path < school + "~"
        student = select(Membership.student_id).join(Unit, Unit.id == Membership.class_id)
        for one in rows(student.where(*inside).limit(1)):
            return one["student_id"], tuple(part.values())
    return None


def _facts(store: Store, student_id: int, part: tuple[int, int, int]) -> list[dict]:
    with engine_in_use().connect() as connection:
        return facts_of_student(connection, store.lake, "marks", student_id, [part])
