"""Accounts of the secret territory, and by the rules of access what each of them may meet."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from secret_files import WORKS, work_code
from secret_territory import TAUGHT, TERRITORY, Stay, token
from sqlalchemy import Connection, Engine, insert, select

from dashboard.access import FAMILY, Role
from models import RoleGrant, Student, Subject, Unit, User

PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
TOGETHER = (Role.REGIONAL_ADMINISTRATOR, Role.MUNICIPAL_METHODOLOGIST)
OF_SCHOOL = (Role.HEAD, Role.DEPUTY_HEAD)
NEIGHBOURS_TOO = (*OF_SCHOOL, Role.MUNICIPAL_METHODOLOGIST)
TEACHING = (Role.CLASS_TEACHER, Role.SUBJECT_TEACHER)
KEEPING = (Role.SCHOOL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
READING_AUDIT = (*OF_SCHOOL, *KEEPING, Role.REGIONAL_ADMINISTRATOR)


@dataclass(frozen=True)
class Given:
    """One role at a place, for a subject or a child; days are counted from today."""

    role: Role
    place: str = ""
    subject: str = ""
    child: str = ""
    with_names: bool = False
    begins: int | None = None
    ends: int | None = None
    since: str = ""  # the first day of a school year, where the day itself matters

    @property
    def is_valid(self) -> bool:
        """Whether the role holds today."""
        return (self.begins is None or self.begins <= 0) and (self.ends is None or self.ends >= 0)

    @property
    def places(self) -> list[str]:
        """The unit of the role and everything in it; for a family nothing."""
        if self.role in FAMILY:
            return []
        return TERRITORY.inside(self.place) if self.place else list(PLACES)

    def covers(self, stay: Stay) -> bool:
        """Whether a student was in a class of the role, and not only before it began."""
        is_over = bool(self.since and stay.date_to and stay.date_to < self.since)
        return stay.school_class in self.places and not is_over


@dataclass(frozen=True)
class Persona:
    """An account with its roles."""

    key: str
    given: tuple[Given, ...] = ()
    is_active: bool = True
    expires: int | None = None  # days from today

    @property
    def token(self) -> str:
        """The token in the login and in the name of the account."""
        return token("user", 1 + list(EVERY).index(self.key))

    @property
    def valid(self) -> list[Given]:
        """The roles that hold today."""
        return [given for given in self.given if given.is_valid]


def persona(key: str, *given: Given, **more) -> tuple[str, Persona]:
    """An entry of the list."""
    return key, Persona(key, given, **more)


R = Role
PERSONAS: dict[str, Persona] = dict(
    [
        persona("region 1", Given(R.REGIONAL_ADMINISTRATOR, "Р1")),
        persona("region 2 with names", Given(R.REGIONAL_ADMINISTRATOR, "Р2", with_names=True)),
        persona("methodologist", Given(R.MUNICIPAL_METHODOLOGIST, "М1")),
        persona("methodologist 2 with names",
                Given(R.MUNICIPAL_METHODOLOGIST, "М2", with_names=True)),
        persona("head 1", Given(R.HEAD, "Ш1")),
        persona("head 4", Given(R.HEAD, "Ш4")),
        persona("deputy 2", Given(R.DEPUTY_HEAD, "Ш2")),
        persona("school administrator 1", Given(R.SCHOOL_ADMINISTRATOR, "Ш1")),
        persona("school administrator 6", Given(R.SCHOOL_ADMINISTRATOR, "Ш6")),
        persona("class teacher 1/8А", Given(R.CLASS_TEACHER, "Ш1/8А")),
        persona("class teacher 2/8Б", Given(R.CLASS_TEACHER, "Ш2/8Б")),
        persona("class teacher 1/9Б", Given(R.CLASS_TEACHER, "Ш1/9Б")),
        persona("class teacher since autumn",
                Given(R.CLASS_TEACHER, "Ш1/8А", since="2026-09-01")),
        persona("two classes, two subjects", Given(R.SUBJECT_TEACHER, "Ш1/8А", "алгебра"),
                Given(R.SUBJECT_TEACHER, "Ш1/9Б", "физика")),
        persona("subject in a school", Given(R.SUBJECT_TEACHER, "Ш2", "русский")),
        persona("role has ended", Given(R.SUBJECT_TEACHER, "Ш1/8Б", "алгебра", ends=-1)),
        persona("role to come", Given(R.SUBJECT_TEACHER, "Ш3", "алгебра", begins=30)),
        persona("student", Given(R.STUDENT, child="Ш1/8А/2")),
        persona("student moved", Given(R.STUDENT, child="Ш1/8А/1")),
        persona("parent of two", Given(R.PARENT, child="Ш1/8Б/1"),
                Given(R.PARENT, child="Ш4/8А/2")),
        persona("parent of a moved one", Given(R.PARENT, child="Ш4/9А/2")),
        persona("parent of one", Given(R.PARENT, child="Ш6/8А/1")),
        persona("parent of one who left", Given(R.PARENT, child="Ш2/9А/4")),
        persona("head and parent", Given(R.HEAD, "Ш5"), Given(R.PARENT, child="Ш2/9А/1")),
        persona("two kinds of teacher", Given(R.CLASS_TEACHER, "Ш3/8А"),
                Given(R.SUBJECT_TEACHER, "Ш3/8Б", "алгебра")),
        persona("region and own class", Given(R.REGIONAL_ADMINISTRATOR, "Р1"),
                Given(R.CLASS_TEACHER, "Ш1/8А")),
        persona("system administrator", Given(R.SYSTEM_ADMINISTRATOR)),
        persona("without roles"),
    ]
)  # fmt: skip
SHUT_OUT: dict[str, Persona] = dict(
    [
        persona("disabled", Given(R.HEAD, "Ш1"), is_active=False),
        persona("expired", Given(R.HEAD, "Ш1"), expires=-1),
        persona("session ended", Given(R.HEAD, "Ш1")),
        persona("session idle", Given(R.HEAD, "Ш1")),
        persona("session too old", Given(R.HEAD, "Ш1")),
    ]
)
EVERY = PERSONAS | SHUT_OUT


@dataclass(frozen=True)
class Ids:
    """The ids the import gave, by the keys of the territory."""

    units: dict[str, int]
    students: dict[str, int]
    subjects: dict[str, int]
    works: dict[str, int]


def ids_of(engine: Engine) -> Ids:
    """Keys to ids, by what stands in the tables under the token of each thing."""
    from models import Assessment

    with engine.connect() as connection:
        units = _unit_ids(connection)
        students = dict(connection.execute(select(Student.code, Student.id)).all())
        subjects = dict(connection.execute(select(Subject.name, Subject.id)).all())
        works = dict(connection.execute(select(Assessment.code, Assessment.id)).all())
    return Ids(
        units=units,
        students={key: students[pupil.code] for key, pupil in PUPILS.items()},
        subjects={key: subjects[name] for key, name in TERRITORY.subjects.items()},
        works={work: works[work_code(work)] for work in WORKS},
    )


def _unit_ids(connection: Connection) -> dict[str, int]:
    """A parallel has no name of its own: it is found under its school."""
    rows = connection.execute(select(Unit.id, Unit.name, Unit.parent_id)).all()
    by_place = {(row.parent_id, row.name): row.id for row in rows}
    found: dict[str, int] = {}
    for key, place in PLACES.items():
        parent = found[place.above[-1]] if place.above else 0
        found[key] = by_place[parent, place.name]
    return found


def add_accounts(accounts: Engine, ids: Ids) -> dict[str, int]:
    """Every persona as an account; its id by its key."""
    now, today = datetime.now(UTC).replace(tzinfo=None), date.today()
    numbers: dict[str, int] = {}
    with accounts.begin() as connection:
        for key, one in EVERY.items():
            expires = None if one.expires is None else today + timedelta(days=one.expires)
            account = connection.execute(
                insert(User),
                {"login": one.token.lower(), "name": f"Имя {one.token}", "password_hash": None,
                 "is_active": one.is_active, "expires_on": expires, "is_persona": False,
                 "created_at": now},
            )  # fmt: skip
            numbers[key] = account.inserted_primary_key.id
            for given in one.given:
                connection.execute(insert(RoleGrant), _grant(given, numbers[key], ids, today))
    return numbers


def _grant(given: Given, user_id: int, ids: Ids, today: date) -> dict:
    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    return {
        "user_id": user_id,
        "role": given.role.value,
        "unit_id": ids.units[given.place] if given.place else None,
        "subject_id": ids.subjects[given.subject] if given.subject else None,
        "student_id": ids.students[given.child] if given.child else None,
        "with_names": given.with_names,
        "date_from": date.fromisoformat(given.since) if given.since else day(given.begins),
        "date_to": day(given.ends),
    }


def teaches(given: Given) -> list[str]:
    """The subjects a role is about."""
    return [given.subject] if given.subject else list(TAUGHT)
