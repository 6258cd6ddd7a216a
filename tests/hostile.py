"""What people with bad intentions send: scripts, pieces of SQL, bodies that are no callback."""

import json

# runs in every page and frame before its own scripts
COUNT_HITS = "window.__hits = 0; window.h = () => { window.__hits += 1 }"
_RUN = "h()"
XSS = (
    f"<script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src=x data-hit onerror='{_RUN}'>",
    f'"><img src=x onerror={_RUN}>',
    f"'><img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f'<iframe srcdoc="<svg onload=top.{_RUN}>">',
    f"<iframe src=javascript:top.{_RUN}>",
    f"<a href=javascript:{_RUN} data-hit>x</a>",
    f"javascript:{_RUN}",
    f'" onmouseover="{_RUN}" x="',
    f"' autofocus onfocus='{_RUN}' x='",
    f"<style onload={_RUN}></style>",
    f"<math><mtext><script>{_RUN}</script>",
    f"<!--><script>{_RUN}</script>-->",
    f"<object data=javascript:{_RUN}>",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"${{{_RUN}}}",
    f"');{_RUN};//",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
)

SQL = (
    "'",
    "''",
    '"',
    "1' OR '1'='1",
    "1 OR 1=1",
    "1; DROP TABLE unit; --",
    "'; DROP TABLE user_account; --",
    "1) UNION SELECT password_hash FROM user_account --",
    "' UNION SELECT login, password_hash FROM user_account --",
    "%' OR '%'='",
    "1; UPDATE role_grant SET role='head'; --",
    "\\'; DELETE FROM mart_mark; --",
    "1/**/OR/**/1=1",
    "0x31 OR sleep(5)",
    "'||(SELECT group_concat(last_name) FROM person)||'",
)

LIST = "application/json"


def malformed(valid: dict) -> list[tuple[bytes | str, str]]:
    """Fifty bodies that are no callback, from a valid one: what is sent, and as what."""
    plain = [
        *("", "{", "nothing", "[]", "{}", "null", "0", '"text"', "true", "[[[[]]]]"),
        *("[" * 5000, '{"output":' * 300, "NaN", "{'output': 1}", '{"output": NaN}'),
    ]
    made = [
        *_without(valid, ("output", "outputs", "inputs", "state", "changedPropIds")),
        *_with(valid, "output", ("", "x", "a.b", None, 1, [], {}, "..", "_pages_content.children")),
        *_with(valid, "inputs", (None, 1, "x", {}, [1], [None], [[]], [{}], [{"id": 1}])),
        *_with(valid, "state", (None, 1, {"id": "x"}, [{"value": 1}])),
        *_with(valid, "changedPropIds", (1, "x", [1], [None], {}, [["x"]])),
    ]
    bodies = [(text, LIST) for text in (*plain, *(json.dumps(body) for body in made))]
    bodies += [(json.dumps(valid), "text/plain"), (b"\xff\xfe\x00{", LIST)]
    return bodies


def _without(valid: dict, names: tuple[str, ...]) -> list[dict]:
    return [{key: value for key, value in valid.items() if key != name} for name in names]


def _with(valid: dict, name: str, values: tuple) -> list[dict]:
    return [valid | {name: value} for value in values]
