"""Help: the words, formulas, signs and keys; a page, and a panel beside any other page."""

from flask import Blueprint, render_template, request

from dashboard import glossary
from dashboard.gate.doors import signed_in_only

help_panel = Blueprint("help", __name__)


@help_panel.get("/help")
@signed_in_only
def shown() -> str:
    """The page; with «part» only what the panel shows, and a word on the page one comes from."""
    template = "_help.html" if "part" in request.args else "help.html"
    return render_template(
        template,
        words=glossary.WORDS,
        formulas=glossary.formulas(),
        signs=glossary.SIGNS,
        keys=glossary.KEYS,
        about=glossary.about(request.args["path"]) if "path" in request.args else "",
    )
