"""Who a forecast is about: the students of a grade who come to an exam, seen from one day."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, and_, or_, select

from etl.exams import taught_as
from models import Membership, Subject, Unit


@dataclass(frozen=True)
class Cohort:
    """
    Students of a grade and school year on the eve of a procedure.

    Attributes
    ----------
    procedure : str
    subject_id : int
        Of the procedure.
    taught : frozenset of int
        The subject as it stands in the journal, under all its names.
    grade, school_year : int
    as_of : date
        The last day of which anything is known.
    students : DataFrame, indexed by `student_id`, columns `school`, `school_class`
    """

    procedure: str
    subject_id: int
    taught: frozenset[int]
    grade: int
    school_year: int
    as_of: date
    students: pd.DataFrame


def taught_subjects(connection: Connection, subject_id: int) -> frozenset[int]:
    """The ids of the subjects under which a subject of an exam is taught."""
    name = connection.execute(select(Subject.name).where(Subject.id == subject_id)).scalar()
    names = taught_as(name) if name else frozenset()
    query = select(Subject.id).where(Subject.name.in_(names))
    return frozenset(connection.execute(query).scalars()) | {subject_id}


def places(connection: Connection) -> pd.DataFrame:
    """Every class: `school_class` (index), `school`, `grade`."""
    parallel = Unit.__table__.alias("parallel")
    query = (
        select(Unit.id, parallel.c.parent_id, Unit.grade)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .where(Unit.level == "school_class")
    )
    rows = connection.execute(query).all()
    found = pd.DataFrame(rows, columns=["school_class", "school", "grade"])
    return found.set_index("school_class")


def members(connection: Connection, grade: int, day: date) -> pd.DataFrame:
    """Students of a grade on a day: `student_id` (index), `school`, `school_class`."""
    query = (
        select(Membership.student_id, Membership.school_id, Membership.class_id)
        .join(Unit, Unit.id == Membership.class_id)
        .where(Membership.is_current, Unit.grade == grade)
        .where(
            and_(
                or_(Membership.date_from.is_(None), Membership.date_from <= day),
                or_(Membership.date_to.is_(None), Membership.date_to >= day),
            )
        )
        .order_by(Membership.student_id, Membership.id)
    )
    rows = connection.execute(query).all()
    found = pd.DataFrame(rows, columns=["student_id", "school", "school_class"])
    return found.drop_duplicates("student_id", keep="last").set_index("student_id")
