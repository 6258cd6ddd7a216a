"""Undo and redo: loads are switched off and on, what they stated comes and goes with them."""

from sqlalchemy import Connection, and_, or_, select, update

from etl import lake
from etl.load import point
from etl.mistakes import Mistake
from etl.tables.units import project_schools, show_only_used_units
from models import CodifierEntry, Load, LoadPart, Membership, Partition, Person, Plan, UnitVersion

VERSIONED = (UnitVersion, Person, Membership, Plan, CodifierEntry)
FACT_KINDS = ("marks", "final_marks", "answers", "results")


def switch(
    connection: Connection, folder: lake.Root, load_id: int, *, on: bool
) -> tuple[set[lake.Place], set[int]]:
    """Undo (on=False) or redo a load; the places touched and municipalities schools moved from."""
    load = _load(connection, load_id, on)
    places = {
        lake.Place(row.kind, row.school_id, row.school_year, row.part)
        for row in connection.execute(select(LoadPart.__table__).where(LoadPart.load_id == load_id))
    }
    _refuse_dependents(connection, load, places, on)
    connection.execute(
        update(Load).where(Load.id == load_id).values(state="loaded" if on else "undone")
    )
    for table in VERSIONED:
        said, ended = table.load_id == load_id, table.ended_by == load_id
        # what a load both said and ended itself is never current: the False comes last
        for condition, current in sorted([(said, on), (ended, not on)], key=lambda pair: -pair[1]):
            connection.execute(update(table).where(condition).values(is_current=current))
    schools = sorted({place.school_id for place in places if place.kind == "roster"})
    moved_from = project_schools(connection, schools)
    show_only_used_units(connection, schools)
    for place in places:
        if place.kind in FACT_KINDS:
            point(connection, folder, place)
    return places, moved_from


def _load(connection: Connection, load_id: int, on: bool):
    load = connection.execute(select(Load.__table__).where(Load.id == load_id)).one_or_none()
    if load is None:
        raise Mistake(f"Загрузки {load_id} нет. Список загрузок: python -m etl loads")
    if load.state != ("undone" if on else "loaded"):
        done = "не отменена" if on else "уже отменена или ничего не изменила"
        raise Mistake(f"Загрузка {load_id} {done}: делать нечего.")
    return load


def _refuse_dependents(connection: Connection, load, places: set[lake.Place], on: bool) -> None:
    """Lists, plans and codifiers are undone last in, first out; facts in any order."""
    if load.kind in ("roster", "plan", "codifier"):
        later = _active_loads(connection, [_leans_on(place) for place in places], load.id)
        if later:
            raise Mistake(
                f"После загрузки {load.id} на неё опираются загрузки {_listed(later)}. "
                f"Сначала отмените их (undo), начиная с последней."
            )
    elif on:
        _refuse_missing_ground(connection, load, places)


def _leans_on(place: lake.Place):
    """Later parts that need this one: anything of the school, the plan or the codifier."""
    if place.kind == "roster":
        return LoadPart.school_id == place.school_id
    if place.kind == "plan":
        return and_(LoadPart.kind.in_(("plan", "answers")), LoadPart.part == place.part)
    return and_(LoadPart.kind == place.kind, LoadPart.part == place.part)


def _active_loads(connection: Connection, conditions: list, after: int) -> list[int]:
    if not conditions:
        return []
    query = (
        select(LoadPart.load_id)
        .join(Load, Load.id == LoadPart.load_id)
        .where(or_(*conditions), Load.id > after, Load.state == "loaded")
        .distinct()
        .order_by(LoadPart.load_id)
    )
    return list(connection.execute(query).scalars())


def _refuse_missing_ground(connection: Connection, load, places: set[lake.Place]) -> None:
    """Facts come back only where their schools and plans still stand."""
    schools = {place.school_id for place in places}
    standing = set(
        connection.execute(
            select(Membership.school_id).where(
                Membership.school_id.in_(schools), Membership.is_current
            )
        ).scalars()
    )
    plans = {place.part for place in places if place.kind == "answers"}
    planned = set(
        connection.execute(
            select(Plan.assessment_id).where(Plan.assessment_id.in_(plans), Plan.is_current)
        ).scalars()
    )
    changed = _active_loads(
        connection, [and_(LoadPart.kind == "plan", LoadPart.part.in_(plans))], load.id
    )
    if changed:
        raise Mistake(
            f"После загрузки {load.id} план работы изменён (загрузки {_listed(changed)}). "
            "Загрузите файл протокола снова: он будет проверен по новому плану."
        )
    if schools - standing or plans - planned:
        raise Mistake(
            f"Загрузка {load.id} опирается на отменённые списки учеников или планы. "
            "Сначала верните их (redo)."
        )


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown + (" и другие" if len(numbers) > 10 else "")


def unreferenced(connection: Connection, root: lake.Root, before: float) -> list[str]:
    """Old lake files that no load and no pointer names: left by a kill, or merged and replaced."""
    named = set(connection.execute(select(LoadPart.path)).scalars())
    named |= set(connection.execute(select(Partition.path)).scalars())
    return [path for path in lake.files_before(root, before) if path not in named]
