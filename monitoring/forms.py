"""Form fields and formsets for the admin of what happened since."""

import re
from collections.abc import Hashable, Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.formsets import LabelledRows
from catalog.choices import Role
from catalog.models import Measure, Office, Responsibility
from catalog.texts import figures
from monitoring.models import Discussion, StatusUpdate

TELLS_NOTHING = {"as_of", "publication"}  # in an update that says nothing else
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


class NewUpdateForm(forms.ModelForm):
    """A row that is empty while nothing is told: its day stands in it beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("as_of", timezone.localdate())

    def has_changed(self) -> bool:
        return super().has_changed() and (bool(self.instance.pk) or not TELLS_NOTHING.issuperset(self.changed_data))


class StatusUpdateRows(DistinctRows):
    message = _("An update as of this day is already published. Change that one.")

    def marks(self, row: StatusUpdate) -> Iterable[Hashable]:
        return () if row.is_draft else (row.as_of,)


class DiscussionRows(LabelledRows, DistinctRows):
    message = _("A discussion of this measure is already waiting to be scheduled.")

    def marks(self, row: Discussion) -> Iterable[Hashable]:
        return () if row.held_on else (row.phase,)


class SubMeasureForm(forms.ModelForm):
    """A part with the office that leads it; both office and deadline of a stored part are only shown."""

    lead = forms.ModelChoiceField(Office.objects.none(), label=_("lead"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part: Measure = self.instance
        if part.pk is None:
            return
        names = "; ".join(str(named.office) for named in part.leads)
        for name, shown in (("lead", names), ("due", part.due)):
            if name in self.fields:
                self.fields[name] = forms.CharField(
                    label=self.fields[name].label, initial=shown, disabled=True, required=False
                )
                self.initial[name] = shown

    def _save_m2m(self) -> None:
        """Stores the office of a new part, once the part is stored."""
        super()._save_m2m()  # type: ignore[misc]  # of Django, without a public name
        office = self.cleaned_data.get("lead")
        if isinstance(office, Office):
            Responsibility.objects.create(measure=self.instance, office=office, role=Role.LEAD)


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
