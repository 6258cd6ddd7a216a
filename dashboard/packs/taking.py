"""What a person sees and may take away: screens read anew within his scope."""

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit

from dashboard.access import Scope
from dashboard.packs.asked import Asked
from dashboard.reports.shown import Shown, shown_at
from dashboard.screens.addresses import number_in
from dashboard.screens.allowed import may_export
from dashboard.screens.places import line_to
from models.tree import LEVELS


def digest_of(scope: Scope) -> str:
    """A short word for everything a scope gives; another one as soon as anything is changed."""
    areas = [
        (area.path, sorted(area.rights), sorted(area.subjects), area.first_year)
        for area in scope.areas
    ]
    children = sorted(child.student_id for child in scope.children)
    return sha256(repr((sorted(areas, key=repr), children)).encode()).hexdigest()[:16]


def shown_to_take(scope: Scope, address: object) -> Shown | None:
    """The screen at an address, where this person sees it and may take it away."""
    shown = shown_at(scope, address)
    return shown if shown is not None and shown.can_export else None


def screens_to_take(scope: Scope, addresses: Iterable[str]) -> dict[str, Shown | None]:
    """Every address read once."""
    return {address: shown_to_take(scope, address) for address in dict.fromkeys(addresses)}


def is_still_there(scope: Scope, address: str) -> bool:
    """Whether the screen may be taken away still; of a unit told without reading its numbers."""
    path = urlsplit(address).path
    if path.strip("/").partition("/")[0] not in LEVELS:
        return shown_to_take(scope, address) is not None
    line = line_to(scope, number_in(path))
    return bool(line) and may_export(scope, line[-1]["path"])


def usual_pack(shown: Shown) -> list[Asked]:
    """The reports of the usual pack that have something to say here."""
    return [
        Asked(shown.address, report.name)
        for report in shown.reports
        if report.in_pack and not shown.content(report.name).is_empty
    ]
