"""Small checks, one for each guard: what must not happen; an AssertionError says that it did."""

from datetime import date
from secrets import token_hex

import dash
from flask import Flask
from forged import WRONG, arguments, own_body, own_props, server_callbacks, with_value
from homes import settings_of
from hostile import malformed
from secret_territory import TERRITORY
from secret_world import World, at_work
from signed_in import CALLBACKS, csrf_header, page_body, post_form
from sqlalchemy import delete, insert, select
from werkzeug.exceptions import NotFound

from dashboard import session
from dashboard.access import Role, Scope
from dashboard.accounts.scopes import scope_of
from dashboard.app import create_app
from dashboard.bank import decisions
from dashboard.gate.doors import NotThere, open_to, page_door, signed_in_only
from dashboard.packs import made
from dashboard.queries.students import student, why
from models import CodifierEntry, Element, ElementMapping, Plan, TaskElement
from models.store import writing

PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
OUTSIDE = "10.0.0.5"
LEFT = "Ш1/8А/1"  # in the winter


def stranger(world: World):
    """A browser of nobody, over https as the rest."""
    client = world.app.server.test_client()
    client.environ_base["HTTP_REFERER"] = "https://localhost/"
    return client


def opened(world: World, persona: str, key: str) -> tuple[int, str]:
    """The page of a unit or of a student."""
    if key in PUPILS:
        return world.page(persona, f"/student/{world.ids.students[key]}")
    return world.page(persona, f"/{PLACES[key].level}/{world.ids.units[key]}")


def without_leaks(world: World, persona: str, *keys: str) -> None:
    """Pages hold nothing foreign; one that has broken holds nothing at all."""
    for key in keys:
        status, answer = opened(world, persona, key)
        if status != 200 or "shell-failure" in answer:
            raise RuntimeError(f"{persona}, {key}: the page has broken")
        assert world.oracle.leaks(persona, answer, {world.ids.units.get(key, 0)}) == [], key


def scope(world: World, persona: str) -> Scope:
    """What a persona may see today, asked anew."""
    return scope_of(world.users[persona], date.today())


def strangers_are_sent_away(world: World) -> None:
    client = stranger(world)
    assert client.get("/").status_code == 302
    assert client.post(CALLBACKS, json=page_body(world.app, "/")).status_code == 401


def unknown_hosts_are_refused(world: World) -> None:
    assert stranger(world).get("/login", headers={"Host": "evil.example"}).status_code == 403


def a_demonstration_answers_this_computer_only(world: World) -> None:
    from dashboard.gate.entrance import close_entrance

    server = Flask("demonstration")
    close_entrance(server, settings_of(world.home, MSOKO_ENV="demo"))
    client = server.test_client()
    assert client.get("/", environ_base={"REMOTE_ADDR": OUTSIDE}).status_code == 403


def callbacks_without_a_token_are_refused(world: World) -> None:
    client = world.client("head 1")
    assert client.post(CALLBACKS, json=page_body(world.app, "/")).status_code == 400


def callbacks_ask_for_roles(world: World) -> None:
    with session.acting(scope(world, "parent of one")):
        assert shut(open_to(Role.HEAD)(lambda: "in"), NotThere)


def pages_ask_for_roles(world: World) -> None:
    for persona in ("parent of one", "system administrator"):
        for page in ("/assessments", f"/school/{world.ids.units['Ш6']}"):
            _, answer = world.page(persona, page)
            assert "\\u041d\\u0435 \\u043d\\u0430\\u0439" in answer, (persona, page)  # «Не най…»
    with session.acting(scope(world, "parent of one")):
        layout = page_door(lambda: "in", (Role.HEAD,), tells=False)
        assert layout() != "in"


def views_ask_for_rights(world: World) -> None:
    for path in ("/users", "/users/new", "/audit", "/audit.csv"):
        assert world.client("parent of one").get(path).status_code == 404, path


def views_for_people_ask_who_it_is(world: World) -> None:
    with world.app.server.test_request_context("/"):
        assert shut(signed_in_only(lambda: "in"), NotFound)


def shut(door, refusal: type[Exception]) -> bool:
    """Whether a door lets nobody in."""
    try:
        return door() != "in"
    except refusal:
        return True


def a_route_without_a_door_stops_the_start(world: World, monkeypatch) -> None:
    from dashboard import app as made

    add_routes = made.add_routes
    monkeypatch.setattr(made, "add_routes", lambda server: (
        add_routes(server), server.get("/back-door")(lambda: "in")))  # fmt: skip
    assert_no_start(world)


def a_callback_without_a_door_stops_the_start(world: World, monkeypatch) -> None:
    from dashboard import app as made

    def add(app):
        app.callback(dash.Output("x", "children"), dash.Input("y", "value"))(lambda value: value)

    monkeypatch.setattr(made, "CALLBACKS", (*made.CALLBACKS, add))
    assert_no_start(world)


def a_page_without_roles_stops_the_start(world: World, monkeypatch) -> None:
    from dashboard import app as made

    def add(app):
        dash.register_page(__name__, path="/back-door", layout=lambda **_: "in")

    monkeypatch.setattr(made, "CALLBACKS", (*made.CALLBACKS, add))
    try:
        assert_no_start(world)
    finally:
        dash.page_registry.pop(__name__, None)


def a_callback_with_a_pattern_stops_the_start(world: World, monkeypatch) -> None:
    from dashboard import app as made

    def add(app):
        place = dash.Input({"kind": "x", "index": dash.ALL}, "value")
        app.callback(dash.Output("x", "children"), place)(open_to(Role.HEAD)(lambda value: value))

    monkeypatch.setattr(made, "CALLBACKS", (*made.CALLBACKS, add))
    assert_no_start(world)


def assert_no_start(world: World) -> None:
    """`create_app` refuses; afterwards this process reads from where it did."""
    try:
        create_app(at_work(world.home))
    except RuntimeError:
        return
    finally:
        world.use()
    raise AssertionError("the program has started")


def malformed_bodies_are_refused(world: World) -> None:
    props, client = own_props(world, "region 1"), world.client("region 1")
    valid = own_body(world.app, next(iter(server_callbacks(world.app))), props)
    for data, kind in malformed(valid):
        answer = client.post(CALLBACKS, data=data, content_type=kind, headers=csrf_header(client))
        assert 400 <= answer.status_code < 500, data[:100]


def long_bodies_are_refused(world: World) -> None:
    client = world.client("head 1")
    body = page_body(world.app, "/") | {"more": "x" * 1_500_000}
    assert client.post(CALLBACKS, json=body, headers=csrf_header(client)).status_code == 413


def values_of_a_wrong_kind_are_refused(world: World) -> None:
    props = own_props(world, "region 1")
    for name, entry in server_callbacks(world.app).items():
        body = own_body(world.app, name, props)
        for argument in arguments(entry):
            for value in WRONG:
                answer = world.post("region 1", with_value(body, argument, value))
                assert answer.status_code < 500
                assert "shell-failure" not in answer.get_data(as_text=True)


def students_of_others_are_not_shown(world: World) -> None:
    without_leaks(world, "head 1", "Ш4/8А/1", "Ш6/8А/1")
    without_leaks(world, "parent of one", "Ш6/8А/2", "Ш1/8А/1")


def units_of_others_are_not_shown(world: World) -> None:
    without_leaks(world, "head 1", "Р2", "Ш6", "Ш4/8А")
    without_leaks(world, "class teacher 1/8А", "Ш2", "Ш1/8Б")


def compared_units_are_rounded(world: World) -> None:
    without_leaks(world, "head 1", "Р1", "М1", "Ш1")
    without_leaks(world, "class teacher 1/8А", "Ш1", "Ш1/8", "Ш1/8А")
    without_leaks(world, "subject in a school", "Р1", "М1", "Ш2")


def names_are_not_shown_without_the_right(world: World) -> None:
    without_leaks(world, "region 1", "Ш1/8А", "Ш1/8А/1")
    without_leaks(world, "methodologist", "Ш2/8Б", "Ш1/8А/2")
    without_leaks(world, "region and own class", "Ш1/8А", "Ш1/8Б", "Ш1/8Б/1")


def the_reason_is_said(world: World) -> None:
    answer = why(scope(world, "class teacher 1/8А"), world.ids.students["Ш1/8А/2"])
    assert answer == (True, f"классный руководитель, {PLACES['Ш1/8А'].name}")


def strangers_to_a_child_are_no_parents(world: World) -> None:
    assert not scope(world, "parent of one").allows_child(world.ids.students["Ш1/8А/2"]).allowed
    assert student(scope(world, "parent of one"), world.ids.students["Ш1/8А/2"]) is None


def roles_hold_between_their_days(world: World) -> None:
    for persona in ("role has ended", "role to come"):
        assert scope(world, persona).roots == (), persona


def teachers_see_nobody_who_left_before_them(world: World) -> None:
    assert not why(scope(world, "class teacher since autumn"), world.ids.students[LEFT]).allowed
    without_leaks(world, "class teacher since autumn", LEFT, "Ш1/8А")


def accounts_of_others_are_not_there(world: World) -> None:
    browser = world.client("school administrator 6")
    for other in ("head 1", "system administrator", "without roles", "parent of two"):
        assert browser.get(f"/users/{world.users[other]}").status_code == 404, other
        path = f"/users/{world.users[other]}/name"
        assert post_form(browser, path, {"name": "чужое"}).status_code == 404, other


def tables_of_others_are_not_exported(world: World) -> None:
    for persona, key in (("head 1", "Ш6"), ("class teacher 1/8А", "Ш1/8Б"), ("head 1", "Ш4/8А")):
        address = f"/{PLACES[key].level}/{world.ids.units[key]}"
        asked = {"address": address, "report": "trend"}
        for path in ("/export/report.csv", "/export/report.xlsx"):
            answer = world.client(persona).get(path, query_string=asked)
            assert answer.status_code == 404, (persona, key)
        for path in ("/pack/add", "/pack/usual"):
            assert post_form(world.client(persona), path, asked).status_code == 404, (persona, key)


def files_of_others_are_not_there(world: World) -> None:
    wanted = made.Wanted(world.users["head 1"], f"T-{token_hex(6)}", "файл", "xlsx", [[]])
    id = made.put(wanted).id
    browser = world.client("head 4")
    for step in ("stop", "again", "delete"):
        assert post_form(browser, f"/pack/files/{id}/{step}").status_code == 404, step
    assert made.forget(wanted.user_id, id)


def elements_of_others_are_not_decided_on(world: World) -> None:
    """Two elements of a work that both regions have written get names that look alike."""
    number = world.ids.works["р1"]
    with writing(world.engine) as connection:
        found = connection.execute(
            select(TaskElement.element_id)
            .join(Plan, Plan.id == TaskElement.plan_id)
            .join(Element, Element.id == TaskElement.element_id)
            .where(Plan.assessment_id == number, Element.kind == "kes")
            .order_by(Element.id)
        ).scalars()
        ids = list(found)[:2]
        for id, name in zip(ids, ("Измерения фигур", "Измеренния фигур"), strict=True):
            connection.execute(insert(CodifierEntry), {
                "id": id, "element_id": id, "grade": 8, "name": name, "load_id": 1
            })  # fmt: skip
    asked = decisions.Asked(*ids, 8)
    try:
        assert refuses(scope(world, "methodologist"), asked)
        assert refuses(scope(world, "region 1"), asked)
    finally:
        with writing(world.engine) as connection:
            connection.execute(delete(ElementMapping))
            connection.execute(delete(CodifierEntry).where(CodifierEntry.element_id.in_(ids)))


def refuses(scope: Scope, asked: decisions.Asked) -> bool:
    """Whether a decision is not taken."""
    try:
        decisions.decide(scope, asked, "somebody", same=True)
    except decisions.Refusal:
        return True
    return False
