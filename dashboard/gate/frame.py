"""What the pages of the server share with the screens: the rail, the top bar, the person."""

from pathlib import Path

from flask import Flask, request

from dashboard import shell
from dashboard.access import Right
from dashboard.packs import tray
from dashboard.role_names import roles_in_words
from dashboard.screens.favourites import favourites
from dashboard.screens.help_panel import help_panel
from dashboard.screens.search import search
from dashboard.session import current_account, current_scope

ASSETS = Path(__file__).parent.parent.parent / "assets"


def add_frame(server: Flask) -> None:
    """Every template knows who is signed in and where he may go; the top bar has its routes."""
    for part in (search, favourites, help_panel):
        server.register_blueprint(part)

    @server.context_processor
    def frame() -> dict:
        account = current_account()
        return {
            "asset": asset,
            "account": account,
            "roles": roles_in_words(current_scope().roles) if account else "",
            "sections": sections() if account else [],
            "has_search": bool(current_scope().children) or current_scope().has(Right.SEE_RESULTS),
            "has_tray": current_scope().has(Right.EXPORT),
            "tray_count": tray_count,
        }


def asset(name: str) -> str:
    """The address of a file of the program, another one when the file changes."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime:.0f}"


def sections() -> list[dict]:
    """The links of the rail: where they lead, what they are called, which one is open."""
    here = request.path.split("/")[1]
    return [
        {
            "path": section.path,
            "name": section.name,
            "icon": section.icon,
            "is_inside": shell.is_known(section.path),
            "is_open": here in section.of,
            "of": " ".join(section.of),
        }
        for section in shell.sections(current_scope())
    ]


def tray_count() -> int:
    """How many reports the person has put into the tray of the council pack."""
    account = current_account()
    return tray.count(account.user_id) if account else 0
