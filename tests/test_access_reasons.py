"""The golden table: every persona × every student, with the reason, compared as a whole."""

from collections import Counter
from datetime import date

from counted import counted
from secret_personas import PERSONAS
from secret_reasons import NOT_SEEN, golden, table
from secret_territory import MOVED, TERRITORY

from dashboard.accounts.scopes import scope_of
from dashboard.queries.students import student, why

PUPILS = TERRITORY.pupils
NOBODY = 999_999


def asked(secret, persona):
    return scope_of(secret.users[persona], date.today())


def test_the_product_gives_every_reason_of_the_golden_table(secret):
    found = [["student", *PERSONAS]]
    scopes = [asked(secret, persona) for persona in PERSONAS]
    for pupil in PUPILS:
        answers = [why(scope, secret.ids.students[pupil]) for scope in scopes]
        found.append([pupil, *(a.reason if a.allowed else NOT_SEEN for a in answers)])
    cells = [cell for line in found[1:] for cell in line[1:]]
    kinds = Counter(cell.split(",")[0].split(":")[0] for cell in cells)
    counted("reasons", f"{len(PERSONAS)} personas × {len(PUPILS)} students = {len(cells)} answers, "
            f"{len(cells) - kinds[NOT_SEEN]} seen, {len(set(cells)) - 1} reasons")  # fmt: skip
    assert found == golden()


def test_the_golden_table_is_what_the_rules_say():
    assert golden() == table()


def test_the_golden_table_is_large_enough():
    assert len(PERSONAS) >= 20
    assert len(PUPILS) >= 100


def test_who_is_not_seen_gets_the_answer_of_who_is_not_there(secret):
    for persona in PERSONAS:
        scope = asked(secret, persona)
        nobody = why(scope, NOBODY)
        assert not nobody.allowed
        for pupil, id in list(secret.ids.students.items())[::7]:
            answer = why(scope, id)
            assert answer.allowed or answer == nobody, (persona, pupil)
            assert (student(scope, id) is None) != answer.allowed


def test_a_student_who_moved_is_said_to_have_left(secret):
    for pupil in ("Ш1/8А/1", "Ш2/9А/4"):
        assert pupil in MOVED
        school = {"Ш1": "head 1", "Ш2": "deputy 2"}[pupil[:2]]
        answer = why(asked(secret, school), secret.ids.students[pupil])
        assert "до 31.12.2025: видно только то, что было" in answer.reason
