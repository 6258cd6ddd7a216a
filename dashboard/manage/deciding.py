"""What a unit decides for itself: whether families see forecasts, and the thresholds of risk.

A school decides whether its families are shown anything; thresholds a territory may decide as well.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import and_, delete, insert

from dashboard import audit
from dashboard.access import Scope
from dashboard.audit import Action
from dashboard.bank.writing import writing_soon
from dashboard.queries.database import engine_in_use
from dashboard.queries.exam_forecasts import STEP
from dashboard.queries.unit_decisions import decisions
from dashboard.queries.unit_settings import ATTENTION, DEFAULTS, FAMILY, RISK
from dashboard.role_names import roles_in_words
from models import UnitSetting

NAMES = {
    FAMILY: "Показывать прогноз экзаменов семьям",
    RISK: "Порог зоны риска, %",
    ATTENTION: "Порог «внимания», %",
}
STEPS = tuple(range(STEP, 100, STEP))
ALLOWED = {FAMILY: (0, 1), RISK: STEPS, ATTENTION: STEPS}
NOT_THERE = "Такого подразделения нет среди тех, за которые вы решаете. Обновите страницу."
NOT_ALLOWED = "Такого значения нет: пороги кратны 5 %, от 5 до 95."
ABOVE = "«Внимание» не может начинаться выше зоны риска: уменьшите его порог."


class Refusal(Exception):
    """Why nothing is changed, in words for the person."""


def names_of(unit: dict) -> tuple[str, ...]:
    """What is decided at a unit: that families see forecasts, by a school alone."""
    return tuple(NAMES) if unit["level"] == "school" else (RISK, ATTENTION)


def decide(scope: Scope, unit_id: int, said: Mapping[str, str], login: str) -> bool:
    """Write down what differs from what was decided; an empty value takes a decision back."""
    unit = _unit(scope, unit_id)
    before = {name: one["value"] for name, one in unit["said"].items()}
    asked = {name: _value(name, said.get(name, "")) for name in names_of(unit)}
    _refuse_above(asked)
    changed = {name: value for name, value in asked.items() if value != before.get(name)}
    if not changed:
        return False
    stamp = {"changed_by": login, "changed_as": roles_in_words(scope.roles)[:200]}
    stamp |= {"changed_at": datetime.now(UTC).replace(tzinfo=None)}
    with writing_soon(engine_in_use()) as connection:
        of_unit = UnitSetting.unit_id == unit_id, UnitSetting.name.in_(changed)
        connection.execute(delete(UnitSetting).where(and_(*of_unit)))
        rows = [
            {"unit_id": unit_id, "name": name, "value": value} | stamp
            for name, value in changed.items()
            if value is not None
        ]
        if rows:
            connection.execute(insert(UnitSetting), rows)
        audit.write(Action.SETTINGS_CHANGED, f"{unit['level']} {unit_id}: {_in_words(changed)}")
    return True


def _unit(scope: Scope, unit_id: int) -> dict:
    """A unit one decides for; any other one is not there."""
    unit = next((one for one in decisions(scope) if one["unit_id"] == unit_id), None)
    if unit is None:
        raise Refusal(NOT_THERE)
    return unit


def _value(name: str, written: str) -> int | None:
    """The value of a field; None = not decided here."""
    if written == "":
        return None
    value = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else -1
    if value not in ALLOWED[name]:
        raise Refusal(NOT_ALLOWED)
    return value


def _refuse_above(asked: Mapping[str, int | None]) -> None:
    """Attention begins no higher than risk; what is not decided here counts as usual."""
    risk, attention = (asked.get(name) for name in (RISK, ATTENTION))
    if attention is not None and attention > (DEFAULTS[RISK] if risk is None else risk):
        raise Refusal(ABOVE)


def _in_words(changed: Mapping[str, int | None]) -> str:
    said = {None: "как выше"}
    return "; ".join(f"{NAMES[name]} – {said.get(value, value)}" for name, value in changed.items())
