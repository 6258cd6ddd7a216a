"""The bank of works: plans as files and versions, approval, elements decided on, participation."""

import threading
from io import BytesIO

import pytest
from files import PLAN, full, load_one, loaded, school, write_csv, written
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.accounts import database as accounts
from dashboard.bank import codifiers, decisions
from dashboard.bank.approvals import set_approved
from dashboard.bank.decisions import Asked, Refusal
from dashboard.bank.writing import Busy, writing_soon
from dashboard.exports.plan_file import codes_in_words, plan_file
from dashboard.queries import database
from dashboard.queries.participation import participation_by_class
from dashboard.queries.plan_versions import plan_versions
from dashboard.queries.plans import APPROVED, NEW, OWN, Wanted, plans
from dashboard.screens.plan_changes import changes_in_words
from dashboard.screens.plan_tables import by_level, variants_in_words
from etl import pipeline
from etl.checks.plan import check_plan
from etl.checks.rows import Rows
from etl.readers.sheet import recognised_sheet
from etl.tables.plan import store_plans
from etl.words import read_words
from models import AuditRecord, ElementMapping, Unit
from models.store import open_accounts, open_engine, writing

EVERYTHING = Scope.everything("a test")
SECOND = """
    task  kes  kpu  level  max_points
    1     1.1  1    Б      1
    2     1.2  2    П      3
    3     1.3  2    В      2
"""


@pytest.fixture
def home(store, tmp_path):
    """School 7 with a plan; the screens read from it and keep their trail there."""
    school(store, tmp_path)
    load_one(store, written(tmp_path, "plan", PLAN))
    engine, trail = open_engine(store), open_accounts(store)
    database.use(engine, lake=store.lake)
    accounts.use(trail)
    yield store
    database.forget()
    accounts.forget()


def of_role(role: Role, path: str = "/") -> Scope:
    return Scope((Area(path, RIGHTS[role], "a test", role),), reason="a test")


def actions() -> list[str]:
    with accounts.engine_in_use().connect() as connection:
        return list(
            connection.execute(select(AuditRecord.action).order_by(AuditRecord.id)).scalars()
        )


def path_of(level: str, name: str) -> str:
    [row] = database.rows(select(Unit.path).where(Unit.level == level, Unit.name == name))
    return row["path"]


@pytest.mark.parametrize("sample", ["exam_plans_2026.csv", "templates/plan.csv"])
def test_a_plan_from_the_bank_loads_back_unchanged(plain_store, tmp_path, sample):
    from pathlib import Path

    load_one(plain_store, Path(__file__).parent / "samples" / sample)
    engine = open_engine(plain_store)
    database.use(engine, lake=plain_store.lake)
    found = [row["assessment_id"] for row in plans(EVERYTHING, size=1000)]
    for id in found:
        path = tmp_path / f"{id}.xlsx"
        path.write_bytes(plan_file(plan_versions(EVERYTHING, id)[0]))
        [report] = pipeline.load(plain_store, [path])
        assert (report.loaded, report.rejected, report.state) == (0, 0, "unchanged"), id
    database.forget()
    assert found


def test_codes_in_a_row_are_a_range():
    assert codes_in_words(["1", "2", "3.6.3", "3.6.4", "3.6.5", "4.9", "4.10"]) == (
        "1, 2, 3.6.3–3.6.5, 4.9, 4.10"
    )


def test_rows_typed_on_a_screen_go_through_the_same_checks(plain_store, tmp_path):
    """A form gives cells, not a file: the check takes a table of texts and knows of no file."""
    import numpy as np
    import pyarrow as pa

    school(plain_store, tmp_path)
    header, *lines = full("plan", SECOND)
    lines[2][-1] = "много"
    columns = [pa.array(column, pa.string()) for column in zip(*lines, strict=True)]
    typed = recognised_sheet(pa.Table.from_arrays(columns, header), np.arange(3) + 1, "форма")
    engine = open_engine(plain_store)
    with writing(engine) as connection:
        rows = Rows(typed)
        [plan] = check_plan(rows, connection, read_words(connection))
        store_plans(connection, 1, [plan])
    engine.dispose()
    assert [(p.row, p.rule) for p in rows.problems] == [(3, "bad_max_points")]
    assert [task.label for task in plan.tasks] == ["1", "2"]


def test_every_version_says_what_has_changed(home, tmp_path):
    load_one(home, written(tmp_path, "plan", SECOND, "second.csv", title="Другое имя"))
    new, old = plan_versions(EVERYTHING, 1)
    assert (new["file"], old["file"]) == ("second.csv", "plan.csv")
    assert changes_in_words(new, old) == (
        "название: Контрольная 1 → Другое имя; добавлено задание 3; задание 2: максимум 2 → 3"
    )
    assert changes_in_words(old, None) == "первая версия"


def test_a_version_of_an_undone_load_is_not_shown(home, tmp_path):
    report = load_one(home, written(tmp_path, "plan", SECOND, "second.csv"))
    pipeline.switch(home, report.id, on=False)
    assert [row["file"] for row in plan_versions(EVERYTHING, 1)] == ["plan.csv"]


def test_the_specification_counts_tasks_and_points(home):
    [basic, advanced] = by_level(plan_versions(EVERYTHING, 1)[0]).rows
    assert (basic["n_tasks"], basic["points"], basic["tasks"]) == (1, 1, "1")
    assert advanced["share"] == pytest.approx(2 / 3)


def test_variants_are_compared_by_their_structure():
    def plan(*tasks):
        names = ("task", "variant", "max_points", "level")
        return {"tasks": [dict(zip(names, task, strict=True)) for task in tasks]}

    common = ("1", "", 1.0, "Б")
    assert variants_in_words(plan(common)) == ""
    same = plan(common, ("2", "1", 2.0, "П"), ("2", "2", 2.0, "П"))
    assert variants_in_words(same) == "Вариантов: 2, строение у них одинаковое."
    other = plan(common, ("2", "1", 2.0, "П"), ("2", "2", 3.0, "П"))
    assert "неравны" in variants_in_words(other)


def test_a_plan_is_approved_and_taken_back_and_a_corrected_one_is_not_approved(home, tmp_path):
    keeper = of_role(Role.MUNICIPAL_METHODOLOGIST)
    assert set_approved(keeper, 1, "метод", approved=True)
    [version] = plan_versions(EVERYTHING, 1)
    assert version["approved_as"] == "Методист муниципалитета"
    assert [row["assessment_id"] for row in plans(EVERYTHING, Wanted(state=APPROVED))] == [1]
    load_one(home, written(tmp_path, "plan", SECOND, "second.csv"))
    assert [bool(row["approved_at"]) for row in plan_versions(EVERYTHING, 1)] == [False, True]
    assert set_approved(keeper, 1, "метод", approved=True)
    assert set_approved(keeper, 1, "метод", approved=False)
    assert plans(EVERYTHING, Wanted(state=APPROVED)) == []
    approved, withdrawn = "plan_approved", "approval_withdrawn"
    assert [one for one in actions() if one in (approved, withdrawn)] == [
        approved, approved, withdrawn
    ]  # fmt: skip


def test_nobody_approves_without_the_right(home):
    for role in (Role.HEAD, Role.SUBJECT_TEACHER, Role.SYSTEM_ADMINISTRATOR):
        assert not set_approved(of_role(role), 1, "кто-то", approved=True)
    assert "plan_approved" not in actions()


def test_a_small_change_does_not_wait_for_a_long_load(home):
    taken, over = threading.Event(), threading.Event()

    def load():
        engine = open_engine(home)
        with writing(engine):
            taken.set()
            over.wait(20)
        engine.dispose()

    loading = threading.Thread(target=load)
    loading.start()
    taken.wait(20)
    try:
        with pytest.raises(Busy), writing_soon(database.engine_in_use(), 0.2):
            raise AssertionError("two write at once")
    finally:
        over.set()
        loading.join()
    with writing_soon(database.engine_in_use()) as connection:
        assert connection.execute(select(ElementMapping)).all() == []


NAMES = "code  name\n 1.1  Измерения фигур\n 1.2  Измеренния фигур\n 1.3  Измерения фигурр"


@pytest.fixture
def with_names(home, tmp_path):
    load_one(home, written(tmp_path, "codifier", NAMES))
    return home


def pairs() -> dict[str, Asked]:
    return {
        f"{one['code']} {other['code']}": Asked(one["element_id"], other["element_id"], pair.grade)
        for pair in codifiers.doubtful_pairs(EVERYTHING)
        for one, other in (
            (pair.first, pair.second),
            (pair.second, pair.first),
        )
    }


def state(asked: Asked) -> str | None:
    found = {pair.key: pair.decision for pair in codifiers.doubtful_pairs(EVERYTHING)}
    said = found[frozenset((asked.element_id, asked.into_id)), asked.grade]
    return said and said["state"]


def test_a_decision_is_taken_comes_into_force_and_is_taken_back(with_names):
    keeper, asked = of_role(Role.REGIONAL_ADMINISTRATOR), pairs()["1.2 1.1"]
    decisions.decide(keeper, asked, "регион", same=True)
    assert state(asked) == "asked"
    pipeline.settle_elements(with_names)
    assert state(asked) == "counts"
    decisions.take_back(keeper, asked)
    assert state(asked) == "leaving"
    pipeline.settle_elements(with_names)
    assert state(asked) is None
    decisions.decide(keeper, asked, "регион", same=False)
    assert state(asked) == "different"
    decisions.take_back(keeper, asked)
    assert state(asked) is None
    assert actions().count("elements_decided") == 4


def test_there_are_no_chains_of_elements(with_names):
    keeper, asked = of_role(Role.REGIONAL_ADMINISTRATOR), pairs()
    decisions.decide(keeper, asked["1.2 1.1"], "регион", same=True)
    decisions.decide(keeper, asked["1.3 1.1"], "регион", same=True)  # both count as one
    for wrong in ("1.1 1.2", "1.1 1.3", "1.2 1.3", "1.3 1.2"):
        with pytest.raises(Refusal):
            decisions.decide(keeper, asked[wrong], "регион", same=True)


def test_who_has_no_right_or_asks_for_no_pair_decides_nothing(with_names):
    asked = pairs()["1.2 1.1"]
    with pytest.raises(Refusal):
        decisions.decide(of_role(Role.HEAD), asked, "директор", same=True)
    with pytest.raises(Refusal):
        decisions.decide(EVERYTHING, asked._replace(grade=5), "регион", same=True)


def test_numbers_of_other_schools_are_changed_only_by_those_who_answer_for_them(
    with_names, tmp_path
):
    other = written(tmp_path, "roster", "student_code\n Ч1", "nine.csv",
                    municipality="Район", school_code="9", school="Школа 9")  # fmt: skip
    protocol = "student_code  1  2\n У1  1  2"
    foreign = "student_code  1  2\n Ч1  1  1"
    loaded(
        with_names, other, written(tmp_path, "protocol", protocol),
        written(tmp_path, "protocol", foreign, "foreign.csv", school_code="9"),
    )  # fmt: skip
    asked = pairs()["1.2 1.1"]
    city = of_role(Role.MUNICIPAL_METHODOLOGIST, path_of("municipality", "Город"))
    with pytest.raises(Refusal, match="вне вашей области"):
        decisions.decide(city, asked, "метод", same=True)
    decisions.decide(city, asked, "метод", same=False)  # changes no number
    decisions.take_back(city, asked)
    region = of_role(Role.REGIONAL_ADMINISTRATOR, path_of("region", "Область"))
    decisions.decide(region, asked, "регион", same=True)


LISTED = """
    student_code  class  from        to
    У1            8А     01.09.2025  _
    У2            8А     01.09.2025  _
    У3            8А     01.09.2025  _
    У4            8А     01.09.2025  _
    У5            8А     01.11.2025  _
    У6            8Б     01.09.2025  _
    У7            9А     01.09.2025  _
"""


def test_participation_counts_everybody_once(home, tmp_path):
    """By hand: У1 wrote, У2 absent, У3 released, У4 not in the protocol, У5 came later."""
    loaded(
        home,
        written(tmp_path, "roster", LISTED, "list.csv"),
        written(tmp_path, "protocol", "student_code  1  2\n У1  1  2\n У2  н  _\n У5  1  1"),
        written(tmp_path, "final_marks", "student_code  mark\n У3  осв\n У4  4"),
    )
    unit = {"level": "school", "path": path_of("school", "Школа 7")}
    first, second = participation_by_class(EVERYTHING, 1, unit)
    numbers = ("n_listed", "n_wrote", "n_absent", "n_released", "n_missing", "n_beyond")
    assert (first["name"], [first[name] for name in numbers]) == ("8А", [4, 2, 1, 1, 1, 1])
    assert (second["name"], [second[name] for name in numbers]) == ("8Б", [1, 0, 0, 0, 1, 0])
    assert [first["has_protocol"], second["has_protocol"]] == [True, False]
    teacher = of_role(Role.CLASS_TEACHER, path_of("school_class", "8Б"))
    assert [row["name"] for row in participation_by_class(teacher, 1, unit)] == ["8Б"]


def test_the_bank_is_found_by_state_and_by_words_in_any_case(home, tmp_path):
    later = written(tmp_path, "plan", PLAN, "later.csv", assessment="КР-2", title="ИТОГОВАЯ работа")
    loaded(home, later, written(tmp_path, "protocol", "student_code  1\n У1  1"))

    def codes(scope=EVERYTHING, **wanted):
        return [row["assessment"] for row in plans(scope, Wanted(**wanted))]

    assert codes() == ["КР-1", "КР-2"]
    assert codes(text="итоговая") == codes(text="ИТОГ") == codes(text="кр-2") == ["КР-2"]
    assert codes(text="контрольная") == ["КР-1"]  # «Контрольная 1»
    assert (codes(state=OWN), codes(state=NEW)) == (["КР-1"], ["КР-2"])
    [row] = plans(EVERYTHING, Wanted(state=OWN))
    assert (row["n_wrote"], row["n_plans"]) == (1, 1)


def test_the_file_of_a_plan_names_its_columns_in_russian(home):
    book = CalamineWorkbook.from_filelike(BytesIO(plan_file(plan_versions(EVERYTHING, 1)[0])))
    assert book.sheet_names == ["План", "Как пользоваться"]
    assert "№ задания" in book.get_sheet_by_index(0).to_python()[0]


def test_a_new_code_makes_a_new_plan_of_a_downloaded_one(home, tmp_path):
    book = CalamineWorkbook.from_filelike(BytesIO(plan_file(plan_versions(EVERYTHING, 1)[0])))
    header, *lines = book.get_sheet_by_index(0).to_python()
    table = [header, *([f"{line[0]}-новая", *line[1:]] for line in lines)]
    report = load_one(home, write_csv(tmp_path / "new.csv", [[str(c) for c in r] for r in table]))
    assert (report.loaded, report.rejected) == (2, 0)
    assert [row["assessment"] for row in plans(EVERYTHING)] == ["КР-1", "КР-1-новая"]
