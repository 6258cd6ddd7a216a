"""What the pages of the server share with the screens: the rail, the person, the banner."""

from pathlib import Path

from flask import Flask, request

from dashboard import shell
from dashboard.role_names import roles_in_words
from dashboard.session import current_account, current_scope

ASSETS = Path(__file__).parent.parent.parent / "assets"


def add_frame(server: Flask) -> None:
    """Every template knows who is signed in and where he may go."""

    @server.context_processor
    def frame() -> dict:
        account = current_account()
        return {
            "asset": asset,
            "account": account,
            "roles": roles_in_words(current_scope().roles) if account else "",
            "sections": sections() if account else [],
        }


def asset(name: str) -> str:
    """The address of a file of the program, another one when the file changes."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime:.0f}"


def sections() -> list[dict]:
    """The links of the rail: where they lead, what they are called, which one is open."""
    scope = current_scope()
    links = [(path, name) for path, name, _ in shell.sections(scope)]
    here = "/" + request.path.split("/")[1]
    return [
        {"path": path, "name": name, "is_open": path == here}
        for path, name in (*links, *shell.server_pages(scope))
    ]
