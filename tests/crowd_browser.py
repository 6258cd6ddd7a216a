"""What a browser does with the screens, without drawing them: pages, callbacks, links, files.

Nothing is listed here by the name of a callback: which there are the server says itself, and what
can be chosen, clicked and followed stands on the page. A new screen enters by itself.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

CALLBACKS = "/_dash-update-component"
PAGES = "_pages_content"
TOKEN = "_csrf_token"
ROWS = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}
RAIL = re.compile(r'<a href="(/[a-z]*)" class="rail-link([^>]*)>')
LOGIN_FORM = re.compile(r'name="csrf_token" value="([^"]+)"')
NOT_FOUND = "Не найдено"
SEARCHED = "ан"


class Wrong(Exception):
    """An answer that a person would be right to complain of."""


@dataclass
class Page:
    """The components that stand on the screen; what a callback changes is changed in place."""

    tree: object
    by_id: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.learn(self.tree)

    def learn(self, part: object) -> None:
        """Find the components with an id in something new."""
        for props in _all_props(part):
            if isinstance(props.get("id"), str):
                self.by_id[props["id"]] = props

    def put(self, id: str, name: str, value: object) -> bool:
        """Change a property; whether there is such a component."""
        if id not in self.by_id:
            return False
        self.by_id[id][name] = value
        self.learn(value)
        return True

    def get(self, id: str, name: str) -> object:
        """A property, null where there is none."""
        return self.by_id.get(id, {}).get(name)

    def visible(self, part: object = None) -> Iterator[tuple[str, dict]]:
        """Type and properties of everything that is not hidden."""
        part = self.tree if part is None else part
        if isinstance(part, list):
            for one in part:
                yield from self.visible(one) if one is not None else ()
        elif isinstance(part, dict):
            props = part.get("props")
            if isinstance(props, dict) and props.get("hidden") is not True:
                yield part.get("type", ""), props
                yield from self.visible(props.get("children") or [])

    def text(self, id: str) -> str:
        """What is written in a component."""
        return text_of(self.get(id, "children"))


def text_of(part: object) -> str:
    """The words of a part of a page."""
    if isinstance(part, list):
        return " ".join(filter(None, map(text_of, part)))
    if isinstance(part, dict):
        return text_of(part.get("props", {}).get("children"))
    return "" if part is None else str(part)


def _all_props(part: object) -> Iterator[dict]:
    if isinstance(part, list):
        for one in part:
            yield from _all_props(one)
    elif isinstance(part, dict):
        props = part.get("props")
        if isinstance(props, dict) and "type" in part:
            yield props
        for value in part.values():
            yield from _all_props(value)


class Browser:
    """One person's browser; `web` sends requests and names them: get, post, cookie."""

    def __init__(self, web, chance: random.Random) -> None:
        self.web, self.chance = web, chance
        self.dependencies: list[dict] = []
        self.page = Page([])
        self.address = "/"
        self.sections: list[tuple[str, bool]] = []  # address, whether Dash shows it
        self.is_dash = self.has_search = False

    @property
    def kind(self) -> str:
        """«school» of «/school/12?year=2025»."""
        return urlsplit(self.address).path.strip("/").partition("/")[0] or "обзор"

    def sign_in(self, login: str, password: str) -> None:
        """The form, as a person fills it in; then the page that opens."""
        form = self.web.get("/login?change=1", "вход: форма")
        found = LOGIN_FORM.search(form)
        if found is None:
            raise Wrong("нет формы входа")
        fields = {"login": login, "password": password, "csrf_token": found[1], "next": "/"}
        self._opened(self.web.post_form("/login", fields, "вход: пароль"), "/")

    def sign_out(self) -> None:
        """The button of the top bar."""
        fields = {"csrf_token": self.web.cookie(TOKEN)}
        said = self.web.post_form("/logout", fields, "выход")
        if "Вы вышли" not in said:
            raise Wrong("выход: нет слов об этом")

    def open(self, address: str) -> None:
        """A whole page: of the server, or of Dash with its layout and its callbacks."""
        kind = urlsplit(address).path.strip("/").partition("/")[0] or "обзор"
        self._opened(self.web.get(address, f"страница: {kind}"), address)

    def _opened(self, text: str, address: str) -> None:
        self.address = address
        found = RAIL.findall(text)
        if not found:
            raise Wrong("страница без разделов")
        self.sections = [(path, "data-inside" in rest) for path, rest in found]
        self.is_dash, self.has_search = "_dash-config" in text, 'id="shell-search"' in text
        self.page = Page([])
        if self.is_dash:
            self.web.get("/_dash-layout", "страница: _dash-layout")
            if not self.dependencies:
                said = self.web.get("/_dash-dependencies", "страница: _dash-dependencies")
                self.dependencies = [_of_server(one) for one in json.loads(said) if _is_ours(one)]
            self.go(address)

    def go(self, address: str) -> None:
        """A link inside: Dash asks for the content of the address, the screen for the rest."""
        self.address = address
        split = urlsplit(address)
        place = {"pathname": split.path, "search": f"?{split.query}" if split.query else ""}
        [pages] = [one for one in self.dependencies if PAGES in one["output"]]
        inputs = [one | {"value": place[one["property"]]} for one in pages["inputs"]]
        said = self._send(pages, inputs, ["_pages_location.pathname"], f"экран: {self.kind}")
        if said is None:
            raise Wrong("пустой экран")
        self.page = Page(said["response"][PAGES]["children"])
        if NOT_FOUND in text_of(self.page.tree):
            raise Wrong("экран: не найдено")
        self._first_calls()

    def _first_calls(self) -> None:
        """What a screen asks as soon as it stands."""
        for one in self.dependencies:
            ids = {given["id"] for given in one["inputs"]}
            if not one["prevent_initial_call"] and ids and ids <= set(self.page.by_id):
                self._call(one, [f"{x['id']}.{x['property']}" for x in one["inputs"]])
        for _, props in list(self.page.visible()):
            if props.get("rowModelType") == "infinite":
                self.change(props["id"], "getRowsRequest", ROWS)

    def change(self, id: str, name: str, value: object) -> None:
        """A person changes a component: everything that listens is asked, in its order."""
        self.page.put(id, name, value)
        asked = [one for one in self.dependencies if (id, name) in one["listens"]]
        for one in sorted(asked, key=lambda one: _waits_for(one, asked)):
            self._call(one, [f"{id}.{name}"])
        for _, props in list(self.page.visible()):  # a table of many pages asks anew
            if props.get("rowModelType") == "infinite" and name != "getRowsRequest":
                self.change(props["id"], "getRowsRequest", ROWS)

    def _call(self, one: dict, changed: list[str]) -> None:
        inputs = self._given(one["inputs"])
        what = changed[0].partition(".")[0]
        said = self._send(one, inputs, changed, f"отклик: {self.kind}, {what}")
        for id, values in (said or {}).get("response", {}).items():
            for name, value in values.items():
                self.page.put(id, name, value)

    def _send(self, one: dict, inputs: list[dict], changed: list[str], name: str) -> dict | None:
        body = {
            "output": one["output"],
            "outputs": one["outputs"],
            "inputs": inputs,
            "state": self._given(one["state"]),
            "changedPropIds": changed,
        }
        said = self.web.post_json(CALLBACKS, body, name, {"X-CSRFToken": self.web.cookie(TOKEN)})
        if not said:
            return None
        answer = json.loads(said)
        if "shell-failure" in said and "shell-failure" in answer.get("sideUpdate", {}):
            raise Wrong("экран не обновился")
        return answer

    def _given(self, named: list[dict]) -> list[dict]:
        return [one | {"value": self.page.get(one["id"], one["property"])} for one in named]

    def filters(self) -> list[tuple[str, list]]:
        """What can be chosen here, each with its other values; a search takes two letters."""
        found = []
        for kind, props in self.page.visible():
            id = props.get("id")
            if (id, "value") not in self._heard:
                continue
            if kind == "Input":
                found.append((id, [SEARCHED]))
            elif others := _other_values(props):
                found.append((id, others))
        return found

    def buttons(self) -> list[str]:
        """What shows more of the page."""
        shown = [props.get("id") or "" for _, props in self.page.visible()]
        return [id for id in shown if id.endswith("-ask") and (id, "n_clicks") in self._heard]

    @property
    def _heard(self) -> set[tuple[str, str]]:
        return {place for one in self.dependencies for place in one["listens"]}

    def links(self) -> list[tuple[str, bool]]:
        """Where the page leads to, and whether Dash shows it: its links and those in its tables."""
        found: dict[str, bool] = {}
        for kind, props in self.page.visible():
            found[props.get("href")] = kind == "Link"
            rows = props.get("rowData") or (props.get("getRowsResponse") or {}).get("rowData") or ()
            found |= {row.get("href"): True for row in rows if isinstance(row, dict)}
        return [(one, inside) for one, inside in found.items() if one and one.startswith("/")]

    def tables(self) -> list[str]:
        """Files with the tables of the reports on the page."""
        kept = [self.page.get(id, "data") for id in self.page.by_id if id.endswith("-address")]
        address = next(filter(None, kept), self.address)
        shown = [props for _, props in self.page.visible()]
        without = {props["data-of"] for props in shown if props.get("className") == "no-table"}
        return [
            f"/export/report.{props['data-take']}?report={props['data-report']}"
            f"&address={quote(str(address), safe='')}"
            for props in shown
            if props.get("data-take") in ("csv", "xlsx") and props["data-report"] not in without
        ]


def _of_server(one: dict) -> dict:
    """A callback with its outputs as the renderer sends them back."""
    output = one["output"]
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    plain = {part: [{"id": x["id"], "property": x["property"]} for x in one[part]]
             for part in ("inputs", "state")}  # fmt: skip
    return plain | {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "prevent_initial_call": one["prevent_initial_call"] or PAGES in output,
        "listens": {(x["id"], x["property"]) for x in one["inputs"]},
        "makes": {(x["id"], x["property"]) for x in outputs},
    }


def _is_ours(one: dict) -> bool:
    return not one.get("clientside_function")


def _waits_for(one: dict, others: list[dict]) -> int:
    """How many of the others make what this one listens to: it is asked after them."""
    return sum(bool(one["listens"] & other["makes"]) for other in others if other is not one)


def _other_values(props: dict) -> list:
    options = props.get("options") or []
    values = [one["value"] for one in options if isinstance(one, dict) and not one.get("disabled")]
    return [value for value in values if value != props.get("value")]
