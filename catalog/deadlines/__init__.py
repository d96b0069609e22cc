"""Deadlines as papers word them: which days they name, how exactly, and whether they are a deadline at all.

The one place that reads such wordings, for forms, imports and documents. `read` says which days a wording covers,
`understand` what kind of wording it is, `delay_words` for how long a deadline has passed.
"""

from catalog.deadlines.delays import delay_words
from catalog.deadlines.forms import MONTHS, read
from catalog.deadlines.periods import NoSuchDayError, Period, Precision, UnreadableDeadlineError, months_later
from catalog.deadlines.wordings import Wording, WordingKind, sort_out, understand

__all__ = [
    "MONTHS",
    "NoSuchDayError",
    "Period",
    "Precision",
    "UnreadableDeadlineError",
    "Wording",
    "WordingKind",
    "delay_words",
    "months_later",
    "read",
    "sort_out",
    "understand",
]
