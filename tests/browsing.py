"""A real browser over the demonstration: fixtures, signing in, axe, and a walk over every page."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from homes import copied, environment_of
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard.access import Role
from dashboard.role_names import ROLE_NAMES

ROOT = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
SLOW = 30_000
QUIET = 0.4  # seconds without a request after which a page stands
expect.set_options(timeout=SLOW / 2)  # a busy machine is no mistake of ours
AXE = Path(__file__).parent / "assets" / "axe-core-4.14.1.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all a theme changes
LEVELS = ("municipality", "school", "parallel", "school_class", "student")
NO_PAGES = ("export", "pack", "assets", "logout", "login", "healthz", "readyz")  # files, doors

# On a busy machine a browser may be late once: pytest-rerunfailures tries again, and says so.
needs_browser = [
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium here"),
    pytest.mark.flaky(reruns=1),
]


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a server over a data folder; it stops with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | environment_of(home) | {"MSOKO_PORT": str(port)}
    environment |= {"MSOKO_HOST": "127.0.0.1", "MSOKO_ENV": "demo"}
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(url: str, server: subprocess.Popen, seconds: int = 60) -> str:
    """The address once the server answers there."""
    for _ in range(seconds * 4):
        assert server.poll() is None, "the server has stopped"
        try:
            with urlopen(f"{url}/healthz", timeout=2):
                return url
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"no answer from {url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; it is closed with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(demo_home, tmp_path_factory):
    """The address of a server over a copy of the demonstration data."""
    with serving(copied(demo_home, tmp_path_factory.mktemp("served") / "home")) as url:
        yield url


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def context(browser, address):
    """What all tests of a server share: the files that the browser has once taken."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(SLOW)
    yield context
    context.close()


@pytest.fixture
def complaints():
    """Every error and every call to the outside; a test may strike out those it brings about."""
    return []


@pytest.fixture
def page(context, address, complaints):
    """A page in which nobody is signed in; afterwards nothing may have gone wrong."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("request", lambda sent: complaints.extend(outside(sent.url, address)))
    yield page
    forget = {"origin": address, "storageTypes": "cookies,local_storage"}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", forget)
    page.close()
    assert complaints == []


def outside(url: str, address: str) -> list[str]:
    """A complaint when a request leaves the server."""
    return [] if url.startswith((f"{address}/", "data:", "blob:")) else [f"outside: {url}"]


def enter(page: Page, role: Role = Role.REGIONAL_ADMINISTRATOR, path: str = "/") -> None:
    """Go to an address; the page to sign in stands before it; sign in as a persona."""
    page.goto(path)
    expect(page).to_have_url(re.compile("/login"))
    sign_in(page, role)


def sign_in(page: Page, role: Role) -> None:
    """One click on the page to sign in."""
    name = re.compile(f"^Войти как {ROLE_NAMES[role]}")
    page.get_by_role("button", name=name).click()
    expect(page.locator(".person")).to_be_attached()


def shown(page: Page, level: str) -> None:
    """Wait until the screen of a level stands with its main table."""
    is_unit = level in ("region", *LEVELS[:-1])
    rows = "#unit-children .ag-row" if is_unit else ":is(.ag-row, .plain tbody tr)"
    expect(page.locator(f".screen-{level} {rows}").first).to_be_attached(timeout=SLOW)


def first_child(page: Page):
    """The name of the first row in the table of what is inside."""
    return page.locator("#unit-children .ag-pinned-left-cols-container a").first


def violations(page: Page, rules: dict = RULES) -> list[tuple]:
    """What axe says against the page: each broken rule and where."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]


def in_theme(page: Page, theme: str) -> None:
    """Light or dark, without a click."""
    page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)


def settled(page: Page) -> None:
    """Wait until the page has a title and asks for nothing more."""
    expect(page.locator("main h1").first).to_be_visible(timeout=SLOW)
    page.wait_for_load_state("networkidle")


class Traffic:
    """The requests of a page that are under way; another document forgets those of the last."""

    def __init__(self, page: Page) -> None:
        self.page, self.under_way = page, set()
        page.on("domcontentloaded", lambda _: self.under_way.clear())
        page.on("request", lambda sent: self.under_way.add(sent))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda sent: self.under_way.discard(sent))

    def over(self) -> None:
        """Wait until nothing has been asked for some time."""
        begin = since = time.monotonic()
        while time.monotonic() - since < QUIET:
            self.page.wait_for_timeout(50)
            if self.under_way:
                since = time.monotonic()
            asked = [sent.url for sent in self.under_way]
            assert time.monotonic() - begin < SLOW / 1000, f"still under way: {asked}"


def every_kind_of_page(page: Page) -> Iterator[str]:
    """Walk over one page of every kind this person can come to by links; the kind of each.

    A link on the page in sight is clicked, as people do; where none is left, an address is opened.
    """
    waiting, seen = ["/"], set()
    traffic = Traffic(page)
    while waiting:
        here = links_on(page) if seen else []
        path = next((link for link in here if kind_of(link) not in seen), None)
        if path is None:
            path = waiting.pop(0)
            if kind_of(path) in seen:
                continue
        if path not in here or not followed(page, path, traffic):
            page.goto(path)
            traffic.over()
        seen.add(kind_of(path))
        expect(page.locator("main h1").first).to_be_visible(timeout=SLOW)
        seen.add(kind_of(page.url))
        yield kind_of(page.url)
        waiting += links_on(page)


def followed(page: Page, path: str, traffic: Traffic) -> bool:
    """Click a link; whether it led away: one to the help opens a panel beside the page."""
    before = page.url
    page.locator(f"a[href='{path}']:not([download])").first.evaluate("link => link.click()")
    traffic.over()
    return page.url != before


def links_on(page: Page) -> list[str]:
    """Where the links of a page lead: to pages, each once."""
    links = page.locator("a[href^='/']:not([download])").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return [link for link in dict.fromkeys(links) if is_page(link)]


def kind_of(address: str) -> str:
    """«school» of «/school/12?year=2025»."""
    return urlsplit(address).path.strip("/").partition("/")[0]


def is_page(address: str) -> bool:
    """Whether an address leads to a page: neither a file nor a door."""
    return kind_of(address) not in NO_PAGES and "." not in kind_of(address)
