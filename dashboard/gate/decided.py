"""The start is refused while a page, a callback or a route has no door: closed by default."""

import sys
from collections.abc import Callable

import dash
from flask import Flask

from dashboard.access import Role
from dashboard.gate.doors import OPEN, page_door

NOT_FOUND_PAGE = "not_found_404"
# Dash's one callback of pages calls the layouts, each of which has a door of its own.
PAGES_CALLBACK = ".._pages_content.children..._pages_store.data.."
# Dash's own routes by name: an API route of a callback or an MCP endpoint is not among them.
DASH_ROUTES = frozenset(
    {
        "/",
        "/<path:path>",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_dash-dependencies",
        "/_dash-layout",
        "/_dash-update-component",
        "/_favicon.ico",
        "/_reload-hash",
    }
)


def close_pages() -> None:
    """Every page asks for the roles its module names before it is laid out."""
    for module, page in dash.page_registry.items():
        roles = getattr(sys.modules[module], "ROLES", ())
        if not roles or not all(isinstance(role, Role) for role in roles):
            raise RuntimeError(f"page {module} does not say in ROLES who may open it")
        if not hasattr(page["layout"], "roles"):
            tells = not module.endswith(NOT_FOUND_PAGE)
            page["layout"] = page_door(page["layout"], roles, tells=tells)


def refuse_undecided(app: dash.Dash) -> None:
    """The program does not start with something that nobody decided on."""
    if found := [*_callbacks_without_roles(app), *_routes_without_guard(app.server)]:
        raise RuntimeError(f"without a door (dashboard/gate/doors.py): {', '.join(found)}")


def _callbacks_without_roles(app: dash.Dash) -> list[str]:
    return [
        f"callback {output}"
        for output, made in app.callback_map.items()
        if "callback" in made and not _is_decided(output, made["callback"])
    ]


def _is_decided(output: str, callback: Callable) -> bool:
    of_dash = getattr(callback, "__module__", "") == "dash.dash"
    return (of_dash and output == PAGES_CALLBACK) or bool(getattr(callback, "roles", None))


def _routes_without_guard(server: Flask) -> list[str]:
    known = OPEN | DASH_ROUTES
    return [
        f"route {rule}"
        for rule in server.url_map.iter_rules()
        if rule.endpoint not in known and not hasattr(server.view_functions[rule.endpoint], "guard")
    ]
