"""What a measure says after another one has become part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from catalog.models import Measure

TEXTS = (
    *("description", "starting_position", "objective", "steps", "data_sources", "effort", "plain_language"),
    "internal_note",
)
# Taken over only where the measure that stays has none of them.
SINGLE = (
    *(("section_id",), ("horizon",), ("start",), ("due",), ("costs_amount", "costs_kind", "costs"), ("pages",)),
    *(("moved_by",), ("resolved_by", "resolved")),
)
# What a preview shows before and after.
SHOWN = ("title", *TEXTS, *(name for names in SINGLE[1:] for name in names), "paper_references")


def fill(measure: Measure, other: Measure, *, takes_texts: bool) -> list[str]:
    """Adds what the other one says, without saving; returns sentences about what is given up."""
    lines = []
    if other.is_draft and not measure.is_draft:
        lines.append(_("“%(other)s” is not published; what goes over is from now on.") % {"other": other})
    elif measure.is_draft and not other.is_draft:
        lines.append(_("“%(other)s” is published; what goes over is not any more.") % {"other": other})
    if takes_texts:
        for name in TEXTS:
            mine, theirs = getattr(measure, name), getattr(other, name)
            if theirs and theirs != mine:
                said = [mine, after(other, theirs)] if mine else [theirs]
                setattr(measure, name, "\n\n".join(said))
    if other.due and measure.due and other.due != measure.due:
        words = _("The deadline stays “%(due)s”; that of %(other)s was “%(was)s”.")
        lines.append(words % {"due": measure.due, "other": other.full_code or other, "was": other.due})
    for names in SINGLE:
        if all(getattr(measure, name) in {None, ""} for name in names):
            for name in names:
                setattr(measure, name, getattr(other, name))
    measure.paper_references = "\n".join(dict.fromkeys([*measure.references, *other.references]))
    if measure.predecessor_id is None:
        measure.predecessor_id = other.predecessor_id
    return lines


def after(measure: Measure, text: str) -> str:
    """Returns a text with the number of the measure that it comes from."""
    return f"{measure.full_code}: {text}" if text and measure.full_code else text


def in_words(value: Any) -> str:
    return "–" if value in {None, ""} else str(value)
