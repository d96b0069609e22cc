"""Form fields and sets of rows for the admin of what happened since."""

import re
from collections.abc import Hashable, Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from catalog import figures
from catalog.formsets import LabelledRows
from catalog.models import Measure
from monitoring.models import Discussion, StatusUpdate

GROUPED = re.compile(r"\d[\s'’]\d{3}|[−–]")  # what Django's own reading of numbers does not know


class MeasureIterator(ModelChoiceIterator):
    """Measures under the name of their report; they must come sorted by it."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        measures: Iterable[Any] = self.queryset
        for report, group in groupby(measures, key=lambda measure: measure.report):
            yield report.full_title, [self.choice(measure) for measure in group]


class MeasureChoiceField(forms.ModelChoiceField):
    iterator = MeasureIterator

    def label_from_instance(self, obj: Any) -> str:
        return Truncator(str(obj)).chars(100)


class IndicatorIterator(ModelChoiceIterator):
    """Indicators under the name of their measure; they must come sorted by it."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        indicators: Iterable[Any] = self.queryset
        for measure, group in groupby(indicators, key=lambda indicator: indicator.measure):
            label = f"{measure.report.municipality}: {Truncator(str(measure)).chars(100)}"
            yield label, [self.choice(indicator) for indicator in group]


class IndicatorChoiceField(forms.ModelChoiceField):
    iterator = IndicatorIterator


class FigureField(forms.DecimalField):
    """A figure without the zeros that only fill the column: 250, not 250.0000; typed as offices write it: "1 250"."""

    def to_python(self, value: Any) -> Any:
        found = figures.read(value) if isinstance(value, str) else None
        if found and found.is_exact and not found.unit and not found.was_rounded and GROUPED.search(value):
            return found.value
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(format(value.normalize(), "f")) if isinstance(value, Decimal) else value


class DistinctRows(BaseInlineFormSet):
    """Rows sent together are compared with each other, where a constraint has a condition.

    Each of two new rows is fine beside those already stored; only the database would notice the second.
    """

    message: Any

    def marks(self, row: Any) -> Iterable[Hashable]:
        """What no other row may have in common with this one."""
        raise NotImplementedError

    def clean(self) -> None:
        super().clean()
        seen: set[Hashable] = set()
        for form in self.forms:
            if form.errors or form in self.deleted_forms or not (form.instance.pk or form.has_changed()):
                continue
            marks = set(self.marks(form.instance))
            if marks & seen:
                form.add_error(None, ValidationError(self.message, code="unique"))
            seen |= marks


class StatusUpdateRows(DistinctRows):
    message = _("An update as of this day is already published. Change that one.")

    def marks(self, row: StatusUpdate) -> Iterable[Hashable]:
        return () if row.is_draft else (row.as_of,)


class DiscussionRows(LabelledRows, DistinctRows):
    message = _("A discussion of this measure is already waiting to be scheduled.")

    def marks(self, row: Discussion) -> Iterable[Hashable]:
        return () if row.held_on else (row.phase,)


class SubMeasureRows(LabelledRows, DistinctRows):
    message = _("This measure already has a sub-measure with this number.")

    def marks(self, row: Measure) -> Iterable[Hashable]:
        if row.code:
            return ("key", row.code_key), ("address", row.address)
        return (("address", row.address),) if row.pk else ()

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """Several new ones without a number queue up behind each other, not all at the same place."""
        if not form.instance.code:
            form.instance.order = 0
        return super().save_new(form, commit=commit)
