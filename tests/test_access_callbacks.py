"""Every callback × every persona × every foreign thing, each argument forged by itself."""

import re
from collections import Counter

import pytest
from counted import counted
from forged import (
    WRONG,
    arguments,
    compared,
    foreign,
    nothing_there,
    numbers_in,
    own_body,
    own_props,
    server_callbacks,
    with_value,
)
from leaks import unescaped
from secret_personas import PERSONAS

COUNTS: Counter = Counter()
SHAPE_OF = "region 1"  # whose pages show the shape of a callback one never sees oneself


@pytest.fixture(scope="module")
def shapes(secret):
    return own_props(secret, SHAPE_OF)


@pytest.fixture(scope="module", autouse=True)
def said_at_the_end():
    yield
    counted("callbacks", f"{COUNTS['callbacks']} callbacks × {len(PERSONAS)} personas, "
            f"{COUNTS['own']} answered; {COUNTS['arguments']} arguments forged, "
            f"{COUNTS['foreign']} foreign and {COUNTS['wrong']} wrong values: "
            f"{COUNTS['leaks']} leaks")  # fmt: skip


def bodies(secret, persona, shapes):
    """A valid body of every callback, of one's own where one has such a page."""
    props = shapes | own_props(secret, persona)
    callbacks = server_callbacks(secret.app)
    COUNTS["callbacks"] = len(callbacks)
    for name, entry in callbacks.items():
        yield arguments(entry), own_body(secret.app, name, props)


def plain(answer, value) -> tuple[int, str]:
    """Status and body without the id that was asked for."""
    text = re.sub(rf"\b{value}\b", "", unescaped(answer.get_data(as_text=True)))
    return answer.status_code, text


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_forged_argument_shows_nothing_foreign_and_answers_as_for_nothing(
    secret, shapes, persona
):
    for known, body in bodies(secret, persona, shapes):
        own = secret.post(persona, body)
        COUNTS["own"] += own.status_code == 200
        assert checked(secret, persona, own, body) == [], (persona, body["output"][:60])
        for argument in known:
            COUNTS["arguments"] += 1
            expected = said_of_nothing(secret, persona, body, argument)
            for what, value in foreign(secret, persona, argument.kind):
                answer = answer_to(secret, persona, body, argument, value)
                if expected is not None:
                    assert plain(answer, value) == expected, (persona, argument, what)
            for _, value in compared(secret, persona, argument.kind):
                answer_to(secret, persona, body, argument, value)


def said_of_nothing(secret, persona, body, argument) -> tuple[int, str] | None:
    """What is answered about a thing that is not there, where there can be such a thing."""
    nothing = nothing_there(argument.kind)
    if nothing is None:
        return None
    return plain(secret.post(persona, with_value(body, argument, nothing)), nothing)


def answer_to(secret, persona, body, argument, value):
    """The answer to a body with a foreign value: calm, and without a leak."""
    COUNTS["foreign"] += 1
    body = with_value(body, argument, value)
    answer = secret.post(persona, body)
    assert not has_failed(answer), (persona, argument, value)
    assert checked(secret, persona, answer, body) == [], (persona, argument, value)
    return answer


def has_failed(answer) -> bool:
    """Whether an error of the program was turned into a sentence with a code."""
    return answer.status_code >= 500 or "shell-failure" in answer.get_data(as_text=True)


def checked(secret, persona, answer, body) -> list[str]:
    leaks = secret.oracle.leaks(persona, answer.get_data(as_text=True), numbers_in(body["inputs"])
                                | numbers_in(body["state"]))  # fmt: skip
    COUNTS["leaks"] += len(leaks)
    return leaks


@pytest.mark.parametrize("persona", ["head 1", "two classes, two subjects"])
def test_no_further_question_is_answered_about_a_foreign_unit(secret, shapes, persona):
    asked = 0
    for known, body in bodies(secret, persona, shapes):
        questions = [argument for argument in known if argument.id.endswith("-ask")]
        for argument in questions:
            body = with_value(body, argument, 1)
        if questions:  # about one's own they are
            assert secret.post(persona, body).status_code == 200
        for argument in (one for one in known if questions and one.kind == "unit"):
            nothing = nothing_there(argument.kind)
            expected = plain(secret.post(persona, with_value(body, argument, nothing)), nothing)
            for what, value in foreign(secret, persona, argument.kind):
                asked += 1
                answer = plain(secret.post(persona, with_value(body, argument, value)), value)
                assert answer == expected, (argument, what)
    assert asked


@pytest.mark.parametrize("persona", ["head 1", "two classes, two subjects", "parent of two"])
def test_a_value_of_a_wrong_kind_breaks_nothing(secret, shapes, persona):
    for known, body in bodies(secret, persona, shapes):
        for argument in known:
            for value in WRONG:
                COUNTS["wrong"] += 1
                forged = with_value(body, argument, value)
                answer = secret.post(persona, forged)
                assert not has_failed(answer), (persona, argument, value)
                assert "Traceback" not in answer.get_data(as_text=True)
                assert checked(secret, persona, answer, forged) == []


def test_every_callback_of_the_server_can_be_called_by_somebody(secret, shapes):
    for _, body in bodies(secret, SHAPE_OF, shapes):
        answer = secret.post(SHAPE_OF, body)
        assert answer.status_code in (200, 204), (body["output"][:60], answer.status_code)
        assert not has_failed(answer)
