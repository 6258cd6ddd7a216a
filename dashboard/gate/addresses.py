"""Where a person is sent after signing in: only to a path of this application."""

from urllib.parse import quote, urlsplit

from flask import Request

HOME = "/"
LONGEST = 2000
NO_PAGES = ("/login", "/logout", "/_", "/assets", "/healthz", "/readyz")


def safe_next(asked: str | None) -> str:
    """The path asked for; the first page when it leads outside, or is no page."""
    path = asked or ""
    return path if is_own_page(path) and not path.startswith(NO_PAGES) else HOME


def is_own_page(path: str) -> bool:
    """Whether a browser that gets this as an address stays here."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or len(path) > LONGEST:
        return False
    if not path.isprintable():  # browsers drop tabs and line ends: «/\t/evil» is «//evil»
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def login_address(asked: str, *, expired: bool = False) -> str:
    """The page to sign in, which leads back to what was asked."""
    path = safe_next(asked)
    back = [] if path == HOME else [f"next={quote(path, safe='/')}"]
    query = "&".join([*(["expired=1"] if expired else []), *back])
    return f"/login?{query}" if query else "/login"


def asked_path(request: Request) -> str:
    """The path with its query, as it came."""
    return request.full_path if request.query_string else request.path
