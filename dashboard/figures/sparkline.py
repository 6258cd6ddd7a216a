"""A small picture inside a line of text: values of one scale from left to right."""

from urllib.parse import quote

WIDTH, HEIGHT, EDGE = 92, 22, 3
LOWEST, HIGHEST = 2, 5
STROKE = "#3f86ba"  # seen on light and on dark ground


def sparkline(values: list[float | None]) -> str:
    """An SVG as the address of a picture; marks from 2 to 5, gaps where nothing is known."""
    known = [(_x(place, len(values)), _y(v)) for place, v in enumerate(values) if v is not None]
    if not known:
        return ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in known)
    x, y = known[-1]
    levels = "".join(
        f'<path d="M0 {_y(mark):.1f}H{WIDTH}" stroke="#8a97a5" stroke-opacity=".25"/>'
        for mark in (3, 4)
    )
    line = f'<polyline points="{points}" fill="none" stroke="{STROKE}" stroke-width="1.8"/>'
    last = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{STROKE}"/>'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{levels}{line}{last}</svg>'
    return "data:image/svg+xml," + quote(svg)


def _x(place: int, n: int) -> float:
    return EDGE + place * (WIDTH - 2 * EDGE) / max(n - 1, 1)


def _y(value: float) -> float:
    share = (value - LOWEST) / (HIGHEST - LOWEST)
    return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)
