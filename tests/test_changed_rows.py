"""What a file says anew: rows of the source, place by place, against what is known there."""

import pyarrow as pa

from etl.lake import changed_rows


def answers(*rows) -> pa.Table:
    """student, task, points, row of the file."""
    names = ("student_id", "task_id", "points", "row")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def test_a_row_of_the_file_is_counted_once_however_many_facts_of_it_differ():
    known = answers((1, 1, 0, 2), (1, 2, 0, 2), (2, 1, 1, 3))
    said = answers((1, 1, 1, 5), (1, 2, 1, 5), (2, 1, 1, 6))
    assert changed_rows([known], [said]) == [1]


def test_the_same_words_are_no_change_in_their_own_place_only():
    here, there = answers((1, 1, 0, 2)), answers((2, 1, 0, 2))
    assert changed_rows([here, there], [here, there]) == [0, 0]
    assert changed_rows([here, there], [there, here]) == [1, 1]


def test_nothing_is_the_same_as_nothing_and_not_as_a_nought():
    nothing, nought = answers((1, 1, None, 2), (2, 1, 0, 3)), answers((1, 1, 0, 2), (2, 1, 0, 3))
    assert changed_rows([nothing], [nothing]) == [0]
    assert changed_rows([nothing], [nought]) == [1]


def test_words_are_the_same_however_a_file_keeps_them():
    plain = pa.table({"student_id": [1, 2], "topic": ["Дроби", "Степени"], "row": [2, 3]})
    topics = plain["topic"].dictionary_encode()
    kept = plain.set_column(1, "topic", topics)
    assert changed_rows([plain, kept], [kept, plain]) == [0, 0]
    assert changed_rows([plain], [kept]) == [0]


def test_of_no_place_nothing_is_asked():
    assert changed_rows([], []) == []
