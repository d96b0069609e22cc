"""The form of each bulk act. They check what the form of a single measure or update checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import deadlines
from catalog.choice_fields import OfMunicipalityField, OfReportField, SectionChoiceField
from catalog.choices import Publication
from catalog.fields import longest, validate_wording
from catalog.models import Measure, Office, Section, Theme
from monitoring.bulk.acts import Act, ActKind
from monitoring.bulk.belonging import DeadlineAct, LeadAct, SectionAct, ThemesAct
from monitoring.bulk.choices import FormerLeads, ThemeChange
from monitoring.bulk.reporting import PublicationAct, StatusAct
from monitoring.models import StatusUpdate

if TYPE_CHECKING:
    from monitoring.models import MonitoredMeasure


class StatusForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no arguments
    class Meta:
        model = StatusUpdate
        fields = ("status", "as_of", "text", "next_steps", "reason")
        widgets = {  # as Django wants it
            name: forms.Textarea(attrs={"rows": 4, "cols": 60}) for name in ("text", "next_steps", "reason")
        }

    def __init__(self, _measures: list[MonitoredMeasure], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("status", "text", "next_steps", "reason")):
            raise ValidationError(_("An update has a status or a text."))
        return cleaned


class LeadForm(forms.Form):
    office = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("Lead office"))
    others = forms.ChoiceField(
        label=gettext_lazy("Offices that led so far"),
        choices=FormerLeads.choices,
        initial=FormerLeads.GO,
        widget=forms.RadioSelect,
    )

    def __init__(self, measures: list[MonitoredMeasure], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = {measure.report.municipality_id for measure in measures}
        offices = Office.objects.filter(municipality__in=cities, dissolved_on=None)
        if len(cities) > 1:
            self.fields["office"] = OfMunicipalityField(
                offices.select_related("municipality"), label=gettext_lazy("Lead office")
            )
        else:
            self.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a field with choices


class SectionForm(forms.Form):
    section = SectionChoiceField(
        Section.objects.none(),
        label=gettext_lazy("Section"),
        required=False,
        empty_label=gettext_lazy("Without a section"),
    )

    def __init__(self, measures: list[MonitoredMeasure], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reports = {measure.report_id for measure in measures}
        sections = Section.objects.filter(report__in=reports).select_related("report")
        if len(reports) > 1:
            self.fields["section"] = OfReportField(
                sections, label=gettext_lazy("Section"), required=False, empty_label=gettext_lazy("Without a section")
            )
        else:
            self.fields["section"].queryset = sections  # type: ignore[attr-defined]  # a field with choices


class DeadlineForm(forms.Form):
    due = forms.CharField(
        label=gettext_lazy("New deadline"),
        max_length=100,
        validators=[validate_wording],
        help_text=Measure._meta.get_field("due").help_text,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the new deadline"),
        max_length=longest(Measure, "change_reason"),
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=gettext_lazy("Needed for measures that have a deadline already."),
    )

    def __init__(self, _measures: list[MonitoredMeasure], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_due(self) -> str:
        due: str = Measure._meta.get_field("due").to_python(self.cleaned_data["due"])
        if not deadlines.sort_out("", due, "")[1]:
            raise ValidationError(_("This is a beginning, not a deadline."))
        return due

    def clean_reason(self) -> str:
        reason: str = Measure._meta.get_field("change_reason").to_python(self.cleaned_data["reason"])
        return reason


class ThemesForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("Own themes of each measure"),
        choices=ThemeChange.choices,
        initial=ThemeChange.ADD,
        widget=forms.RadioSelect,
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, _measures: list[MonitoredMeasure], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("how") in {ThemeChange.ADD, ThemeChange.TAKE} and not cleaned.get("themes"):
            self.add_error("themes", _("Choose at least one theme."))
        return cleaned


class PublicationForm(forms.Form):
    publication = forms.ChoiceField(
        label=gettext_lazy("Publication"), choices=Publication.choices, widget=forms.RadioSelect
    )

    def __init__(self, _measures: list[MonitoredMeasure], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


FORMS: dict[str, tuple[type[Any], type[Act]]] = {
    ActKind.STATUS: (StatusForm, StatusAct),
    ActKind.LEAD: (LeadForm, LeadAct),
    ActKind.SECTION: (SectionForm, SectionAct),
    ActKind.DEADLINE: (DeadlineForm, DeadlineAct),
    ActKind.THEMES: (ThemesForm, ThemesAct),
    ActKind.PUBLICATION: (PublicationForm, PublicationAct),
}
