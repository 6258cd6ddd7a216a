"""The users of the load test, as locust runs them: who they are and what they come for.

Each is signed in as an account of its own role and looks at its own schools, classes and children.
What was asked and how long it took goes line by line into the file CROWD_OUT; crowd.py reads it.
"""

import itertools
import json
import os
import random
import time
from pathlib import Path

from crowd_browser import Browser, Wrong
from crowd_steps import Growing, Steps
from crowd_truth import Truth
from locust import FastHttpUser, constant, events, task

from models.store import Store, open_engine
from models.tree import LEVELS

PATTERN = """
    head class_teacher subject_teacher deputy_head student parent regional_administrator
    municipal_methodologist school_administrator system_administrator class_teacher head
    subject_teacher class_teacher student deputy_head subject_teacher municipal_methodologist
    class_teacher head
""".split()
SPECIAL = ("subject_teacher",)  # sees some subjects only, so no sum over them
LEAVES = ("student", "marks", "why", "assessment")
THINKING = [float(one) for one in os.environ.get("CROWD_THINK", "3,15").split(",")]
PEOPLE = json.loads(Path(os.environ["CROWD_PEOPLE"]).read_text("utf-8"))
TRUTH = Truth(open_engine(Store()))
SEEDS = itertools.count(1)
OUT = Path(os.environ["CROWD_OUT"]).open("w", encoding="utf-8", buffering=1)  # noqa: SIM115
STEPS = Growing.steps = Steps(json.loads(os.environ["CROWD_STEPS"]), OUT)


def next_person() -> dict:
    """The next role of the pattern, and the next account of that role."""
    role = next(r for r in ROLES if r in BY_ROLE)
    return next(BY_ROLE[role])


ROLES = itertools.cycle(PATTERN)
BY_ROLE = {
    role: itertools.cycle([one for one in PEOPLE if one["role"] == role])
    for role in {one["role"] for one in PEOPLE}
}


@events.request.add_listener
def noted(request_type, name, response_time, exception, start_time=None, **_) -> None:
    """Every answer, with what was wrong with it."""
    begun = start_time or time.time() - response_time / 1000
    line = {"at": begun, "name": name, "ms": response_time, "wrong": str(exception or "")}
    OUT.write(json.dumps(line, ensure_ascii=False) + "\n")
    STEPS.note(line)


@events.quitting.add_listener
def ended(**_) -> None:
    """How many numbers have been compared."""
    OUT.write(json.dumps({"numbers": TRUTH.checked}) + "\n")


class Web:
    """The connection of one browser: what is not 200 or 204 is wrong."""

    def __init__(self, client) -> None:
        self.client = client

    def get(self, path: str, name: str) -> str:
        return self._ask("GET", path, name)

    def post_form(self, path: str, fields: dict, name: str) -> str:
        return self._ask("POST", path, name, data=fields)

    def post_json(self, path: str, body: dict, name: str, headers: dict) -> str:
        return self._ask("POST", path, name, json=body, headers=headers)

    def cookie(self, name: str) -> str:
        return next((one.value for one in self.client.cookiejar if one.name == name), "")

    def forget(self) -> None:
        """A browser that holds nothing."""
        self.client.cookiejar.clear()

    def _ask(self, method: str, path: str, name: str, *, again: bool = True, **sent) -> str:
        with self.client.request(method, path, name=name, catch_response=True, **sent) as answer:
            if again and was_closed(answer):
                answer.request_meta["name"] = "соединение закрыто, повтор"
                answer.success()
            elif answer.status_code not in (200, 204):
                error = type(getattr(answer, "error", None)).__name__
                answer.failure(f"ответ {answer.status_code or error}")
                raise Known
            else:
                return (answer.text if is_text(answer) else f"{len(answer.content)} B") or ""
        return self._ask(method, path, name, again=False, **sent)


class Known(Exception):
    """It has been noted already that an answer was wrong."""


def was_closed(answer) -> bool:
    """Whether the server had just closed a connection it kept: a browser asks again by itself."""
    error = getattr(answer, "error", None)
    return answer.status_code == 0 and not isinstance(error, TimeoutError)


def is_text(answer) -> bool:
    """Not so of a workbook."""
    return "officedocument" not in (answer.headers.get("Content-Type") or "")


class Person(FastHttpUser):
    """One person in front of a browser."""

    wait_time = constant(0)  # the pauses are between the steps
    connection_timeout = network_timeout = 60.0

    def on_start(self) -> None:
        self.visits = next(SEEDS)
        self.chance = random.Random(self.visits)
        self.who = next_person()
        self.web = Web(self.client)
        self.browser = Browser(self.web, self.chance)
        self.is_in = False

    @task
    def visit(self) -> None:
        """Come in if one is out, then one of the things people come for."""
        try:
            if not self.is_in:
                self.step(self.come_in)
            purpose = self.purpose()
            OUT.write(json.dumps({"role": self.who["role"], "purpose": purpose.__name__}) + "\n")
            purpose(self)
        except Known:
            self.start_again()
        except Wrong as wrong:
            events.request.fire(
                request_type="", name=f"проверка: {self.browser.kind}", response_time=0,
                response_length=0, exception=wrong, context={},
            )  # fmt: skip
            self.start_again()

    def purpose(self):
        """The first of each is another one, so that soon all have been there; then by chance."""
        first, self.visits = self.visits, 0
        if first:
            return list(PURPOSES)[first % len(PURPOSES)]
        return self.chance.choices(*zip(*PURPOSES.items(), strict=True))[0]

    def start_again(self) -> None:
        """What a person does in front of a broken page."""
        self.web.forget()
        self.is_in = False
        self.think()

    def think(self) -> None:
        time.sleep(self.chance.uniform(*THINKING))

    def step(self, act, *given) -> None:
        """One act, a look at what has come of it, a pause."""
        act(*given)
        TRUTH.check(self.browser, all_subjects=self.who["role"] not in SPECIAL)
        self.think()

    def come_in(self) -> None:
        self.browser.sign_in(self.who["login"], self.who["password"])
        self.is_in = True

    def follow(self, link: tuple[str, bool]) -> None:
        """Inside Dash asks for the content alone; anything else is a whole page."""
        address, inside = link
        (self.browser.go if inside and self.browser.is_dash else self.browser.open)(address)

    def chosen(self, many: float = 0.6) -> None:
        """Perhaps another year, period, subject…, perhaps one more question."""
        browser = self.browser
        if self.chance.random() < many and (found := browser.filters()):
            id, values = self.chance.choice(found)
            self.step(browser.change, id, "value", self.chance.choice(values))
        if self.chance.random() < many / 3 and (found := browser.buttons()):
            self.step(browser.change, self.chance.choice(found), "n_clicks", 1)

    # What people come for.

    def drill_down(self) -> None:
        """From the overview down to a student and his marks."""
        self.step(self.follow, ("/", True))
        for _ in range(len(LEVELS) + 2):
            self.chosen()
            below = [link for link in self.browser.links() if depth(link[0]) > self.depth]
            if not below:
                return
            nearest = min(depth(address) for address, _ in below)
            near = [link for link in below if depth(link[0]) == nearest]
            self.step(self.follow, self.chance.choice(near))

    @property
    def depth(self) -> int:
        return depth(self.browser.address)

    def look_at_section(self) -> None:
        """A part of the product: its filters, then something it leads to."""
        self.step(self.follow, self.chance.choice(self.browser.sections))
        self.chosen(1)
        self.chosen()
        if links := [link for link in self.browser.links() if depth(link[0]) >= 0]:
            self.step(self.follow, self.chance.choice(links))
            self.chosen()

    def compare(self) -> None:
        """Some units of a table side by side."""
        self.step(self.follow, ("/", True))
        of_level = [
            [link for link, _ in self.browser.links() if kind_of(link) == level] for level in LEVELS
        ]
        several = [links for links in of_level if len(links) > 1]
        if several:
            links = self.chance.choice(several)
            some = self.chance.sample(links, min(len(links), self.chance.randint(2, 4)))
            ids = ",".join(link.split("/")[2].partition("?")[0] for link in some)
            self.step(self.follow, (f"/compare?units={ids}", True))
            self.chosen(1)

    def take_table(self) -> None:
        """The table of a report as a file."""
        self.step(self.follow, ("/", True))
        if files := self.browser.tables():
            address = self.chance.choice(files)
            form = address[len("/export/report.") :].partition("?")[0]
            self.web.get(address, f"файл: {form}")
            self.think()

    def search(self) -> None:
        """Two letters in the top bar."""
        text = self.chance.choice(("ан", "ол", "школа", "8А", "12"))
        fields = {"text": text, "csrf_token": self.web.cookie("_csrf_token")}
        if self.browser.has_search:
            self.web.post_form("/search", fields, "поиск")
        self.think()

    def leave_and_come_back(self) -> None:
        """The session ends; another one begins."""
        self.browser.sign_out()
        self.is_in = False
        self.think()
        self.step(self.come_in)


PURPOSES = {
    Person.drill_down: 40,
    Person.look_at_section: 35,
    Person.compare: 8,
    Person.take_table: 8,
    Person.search: 6,
    Person.leave_and_come_back: 3,
}


def kind_of(address: str) -> str:
    """«school» of «/school/12?year=2025»."""
    return address.split("?")[0].strip("/").partition("/")[0]


def depth(address: str) -> int:
    """0 of the region … ; -1 of what is no place of the tree."""
    kind = kind_of(address)
    order = (*LEVELS, *LEAVES)
    return order.index(kind) if kind in order else -1
