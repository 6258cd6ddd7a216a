"""The tray and the queue of files on both databases."""

import pytest
from files import school
from managed import added, opened

from dashboard.packs import made, tray
from dashboard.packs.asked import Asked
from dashboard.packs.made import Wanted

PACK = [Asked("/school/1", "trend", "Сначала")]


@pytest.fixture
def user_id(store, tmp_path):
    school(store, tmp_path)
    with opened(store):
        yield added("anna")


def order(user_id: int) -> str:
    return "".join(item.report for item in tray.items(user_id))


def test_a_tray_keeps_its_order_through_every_change(user_id):
    assert tray.add(user_id, [Asked("/school/1", name) for name in "abcd"]) == 4
    assert tray.add(user_id, [Asked("/school/1", name) for name in "dea"]) == 1
    ids = {item.report: item.id for item in tray.items(user_id)}
    assert tray.move(user_id, ids["e"], -1)
    assert order(user_id) == "abced"
    assert tray.remove(user_id, ids["b"])
    assert tray.remove(user_id, ids["e"])
    assert order(user_id) == "acd"
    assert (tray.restore(user_id), order(user_id)) == (1, "aced")  # the last one taken out
    assert (tray.clear(user_id), order(user_id)) == (4, "")
    assert tray.add(user_id, [Asked("/school/1", "x")]) == 1
    assert (tray.restore(user_id), order(user_id)) == (4, "acedx")
    assert (tray.restore(user_id), tray.count(user_id)) == (0, 5)


def test_nobody_else_changes_a_tray(user_id):
    tray.add(user_id, [Asked("/school/1", "a")])
    [item] = tray.items(user_id)
    other = added("other")
    assert not tray.move(other, item.id, 1)
    assert not tray.remove(other, item.id)
    tray.set_remarks(other, {item.id: "чужое"})
    assert tray.items(user_id) == [item]


def test_files_are_made_in_the_order_they_were_asked_for(user_id):
    rows = [made.put(Wanted(user_id, f"МС-{n}", "файл", "xlsx", [PACK])) for n in range(2)]
    assert made.is_waiting()
    first = made.claim()
    assert (first.id, made.claim(), made.is_waiting()) == (rows[0].id, None, False)
    assert made.go_on(first, done=1)
    assert made.finish(first, "MS-0.xlsx", [PACK])
    kept = made.of_user(user_id, first.id)
    assert (kept.state, kept.done, kept.file) == ("ready", 1, "MS-0.xlsx")
    assert kept.parts == [
        [{"address": "/school/1", "report": "trend", "remark": "Сначала", "within": ""}]
    ]
    assert made.claim().id == rows[1].id


def test_a_maker_whose_work_was_begun_again_by_another_changes_nothing_more(user_id):
    made.put(Wanted(user_id, "МС-1", "файл", "xlsx", [PACK]))
    old = made.claim()
    made.stop(user_id, old.id)
    assert not made.go_on(old)
    assert made.again(user_id, old.id)
    new = made.claim()
    assert not made.go_on(old)
    assert not made.finish(old, "MS-1.xlsx", [PACK])
    made.fail(old, "поздно")
    assert made.of_user(user_id, old.id).state == "making"
    assert made.finish(new, "MS-1.xlsx", [PACK])
