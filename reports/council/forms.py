"""Forms for papers and their sections."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import ColumnsField, OfMunicipalityField
from reports.models import Committee, CouncilPaper
from reports.models.consultations import HANDED_IN_TOO_LATE, comes_too_late
from reports.models.figures import refuse_unknown_figures

COLUMNS = CouncilPaper._meta.get_field("columns")


class PaperForm(forms.ModelForm):
    """A form for a draft: its columns as ticks, its figures by name."""

    columns = ColumnsField(label=capfirst(COLUMNS.verbose_name), initial=COLUMNS.get_default)

    def clean_proposal(self) -> str:
        proposal: str = self.cleaned_data["proposal"]
        refuse_unknown_figures(proposal)
        return proposal


class NewPaperForm(PaperForm):
    """A form for a new paper: report, first committee and day."""

    committee = OfMunicipalityField(
        label=_("Committee"),
        queryset=Committee.objects.none(),
        required=False,
        help_text=_("The first that deals with the paper; others are added on the next page."),
    )
    meeting_on = forms.DateField(label=_("Date of the meeting"), required=False, widget=AdminDateWidget)
    hand_in_by = forms.DateField(label=_("To be handed in by"), required=False, widget=AdminDateWidget)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        report, committee = self.cleaned_data.get("report"), self.cleaned_data.get("committee")
        if report and committee and committee.municipality_id != report.municipality_id:
            self.add_error("committee", _("The committee belongs to another municipality."))
        if comes_too_late(self.cleaned_data.get("hand_in_by"), self.cleaned_data.get("meeting_on")):
            self.add_error("hand_in_by", HANDED_IN_TOO_LATE)
        return cleaned


class PaperLinksForm(forms.ModelForm):
    """A form for the addresses of an issued paper elsewhere, known only once the council's office has it."""

    class Meta:
        model = CouncilPaper
        fields = ("council_url", "oparl_url")


class PaperSectionForm(forms.ModelForm):
    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        refuse_unknown_figures(text)
        return text
