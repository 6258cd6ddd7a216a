"""The territory with nothing planted: the same people, nobody kind, nothing badly learnt."""

import pandas as pd

from etl.demo.territory import territory
from etl.demo.works import planted_elements


def test_without_what_is_planted_the_people_are_the_same_and_nobody_is_kind():
    planted, plain = territory(4, 1), territory(4, 1, planted=False)
    assert (planted.schools["kindness"] > 0).sum() == 1
    assert (plain.schools["kindness"] == 0).all()
    assert (planted.abilities == plain.abilities).all()
    pd.testing.assert_frame_equal(planted.memberships, plain.memberships)


def test_without_what_is_planted_no_element_is_badly_learnt():
    place = territory(4, 1)
    assert len(planted_elements(place, 0, 1)) == 4 * 5
    nothing = planted_elements(place, 0, 1, planted=False)
    assert nothing.empty and list(nothing) == list(planted_elements(place, 0, 1))
