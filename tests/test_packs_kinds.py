"""Every kind of screen a file is made of: nothing foreign is there, nothing own holds it."""

import pytest
from counted import counted
from forged import foreign, own_addresses
from secret_personas import PERSONAS
from signed_in import post_form

from dashboard.reports import registry
from dashboard.reports.shown import SCREENS
from models.tree import LEVELS

REPORTS = dict.fromkeys(LEVELS, registry.UNIT) | {
    "student": registry.STUDENT,
    "assessment": registry.ASSESSMENT,
    "compare": registry.COMPARE,
    "problems": registry.PROBLEMS,
    "objectivity": registry.OBJECTIVITY,
    "forecast": registry.FORECAST,
}
SEEN = {"own": 0, "foreign": 0}
NOT_THERE = (404,)


def kind_of(address: str) -> str:
    return address.strip("/").partition("/")[0].partition("?")[0]


# screens that name their unit in the query
OF_UNITS = ("/compare?units=", "/problems?unit=", "/objectivity?unit=", "/forecast?unit=")


def with_compared(addresses: list[str]) -> list[str]:
    """The addresses, and each unit among them as every screen that is made of units."""
    ids = [one.rpartition("/")[2] for one in addresses if kind_of(one) in LEVELS]
    return [*addresses, *(f"{screen}{id}" for id in ids for screen in OF_UNITS)]


def test_every_kind_of_screen_is_asked_for_here():
    assert set(REPORTS) == set(SCREENS)


@pytest.mark.parametrize("persona", list(PERSONAS))
def test_nothing_foreign_is_taken_away_from_any_kind_of_screen(secret, persona):
    browser = secret.client(persona)
    found = [address for _, address in foreign(secret, persona, "path")]
    for address in with_compared(found):
        for report in REPORTS[kind_of(address)]:
            asked = {"address": address, "report": report.name}
            answer = browser.get("/export/report.csv", query_string=asked)
            assert answer.status_code in NOT_THERE, (address, report.name)
            SEEN["foreign"] += 1
        assert post_form(browser, "/pack/add", asked).status_code in NOT_THERE, address
    _say()


@pytest.mark.parametrize("persona", list(PERSONAS))
def test_what_is_taken_from_any_kind_of_own_screen_holds_nothing_foreign(secret, persona):
    browser = secret.client(persona)
    own = [f"{path}{query}" for path, query in own_addresses(secret, persona)]
    for address in with_compared([one for one in own if kind_of(one) in REPORTS]):
        for report in REPORTS[kind_of(address)]:
            asked = {"address": address, "report": report.name}
            answer = browser.get("/export/report.csv", query_string=asked)
            assert answer.status_code in (200, *NOT_THERE), (address, report.name)
            if answer.status_code == 200:
                text = answer.data.decode("utf-8-sig")
                assert secret.oracle.leaks(persona, text) == [], (address, report.name)
                SEEN["own"] += 1
    _say()


def _say() -> None:
    counted(
        "files of every kind",
        f"{SEEN['own']} own read, {SEEN['foreign']} foreign not there, 0 leaks",
    )
