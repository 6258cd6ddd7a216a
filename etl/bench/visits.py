"""A person at the screens without a browser: pages with their callbacks, one of every kind."""

import json
import re
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

CALLBACKS = "/_dash-update-component"
PAGES = "_pages_location"
TOKEN = "_csrf_token"  # noqa: S105  the name of a cookie
NO_PAGES = ("assets", "export", "login", "logout", "pack", "healthz", "readyz")
ROWS = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}
LINK = re.compile(r'"?href"?[=:]\s*"(/[^"#]*)"')
OF_DASH = 'id="_dash-renderer"'
ALWAYS = ("getRowsRequest", "pathname")  # what a grid and the address say by themselves
ROUNDS = 4  # callbacks that follow from callbacks, at most so far


class Visitor:
    """One persona of a demonstration, signed in."""

    def __init__(self, address: str, persona: str) -> None:
        self.address, self.cookies = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.send("/login/persona", "/login", persona=persona)
        self.get("/account")  # brings the token of callbacks
        self.callbacks = json.loads(self.get("/_dash-dependencies"))
        self.frame = json.loads(self.get("/_dash-layout"))

    def every_kind_of_page(self) -> Iterator[str]:
        """Visits a page of every kind that links lead to; the address of each."""
        waiting, seen = ["/"], set()
        while waiting:
            address = waiting.pop(0)
            if kind_of(address) in seen or not is_page(address):
                continue
            seen.add(kind_of(address))
            waiting += [unescape(link) for link in LINK.findall(self.visit(address))]
            yield address

    def visit(self, address: str) -> str:
        """A page, and the callbacks a browser calls with it; the text of all answers."""
        parts = urlsplit(address)
        texts = [self.get(address)]
        if OF_DASH not in texts[0]:
            return texts[0]  # made by the server as a whole
        search = f"?{parts.query}" if parts.query else ""
        props = {(PAGES, "pathname"): parts.path, (PAGES, "search"): search, (PAGES, "hash"): ""}
        props |= props_in(self.frame)
        called: set[str] = set()
        for _ in range(ROUNDS):
            ready = [one for one in self.callbacks if _is_ready(one, props, called)]
            for callback in ready:
                called.add(callback["output"])
                texts.append(self._called(callback, props))
        return "\n".join(texts)

    def get(self, address: str) -> str:
        """The text of an answer."""
        return self._open(address)

    def send(self, address: str, form: str, **fields: str) -> str:
        """The answer to the form of a page."""
        token = self.get(form).split('name="csrf_token" value="')[1].split('"')[0]
        return self._open(address, urlencode(fields | {"csrf_token": token}).encode())

    def _called(self, callback: dict, props: dict) -> str:
        """The answer of a callback; what it says enters the properties."""
        text = self._open(CALLBACKS, json.dumps(body_of(callback, props)).encode(), json_body=True)
        answer = json.loads(text or "{}")
        for id, changed in answer.get("response", {}).items():
            props |= {(id, name): value for name, value in changed.items()}
            props |= props_in(changed)
        return json.dumps(answer, ensure_ascii=False)  # with «/» written as «/»

    def _open(self, path: str, body: bytes | None = None, *, json_body: bool = False) -> str:
        headers = {"X-CSRFToken": self._token(), "Accept": "text/html, application/json"}
        if json_body:
            headers["Content-Type"] = "application/json"
        request = Request(f"{self.address}{path}", body, headers)  # noqa: S310  our own server
        with self.opener.open(request, timeout=60) as answer:
            return answer.read().decode()

    def _token(self) -> str:
        return next((one.value or "" for one in self.cookies if one.name == TOKEN), "")


def kind_of(address: str) -> str:
    """«school» of «/school/12?year=2025»."""
    return urlsplit(address).path.strip("/").partition("/")[0]


def is_page(address: str) -> bool:
    """Whether an address leads to a page: neither a file nor a door."""
    return kind_of(address) not in NO_PAGES and "." not in kind_of(address)


def props_in(layout: object) -> dict[tuple[str, str], object]:
    """(id, property) → value, of every component in an answer of Dash."""
    found: dict[tuple[str, str], object] = {}
    waiting = [layout]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            props = part.get("props")
            if isinstance(props, dict) and isinstance(props.get("id"), str):
                found |= {(props["id"], name): value for name, value in props.items()}
                found[props["id"], "id"] = props["id"]
            waiting += part.values()
    return found


def body_of(callback: dict, props: dict) -> dict:
    """What a browser sends for a callback."""
    output = callback["output"]
    many = output.startswith("..")
    names = output[2:-2].split("...") if many else [output]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    given = {
        part: [
            {"id": one["id"], "property": one["property"], "value": _value(one, props)}
            for one in callback[part]
        ]
        for part in ("inputs", "state")
    }
    changed = [f"{one['id']}.{one['property']}" for one in callback["inputs"]]
    return {
        "output": output,
        "outputs": outputs if many else outputs[0],
        **given,
        "changedPropIds": changed,
    }


def _value(one: dict, props: dict) -> object:
    if one["property"] == "getRowsRequest":
        return ROWS
    return props.get((one["id"], one["property"]))


def _is_ready(callback: dict, props: dict, called: set[str]) -> bool:
    """Whether a browser would call it now: on the server, at once, all it is given stands."""
    if callback["output"] in called or callback["clientside_function"]:
        return False
    begins = any(one["property"] in ALWAYS for one in callback["inputs"])
    if callback["prevent_initial_call"] and not begins:
        return False
    needed = {one["id"] for one in (*callback["inputs"], *callback["state"])}
    return needed <= {id for id, _ in props}
