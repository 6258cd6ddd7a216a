"""Who was on the list for a work, wrote it, was absent, released, or is not in the protocol."""

from sqlalchemy import Select, and_, case, func, literal, not_, or_, select

from dashboard.access import Scope, Time, end_of
from dashboard.queries.database import rows
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit
from models import AssessmentMart, Membership, ParticipationMart, Plan, StudentMart, Unit

RELEASED = "осв"
WHOLE = ("school", "parallel", "school_class")  # inside them every class of the grade is told of


def participation_by_class(scope: Scope, assessment_id: int, unit: dict) -> list[dict]:
    """One row per class of one's own in a unit: `class_id, name, path, school`, and counts.

    `has_protocol, n_listed` (on the rolls on the day of the work), `n_wrote, n_absent, n_released`
    (not in the protocol, «осв» among the final marks of that subject and year), `n_missing` (not
    in it and not released), `n_beyond` (in it and not on the list). Above a school only schools
    that have handed in a protocol are told of.
    """
    found = {row["class_id"]: row for row in rows(_classes(scope, assessment_id, unit))}
    listed = {row["class_id"]: row for row in rows(_listed(assessment_id, list(found)))}
    nobody = dict.fromkeys(("n_listed", "n_in_protocol", "n_released"), 0)
    counted = [_counted(row, listed.get(id, nobody)) for id, row in found.items()]
    there = [row for row in counted if row["has_protocol"] or row["n_listed"]]
    return sorted(there, key=by_nature("school", "name", "class_id"))


def _counted(row: dict, listed: dict) -> dict:
    wrote, absent = row["n_wrote"] or 0, row["n_absent"] or 0
    of_list = {name: listed[name] for name in ("n_listed", "n_released")}
    here = listed["n_in_protocol"]
    return row | of_list | {
        "has_protocol": row["n_wrote"] is not None,
        "n_wrote": wrote,
        "n_absent": absent,
        "n_missing": listed["n_listed"] - here - listed["n_released"],
        "n_beyond": wrote + absent - here,
    }  # fmt: skip


def _classes(scope: Scope, assessment_id: int, unit: dict) -> Select:
    """Classes of the grade of the plan, and any other that has written."""
    parallel, school = Unit.__table__.alias("parallel"), Unit.__table__.alias("school")
    time = Time(year=Plan.school_year)
    statement = (
        select(
            *(Unit.id.label("class_id"), Unit.name, Unit.path, school.c.name.label("school")),
            AssessmentMart.n_students.label("n_wrote"),
            AssessmentMart.n_absent,
        )
        .select_from(Plan)
        .join(Unit, and_(Unit.level == "school_class", Unit.is_active))
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .outerjoin(
            AssessmentMart,
            and_(of_unit(AssessmentMart), AssessmentMart.assessment_id == Plan.assessment_id),
        )
        .where(Plan.assessment_id == assessment_id, Plan.is_current)
        .where(Unit.path >= unit["path"], Unit.path < end_of(unit["path"]))
        .where(or_(Unit.grade == Plan.grade, AssessmentMart.unit_id.is_not(None)))
        .where(scope.owns(Unit.path, subject=Plan.subject_id, time=time))
    )
    if unit["level"] in WHOLE:
        return statement
    handed_in = select(AssessmentMart.unit_id).where(AssessmentMart.assessment_id == assessment_id)
    return statement.where(school.c.id.in_(handed_in))


def _listed(assessment_id: int, class_ids: list[int]) -> Select:
    """Students on the rolls of these classes on the day of the work, counted by class."""
    stays = (
        select(Membership.class_id, Membership.student_id, Plan.subject_id, Plan.school_year)
        .select_from(Membership)
        .join(Plan, and_(Plan.assessment_id == assessment_id, Plan.is_current))
        .where(Membership.class_id.in_(class_ids), Membership.is_current, _on_the_day())
        .distinct()
        .subquery("stays")
    )
    in_protocol = and_(
        ParticipationMart.assessment_id == assessment_id,
        ParticipationMart.class_id == stays.c.class_id,
        ParticipationMart.student_id == stays.c.student_id,
    )
    is_in = ParticipationMart.student_id.is_not(None)
    return (
        select(
            stays.c.class_id,
            func.count().label("n_listed"),
            func.count(case((is_in, 1))).label("n_in_protocol"),
            func.count(case((and_(not_(is_in), _released(stays)), 1))).label("n_released"),
        )
        .select_from(stays)
        .outerjoin(ParticipationMart, in_protocol)
        .group_by(stays.c.class_id)
    )


def _on_the_day():
    """An open side of a stay means «not known» or «until now»."""
    return and_(
        or_(Membership.date_from.is_(None), Membership.date_from <= Plan.date),
        or_(Membership.date_to.is_(None), Membership.date_to >= Plan.date),
    )


def _released(stays):
    """Released from the subject in some period of the school year."""
    first = stays.c.school_year * 100
    return (
        select(literal(1))
        .select_from(StudentMart)
        .where(
            StudentMart.class_id == stays.c.class_id,
            StudentMart.student_id == stays.c.student_id,
            StudentMart.subject_id == stays.c.subject_id,
            StudentMart.period_id.between(first, first + 99),
            StudentMart.final_mark == RELEASED,
        )
        .correlate(stays)
        .exists()
    )
