"""Form fields whose choices name their municipality or report."""

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from catalog.choices import Column
from catalog.outline import outline


class OfMunicipalityField(forms.ModelChoiceField):
    """A choice of reports, committees or offices that adds the municipality where several are offered."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.municipality}: {obj}"


class OfReportField(forms.ModelChoiceField):
    """A choice of sections that adds the report where several are offered."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.report}: {obj}"


class SectionIterator(ModelChoiceIterator):
    """An iterator over the sections of one report, indented as they nest."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        sections: Any = self.queryset
        for depth, section in outline(sections):
            yield section.pk, "\u2003" * depth + section.title


class SectionChoiceField(forms.ModelChoiceField):
    iterator = SectionIterator


class ColumnsField(forms.MultipleChoiceField):
    """The columns of a status table as ticks; returns them in the order of the table, not of ticking."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Column.choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        return [column for column in Column.values if column in ticked]
