"""Pairs of numbers of one student in the small territory: too few schools to judge any."""

from reading_facts import ALGEBRA, CLASS_7_8A, CLASS_12_9A, CLASS_303_8A, GRADES, PARENTS, line

from models import PairMart

SUMS = {"n": 10, "sum_x": 90, "sum_y": 40, "sum_xx": 900, "sum_xy": 380, "sum_yy": 166}
KEYS = ("kind", "procedure", "earlier", "grade", "subject_id", "period_id")


def pair_rows() -> dict:
    """Rows of the mart, from class to region, for all grades together and for each."""
    found: dict[tuple, dict] = {}
    for class_id in (CLASS_303_8A, CLASS_7_8A, CLASS_12_9A):
        for kind, earlier in (("journal", ""), ("progress", "РИКО")):
            for grade in (0, GRADES[class_id]):
                key = (kind, "ВПР", earlier, grade, ALGEBRA, 202550)
                for unit_id in line(class_id):
                    place = {"unit_id": unit_id, "parent_id": PARENTS[unit_id]}
                    row = place | dict(zip(KEYS, key, strict=True)) | dict.fromkeys(SUMS, 0)
                    known = found.setdefault((unit_id, *key), row)
                    known |= {name: known[name] + SUMS[name] for name in SUMS}
    return {PairMart: list(found.values())}
