"""The folds of a measure's form: one for each thing that people come to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPORT, PLAN, RESPONSIBLE, FOLLOW_UP = "report", "plan", "responsible", "follow-up"
NAMES: dict[str, Promise] = {
    REPORT: _("What the report says"),
    PLAN: _("Plan: when, in which steps, measured by what"),
    RESPONSIBLE: _("Who is responsible"),
    FOLLOW_UP: _("How far it is: updates and discussions"),
}
CLASS = "fold-"  # of a set of fields, before the key of its fold


@dataclass
class Fold:
    """A fold with its sets of fields and its rows of other models."""

    key: str
    name: Promise
    fieldsets: list[Any] = field(default_factory=list)
    inlines: list[Any] = field(default_factory=list)

    @property
    def first(self) -> list[Any]:
        """Returns the sets of fields that stand before the rows: updates come before the note about them."""
        return [] if self.key == FOLLOW_UP else self.fieldsets

    @property
    def last(self) -> list[Any]:
        return self.fieldsets if self.key == FOLLOW_UP else []

    @property
    def has_errors(self) -> bool:
        return any(map(_is_wrong, self.fieldsets)) or any(inline.formset.total_error_count() for inline in self.inlines)

    @property
    def is_empty(self) -> bool:
        """Tells whether no row has been stored in it yet."""
        return not any(inline.formset.initial_form_count() for inline in self.inlines)

    @property
    def is_open(self) -> bool:
        """Tells whether it stands open: where something is wrong, where updates are, and where nobody is named yet."""
        return self.has_errors or self.key == FOLLOW_UP or (self.key == RESPONSIBLE and self.is_empty)


def folded(fieldsets: Iterable[Any], inlines: Iterable[Any]) -> tuple[list[Any], list[Fold]]:
    """Returns the sets of fields that stand above all folds, and the folds that hold anything."""
    above: list[Any] = []
    folds = {key: Fold(key, name) for key, name in NAMES.items()}
    for fieldset in fieldsets:
        key = next((word.removeprefix(CLASS) for word in fieldset.classes.split() if word.startswith(CLASS)), "")
        (folds[key].fieldsets if key else above).append(fieldset)
    for inline in inlines:
        folds[getattr(inline.opts, "fold", FOLLOW_UP)].inlines.append(inline)
    return above, [fold for fold in folds.values() if fold.fieldsets or fold.inlines]


def _is_wrong(fieldset: Any) -> bool:
    names = {name for line in fieldset.fields for name in ([line] if isinstance(line, str) else line)}
    return not names.isdisjoint(fieldset.form.errors)
