"""The guards of signing in, sessions, accounts, files, the trail and the settings, taken away."""

from datetime import timedelta

import guard_checks_accounts as checks
from guards_off import Guard, Without, always, replaced
from pytest import MonkeyPatch
from secret_world import World
from sqlalchemy import text

from dashboard import audit, settings
from dashboard.accounts import files, granting, people, saved_views, sessions, throttle
from dashboard.exports import sheet
from dashboard.gate import doors, signing
from models import SavedView, Session, User

FOREVER = timedelta(days=10_000)


def endless(**terms) -> object:
    """Sessions live on, whatever the settings say."""

    def off(_world: World, patch: MonkeyPatch) -> None:
        live = sessions._live

        def longer(moment, given, *token):
            return live(moment, sessions.Terms(**vars(given) | terms), *token)

        patch.setattr(sessions, "_live", longer)

    return off


def without_an_end(_world: World, patch: MonkeyPatch) -> None:
    """Whether a session has been ended is not asked."""
    live = sessions._live

    def forgetful(*values):
        with MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(sessions, "Session", Without(Session, "ended_at"))
            return live(*values)

    patch.setattr(sessions, "_live", forgetful)


def trail_without_triggers(world: World, _patch: MonkeyPatch) -> None:
    """The records as a plain table."""
    on_sqlite = world.accounts.dialect.name == "sqlite"
    found = (
        "SELECT name, '' AS its_table FROM sqlite_master WHERE type = 'trigger'"
        if on_sqlite
        else "SELECT tgname, ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    )
    with world.accounts.begin() as connection:
        for name, its_table in connection.execute(text(found)).all():
            connection.execute(text(f"DROP TRIGGER {name}{its_table}"))


ACCOUNTS = [
    Guard("ended sessions", without_an_end,
          lambda world: checks.sessions_end_by_themselves(world, "ended_at")),
    Guard("signing out", replaced((sessions, "_end"), by=always(0)),
          checks.signing_out_ends_the_session),
    Guard("idle sessions", endless(idle=FOREVER),
          lambda world: checks.sessions_end_by_themselves(world, "seen_at")),
    Guard("old sessions", endless(whole=FOREVER),
          lambda world: checks.sessions_end_by_themselves(world, "created_at")),
    Guard("closed accounts", replaced((sessions, "may_sign_in"), by=always(User.id > 0)),
          checks.closed_accounts_have_no_session),
    Guard("personas at work", endless(personas=True), checks.personas_have_no_session_at_work),
    Guard("sessions of changed accounts", replaced((people, "end_sessions"), by=always(0)),
          checks.sessions_end_with_a_change_of_account),
    Guard("passwords", replaced((signing, "is_right"), by=lambda account, _typed: bool(account)),
          checks.wrong_passwords_are_refused),
    Guard("guessing", replaced((throttle, "begin_attempt"), by=always(0)),
          checks.guessing_is_slowed_down),
    Guard("weak passwords", replaced((people, "too_weak"), by=always(None)),
          checks.weak_passwords_are_refused, ("accounts.people._refuse_weak",)),
    Guard("who gives which role", replaced((granting, "_right"), by=always(None)),
          checks.roles_of_other_places_are_not_given,
          ("accounts.granting.refuse_wrong_grant", "accounts.granting._right")),
    Guard("what a role is given at",
          replaced((granting, "_shape"), (granting, "_existence"), by=always(None)),
          checks.roles_need_what_they_are_given_at,
          ("accounts.granting._shape", "accounts.granting._shape_of_family",
           "accounts.granting._shape_of_place", "accounts.granting._existence")),
    Guard("accounts of other places", replaced((people, "refuse_foreign_account"), by=always(None)),
          checks.accounts_of_other_places_are_not_changed,
          ("accounts.granting.refuse_foreign_account",)),
    Guard("one's own roles", replaced((people, "refuse_oneself"), by=always(None)),
          checks.nobody_changes_his_own_roles, ("accounts.granting.refuse_oneself",)),
    Guard("the last administrator", replaced((people, "refuse_no_administrator"), by=always(None)),
          checks.an_administrator_remains, ("accounts.administrators.refuse_no_administrator",)),
    Guard("accounts without roles", replaced((people, "_refuse_no_roles"), by=always(None)),
          checks.a_school_makes_no_accounts_without_roles, ("accounts.people._refuse_no_roles",)),
    Guard("archives", replaced((files, "_refuse_bomb"), by=always(None)),
          checks.large_archives_are_refused,
          ("accounts.files._refuse_bomb", "accounts.files._refuse_far_cells",
           "accounts.files._refuse_many_cells")),
    Guard("one's own saved views",
          replaced((saved_views, "_mine"), by=lambda _user_id, view_id: SavedView.id == view_id),
          checks.a_foreign_saved_view_is_not_there, ("screens.favourites._not_there",)),
    Guard("formulas", replaced((sheet, "harmless"), by=str), checks.formulas_in_tables_are_texts),
    Guard("the trail stays", trail_without_triggers, checks.the_trail_is_kept),
    Guard("names on record", replaced((audit, "names_shown"), by=always(None)),
          checks.names_that_were_seen_are_on_record),
    Guard("refusals on record", replaced((audit, "refused"), (doors.audit, "refused"),
          by=always(None)), checks.refusals_are_on_record),
    Guard("settings", replaced((settings, "refusals"), by=always(())),
          checks.unsafe_settings_are_refused, ("settings.checked",)),
]  # fmt: skip
