"""Form fields and formsets for the admin of what happened since."""

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

from catalog.admin_base.formsets import LabelledRows
from catalog.models import Measure
from catalog.texts import figures
from monitoring.models import Discussion, StatusUpdate

GROUPED = re.compile(r"\d[\s'’]\d{3}|[−–]")  # what Django's own reading of numbers does not know


class MeasureIterator(ModelChoiceIterator):
    """An iterator over measures, grouped by report; they must come sorted by it."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        measures: Iterable[Any] = self.queryset
        for report, group in groupby(measures, key=lambda measure: measure.report):
            yield report.full_title, [self.choice(measure) for measure in group]


class MeasureChoiceField(forms.ModelChoiceField):
    iterator = MeasureIterator

    def label_from_instance(self, obj: Any) -> str:
        return Truncator(str(obj)).chars(100)


class PredecessorField(MeasureChoiceField):
    """A choice of measures of other reports, named with it: where they are looked for, no group says which it is."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{super().label_from_instance(obj)} ({Truncator(obj.report.title).chars(100)})"


class IndicatorIterator(ModelChoiceIterator):
    """An iterator over indicators, grouped by measure; they must come sorted by it."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        indicators: Iterable[Any] = self.queryset
        for measure, group in groupby(indicators, key=lambda indicator: indicator.measure):
            label = f"{measure.report.municipality}: {Truncator(str(measure)).chars(100)}"
            yield label, [self.choice(indicator) for indicator in group]


class IndicatorChoiceField(forms.ModelChoiceField):
    iterator = IndicatorIterator


class FigureField(forms.DecimalField):
    """A field for a number as offices write it, "1 250", without the zeros that only fill the column: not 250.0000."""

    def to_python(self, value: Any) -> Any:
        found = figures.read(value) if isinstance(value, str) else None
        if found and found.is_exact and not found.unit and not found.was_rounded and GROUPED.search(value):
            return found.value
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(format(value.normalize(), "f")) if isinstance(value, Decimal) else value


class DistinctRows(BaseInlineFormSet):
    """A formset that compares rows sent together, where a constraint has a condition.

    Each of two new rows fits those already stored; only the database would notice the second.
    """

    message: Any

    def marks(self, row: Any) -> Iterable[Hashable]:
        """Returns the values that no other row may share with this one."""
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
        """Saves a part; without a number it gets the next place, so that several new ones do not collide."""
        if not form.instance.code:
            form.instance.order = 0
        return super().save_new(form, commit=commit)
