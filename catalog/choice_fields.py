"""Choices of reports, sections and what else has a municipality or a report, as forms offer them."""

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from catalog.choices import Column
from catalog.outline import outline


class OfMunicipalityField(forms.ModelChoiceField):
    """Reports, committees and offices of several municipalities may share a name, so each names its own."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.municipality}: {obj}"


class OfReportField(forms.ModelChoiceField):
    """Sections of several reports, each with its report."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.report}: {obj}"


class SectionIterator(ModelChoiceIterator):
    """The sections of one report, indented as they nest."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        sections: Any = self.queryset
        for depth, section in outline(sections):
            yield section.pk, "\u2003" * depth + section.title


class SectionChoiceField(forms.ModelChoiceField):
    iterator = SectionIterator


class ColumnsField(forms.MultipleChoiceField):
    """The columns of a status table as ticks; whatever is ticked first, the table keeps its order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Column.choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        return [column for column in Column.values if column in ticked]
