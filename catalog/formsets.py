"""Rows on the page of another row."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import UniqueConstraint
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _


class CountedRows(BaseInlineFormSet):
    """What counts fewer rows than none is no form of ours."""

    @cached_property
    def management_form(self) -> Any:
        form: Any = super().management_form
        for name in ("INITIAL_FORMS", "TOTAL_FORMS"):
            if form.is_bound and form.cleaned_data.get(name, 0) < 0:
                form.add_error(name, _("There are no such rows."))
                form.cleaned_data[name] = 0
        return form

    def get_unique_error_message(self, unique_check: Sequence[str]) -> Any:
        """Two rows sent together are told what each of them would be told beside one already stored."""
        named = {self.fk.name, *unique_check}
        rows: Any = self.model
        for constraint in rows._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and {self.fk.name, *constraint.fields} == named:
                return constraint.violation_error_message
        return super().get_unique_error_message(unique_check)

    def get_form_error(self) -> str:
        return _("There is such a row above already.")


class LabelledRows(CountedRows):
    """The head of a column is no label to a screen reader, so every input of the table names itself."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # the one inside the icons' wrapper
            widget.attrs["aria-label"] = field.label
