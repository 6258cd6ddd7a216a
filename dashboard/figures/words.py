"""Words inside figures: Plotly reads tags in every text, so names of others must not have any."""

from html import escape


def plain(text: str) -> str:
    """The text as it is, whatever signs are in it; Plotly turns the entities back."""
    return escape(text, quote=False)
