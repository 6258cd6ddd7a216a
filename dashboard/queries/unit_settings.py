"""What units have decided for themselves; of a path the nearest unit that has decided counts.

A setting tells nothing of students: whoever reads a number made with it may know it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from dashboard.queries.database import rows
from models import UnitSetting

FAMILY = "forecast_to_family"  # 1 = families are shown the exam forecasts of their own children
RISK, ATTENTION = "risk_threshold", "attention_threshold"  # whole percents
DEFAULTS = {FAMILY: 0, RISK: 50, ATTENTION: 25}
SCHOOL = 2  # its place in a path


class Thresholds(NamedTuple):
    """Chances of staying under the minimum [whole percents] from which a student is shown."""

    risk: int
    attention: int

    @classmethod
    def of(cls, risk: int, attention: int) -> "Thresholds":
        """«Внимание» is never above «зона риска»."""
        return cls(risk, min(attention, risk))


def setting_of(path: str, name: str, default: int) -> int:
    """The value that the nearest unit of a path has decided on, itself first."""
    return _decided(path, (name,)).get(name, default)


def thresholds_of(path: str) -> Thresholds:
    """The usual thresholds of a unit."""
    said = DEFAULTS | _decided(path, (RISK, ATTENTION))
    return Thresholds.of(said[RISK], said[ATTENTION])


def tells_families(paths: Iterable[str]) -> set[str]:
    """Those of the paths whose school has decided to show forecasts to families.

    It is the school that decides, nobody above it and nobody inside.
    """
    school = {path: ids[SCHOOL] for path in paths if len(ids := ids_in(path)) > SCHOOL}
    asked = UnitSetting.unit_id.in_(set(school.values())), UnitSetting.name == FAMILY
    statement = select(UnitSetting.unit_id).where(*asked, UnitSetting.value == 1)
    told = {row["unit_id"] for row in rows(statement)} if school else set()
    return {path for path, id in school.items() if id in told}


def ids_in(path: str) -> list[int]:
    """The ids of a path, the region first."""
    return [int(part) for part in path.split("/") if part]


def _decided(path: str, names: tuple[str, ...]) -> dict[str, int]:
    """Name → value, of the nearest units; from the region down, so that the last one counts."""
    ids = ids_in(path)
    statement = select(UnitSetting.unit_id, UnitSetting.name, UnitSetting.value).where(
        UnitSetting.unit_id.in_(ids), UnitSetting.name.in_(names)
    )
    found = sorted(rows(statement), key=lambda row: ids.index(row["unit_id"]))
    return {row["name"]: row["value"] for row in found}
