"""The forms of a page as a browser sees them."""

from html.parser import HTMLParser

TYPED = ("text", "search", "password", "date", "email", "number")


class Forms(HTMLParser):
    """Where each form goes, and its fields with the values they have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """A form begins, or a field of the last one."""
        named = dict(attrs)
        if tag == "form":
            method = (named.get("method") or "get").lower()
            form = {"to": named.get("action") or "", "fields": {}, "texts": [], "method": method}
            self.forms.append(form)
        elif tag in ("input", "textarea", "select") and named.get("name") and self.forms:
            self._field(tag, named, self.forms[-1])

    def _field(self, tag: str, named: dict, form: dict) -> None:
        kind = named.get("type", "text")
        if kind not in ("checkbox", "radio", "file", "submit"):
            form["fields"][named["name"]] = named.get("value") or ""
        if kind in TYPED or tag != "input":
            form["texts"].append(named["name"])
