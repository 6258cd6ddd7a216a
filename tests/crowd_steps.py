"""How many users there are when: so many for so long, then more and more up to the knee."""

import json
import statistics
import time
from typing import ClassVar

from locust import LoadTestShape

RATE = 4  # users who come in a second: a password takes a tenth of a second to check
KNEE = 0.3  # p95 of callbacks [seconds]
RESPONSES = ("отклик:", "экран:")  # what comes as a callback of Dash


def p95(times: list[float]) -> float:
    """The 95th percentile; of one number that number."""
    return (
        statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else sum(times)
    )


class Steps:
    """The plan of a run: `users`, `warm` and `seconds`, `knee` (seconds a step), `most` users."""

    def __init__(self, plan: dict, out) -> None:
        self.plan, self.out = plan, out
        self.users, self.begun = plan["users"], None
        self.lines: list[dict] = []

    def note(self, line: dict) -> None:
        """An answer of this step."""
        if self.begun is not None:
            self.lines.append(line)

    def target(self, present: int) -> int | None:
        """Users there should be now; None at the end."""
        moment = time.time()
        if self.begun is None:
            if present >= self.users:
                self.begun = moment + (
                    self.plan["warm"] if self._is_first else self.plan["knee"] / 4
                )
            return self.users
        if moment < self.begun:
            self.lines.clear()
            return self.users
        if moment < self.begun + (self.plan["seconds"] if self._is_first else self.plan["knee"]):
            return self.users
        return self._next(moment)

    @property
    def _is_first(self) -> bool:
        return self.users == self.plan["users"]

    def _next(self, moment: float) -> int | None:
        step = {"users": self.users, "from": self.begun, "to": moment}
        self.out.write(json.dumps({"step": step}) + "\n")
        times = [line["ms"] / 1000 for line in self.lines if line["name"].startswith(RESPONSES)]
        is_bad = p95(times) > KNEE or any(line["wrong"] for line in self.lines)
        is_end = not self.plan["knee"] or 2 * self.users > self.plan["most"]
        if is_end or (is_bad and not self._is_first):
            return None
        self.users, self.begun, self.lines = 2 * self.users, None, []
        return self.users


class Growing(LoadTestShape):
    """What locust asks every second."""

    steps: ClassVar[Steps | None] = None

    def tick(self):
        """(users, how many may come in a second), or None when all is over."""
        users = self.steps.target(self.get_current_user_count())
        return None if users is None else (users, RATE)
