"""The lake in an object store: a real S3 server over HTTP holds what a folder would."""

import pytest
from files import PLAN, load_one, loaded, published, school, sound, written
from homes import store_in
from moto.moto_server.threaded_moto_server import ThreadedMotoServer  # it needs flask-cors
from pyarrow.fs import S3FileSystem
from sqlalchemy import select

from etl import lake, pipeline
from models import Partition, Student
from models.store import Store

MARKS = "student_code  mark\n У1  5\n У2  4 3\n У3  н"


@pytest.fixture(scope="module")
def server():
    """The address of an S3 server of the tests' own, with a bucket."""
    running = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1",
        }.items():
            environment.setenv(name, value)
        S3FileSystem(
            endpoint_override=f"{host}:{port}", scheme="http", allow_bucket_creation=True
        ).create_dir("facts")
        yield
    running.stop()


@pytest.fixture
def store(server, tmp_path) -> Store:
    """An empty store on SQLite, its lake in a part of the bucket."""
    where = f"s3://facts/{tmp_path.name}"
    return store_in(tmp_path / "home").model_copy(update={"given_lake": where})


def world(store, folder) -> None:
    school(store, folder)
    loaded(
        store,
        written(folder, "plan", PLAN),
        written(folder, "marks", MARKS),
        written(folder, "protocol", "student_code  1  2\n У1  1  1\n У2  0  2"),
    )


def test_marts_of_a_lake_in_a_store_are_those_of_a_folder(store, tmp_path):
    folder = store_in(tmp_path / "other")
    for one in (store, folder):
        world(one, tmp_path)
    assert published(store) == published(folder)
    assert sound(store)
    assert not (store.home / "lake").exists()


def test_marks_of_a_student_are_read_from_the_store(store, tmp_path):
    world(store, tmp_path)
    with pipeline.opened(store) as engine, engine.connect() as connection:
        student = connection.execute(select(Student.id).where(Student.code == "У2")).scalar_one()
        place = select(Partition.school_id).where(Partition.kind == "marks")
        parts = [(connection.execute(place).scalar_one(), 2025, 0)]
        facts = pipeline.facts_of_student(connection, store.lake, "marks", student, parts)
    assert [fact["mark"] for fact in facts] == [4, 3]
    assert pipeline.lake_is_read(store.lake, next(iter(files(store))))
    assert {fact["file"] for fact in facts} == {"marks.csv"}


def test_a_load_and_its_undo_leave_in_the_store_what_is_named(store, tmp_path):
    world(store, tmp_path)
    before, marts = files(store), published(store)
    corrected = written(tmp_path, "marks", "student_code  mark\n У1  2", "corrected.csv")
    load_one(store, corrected, dry_run=True)
    assert files(store) == before
    report = load_one(store, corrected)
    pipeline.switch(store, report.id, on=False)
    assert published(store) == marts
    assert before < files(store)


def files(store) -> set[str]:
    return set(lake.files_before(store.lake, float("inf")))


def test_a_store_that_is_not_there_is_said_so_and_nothing_changes(store, tmp_path):
    school(store, tmp_path)
    absent = store.model_copy(update={"given_lake": "s3://absent/lake"})
    report = load_one(absent, written(tmp_path, "marks", MARKS))
    assert report.state == "refused"
    assert "s3://absent/lake (MSOKO_LAKE) недоступно" in report.message
    assert len(pipeline.loads(store)) == 1
