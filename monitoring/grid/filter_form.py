"""The filters above the table of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from catalog.choices import Role
from catalog.models import Measure
from catalog.permissions.registry import ALL_ROWS
from catalog.texts.normalising import fold
from monitoring.choices import DeadlineState, Status

if TYPE_CHECKING:
    from django.http import QueryDict

    from monitoring.grid.words import Words

ROWS_PER_PAGE = (50, 200, 500)


class GridFilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Text"), max_length=100, widget=forms.TextInput({"type": "search"}))
    section = forms.TypedChoiceField(label=gettext_lazy("Section"), coerce=int, empty_value=None)
    lead = forms.TypedChoiceField(label=gettext_lazy("Lead"), coerce=int, empty_value=None)
    status = forms.ChoiceField(label=gettext_lazy("Status"))
    deadline = forms.ChoiceField(label=gettext_lazy("State of the deadline"))
    before = forms.DateField(
        label=gettext_lazy("Not reported since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    rows = forms.TypedChoiceField(label=gettext_lazy("Rows per page"), coerce=int, empty_value=None)

    def __init__(self, data: QueryDict, words: Words) -> None:
        super().__init__(data)
        self._words = words
        every = ("", gettext_lazy("all"))
        fields: dict[str, forms.Field] = self.fields
        choices = {
            "section": [every, *words.sections.items()],
            "lead": [every, *((office.pk, str(office)) for office in words.offices)],
            "status": [every, ("none", gettext_lazy("no report yet")), *Status.choices],
            "deadline": [every, *DeadlineState.choices],
            "rows": [(number, str(number)) for number in ROWS_PER_PAGE],
        }
        for name, field in fields.items():
            field.required = False
            if name in choices:
                field.choices = choices[name]  # type: ignore[attr-defined]  # these are fields with choices
        self.is_valid()

    @property
    def rows_per_page(self) -> int:
        return int(self.cleaned_data.get("rows") or ROWS_PER_PAGE[0])

    @property
    def asks_for_status(self) -> bool:
        """Tells whether the condition needs what is kept of each measure today."""
        return any(self.cleaned_data.get(name) for name in ("status", "deadline", "before"))

    def condition(self) -> Q:
        """Returns the condition of the filters that can be read."""
        chosen = self.cleaned_data
        found = ALL_ROWS
        if section := chosen.get("section"):
            within = self._words.below(section)
            found &= Q(section__in=within) | Q(parent__section__in=within)
        if lead := chosen.get("lead"):
            found &= Q(pk__in=Measure.objects.filter(responsibilities__office=lead, responsibilities__role=Role.LEAD))
        if status := chosen.get("status"):
            found &= Q(current__reported_on=None) if status == "none" else Q(current__status=status)
        if state := chosen.get("deadline"):
            found &= Q(current__deadline_state=state)
        if day := chosen.get("before"):
            found &= Q(current__reported_on=None) | Q(current__reported_on__lt=day)
        for word in fold(chosen.get("q") or "").split():
            found &= Q(search_text__contains=word) | Q(code__icontains=word)
        return found
