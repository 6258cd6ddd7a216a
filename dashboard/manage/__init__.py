"""Pages of those who manage accounts and read the trail: forms of the server, without scripts."""

from pathlib import Path

from flask import Blueprint

blueprint = Blueprint(
    "manage", __name__, template_folder=str(Path(__file__).parent.parent / "templates")
)

from dashboard.manage import account, journal, new, people, settings, upload  # noqa: E402  they add views

__all__ = ["account", "blueprint", "journal", "new", "people", "settings", "upload"]
