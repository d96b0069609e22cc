"""Rows on the page of another row."""

from typing import Any

from django.forms.models import BaseInlineFormSet


class LabelledRows(BaseInlineFormSet):
    """The head of a column is no label to a screen reader, so every input of the table names itself."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # the one inside the icons' wrapper
            widget.attrs["aria-label"] = field.label
