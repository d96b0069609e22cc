"""How PostgreSQL plans what pages ask.

What a visitor may see, with what a page loads, joins more tables than the eight among which PostgreSQL looks for the
best order by default: it would join the whole country first and keep one city of it last. And where it expects many
rows, it compiles a query before it runs it, which takes up to a second; what pages read is read in less than that.
"""

from typing import Any

TABLES = 16


def look_further(connection: Any, **_signal: Any) -> None:
    """Sets both for a new connection; Django sends its signal `connection_created`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET join_collapse_limit = {TABLES}; SET from_collapse_limit = {TABLES}; SET jit = off")
