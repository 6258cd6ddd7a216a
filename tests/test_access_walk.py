"""A walk over every route, callback and page: each has a door, or is one of the few open ones."""

import dash
from counted import counted
from forged import arguments, server_callbacks
from homes import store_in
from leaks import unescaped
from secret_files import load_secrets
from secret_territory import TERRITORY
from secret_world import add_secrets, at_work, world_of

from dashboard.access import EVERYBODY, FAMILY, Right, Role
from dashboard.gate.decided import DASH_ROUTES, PAGES_CALLBACK
from dashboard.gate.doors import OPEN
from models.store import open_accounts, open_engine

MOST_OPEN = 6
NOT_FOUND = "Не найдено"
FOR_ALL = {"home", "not_found_404"}


def rules(secret):
    return list(secret.app.server.url_map.iter_rules())


def test_every_route_has_a_guard_or_is_open_on_purpose(secret):
    views, guarded = secret.app.server.view_functions, 0
    for rule in rules(secret):
        if rule.endpoint in OPEN or rule.endpoint in DASH_ROUTES:
            continue
        guard = getattr(views[rule.endpoint], "guard", None)
        assert isinstance(guard, Right) or guard == "signed in", rule
        guarded += 1
    there = {rule.endpoint for rule in rules(secret)}
    callbacks = server_callbacks(secret.app)
    counted("walk", f"{len(rules(secret))} routes: {guarded} with a guard, "
            f"{len(there & DASH_ROUTES)} of Dash behind the entrance, {len(OPEN)} open; "
            f"{len(callbacks)} callbacks, {len(dash.page_registry)} pages with roles")  # fmt: skip


def test_no_more_than_six_endpoints_are_open():
    assert len(OPEN) <= MOST_OPEN
    assert not OPEN & DASH_ROUTES


def test_every_callback_of_the_server_names_its_roles(secret):
    for output, entry in server_callbacks(secret.app).items():
        if output != PAGES_CALLBACK:
            roles = entry["callback"].roles
            assert roles and all(isinstance(role, Role) for role in roles), output


def test_every_page_names_its_roles_and_asks_for_them(secret):
    for module, page in dash.page_registry.items():
        roles = page["layout"].roles
        assert roles and all(isinstance(role, Role) for role in roles), module
        if set(roles) == set(EVERYBODY):
            assert module.rpartition(".")[2] in FOR_ALL, module


def test_families_open_their_own_sheets_only(secret):
    opened = {
        module.rpartition(".")[2]
        for module, page in dash.page_registry.items()
        if page["layout"].roles & set(FAMILY)
    }
    assert opened == {"student", "marks", *FOR_ALL}


def test_every_argument_of_every_callback_is_of_a_known_kind(secret):
    kinds = {one.kind for entry in server_callbacks(secret.app).values()
             for one in arguments(entry)}  # fmt: skip
    assert {"unit", "student", "assessment", "subject", "path", "search"} <= kinds


def test_what_is_taken_away_as_a_file_asks_for_the_right_to(secret):
    views = secret.app.server.view_functions
    files = [rule for rule in rules(secret) if rule.rule.endswith(".csv")]
    assert {views[rule.endpoint].guard for rule in files} == {
        Right.EXPORT,
        Right.READ_AUDIT,
        Right.IMPORT,
    }


def test_the_same_holds_on_postgresql(tmp_path):
    """One walk over both kinds of pages; the rest of these tests runs on SQLite."""
    store = store_in(tmp_path / "home", "postgresql")
    load_secrets(store, tmp_path / "files")
    engine, accounts = open_engine(store), open_accounts(store)
    add_secrets(engine, accounts)
    engine.dispose()
    accounts.dispose()
    with world_of(at_work(store.home)) as world:
        for persona in ("head 1", "class teacher 1/8А", "parent of two", "region and own class"):
            units = world.ids.units.items()
            shown = {key for key, id in units if is_shown(world, persona, key, id)}
            known = world.oracle.known[persona]
            assert set(known.own) <= shown <= known.units | set(known.own), persona


def is_shown(world, persona, key, id) -> bool:
    """Whether a unit is found; nothing foreign stands in the answer either way."""
    status, text = world.page(persona, f"/{TERRITORY.places[key].level}/{id}")
    assert world.oracle.leaks(persona, text, {id}) == [], (persona, key)
    return status == 200 and NOT_FOUND not in unescaped(text)
