"""All that the screen of exam forecasts is asked: the unit, the exam, the threshold; its links."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.exam_forecasts import STEP, Target, forecasters, targets
from dashboard.queries.unit_settings import Thresholds, thresholds_of
from dashboard.screens.addresses import link, number_in
from dashboard.screens.allowed import may_export, opens_below, sees_students
from dashboard.screens.choices import option
from dashboard.screens.places import line_to, top_unit
from etl.periods import school_year_name

FILTERS = ("year", "procedure", "subject", "risk")
ALL = "0"
FIRST = ("ОГЭ", "ЕГЭ")  # of the procedures


@dataclass(frozen=True)
class ForecastReading:
    """The unit, the exam whose forecasts are shown, and the thresholds of risk."""

    line: list[dict]
    target: Target
    thresholds: Thresholds
    usual: Thresholds  # of the unit, where the address says nothing
    options: dict[str, list[dict]]
    forecasters: list[dict]  # in force, of the target in one's own subjects
    shows_students: bool
    has_rounded: bool
    can_export: bool

    @property
    def unit(self) -> dict:
        """The unit shown."""
        return self.line[-1]

    @property
    def level(self) -> str:
        """At which its reports are asked."""
        return self.unit["level"]

    @property
    def is_there(self) -> bool:
        """Whether there is any forecast."""
        return bool(self.target.procedure)

    @property
    def chosen(self) -> dict[str, str]:
        """The value of every filter."""
        target = self.target
        values = (target.year, target.procedure, target.subject, self.thresholds.risk)
        return dict(zip(FILTERS, (str(value or ALL) for value in values), strict=True))

    @property
    def address(self) -> str:
        """The address of this screen with its filters."""
        return self.link_to(self.unit["unit_id"])

    def link_to(self, unit_id: int, subject: int | None = None) -> str:
        """The same of another unit, or of another subject."""
        target, risk = self.target, self.thresholds.risk
        chosen = {"year": target.year, "procedure": target.procedure}
        chosen |= {"subject": target.subject if subject is None else subject}
        chosen |= {"risk": risk if risk != self.usual.risk else 0}
        return link("forecast", unit=unit_id, **chosen)

    @property
    def filters(self) -> str:
        """«2025/2026 · ОГЭ · Все предметы · зона риска от 50 %»."""
        labels = {
            name: next((o["label"] for o in self.options[name] if o["value"] == value), "")
            for name, value in self.chosen.items()
        }
        labels["risk"] = f"зона риска {labels['risk']}"
        return " · ".join(label for label in labels.values() if label)

    @cached_property
    def by_subject(self) -> dict[int, dict]:
        """The forecaster of each subject."""
        return {row["subject_id"]: row for row in self.forecasters}


def read_forecast(scope: Scope, query: Mapping[str, object]) -> ForecastReading | None:
    """The screen an address names; None where the unit is not there for this person."""
    line = line_to(scope, number_in(str(query.get("unit", ""))) or top_unit(scope))
    if not line or not opens_below(scope, line[-1]["path"]):
        return None
    unit = line[-1]
    there = targets(scope, unit["unit_id"])
    usual = thresholds_of(unit["path"])
    target = settled(there, View.parse(query))
    return ForecastReading(
        line=line,
        target=target,
        thresholds=Thresholds.of(_risk(query) or usual.risk, usual.attention),
        usual=usual,
        options=_options(there, target),
        forecasters=forecasters(scope, target) if target.procedure else [],
        shows_students=sees_students(scope, unit["path"]),
        has_rounded=not scope.is_own(unit["path"]),
        can_export=may_export(scope, unit["path"]),
    )


def settled(there: list[dict], asked: View) -> Target:
    """The asked exam where it is forecast; else the latest year, ОГЭ before ЕГЭ, all subjects."""
    years = {row["year"] for row in there}
    year = asked.year if asked.year in years else max(years, default=0)
    of_year = [row for row in there if row["year"] == year]
    procedures = sorted({row["procedure"] for row in of_year}, key=_place)
    usual = procedures[0] if procedures else ""
    procedure = asked.procedure if asked.procedure in procedures else usual
    subjects = {row["subject_id"] for row in of_year if row["procedure"] == procedure}
    return Target(year, procedure, asked.subject if asked.subject in subjects else 0)


def _place(procedure: str) -> tuple:
    known = procedure in FIRST
    return not known, FIRST.index(procedure) if known else 0, procedure


def _risk(query: Mapping[str, object]) -> int:
    """The asked threshold: a step of chance between none and all; 0 for anything else."""
    asked = number_in(str(query.get("risk", "")))
    return asked if asked % STEP == 0 and 0 < asked < 100 else 0


def _options(there: list[dict], target: Target) -> dict[str, list[dict]]:
    years = sorted({row["year"] for row in there}, reverse=True)
    of_year = [row for row in there if row["year"] == target.year]
    procedures = sorted({row["procedure"] for row in of_year}, key=_place)
    of_exam = [row for row in of_year if row["procedure"] == target.procedure]
    subjects = [option(row["subject"], row["subject_id"]) for row in of_exam]
    return {
        "year": [option(school_year_name(one), one) for one in years] or [option("–", ALL)],
        "procedure": [option(one, one) for one in procedures] or [option("–", ALL)],
        "subject": [option("Все предметы", ALL), *subjects],
        "risk": [option(f"от {one} %", one) for one in range(STEP, 100, STEP)],
    }
