"""Personal gaps of real students: half of the Russian TIMSS 2007 sample, where it is at hand."""

import numpy as np
from real_data import real_table

from etl.indicators.gaps import SURE, certainty, number_of_equal_tasks
from etl.indicators.mastery import FEWEST_TASKS
from etl.indicators.problem import expectation, expected_share, moments


def test_few_pairs_of_real_students_and_elements_are_gaps():
    plan = real_table("timss2007_russia/plan.csv")[["assessment", "task", "kes", "max_points"]]
    answers = real_table("timss2007_russia/protocol.csv.gz").merge(plan, on=["assessment", "task"])
    answers["points"] = answers["points"].replace("X", 0).astype(float)
    answers["squares"] = answers["max_points"] ** 2
    whole = ["assessment", "student_code"]
    totals = answers.groupby(whole)[["points", "max_points"]].sum()
    sums = ["points", "max_points", "squares"]
    pairs = answers.groupby([*whole, "kes"])[sums].sum().reset_index("kes")
    pairs["n"] = answers.groupby([*whole, "kes"]).size().to_numpy()
    pairs["overall"] = totals["points"] / totals["max_points"]
    sure = []
    for _, here in pairs.groupby(["assessment", "kes"]):
        rate, overall = (here["points"] / here["max_points"]).to_numpy(), here["overall"].to_numpy()
        reference = expectation(moments(rate[:, None], overall[:, None]))
        expected = expected_share(reference, overall[:, None])[:, 0]
        equal = number_of_equal_tasks(here["max_points"], here["squares"])
        found = certainty(rate, equal.to_numpy(), expected) >= SURE
        sure += found[here["n"] >= FEWEST_TASKS].tolist()
    assert len(sure) > 20_000
    assert np.mean(sure) <= 0.05  # 3.8 %, those with real gaps among them
