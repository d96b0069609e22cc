"""Lists what differs between two versions of a row, in the words of its form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import ForeignKey
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.choices import Column
from catalog.history import word_diff
from catalog.history.row_names import Names, related
from catalog.row_values import differing, value_of

# Only for those who may edit the row.
INTERNAL = frozenset({"internal_note"})


@dataclass(frozen=True)
class FieldChange:
    """A field with its value before and after; "" is an empty field."""

    label: str
    old: str
    new: str

    @property
    def is_long(self) -> bool:
        return word_diff.is_long(self.old, self.new)

    @cached_property
    def pieces(self) -> tuple[list[word_diff.Piece], list[word_diff.Piece]]:
        """Returns the pieces of old and new text; only long texts are compared word by word."""
        return (
            word_diff.compare(self.old, self.new)
            if self.is_long
            else (word_diff.whole(self.old), word_diff.whole(self.new))
        )

    @property
    def old_pieces(self) -> list[word_diff.Piece]:
        return self.pieces[0]

    @property
    def new_pieces(self) -> list[word_diff.Piece]:
        return self.pieces[1]


def changes_between(
    old: Any, new: Any, names: Names, *, with_internal: bool = True, without: str = ""
) -> list[FieldChange]:
    """Returns what differs, field by field; `without` names a field that is left out."""
    return [
        FieldChange(
            capfirst(str(field.verbose_name)),
            in_words(field, value_of(old, field), names),
            in_words(field, value_of(new, field), names),
        )
        for field in differing(old, new)
        if field.name != without and (with_internal or field.name not in INTERNAL)
    ]


def in_words(field: Any, value: Any, names: Names) -> str:
    """Returns a value as the form would show it; rows it refers to have to be loaded."""
    if isinstance(field, ForeignKey) and value is not None:
        return names.of_key(related(field), value)
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices and value is not None else plain(value)


def plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case Decimal():
            return str(localize(Decimal(format(value.normalize(), "f"))))
        case list():
            return ", ".join(str(Column(one).label) if one in Column.values else str(one) for one in value)
    return str(value)
