"""Acts: changes of many rows at once that lists of changes show as one entry.

All versions of an act have the same author and the same moment, and a mark before their reason: the first version
stands for all of them, the others are left out of lists that do not ask for them. Marks are stored, and stay as they
are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from catalog.models import User

FIRST, OTHERS = "[1] ", "[+] "
LONGEST = 100  # characters of a reason
FOLDED = ~Q(history_change_reason__startswith=OTHERS)


class JointAct:
    """Signs the rows that one person changes at once; `name` has to be set before the first of them."""

    def __init__(self, by: User | None, name: str = "") -> None:
        self.by, self.name = by, name
        self._moment = timezone.now()
        self._mark = FIRST

    def sign(self, row: Any) -> None:
        """Prepares a row, which is saved or deleted next."""
        row._history_user, row._history_date = self.by, self._moment
        row._change_reason = f"{self._mark}{self.name}"[:LONGEST]
        self._mark = OTHERS


def is_act(version: Any) -> bool:
    """Tells whether a version stands for all of an act."""
    return (version.history_change_reason or "").startswith(FIRST)


def same_act(version: Any) -> Q:
    """Returns a condition: the versions of the act that this one stands for."""
    reason = version.history_change_reason.removeprefix(FIRST)
    marked = Q(history_change_reason__in=[f"{FIRST}{reason}", f"{OTHERS}{reason}"])
    return marked & Q(history_date=version.history_date, history_user=version.history_user_id)


def without_mark(reason: str) -> str:
    return reason.removeprefix(FIRST).removeprefix(OTHERS)
