from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.fields import DerivedColumns, LastDayField, LineField, WordingField


class MovableDeadline(DerivedColumns):
    """A model whose deadline keeps its first wording when it is moved, and the day it was moved."""

    due = WordingField(
        _("deadline"),
        help_text=_("As the report words it: “31.12.2022”, “4. Quartal 2022”, “Ende 2023”, also “laufend”."),
    )
    due_on = LastDayField(of=["due"], verbose_name=_("due on"), null=True)
    original_due = WordingField(
        _("original deadline"),
        help_text=_("Kept by itself when the deadline is moved; empty if it never was."),
    )
    original_due_on = LastDayField(of=["original_due"], verbose_name=_("originally due on"), null=True)
    change_reason = LineField(_("reason for the new deadline"), max_length=500, blank=True)
    moved_on = models.DateField(
        _("deadline moved on"),
        null=True,
        blank=True,
        help_text=_("Today, if left empty. Before this day the original deadline counted."),
    )

    comes_back = False  # set while restoring a row, which has its first deadline stored already

    class Meta:
        abstract = True

    @property
    def is_moved(self) -> bool:
        return bool(self.original_due)

    def due_on_as_of(self, day: date) -> date | None:
        """Returns the deadline that counted on a day."""
        then: date | None = self.original_due_on if self._was_moved_after(day) else self.due_on
        return then

    def due_as_of(self, day: date) -> str:
        """Returns the words of the deadline that counted on a day."""
        return str(self.original_due if self._was_moved_after(day) else self.due)

    def _was_moved_after(self, day: date) -> bool:
        return self.moved_on is not None and self.moved_on > day

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if self.pk and not self._state.adding:
            self.keep_first_deadline(type(self)._base_manager.filter(pk=self.pk).first())
        if update_fields is not None and "due" in (update_fields := set(update_fields)):
            update_fields |= {"original_due", "moved_on"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def keep_first_deadline(self, stored: Self | None) -> None:
        """Compares with the row as stored; moving a deadline back to the first forgets the move.

        Other words for the same day are no move, nor is a deadline where there was none.
        """
        if self.comes_back:
            return
        if stored and stored.due_on and stored.due_on != self.due_on:
            self.original_due = self.original_due or stored.due
            if self.moved_on == stored.moved_on:
                self.moved_on = timezone.localdate()
        if self.original_due_on and self.original_due_on == self.due_on:
            self.original_due, self.moved_on = "", None
