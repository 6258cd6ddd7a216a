"""Statements made once for every scope of a kind; what one request asks is bound when it is sent.

To make a statement of SQLAlchemy takes longer than SQLite takes to answer it. What is kept has
names where values will be: no path, no unit, no number (decision 0026).
"""

from functools import lru_cache

MOST = 64  # kinds of scopes and of questions; a kind that comes back is made again

# Of a function (kind, …) → statement: the kind of a scope and how the question is shaped.
made_once = lru_cache(maxsize=MOST)
