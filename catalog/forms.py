"""Form fields of the admin for what was resolved."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from catalog.models import Column, Report
from catalog.querysets import outline

COLUMNS = Report._meta.get_field("columns")


class ColumnsField(forms.MultipleChoiceField):
    """The columns of a status table as ticks; whatever is ticked first, the table keeps its order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Column.choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        return [column for column in Column.values if column in ticked]


class ReportForm(forms.ModelForm):
    columns = ColumnsField(label=capfirst(COLUMNS.verbose_name), initial=COLUMNS.get_default)


class ReportChoiceField(forms.ModelChoiceField):
    """Reports of several municipalities may share a title, so each names its municipality."""

    def label_from_instance(self, obj: Any) -> str:
        report: Report = obj
        return f"{report.municipality}: {report}"


class SectionIterator(forms.models.ModelChoiceIterator):
    """The sections of one report, indented as they nest."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        sections: Any = self.queryset
        for depth, section in outline(sections):
            yield section.pk, "\u2003" * depth + section.title


class SectionChoiceField(forms.ModelChoiceField):
    iterator = SectionIterator
