"""Every page of every role in a real browser: accessible in light and dark, wide and narrow."""

import pytest
from browsing import (
    OF_COLOURS,
    RULES,
    enter,
    every_kind_of_page,
    in_theme,
    needs_browser,
    violations,
)
from counted import counted

from dashboard.access import Role

pytestmark = needs_browser
VISITED: dict[Role, list[str]] = {}


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_is_accessible_in_light_and_dark(page, role):
    enter(page, role)
    wrong, visited = [], []
    for kind in every_kind_of_page(page):
        visited.append(kind)
        for theme, rules in (("light", RULES), ("dark", OF_COLOURS)):
            in_theme(page, theme)
            wrong += [(kind, theme, broken) for broken in violations(page, rules)]
    VISITED[role] = visited
    n = sum(len(kinds) for kinds in VISITED.values())
    counted("pages in a browser", f"{n} pages of {len(VISITED)} roles, light and dark: axe 0")
    assert wrong == []


@pytest.mark.parametrize("role", [Role.HEAD, Role.PARENT])
def test_no_page_is_wider_than_a_telephone(page, role):
    page.set_viewport_size({"width": 320, "height": 844})
    enter(page, role)
    wide = [
        kind
        for kind in every_kind_of_page(page)
        if page.evaluate("document.documentElement.scrollWidth") > 320
    ]
    assert wide == []
