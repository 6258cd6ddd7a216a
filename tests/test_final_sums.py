"""What forecasts of final marks learn from: the same whole numbers on either database."""

from datetime import date

from files import load_one, school, written

from etl.final_sums import sums_until
from models.store import open_engine

FIRST_QUARTER = 202511


def test_a_part_of_a_hundredth_is_cut_off_on_either_database(store, tmp_path):
    school(store, tmp_path)
    load_one(store, written(tmp_path, "marks", "student_code  mark\n У1  4 4 4 4 4 5 5 5"))
    engine = open_engine(store)
    with engine.connect() as connection:
        sums = sums_until(connection, date(2026, 7, 1))
    engine.dispose()
    # by hand: 35 / 8 = 4.375, in hundredths 437; 100 · (8 · 155 − 35²) / 8 = 187.5
    level = sums["levels"].set_index("period").loc[FIRST_QUARTER]
    assert (level["n"], level["sum_mean"], level["n_marks"]) == (1, 437, 8)
    [spread] = sums["spread"].to_dict("records")
    assert (spread["place"], spread["squares"]) == (17, 187)
