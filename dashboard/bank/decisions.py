"""Two elements with nearly the same name: one counts as the other, or they are different.

A decision changes numbers, so it is taken by one in whose area every school lies that has written
tasks of the element; it can be taken back. It comes into force when these schools are counted anew.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import and_, delete, func, insert, not_, select, update

from dashboard import audit
from dashboard.access import ANY_SUBJECT, Right, Scope
from dashboard.audit import Action
from dashboard.bank.codifiers import Pair, doubtful_pairs, mapped_with
from dashboard.bank.writing import writing_soon
from dashboard.queries.database import engine_in_use, rows
from dashboard.role_names import roles_in_words
from models import ElementMapping, Partition, Plan, TaskElement, Unit
from models.bank import ASKED, COUNTS, DIFFERENT, LEAVING

NOT_THERE = "Такой пары нет. Обновите страницу."
ELSEWHERE = (
    "Задания этого элемента писали и в школах вне вашей области: решение принимает тот, "
    "в чьей области все эти школы."
)
CHAIN = (
    "Один из этих элементов уже связан с третьим. Сначала верните ту пару, "
    "затем отнесите оба к одному и тому же."
)
DECIDED = "Об этой паре уже решено. Чтобы решить иначе, верните её."
IN_WORDS = {ASKED: "считать одним", DIFFERENT: "разные", LEAVING: "вернуть"}


class Asked(NamedTuple):
    """Which element counts as which, and in which grade (0 = all)."""

    element_id: int
    into_id: int
    grade: int


class Refusal(Exception):
    """Why a decision is not taken, in words for the person."""


def decide(scope: Scope, asked: Asked, login: str, *, same: bool) -> None:
    """Say of a pair that the first counts as the second, or that they are different."""
    pair = _pair(scope, asked)
    if pair.decision is not None:
        raise Refusal(DECIDED)
    if same:
        _refuse_chain(asked)
        _refuse_elsewhere(scope, asked.element_id)
    row = asked._asdict() | {"state": ASKED if same else DIFFERENT}
    row |= {"confirmed_by": login, "confirmed_as": roles_in_words(scope.roles)}
    row |= {"confirmed_at": datetime.now(UTC).replace(tzinfo=None)}
    with writing_soon(engine_in_use()) as connection:
        connection.execute(insert(ElementMapping), row)
        _note(row)


def take_back(scope: Scope, asked: Asked) -> None:
    """As if nothing had been said of the pair; what is in the numbers leaves them later."""
    pair = _pair(scope, asked)
    if pair.decision is None:
        raise Refusal(NOT_THERE)
    said = pair.decision
    if said["state"] in (COUNTS, LEAVING):
        _refuse_elsewhere(scope, said["element_id"])
    of_pair = and_(*(getattr(ElementMapping, name) == said[name] for name in Asked._fields))
    with writing_soon(engine_in_use()) as connection:
        waiting = ElementMapping.state.in_((ASKED, DIFFERENT))
        connection.execute(delete(ElementMapping).where(of_pair, waiting))
        counting = ElementMapping.state == COUNTS
        connection.execute(update(ElementMapping).where(of_pair, counting).values(state=LEAVING))
        _note(said | {"state": LEAVING})


def _pair(scope: Scope, asked: Asked) -> Pair:
    if not scope.has(Right.KEEP_BANK):
        raise Refusal(NOT_THERE)
    key = frozenset((asked.element_id, asked.into_id)), asked.grade
    found = next((pair for pair in doubtful_pairs(scope) if pair.key == key), None)
    if found is None:
        raise Refusal(NOT_THERE)
    return found


def _refuse_chain(asked: Asked) -> None:
    """What counts as another element has no other counted as it: there are no chains."""
    said = rows(mapped_with(frozenset((asked.element_id, asked.into_id))))
    pairs = [
        (row["element_id"], row["into_id"])
        for row in said
        if row["state"] != DIFFERENT
        and (asked.grade == row["grade"] or 0 in (asked.grade, row["grade"]))
    ]
    if any(asked.element_id in pair or asked.into_id == pair[0] for pair in pairs):
        raise Refusal(CHAIN)


def _refuse_elsewhere(scope: Scope, element_id: int) -> None:
    works = (
        select(Plan.assessment_id)
        .join(TaskElement, TaskElement.plan_id == Plan.id)
        .where(Plan.is_current, TaskElement.element_id == element_id)
    )
    own = scope.owns(Unit.path, subject=ANY_SUBJECT, right=Right.KEEP_BANK)
    statement = (
        select(func.count().label("n"))
        .select_from(Partition)
        .join(Unit, Unit.id == Partition.school_id)
        .where(Partition.kind == "answers", Partition.part.in_(works), not_(own))
    )
    if rows(statement)[0]["n"]:
        raise Refusal(ELSEWHERE)


def _note(row: dict) -> None:
    which = f"элементы {row['element_id']} → {row['into_id']}, параллель {row['grade'] or 'любая'}"
    audit.write(Action.ELEMENTS_DECIDED, f"{which}: {IN_WORDS[row['state']]}")
