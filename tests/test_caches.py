"""Nothing read for one person is kept for another: no cache outlives the request that filled it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHES = {"cache", "lru_cache"}  # a cached property dies with its object
# Functions of their arguments alone, which read no data: what they keep is nobody's.
PURE = {
    "dashboard/queries/ordering.py: natural_key",
    "dashboard/accounts/passwords.py: _of_nobody",  # the hash unknown logins are compared with
    "dashboard/queries/made_once.py: made_once",  # statements without values: test_made_once.py
}


def cached_for_good(path):
    """Functions and module variables that keep what they answered as long as the process lives."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(is_cache, node.decorator_list)):
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(map(is_cache, ast.walk(node.value))):
            yield node.targets[0].id


def is_cache(node):
    named = node.func if isinstance(node, ast.Call) else node
    name = getattr(named, "id", getattr(named, "attr", ""))
    return name in CACHES


def test_only_pure_functions_are_cached_beyond_a_request():
    # a cache of results would need the scope and the version of the data in its key; there is none
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for folder in ("dashboard", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for name in cached_for_good(path)
    }
    assert found == PURE


def test_a_cache_that_is_added_is_found(tmp_path):
    path = tmp_path / "new.py"
    path.write_text(
        "import functools\nkept = functools.cache(len)\n@functools.lru_cache(5)\ndef f(): 1"
    )
    assert set(cached_for_good(path)) == {"kept", "f"}
