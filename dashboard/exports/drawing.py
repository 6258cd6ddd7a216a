"""Draws figures in a process of its own: `python -m dashboard.exports.drawing`, asked by stdin.

What hangs here is killed together with its browser; `pictures` is who asks.
"""

import asyncio
import json
import signal
import sys
from base64 import b64encode

from kaleido import Kaleido

NOWHERE = "127.0.0.1:9"  # every address outside leads to a closed door


def main() -> None:
    """Figures and how to draw them in, a picture a figure out."""
    asked = json.load(sys.stdin)
    signal.alarm(asked["seconds"])  # also when nobody waits for it any more
    drawn = asyncio.run(_drawn(**asked))
    json.dump([b64encode(one).decode() for one in drawn], sys.stdout)


async def _drawn(figures, options, browser: str, plotly: str, seconds: int) -> list[bytes]:
    own = {"plotlyjs": plotly, "mathjax": False, "proxy_server": NOWHERE}
    async with Kaleido(path=browser, n=1, timeout=seconds, **own) as page:
        both = zip(figures, options, strict=True)
        return [await page.calc_fig(figure, option) for figure, option in both]


if __name__ == "__main__":
    main()
