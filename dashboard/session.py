"""Whose request this is."""

from dashboard.access import Scope


def current_scope() -> Scope:
    """The scope of the person asking."""
    return Scope.everything("local administrator: the only account until sign-in exists")
