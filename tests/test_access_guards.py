"""Every guard is taken away once, and then a check fails; a guard nobody lists here fails too."""

import ast
from pathlib import Path

import pytest
from counted import counted
from guard_checks_accounts import kept
from guards_off import GATE, SCOPE, Guard
from guards_off_accounts import ACCOUNTS
from guards_off_forecasts import FORECASTS

import dashboard

ROOT = Path(dashboard.__file__).parent
GUARDS = [*GATE, *SCOPE, *ACCOUNTS, *FORECASTS]
# how the code refuses: what it calls or raises
REFUSING = {
    *("abort", "refused", "not_found", "stranger", "NotThere", "BadRequest", "NotFound"),
    *("UnsupportedMediaType", "AccountMistake", "Refusal", "Wrong", "RuntimeError", "CSRFError"),
}
# functions that refuse what makes no sense, or pass a refusal on: no access hangs on them
NO_GUARDS = {
    "__main__": "what was typed at the console of the server",
    "accounts.files": "a file that is no table; the bounds of its size are guards",
    "accounts.importing": "a table of accounts: every role goes through refuse_wrong_grant",
    "accounts.planned": "a table of accounts: what its columns say",
    "accounts.naming": "words that name nothing",
    "accounts.database": "the engine was not given: an error of ours",
    "queries.database": "the engine was not given: an error of ours",
    "accounts.people.login_in": "what a login looks like",
    "accounts.people.add_user": "a login that is taken",
    "accounts.people.insert_grants": "a role that is held already",
    "accounts.people.set_password": "a persona, which has none",
    "accounts.people.set_active": "nothing to do",
    "accounts.people._changing": "no such account",
    "bank.decisions._pair": "no such pair; the right stands before the view as well",
    "bank.decisions._refuse_chain": "elements that hang on a third one",
    "bank.decisions.decide": "a pair that is decided on already",
    "bank.decisions.take_back": "a pair nobody has decided on",
    "gate.doors.is_not_found": "compares a page with «not found»",
    "gate.failures": "turns a refusal into its answer",
    "manage.account": "a role or a password that is not there to be changed",
    "manage.asking.giver": "stands behind the doors of the gate",
    "manage.asking.grant_of_form": "no role chosen",
    "manage.deciding._value": "no such value of a setting",
    "manage.deciding._refuse_above": "thresholds that contradict one another",
    "manage.upload": "no file, or too many accounts for one page",
    "session.acting": "an error of ours",
    "gate.bodies._checked": "an error of Dash with a body that was let in",
    "gate.bodies.read_body": "no JSON: Dash would answer that too",
    "screens": "the query gave nothing: it asks the scope",
}
TAKEN: set[str] = set()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_without_a_guard_a_check_fails(secret, monkeypatch, guard: Guard):
    with kept(secret):
        guard.must_hold(secret, monkeypatch)
    secret.clients.clear()
    with kept(secret), monkeypatch.context() as patch:
        guard.off(secret, patch)
        with pytest.raises(AssertionError):
            guard.must_hold(secret, patch)
    secret.clients.clear()
    TAKEN.add(guard.name)
    counted("guards", f"{len(TAKEN)} of {len(GUARDS)} taken away by itself, and a check failed")


def refusing() -> set[str]:
    """«module.function» under `dashboard` for every function that refuses somebody."""
    found = set()
    for path in ROOT.rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text("utf-8"))
        found |= {f"{module}.{name}" for name in _refusing_in(tree, ())}
    return found


def _refusing_in(node: ast.AST, stack: tuple[str, ...]) -> set[str]:
    found = set()
    for child in ast.iter_child_nodes(node):
        inner = (ast.FunctionDef, ast.ClassDef)
        deeper = (*stack, child.name) if isinstance(child, inner) else stack
        if stack and _refuses(child):
            found.add(".".join(stack))
        found |= _refusing_in(child, deeper)
    return found


def _refuses(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
        return node.exc.id in REFUSING
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) in REFUSING


def is_no_guard(name: str) -> bool:
    return any(name == known or name.startswith(f"{known}.") for known in NO_GUARDS)


def test_every_function_that_refuses_is_a_guard_of_this_list_or_none():
    covered = {name for guard in GUARDS for name in guard.covers}
    unknown = {name for name in refusing() - covered if not is_no_guard(name)}
    assert unknown == set(), "a new guard: add it to tests/guards_off.py with a check"


def test_every_function_the_list_names_is_there():
    named = {name for guard in GUARDS for name in guard.covers if name[0].islower()}
    gone = {name for name in named - refusing() if not _is_defined(name)}
    assert gone == set()


def _is_defined(name: str) -> bool:
    """A method of the scope, a hook of a library: they refuse by their answer."""
    last = name.rpartition(".")[2]
    return last == "csrf_protect" or any(
        f"def {last}(" in path.read_text("utf-8") for path in ROOT.rglob("*.py")
    )


REFUSING_NOTHING = {
    *("router_sync", "_setup_server", "request_begins", "view_begins", "tag_is_that_of_the_file")
}


def test_whatever_sees_a_request_first_is_a_guard_of_this_list(secret):
    covered = {name.rpartition(".")[2] for guard in GUARDS for name in guard.covers}
    hooks = {hook.__name__ for hook in secret.app.server.before_request_funcs[None]}
    assert hooks - covered <= REFUSING_NOTHING


def test_every_question_to_a_scope_is_a_guard_of_this_list():
    from dashboard.access import Scope

    asked = {name for name, value in vars(Scope).items()
             if callable(value) and not name.startswith("_")}  # fmt: skip
    covered = {name.removeprefix("access.Scope.") for guard in GUARDS for name in guard.covers}
    assert asked - covered == {"compared"}  # narrows `within` for what is compared with
