"""Where conditions on measures find their columns: in measures that are loaded, or in what is kept of them."""

from typing import NamedTuple

from django.db.models import Q


class Columns(NamedTuple):
    """Where the columns of a measure are found: the prefixes to what is known of it, and to the measure itself.

    `is_kept` tells whether what is known is a kept row, which knows more by itself; `is_counted` whether it is only
    what numbers are counted by, and leads to no measure.
    """

    known: str = ""
    measure: str = ""
    is_kept: bool = False
    is_counted: bool = False


LOADED = Columns()  # of measures annotated by `with_status()`
KEPT = Columns("", "measure__", is_kept=True)  # of rows of CurrentStatus
WHOLE = Columns("whole__", "whole__measure__", is_kept=True)  # of what such a row is a part of
COUNTED = Columns("", "", is_kept=True, is_counted=True)  # of rows of CountedTraits
# Of rows of CurrentPart: what is known of the part and of its whole, as far as it stands there, and all of it.
OF_PART, BESIDE = Columns("", "", is_kept=True), Columns("whole_", "", is_kept=True)
ALL_OF_PART = Columns("measure__current__", "measure__", is_kept=True)


def is_unit(at: Columns) -> Q:
    """Returns a condition: counted by itself. One with parts is counted through these, and found through them."""
    return Q(**{f"{at.known}has_parts": False})
