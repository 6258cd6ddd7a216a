"""Every guard with the way to take it away and the check that must then fail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import signature

import guard_checks as checks
from guard_checks_accounts import browsers_are_told_the_rules, the_way_back_stays_here
from pytest import MonkeyPatch
from secret_world import World
from sqlalchemy import true

from dashboard.access import Answer, Right, Scope
from dashboard.accounts import listing, scopes
from dashboard.bank import decisions
from dashboard.gate import bodies, closing, decided, doors, entrance, headers, signing
from dashboard.packs import made, taking
from dashboard.queries import disclosing, names
from dashboard.reports.shown import shown_at
from dashboard.screens import assessment, assessments, student, unit

Off = Callable[[World, MonkeyPatch], None]


@dataclass(frozen=True)
class Guard:
    """A guard: what it is called, how it is taken away, what must then fail.

    `covers` are the functions that refuse, as «module.function» under `dashboard`.
    """

    name: str
    off: Off
    check: Callable
    covers: tuple[str, ...] = field(default=())

    def must_hold(self, world: World, patch: MonkeyPatch) -> None:
        """Run the check; one that builds an application of its own needs the patch too."""
        self.check(*(world, patch)[: len(signature(self.check).parameters)])


def replaced(*places: tuple[object, str], by: object) -> Off:
    """Exchange attributes of modules or classes."""

    def off(_world: World, patch: MonkeyPatch) -> None:
        for place, name in places:
            patch.setattr(place, name, by)

    return off


def without_hook(name: str) -> Off:
    """Take a function out of those that see every request first."""

    def off(world: World, patch: MonkeyPatch) -> None:
        hooks = world.app.server.before_request_funcs
        left = [hook for hook in hooks[None] if hook.__name__ != name]
        assert len(left) < len(hooks[None]), f"no such hook: {name}"
        patch.setitem(hooks, None, left)

    return off


def without_doors(kind: type | str) -> Off:
    """Open every view that is guarded by a right, or only by being signed in."""

    def off(world: World, patch: MonkeyPatch) -> None:
        views = world.app.server.view_functions
        for endpoint, view in list(views.items()):
            if isinstance(getattr(view, "guard", None), kind):
                patch.setitem(views, endpoint, view.__wrapped__)

    return off


def always(answer: object) -> Callable:
    """A function that gives this answer to everything."""
    return lambda *_values, **_named: answer


def names_for_everybody(_world: World, patch: MonkeyPatch) -> None:
    """Names are read wherever results are."""
    owns = Scope.owns

    def without_right(self, path, *, right=Right.SEE_RESULTS, **named):
        seen = Right.SEE_RESULTS if right is Right.SEE_NAMES else right
        return owns(self, path, right=seen, **named)

    patch.setattr(Scope, "owns", without_right)
    patch.setattr(names, "sees_names", always(True))


def shown_to_everybody(_scope: Scope, address: object):
    """Every screen of the whole tree, to take away."""
    return shown_at(Scope.everything("the guard is off"), address)


class Whatever:
    """A column of which every condition holds."""

    def is_(self, _other):
        """Whether it is empty: yes."""
        return true()

    __le__ = __ge__ = is_


class Without:
    """A table of which nothing is asked about some columns."""

    def __init__(self, table: type, *columns: str) -> None:
        self.table, self.columns = table, columns

    def __getattr__(self, name: str):
        return Whatever() if name in self.columns else getattr(self.table, name)


def roles_without_days(_world: World, patch: MonkeyPatch) -> None:
    """Roles hold whatever their days are."""
    with MonkeyPatch.context() as meanwhile:
        dayless = Without(scopes.RoleGrant, "date_from", "date_to")
        meanwhile.setattr(scopes, "RoleGrant", dayless)
        patch.setattr(scopes, "GRANTS", scopes._grants_of_a_day())


def ids_as_they_come(_world: World, patch: MonkeyPatch) -> None:
    """Screens take what the browser calls an id."""
    for screen in (unit, student, assessment, assessments):
        for name in ("id_in", "texts_in", "text_in"):
            if hasattr(screen, name):
                patch.setattr(screen, name, lambda value: value)


def any_account(world: World, patch: MonkeyPatch) -> None:
    """Who manages accounts finds all of them."""
    patch.setattr(listing._Inside, "condition", always(true()))
    patch.setattr(listing._Inside, "has", always(True))


GATE = [
    Guard(
        "strangers",
        without_hook("only_people_signed_in"),
        checks.strangers_are_sent_away,
        ("gate.entrance.close_entrance.only_people_signed_in",),
    ),
    Guard(
        "names of hosts",
        without_hook("only_known_names"),
        checks.unknown_hosts_are_refused,
        ("gate.entrance.close_entrance.only_known_names",),
    ),
    Guard(
        "this computer only",
        replaced((entrance, "is_local"), by=always(True)),
        checks.a_demonstration_answers_this_computer_only,
    ),
    Guard(
        "tokens of forms",
        without_hook("csrf_protect"),
        checks.callbacks_without_a_token_are_refused,
        ("csrf_protect",),
    ),
    Guard(
        "roles of callbacks",
        replaced((doors, "opens"), by=always(True)),
        checks.callbacks_ask_for_roles,
        ("gate.doors.open_to.door.guarded",),
    ),
    Guard(
        "roles of pages",
        replaced((doors, "opens"), by=always(True)),
        checks.pages_ask_for_roles,
        ("gate.doors.page_door.guarded",),
    ),
    Guard(
        "rights of views",
        without_doors(Right),
        checks.views_ask_for_rights,
        ("gate.doors.needs.door.guarded",),
    ),
    Guard(
        "rights",
        replaced((Scope, "has"), by=always(True)),
        checks.views_ask_for_rights,
        ("access.Scope.has",),
    ),
    Guard(
        "views of people",
        replaced((doors, "current_account"), by=always("somebody")),
        checks.views_for_people_ask_who_it_is,
        ("gate.doors.signed_in_only.guarded",),
    ),
    Guard(
        "routes decided on",
        replaced((closing, "refuse_undecided"), by=always(None)),
        checks.a_route_without_a_door_stops_the_start,
        ("gate.decided.refuse_undecided",),
    ),
    Guard(
        "callbacks decided on",
        replaced((decided, "_callbacks_without_roles"), by=always([])),
        checks.a_callback_without_a_door_stops_the_start,
    ),
    Guard(
        "pages decided on",
        replaced((closing, "close_pages"), by=always(None)),
        checks.a_page_without_roles_stops_the_start,
        ("gate.decided.close_pages",),
    ),
    Guard(
        "patterns decided on",
        replaced((closing, "check_bodies"), by=always(None)),
        checks.a_callback_with_a_pattern_stops_the_start,
        ("gate.bodies.check_bodies",),
    ),
    Guard(
        "bodies",
        replaced((bodies, "check_body"), by=always(None)),
        checks.malformed_bodies_are_refused,
        ("gate.bodies.check_body", "gate.bodies._demand"),
    ),
    Guard(
        "long bodies",
        without_hook("only_short_ones"),
        checks.long_bodies_are_refused,
        ("gate.bodies.limit_bodies.only_short_ones",),
    ),
    Guard(
        "ids of screens",
        ids_as_they_come,
        checks.values_of_a_wrong_kind_are_refused,
        ("screens.addresses.id_in", "screens.addresses.text_in"),
    ),
    Guard(
        "headers",
        replaced((headers, "ALWAYS"), by={}),
        browsers_are_told_the_rules,
    ),
    Guard(
        "content policy",
        replaced((headers, "content_policy"), by=always("default-src *")),
        browsers_are_told_the_rules,
    ),
    Guard(
        "the way back",
        replaced((signing, "safe_next"), by=lambda path: path or "/"),
        the_way_back_stays_here,
    ),
]
SCOPE = [
    Guard(
        "own students",
        replaced((Scope, "owns"), by=always(true())),
        checks.students_of_others_are_not_shown,
        ("access.Scope.owns",),
    ),
    Guard(
        "units that are shown",
        replaced((Scope, "shows"), by=always(true())),
        checks.units_of_others_are_not_shown,
        ("access.Scope.shows",),
    ),
    Guard(
        "what is one's own",
        replaced((Scope, "is_own"), by=always(True)),
        checks.compared_units_are_rounded,
        ("access.Scope.is_own",),
    ),
    Guard(
        "small groups",
        replaced((disclosing, "compares"), by=always(False)),
        checks.compared_units_are_rounded,
        ("queries.disclosing.disclosed",),
    ),
    Guard("names", names_for_everybody, checks.names_are_not_shown_without_the_right),
    Guard(
        "rights of a place",
        replaced((Scope, "within"), by=lambda scope, _right: scope.areas),
        checks.names_are_not_shown_without_the_right,
        ("access.Scope.within",),
    ),
    Guard(
        "what is allowed, and why",
        replaced((Scope, "allows"), by=always(Answer(True, ""))),
        checks.the_reason_is_said,
        ("access.Scope.allows",),
    ),
    Guard(
        "children",
        replaced((Scope, "allows_child"), by=always(Answer(True, ""))),
        checks.strangers_to_a_child_are_no_parents,
        ("access.Scope.allows_child",),
    ),
    Guard("days of roles", roles_without_days, checks.roles_hold_between_their_days),
    Guard(
        "years of teachers",
        replaced((scopes, "_first_year"), by=always(None)),
        checks.teachers_see_nobody_who_left_before_them,
    ),
    Guard(
        "accounts of one's area",
        any_account,
        checks.accounts_of_others_are_not_there,
        ("manage.asking.account_asked",),
    ),
    Guard(
        "exports",
        replaced((taking, "shown_at"), by=shown_to_everybody),
        checks.tables_of_others_are_not_exported,
        ("exports.door.not_there", "exports.tray_routes._no_report"),
    ),
    Guard(
        "elements in schools of others",
        replaced((decisions, "_refuse_elsewhere"), by=always(None)),
        checks.elements_of_others_are_not_decided_on,
        ("bank.decisions._refuse_elsewhere",),
    ),
    Guard(
        "files of others",
        replaced((made, "_of"), by=always(true())),
        checks.files_of_others_are_not_there,
    ),
]
