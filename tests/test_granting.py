"""Who may give which role to whom, what a role needs, whose accounts one may change."""

from datetime import date, timedelta

import pytest
from managed import (
    ADMINISTRATOR,
    PASSWORD,
    STRANGER,
    account,
    added,
    count,
    grant,
    held,
    of_school,
    of_system,
    opened,
    teacher,
)

from dashboard.access import Role
from dashboard.accounts import people
from dashboard.accounts.grants import AccountMistake, Grant
from dashboard.accounts.listing import user, users
from models import User

TODAY = date.today()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
def places(standing):
    with opened(standing) as found:
        yield found


@pytest.mark.parametrize(
    ("role", "at", "words"),
    [
        (Role.HEAD, {}, "нужно подразделение. Укажите школу"),
        (Role.HEAD, {"unit": "7/8А"}, "«8А» сюда не подходит. Укажите школу"),
        (Role.SCHOOL_ADMINISTRATOR, {"unit": "Область"}, "Укажите школу"),
        (Role.CLASS_TEACHER, {"unit": "7"}, "Укажите класс"),
        (Role.SUBJECT_TEACHER, {"unit": "7/8А"}, "нужен предмет"),
        (Role.SUBJECT_TEACHER, {"unit": "Область", "subject": "Алгебра"}, "Укажите класс, пара"),
        (Role.HEAD, {"unit": "7", "subject": "Алгебра"}, "предмет нужен только учителю"),
        (Role.MUNICIPAL_METHODOLOGIST, {"unit": "7"}, "Укажите муниципалитет"),
        (Role.REGIONAL_ADMINISTRATOR, {"unit": "Область/Город"}, "Укажите регион"),
        (Role.STUDENT, {}, "нужен код ученика"),
        (Role.PARENT, {"student": "У1", "unit": "7"}, "Уберите подразделение"),
        (Role.HEAD, {"unit": "7", "student": "У1"}, "код ученика нужен только"),
        (Role.SYSTEM_ADMINISTRATOR, {"unit": "7"}, "относится ко всей системе"),
        (Role.HEAD, {"unit": "7", "with_names": True}, "отдельное право видеть имена"),
        (Role.HEAD, {"unit": "7", "date_from": TODAY, "date_to": YESTERDAY}, "раньше первого"),
    ],
)
def test_a_role_needs_what_it_is_given_at(places, role, at, words):
    with pytest.raises(AccountMistake, match=words):
        added("teacher", grant(places, role, **at))
    assert count(User) == 0


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.REGIONAL_ADMINISTRATOR, {"unit": "Область", "with_names": True}),
        (Role.MUNICIPAL_METHODOLOGIST, {"unit": "Область/Город"}),
        (Role.SUBJECT_TEACHER, {"unit": "7", "subject": "Алгебра"}),
        (Role.SUBJECT_TEACHER, {"unit": "7/8", "subject": "Алгебра"}),
        (Role.PARENT, {"student": "Ч1", "date_to": YESTERDAY}),
        (Role.SYSTEM_ADMINISTRATOR, {}),
    ],
)
def test_the_administrator_of_the_system_gives_every_role_anywhere(places, role, at):
    given = grant(places, role, **at)
    number = people.add_user("anybody", by=of_system(), grants=[given])
    assert held(number) == [given]


@pytest.mark.parametrize(
    "given",
    [
        Grant(Role.HEAD, STRANGER),
        Grant(Role.PARENT, student_id=STRANGER),
        Grant(Role.SUBJECT_TEACHER, STRANGER, STRANGER),
    ],
)
def test_what_does_not_exist_is_given_to_nobody(places, given):
    for by in (of_system(), of_school(places, "7")):
        with pytest.raises(AccountMistake, match="нет"):
            people.add_user("anybody", by=by, grants=[given])


def test_the_administrator_of_a_school_gives_the_roles_of_the_school(places):
    given = [
        *(grant(places, role, unit="7") for role in (Role.HEAD, Role.DEPUTY_HEAD)),
        grant(places, Role.CLASS_TEACHER, unit="7/8А"),
        teacher(places),
        grant(places, Role.STUDENT, student="У1"),
        grant(places, Role.PARENT, student="У2"),
    ]
    number = people.add_user("anybody", by=of_school(places, "7"), grants=given)
    assert held(number) == given


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.SCHOOL_ADMINISTRATOR, {"unit": "7"}),
        (Role.SYSTEM_ADMINISTRATOR, {}),
        (Role.MUNICIPAL_METHODOLOGIST, {"unit": "Область/Город"}),
        (Role.REGIONAL_ADMINISTRATOR, {"unit": "Область"}),
        (Role.REGIONAL_ADMINISTRATOR, {"unit": "Область", "with_names": True}),
    ],
)
def test_the_administrator_of_a_school_gives_no_other_role(places, role, at):
    with pytest.raises(AccountMistake, match="только системный администратор"):
        people.add_user("anybody", by=of_school(places, "7"), grants=[grant(places, role, **at)])


@pytest.mark.parametrize(
    ("foreign", "missing"),
    [
        ({"role": Role.HEAD, "unit": "9"}, Grant(Role.HEAD, STRANGER)),
        ({"role": Role.CLASS_TEACHER, "unit": "9/8А"}, Grant(Role.CLASS_TEACHER, STRANGER)),
        ({"role": Role.HEAD, "unit": "9/8А"}, Grant(Role.HEAD, STRANGER)),
        ({"role": Role.PARENT, "student": "Ч1"}, Grant(Role.PARENT, student_id=STRANGER)),
    ],
)
def test_another_school_is_answered_as_if_it_were_not_there(places, foreign, missing):
    said = []
    for given in (grant(places, **foreign), missing):
        with pytest.raises(AccountMistake) as caught:
            people.add_user("anybody", by=of_school(places, "7"), grants=[given])
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_the_administrator_of_a_school_changes_only_accounts_wholly_of_it(places):
    by = of_school(places, "7")
    mixed = added("mixed", teacher(places), grant(places, Role.HEAD, unit="9"))
    other = added("other", grant(places, Role.HEAD, unit="9"))
    peer = added("peer", grant(places, Role.SCHOOL_ADMINISTRATOR, unit="7"))
    empty = added("empty")
    for number in (mixed, other, peer):
        for change in changes(places, number, by):
            with pytest.raises(AccountMistake, match="системный администратор"):
                change()
        assert account(number).is_active
    with pytest.raises(AccountMistake, match="системный администратор"):
        people.set_password(empty, PASSWORD, by=by)
    assert [one.login for one in users(by).people] == ["mixed", "peer"]
    assert user(by, empty) is None
    assert user(by, other) is None
    assert user(by, mixed).elsewhere == 1
    assert "Школа 9" not in str(users(by).people)


def changes(places, number, by):
    """Every change of an account there is."""
    return [
        lambda: people.set_password(number, PASSWORD, by=by),
        lambda: people.set_active(number, False, by=by),
        lambda: people.set_expiry(number, TOMORROW, by=by),
        lambda: people.set_name(number, "Другой", by=by),
        lambda: people.add_grants(number, [grant(places, Role.HEAD, unit="7")], by=by),
        lambda: people.remove_grant(number, held(number)[0].id, by=by),
        lambda: people.end_all_sessions(number, by=by),
    ]


def test_a_child_that_moved_is_of_the_new_school(store, tmp_path):
    from files import loaded, written

    seven = written(tmp_path, "roster", "student_code  from        to\n У1  2025-09-01  2025-12-31")
    nine = written(
        tmp_path, "roster", "student_code  from\n У1  2026-01-01", "nine.csv",
        school_code="9", school="Школа 9",
    )  # fmt: skip
    loaded(store, seven, nine)
    with opened(store) as places:
        parent = grant(places, Role.PARENT, student="У1")
        with pytest.raises(AccountMistake, match="такого ученика нет"):
            people.add_user("parent", by=of_school(places, "7"), grants=[parent])
        number = people.add_user("parent", by=of_school(places, "9"), grants=[parent])
        assert user(of_school(places, "9"), number)
        assert user(of_school(places, "7"), number) is None


def test_the_last_role_is_not_taken_by_the_administrator_of_a_school(places):
    by = of_school(places, "7")
    number = added("teacher", teacher(places))
    with pytest.raises(AccountMistake, match="отключите учётную запись"):
        people.remove_grant(number, held(number)[0].id, by=by)
    with pytest.raises(AccountMistake, match="нужна хотя бы одна роль"):
        people.add_user("nobody", by=by)
    people.remove_grant(number, held(number)[0].id, by=of_system())
    assert held(number) == []


def test_nobody_changes_his_own_roles_or_closes_himself(places):
    added("another", ADMINISTRATOR)
    number = added("root", ADMINISTRATOR)
    by = of_system(number)
    for change in (
        lambda: people.set_active(number, False, by=by),
        lambda: people.set_expiry(number, TOMORROW, by=by),
        lambda: people.add_grants(number, [teacher(places)], by=by),
        lambda: people.remove_grant(number, held(number)[0].id, by=by),
    ):
        with pytest.raises(AccountMistake, match="никто не меняет сам"):
            change()
    assert held(number) == [ADMINISTRATOR]
    people.set_name(number, "Я сам", by=by)
    people.set_password(number, PASSWORD, by=by)
