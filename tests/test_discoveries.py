"""False discovery control: the published example, and laws that hold for any p-values."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.indicators.discoveries import discoveries

# Benjamini and Hochberg (1995), section 4.1: 15 p-values, 4 discoveries at q = 0.05.
PUBLISHED = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
P_VALUES = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=30)


def test_the_published_example_gives_four_discoveries():
    assert discoveries(PUBLISHED, q=0.05).tolist() == [True] * 4 + [False] * 11


def test_a_small_p_lifts_larger_ones_over_the_line():
    # 0.06 > 1·0.1/2 alone, but 0.06 ≤ 2·0.1/2 as the second of two
    assert discoveries([0.06, 0.9]).tolist() == [False, False]
    assert discoveries([0.06, 0.09]).tolist() == [True, True]


def test_nothing_tested_finds_nothing():
    assert discoveries([]).tolist() == []
    assert discoveries([float("nan")]).tolist() == [False]


@given(P_VALUES)
def test_what_could_not_be_tested_stays_out(p):
    known = [value for value in p if value == value]
    found = discoveries(p)
    assert not found[np.isnan(p)].any() if p else True
    assert found[~np.isnan(np.array(p, dtype=float))].tolist() == discoveries(known).tolist()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_the_order_of_tests_does_not_matter_and_a_smaller_p_is_found_first(p, random):
    found = dict(zip(p, discoveries(p).tolist(), strict=True))
    shuffled = random.sample(p, len(p))
    assert discoveries(shuffled).tolist() == [found[value] for value in shuffled]
    if any(found.values()):
        assert max(v for v, is_found in found.items() if is_found) <= min(
            (v for v, is_found in found.items() if not is_found), default=1.0
        )
