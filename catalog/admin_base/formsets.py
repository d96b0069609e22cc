"""Formsets for rows on the page of another row."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import UniqueConstraint
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _


class CountedRows(BaseInlineFormSet):
    """A formset that refuses negative numbers of rows, as no form of ours sends them."""

    @cached_property
    def management_form(self) -> Any:
        form: Any = super().management_form
        for name in ("INITIAL_FORMS", "TOTAL_FORMS"):
            if form.is_bound and form.cleaned_data.get(name, 0) < 0:
                form.add_error(name, _("There are no such rows."))
                form.cleaned_data[name] = 0
        return form

    def get_unique_error_message(self, unique_check: Sequence[str]) -> Any:
        """Returns the message of the constraint for two equal rows sent together, too."""
        named = {self.fk.name, *unique_check}
        rows: Any = self.model
        for constraint in rows._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and {self.fk.name, *constraint.fields} == named:
                return constraint.violation_error_message
        return super().get_unique_error_message(unique_check)

    def get_form_error(self) -> str:
        return _("There is such a row above already.")


class LabelledRows(CountedRows):
    """A formset whose inputs carry a label each: screen readers do not read the head of a column as one."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # the one inside the icons' wrapper
            widget.attrs["aria-label"] = field.label
