"""Colours, patterns and the frame of every figure; the style sheet says the same in variables."""

INK = "#1d2733"
MUTED = "#5d6875"
LINE = "#e1e5e9"
INTERNAL = "#1f5f8f"  # journal marks
EXTERNAL = "#8a3f73"  # external procedures
WARM = "#e9a92f"
FONT = "'Golos Text', 'PT Sans', 'DejaVu Sans', sans-serif"

# One ramp for marks, told apart by lightness and hatch as well as by colour.
MARKS = {
    "n5": ("«5»", "#17456e", "", "#ffffff"),
    "n4": ("«4»", "#3f78a8", "", "#ffffff"),
    "n3": ("«3»", "#bcd3e5", "", INK),
    "n2": ("«2»", "#efb23f", "/", INK),
    "n1": ("«1»", "#b85c2b", "x", "#ffffff"),
    "n_na": ("н/а", "#d5d9dd", ".", INK),
}

# Groups of students take the colours of the marks that put them there.
GROUPS = {
    "excellent": ("отличники", "#17456e", "", "#ffffff"),
    "good": ("хорошисты", "#3f78a8", "", "#ffffff"),
    "one_three": ("с одной «3»", "#8fb4d1", "/", INK),
    "satisfactory": ("на «3»", "#bcd3e5", "", INK),
    "failing": ("не успевают", "#efb23f", "/", INK),
    "not_attested": ("не аттестованы", "#d5d9dd", ".", INK),
}

AXIS = {
    "gridcolor": LINE,
    "linecolor": LINE,
    "zeroline": False,
    "automargin": True,
    "fixedrange": True,
    "tickfont": {"color": MUTED, "size": 12},
}
SHARES = {**AXIS, "range": [0, 1], "tickformat": ".0%", "dtick": 0.25}


def hatch(shape: str | list[str], ink: str = "#ffffff") -> dict:
    """A pattern over the colour of a bar, so that it is seen in grey as well."""
    return {"shape": shape, "size": 6, "solidity": 0.3, "fillmode": "overlay", "fgcolor": ink}


GRAPH_CONFIG = {
    "locale": "ru",
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtons": [["toImage"]],
    "responsive": True,
    "scrollZoom": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "toImageButtonOptions": {"format": "png", "scale": 2},
}


def basis_colour(basis: str) -> str:
    """Journal marks and external results have one colour each."""
    return EXTERNAL if basis == "external" else INTERNAL


def figure(traces: list[dict], **layout) -> dict:
    """A plain Plotly dictionary in the frame all figures share."""
    frame = {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "separators": ",\u202f",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": LINE, "font": {"color": INK}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "showlegend": False,
    }
    return {"data": traces, "layout": frame | layout}


def empty_figure(text: str) -> dict:
    """The same frame with one sentence instead of a picture."""
    note = {"text": text, "showarrow": False, "font": {"color": MUTED, "size": 14}}
    note |= {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    return figure(
        [], height=200, xaxis={"visible": False}, yaxis={"visible": False}, annotations=[note]
    )
