"""Students of a unit of one's own, a page at a time: put into groups, sorted and cut by SQL.

A page in the order of classes reads the students of a few classes, whatever the size of the unit:
how many are in each class and group is known from the mart of groups. Any other order has to add
up every student of the unit in that period.
"""

from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    values,
)

from dashboard.access import ANY_SUBJECT, Scope, Time
from dashboard.filters import View
from dashboard.queries.database import rows, total
from dashboard.queries.names import joined_to_names, name_columns, named
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import narrowed, of_unit
from dashboard.queries.progress import OVER_ALL
from etl.indicators.progress import PROGRESS_GROUPS
from models import Person, ProgressMart, Student, StudentMart, Unit

LONGEST_PAGE = 200
IN_PLACE = "place"  # school by school, class by class, and by name in each
SORTED_BY = ("name", "group", "mean", "n2", "n3", "n_absences")
FOLDED = (("Ё", "Е"), ("ё", "е"))  # so that Ё stands beside Е
# One sum counts final marks of every kind: each kind has two digits of it, for 99 subjects.
DIGITS = {"5": 1, "4": 10**2, "3": 10**4, "2": 10**6, "1": 10**6, "н/а": 10**8}


@dataclass(frozen=True)
class Asked:
    """A part of the list: of which unit and view, in which order, from which row to which."""

    unit_id: int
    view: View
    in_groups: bool = True  # all subjects of these students are one's own
    beginning: str = ""  # of the name; of the code where no name is to be seen
    sort: str = IN_PLACE
    descending: bool = False
    first: int = 0
    last: int = LONGEST_PAGE


@dataclass(frozen=True)
class _Part:
    """The classes that a page lies in, in order, and the place of its first row among theirs."""

    classes: list[int]
    offset: int
    total: int | None = None  # None = it has to be counted
    has_groups: bool = False


def _classes_with_groups(scope: Scope, asked: Asked) -> list[dict]:
    """One row per class of one's own in the unit: `school`, name, students by group; in order."""
    view = asked.view
    parallel, school = Unit.__table__.alias("parallel"), Unit.__table__.alias("school")
    whole = scope.owns(Unit.path, subject=OVER_ALL, time=Time(year=ProgressMart.period_id // 100))
    counted = and_(of_unit(ProgressMart), ProgressMart.grade == 0, whole)
    statement = (
        select(
            *(Unit.id.label("class_id"), Unit.name.label("school_class")),
            *(func.coalesce(Unit.grade, 0).label("grade"), school.c.name.label("school")),
            *(getattr(ProgressMart, name) for name in ("n", *PROGRESS_GROUPS)),
        )
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .outerjoin(ProgressMart, and_(counted, ProgressMart.period_id == (view.period or 0)))
        .where(*narrowed(unit_id=asked.unit_id, level="school_class"))
        .where(scope.owns(Unit.path, subject=ANY_SUBJECT))
    )
    if view.grade:
        statement = statement.where(Unit.grade == view.grade)
    return sorted(rows(statement), key=by_nature("school", "grade", "school_class", "class_id"))


def student_list(scope: Scope, asked: Asked) -> list[dict]:
    """One row per student and class of a page: group, mean, «2», «3», absences; `total` of all."""
    if asked.view.period is None:
        return []
    classes = {one["class_id"]: one for one in _classes_with_groups(scope, asked)}
    has_groups = asked.in_groups and any(one["n"] for one in classes.values())
    part = _part(scope, asked, classes, has_groups)
    if not part.classes:
        return []
    found = named(rows(_page(scope, asked, part)))
    return [
        row
        | {name: classes[row["class_id"]][name] for name in ("school_class", "school")}
        | {"total": row["total"] if part.total is None else part.total}
        for row in found
    ]


def _part(scope: Scope, asked: Asked, classes: dict[int, dict], has_groups: bool) -> _Part:
    """All classes of the unit; in the order of classes only those that the page lies in."""
    every = _Part(list(classes), asked.first, has_groups=has_groups)
    if not classes or asked.sort != IN_PLACE:
        return every
    if has_groups and not asked.beginning and not asked.view.subject:
        sizes = {id: one[asked.view.group or "n"] or 0 for id, one in classes.items()}
    else:
        sizes = {row["class_id"]: row["n"] for row in rows(_sizes(scope, asked, every))}
    ordered = [id for id in classes if sizes.get(id)]
    return _cut(ordered[::-1] if asked.descending else ordered, sizes, asked, has_groups)


def _cut(classes: list[int], sizes: dict[int, int], asked: Asked, has_groups: bool) -> _Part:
    """Those of the classes, one after the other, that hold the rows asked for."""
    ends = [0, *accumulate(sizes[id] for id in classes)]
    spans = zip(classes, ends[:-1], ends[1:], strict=True)
    here = [(id, begin) for id, begin, end in spans if begin < asked.last and end > asked.first]
    offset = asked.first - here[0][1] if here else 0
    return _Part([id for id, _ in here], offset, ends[-1], has_groups)


def _sizes(scope: Scope, asked: Asked, part: _Part) -> Select:
    """How many students of each class are in the list."""
    sums = _sums(scope, asked, part.classes)
    counted = select(sums.c.class_id, func.count().label("n"))
    return _chosen(scope, asked, part, counted, sums).group_by(sums.c.class_id)


def _page(scope: Scope, asked: Asked, part: _Part) -> Select:
    """The rows of the page, with names for those who see them."""
    sums = _sums(scope, asked, part.classes)
    group = (_group(sums).label("group"),) if asked.in_groups else ()
    statement = select(
        *(sums.c.class_id, sums.c.student_id, Student.code.label("student_code"), *group),
        *(sums.c.mark, sums.c.mean, _number(sums, "2").label("n2")),
        *(_number(sums, "3").label("n3"), sums.c.n_absences),
        *(func.count().over().label("total"), *name_columns(scope)),
    )
    statement = _chosen(scope, asked, part, statement, sums)
    order = [sums.c.class_id, *_by_name(scope), sums.c.student_id]
    if asked.sort == IN_PLACE:
        places = _places(part.classes)
        statement = statement.join(places, places.c.class_id == sums.c.class_id)
        order[0] = places.c.place
    else:
        order = [*_by_asked(scope, asked, sums), *order[1:], order[0]]
    return statement.order_by(*order).limit(asked.last - asked.first).offset(part.offset)


def _chosen(scope: Scope, asked: Asked, part: _Part, statement: Select, sums: Subquery) -> Select:
    """Of one group, of a beginning of names; where there are groups, only who is in one."""
    time = Time(year=literal(asked.view.period // 100))
    statement = (
        statement.select_from(sums)
        .join(Student, Student.id == sums.c.student_id)
        .join(Unit, Unit.id == sums.c.class_id)
    )
    statement = joined_to_names(statement, scope, time)
    if asked.in_groups and asked.view.group:
        statement = statement.where(_group(sums) == asked.view.group)
    elif part.has_groups and not asked.view.subject:
        statement = statement.where(sums.c.marks > 0)
    return statement.where(_begins(scope, asked.beginning)) if asked.beginning else statement


def _places(classes: list[int]) -> CTE:
    """The order of the classes: names of schools and classes are sorted as people count."""
    ids = values(column("class_id", Integer), column("place", Integer), name="ordered")
    return ids.data([(id, place) for place, id in enumerate(classes)]).cte("places")


def _sums(scope: Scope, asked: Asked, classes: list[int]) -> Subquery:
    """Final marks counted and current ones added up of each student of these classes."""
    view, mark = asked.view, StudentMart.final_mark
    shown = StudentMart.subject_id == view.subject if view.subject else StudentMart.subject_id > 0
    time = Time(year=StudentMart.period_id // 100)
    mean = cast(StudentMart.sum_weighted, Float) / func.nullif(StudentMart.sum_weight, 0)
    statement = (
        select(
            *(StudentMart.class_id, StudentMart.student_id),
            total(case(DIGITS, value=mark, else_=0)).label("marks"),
            func.max(case((StudentMart.subject_id == view.subject, mark))).label("mark"),
            func.avg(case((shown, mean))).label("mean"),
            total(case((shown, StudentMart.n_absences), else_=0)).label("n_absences"),
        )
        .join(Unit, Unit.id == StudentMart.class_id)
        .where(StudentMart.class_id.in_(classes), StudentMart.period_id == view.period)
        .where(scope.owns(Unit.path, subject=StudentMart.subject_id, time=time))
        .group_by(StudentMart.class_id, StudentMart.student_id)
    )
    if view.subject:
        statement = statement.having(func.max(case((shown, 1), else_=0)) == 1)
    return statement.subquery("sums")


def _number(sums: Subquery, mark: str) -> ColumnElement[int]:
    """How many final marks of a kind a student has."""
    return sums.c.marks // DIGITS[mark] % 100


def _group(sums: Subquery) -> ColumnElement[str]:
    """The first that fits, as in `etl.indicators.progress.progress_group`."""
    return case(
        (_number(sums, "2") > 0, "failing"),
        (_number(sums, "н/а") > 0, "not_attested"),
        (_number(sums, "3") > 1, "satisfactory"),
        (_number(sums, "3") == 1, "one_three"),
        (_number(sums, "4") > 0, "good"),
        (_number(sums, "5") > 0, "excellent"),
    )


def _by_asked(scope: Scope, asked: Asked, sums: Subquery) -> list[ColumnElement]:
    """The asked column; what is not known stands last."""
    if asked.sort == "name":
        return [name.desc() if asked.descending else name for name in _by_name(scope)]
    ways = {"group": _best_first(sums), "n2": _number(sums, "2"), "n3": _number(sums, "3")}
    by = ways[asked.sort] if asked.sort in ways else sums.c[asked.sort]
    return [case((by.is_(None), 1), else_=0), by.desc() if asked.descending else by]


def _best_first(sums: Subquery) -> ColumnElement[int]:
    return case({name: place for place, name in enumerate(PROGRESS_GROUPS)}, value=_group(sums))


def _by_name(scope: Scope) -> list[ColumnElement[str]]:
    """By name where it is seen, else by code: the order tells nothing that the row does not."""
    if not name_columns(scope):
        return [Student.code]
    first = func.coalesce(_folded(Person.last_name), Student.code)
    rest = (func.coalesce(part, "") for part in (Person.first_name, Person.middle_name))
    return [first, *rest, Student.code]


def _begins(scope: Scope, beginning: str) -> ColumnElement[bool]:
    """Names, or codes, that begin so; as typed, or with capital letters."""
    typed = beginning.translate(str.maketrans(dict(FOLDED)))
    spelt = {typed, " ".join(word[:1].upper() + word[1:] for word in typed.split(" "))}
    shown = _shown_name(scope)
    return or_(false(), *(func.substr(shown, 1, len(text)) == text for text in sorted(spelt)))


def _shown_name(scope: Scope) -> ColumnElement[str]:
    """«Ёлкина Анна», or the code where the name is not known or not to be seen."""
    code = _folded(Student.code)
    if not name_columns(scope):
        return code
    first = _folded(Person.first_name)
    both = _folded(Person.last_name) + " " + func.coalesce(first, "")
    return func.coalesce(both, first, code)


def _folded(text: ColumnElement[str]) -> ColumnElement[str]:
    for letter, plain in FOLDED:
        text = func.replace(text, letter, plain)
    return text
