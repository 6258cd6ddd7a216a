"""Rows of marks made of counts, as the queries give them, and scopes of the small territory."""

from reading_facts import ALGEBRA
from reading_world import EVERYTHING, scope

from dashboard.access import RIGHTS, Role
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.measured import measured
from dashboard.screens.places import line_to
from dashboard.screens.reading import Reading, read

FINAL = View(year=2025, period=202550)
OF_ALGEBRA = View(year=2025, period=202550, subject=ALGEBRA)
NOTHING = dict.fromkeys(("n5", "n4", "n3", "n2", "n1", "n_na", "n_released", "n_marks"), 0)
SUMS = dict.fromkeys(("sum_marks", "sum_weight", "sum_weighted"), 0)
DISCLOSED = {"disclosed": True, "hidden": False, "step": 0.05}
HEAD = scope("директор школы 303", "/1/2/4/", RIGHTS[Role.HEAD])
CLASS_TEACHER = scope("классный руководитель 8А", "/1/2/4/10/20/", RIGHTS[Role.CLASS_TEACHER])


def row(period=202550, subject_id=ALGEBRA, **counts) -> dict:
    """A row of one's own with its rates and intervals: `row(n4=5, n2=1)`."""
    made = NOTHING | SUMS | counts | {"n": sum(counts.values()), "period_id": period}
    made |= {"subject_id": subject_id, "subject": "Алгебра", "basis": "final"}
    [found] = measured([made])
    return found | OWN


def reading(unit_id: int, view: View = FINAL, who=EVERYTHING) -> Reading:
    """What the screen of a unit has read."""
    return read(who, line_to(who, unit_id), view)
