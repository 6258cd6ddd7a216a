"""Elements that a person has said to be the same: from now on one of them counts as the other.

What was decided waits (`asked`, `leaving`) until the marts of the schools it touches are made
anew: decision and numbers change in one transaction.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, and_, delete, false, or_, select, update

from etl.school_year import ANSWERS
from models import ElementMapping, Partition, Plan, TaskElement
from models.bank import ASKED, COUNTS, LEAVING, WAITING


def settled(connection: Connection) -> tuple[int, set[tuple[int, int, str]]]:
    """Let what waits come into force: how many decisions, and which schools and years to count."""
    waiting = connection.execute(
        select(ElementMapping.element_id, ElementMapping.grade).where(
            ElementMapping.state.in_(WAITING)
        )
    ).all()
    connection.execute(delete(ElementMapping).where(ElementMapping.state == LEAVING))
    connection.execute(
        update(ElementMapping).where(ElementMapping.state == ASKED).values(state=COUNTS)
    )
    return len(waiting), _touched(connection, waiting)


def _touched(connection: Connection, decided: Sequence[Row]) -> set[tuple[int, int, str]]:
    """Schools and years with protocols of works whose plans name these elements in their grade."""
    named = [
        and_(TaskElement.element_id == row.element_id, Plan.grade == (row.grade or Plan.grade))
        for row in decided
    ]
    works = (
        select(Plan.assessment_id)
        .join(TaskElement, TaskElement.plan_id == Plan.id)
        .where(Plan.is_current, or_(false(), *named))
    )
    query = select(Partition.school_id, Partition.school_year).where(
        Partition.kind == ANSWERS, Partition.part.in_(works)
    )
    return {(row.school_id, row.school_year, ANSWERS) for row in connection.execute(query)}
