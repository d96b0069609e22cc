"""Where conditions on measures find their columns: in measures that are loaded, or in what is kept of them."""

from typing import NamedTuple

from django.db.models import Q


class Columns(NamedTuple):
    """Where the columns of a measure are found: the prefixes to what is known of it, and to the measure itself.

    `is_kept` tells whether what is known is a kept row, which knows more by itself.
    """

    known: str = ""
    measure: str = ""
    is_kept: bool = False


LOADED = Columns()  # of measures annotated by `with_status()`
KEPT = Columns("", "measure__", is_kept=True)  # of rows of CurrentStatus
WHOLE = Columns("whole__", "whole__measure__", is_kept=True)  # of what such a row is a part of


def is_unit(at: Columns) -> Q:
    """Returns a condition: counted by itself. One with parts is counted through these, and found through them."""
    return Q(**{f"{at.known}has_parts": False})
