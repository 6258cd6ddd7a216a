"""Bodies of callbacks as a browser sends them, and the same bodies forged, argument by argument.

Nothing is listed here by name of a callback: a new one, a new page, a new argument enters by
itself, and an argument of an unknown kind fails.
"""

import json
import re
from dataclasses import dataclass

from leaks import Allowed, classes_of
from secret_personas import Ids
from secret_territory import TERRITORY
from secret_world import World
from signed_in import body_of

PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
PAGES = "_pages_location"
LEVELS = ("region", "municipality", "school", "parallel", "school_class")
NOBODYS = 1_999_999  # the id of nothing
NOBODYS_CHILD = 999_999
# the last word of a component's id → what its value is; «id» is told by the first word
IDS = ("unit", "student", "assessment", "subject", "child", "user")
WORDS = (
    *("year", "period", "grade", "basis", "procedure", "work_type", "group", "by", "sections"),
    *("kind", "state", "text", "portion", "search", "of", "risk"),
    *("mark", "form", "many"),
)
LISTS = ("units", "add")  # ids of units as text: «3,5,8»
REQUEST = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}  # for rows
CLICKS = ("n_clicks", "n_submit", "n_intervals")
WRONG = (
    *(None, "", "abc", -1, 0, 1.5, "1e3", "-1", " 1", "²", 10**30, "9" * 400, True),
    *([], {}, [1], {"id": 1}, "1 OR 1=1", "'; DROP TABLE unit; --", "../../etc/passwd"),
)


@dataclass(frozen=True)
class Argument:
    """One input or state of a callback: which id, which property, what kind of thing."""

    id: str
    property: str
    kind: str


def server_callbacks(app) -> dict[str, dict]:
    """Every entry of the callback map that runs on the server."""
    return {name: entry for name, entry in app.callback_map.items() if "callback" in entry}


def arguments(entry: dict) -> list[Argument]:
    """The inputs and states of an entry, each with its kind."""
    return [
        Argument(one["id"], one["property"], kind_of(one["id"], one["property"]))
        for one in (*entry["inputs"], *entry["state"])
    ]


def kind_of(id: str, name: str) -> str:
    """What a value stands for; an argument that cannot be told fails here, not in silence."""
    first, last = id.split("-")[0], id.split("-")[-1]
    if id == PAGES:
        return {"pathname": "path", "search": "search"}[name]
    if last == "id" and first in (*IDS, "school"):
        return first
    if last in IDS:
        return last
    if last in LISTS:
        return "units"
    if name == "getRowsRequest":
        return "request"
    if name in CLICKS:
        return "clicks"
    if last in WORDS:
        return "word"
    raise AssertionError(f"what is {id}.{name}? say it in tests/forged.py")


def props_in(layout: object, found: dict | None = None) -> dict[tuple[str, str], object]:
    """(id, property) → value, of every component in an answer of Dash."""
    found = {} if found is None else found
    if isinstance(layout, dict):
        props = layout.get("props")
        if isinstance(props, dict) and isinstance(props.get("id"), str):
            found |= {(props["id"], name): value for name, value in props.items()}
        for value in layout.values():
            props_in(value, found)
    elif isinstance(layout, list):
        for value in layout:
            props_in(value, found)
    return found


def own_addresses(world: World, persona: str) -> list[tuple[str, str]]:
    """An address of every kind of page that shows something of the persona's own."""
    known, ids = world.oracle.known[persona], world.ids
    own = [key for key in PLACES if key in known.own]
    found = [("/", ""), ("/assessments", ""), ("/plans", ""), ("/data", ""), ("/data", "?load=3")]
    for level in LEVELS:
        keys = [key for key in own if PLACES[key].level == level]
        found += [(f"/{level}/{ids.units[key]}", "") for key in keys[:1]]
    pupils = [ids.students[key] for key in sorted(known.pupils)[:1]]
    found += [(f"/{kind}/{id}", "") for id in pupils for kind in ("student", "marks")]
    found += [(f"/why/{ids.units[key]}", "") for key in own[:1]]
    for key in sorted(known.children):
        found.append((f"/student/{ids.students[key]}", ""))
        found.append((f"/marks/{ids.students[key]}", ""))
    tops = f"?unit={ids.units[own[0]]}" if own else ""
    if own:
        beside = [*own[:2], *sorted(known.units - set(own))[:4]]
        found.append(("/students", tops))
        found.append(("/problems", tops))
        found.append(("/objectivity", tops))
        found.append(("/forecast", tops))
        found.append(("/compare", f"?units={','.join(str(ids.units[key]) for key in beside)}"))
    found += [(f"/assessment/{ids.works[key]}", tops) for key in sorted(known.works)[:2]]
    found += [(f"/plan/{ids.works[key]}", tops) for key in sorted(known.works)[:1] if own]
    return list(dict.fromkeys(found))


def own_props(world: World, persona: str) -> dict[tuple[str, str], object]:
    """Every property of every page of one's own."""
    found: dict = {(PAGES, "pathname"): "/", (PAGES, "search"): ""}
    found |= {("students-list", "getRowsRequest"): REQUEST}
    for address, search in own_addresses(world, persona):
        status, text = world.page(persona, address, search)
        if status == 200:
            props_in(json.loads(text), found)
    return found


def own_body(app, output: str, props: dict) -> dict:
    """The body the browser would send for a callback of these components."""
    values = {f"{id}.{name}": value for (id, name), value in props.items()}
    changed = [f"{one['id']}.{one['property']}" for one in app.callback_map[output]["inputs"][:1]]
    return body_of(app, output, values, changed)


def with_value(body: dict, argument: Argument, value: object) -> dict:
    """The body with one argument exchanged."""

    def changed(one: dict) -> dict:
        same = (one["id"], one["property"]) == (argument.id, argument.property)
        return one | {"value": value} if same else one

    return body | {part: [changed(one) for one in body[part]] for part in ("inputs", "state")}


def foreign(world: World, persona: str, kind: str) -> list[tuple[str, object]]:
    """What a persona may not see at all, as (what it is, the forged value)."""
    known, ids = world.oracle.known[persona], world.ids
    return FOREIGN[kind](world, known, ids) if kind in FOREIGN else []


def _units(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    """The first and the last foreign unit of each level."""
    found = []
    for level in LEVELS:
        keys = [k for k, p in PLACES.items() if p.level == level and k not in known.units]
        found += [(level, ids.units[key]) for key in dict.fromkeys(keys[:1] + keys[-1:])]
    return found


def _lists(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    return [(what, str(value)) for what, value in _units(world, known, ids)]


def _students(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    """A stranger, and two of units that may be named."""
    keys = [key for key in PUPILS if key not in known.pupils]
    near = [key for key in keys if classes_of(key) & known.units]
    return [("student", ids.students[key]) for key in dict.fromkeys(keys[:1] + near[:2])]


def _subjects(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    taught = {subject for own in known.own.values() for subject in own}
    return [("subject", ids.subjects[key]) for key in sorted(set(ids.subjects) - taught)]


def _works(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    return [("assessment", id) for key, id in ids.works.items() if key not in known.works]


def _users(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    return [("user", world.users["system administrator"])]


def _paths(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    """The address of every foreign thing."""
    things = (*_units(world, known, ids), *_students(world, known, ids), *_works(world, known, ids))
    return [(what, f"/{what}/{value}") for what, value in things]


def _searches(world: World, known: Allowed, ids: Ids) -> list[tuple[str, object]]:
    things = (*_units(world, known, ids), *_subjects(world, known, ids))
    return [(w, f"?unit={v}&subject={v}&unit_id={v}&student_id={v}") for w, v in things]


FOREIGN = {
    "unit": _units, "units": _lists, "school": _units, "student": _students, "child": _students,
    "subject": _subjects, "assessment": _works, "user": _users, "path": _paths,
    "search": _searches,
}  # fmt: skip


def compared(world: World, persona: str, kind: str) -> list[tuple[str, object]]:
    """Units that are named, and shown in round numbers at the most."""
    known = world.oracle.known[persona]
    keys = sorted(known.units - set(known.own)) if kind in ("unit", "units") else []
    found = [world.ids.units[key] for key in keys]
    return [("compared", str(id) if kind == "units" else id) for id in found]


def nothing_there(kind: str) -> object:
    """An id of nothing, of the same kind."""
    return {
        "unit": NOBODYS, "units": str(NOBODYS), "school": NOBODYS, "student": NOBODYS_CHILD,
        "child": NOBODYS_CHILD, "assessment": NOBODYS_CHILD, "subject": NOBODYS_CHILD,
        "user": NOBODYS_CHILD,
    }.get(kind)  # fmt: skip


def numbers_in(value: object) -> set[int]:
    """Ids that a request itself names: an answer may repeat them."""

    return {int(found) for found in re.findall(r"\d+", str(value)) if len(found) < 19}
