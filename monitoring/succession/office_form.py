"""The form with which an office hands its measures over: to whom, which ones, and whether it is dissolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Office
from monitoring.succession.offices import Handover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.models import Responsibility


class OfficeHandoverForm(forms.Form):
    successor = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("To the office"))
    is_dissolved = forms.BooleanField(
        label=gettext_lazy("Dissolve this office"),
        required=False,
        help_text=gettext_lazy("Its page stays and names the successor; offices below it go to the successor, too."),
    )
    dissolved_on = forms.DateField(label=gettext_lazy("Dissolved on"), required=False)
    takes_people = forms.BooleanField(
        label=gettext_lazy("People of this office report for the successor from now on"), required=False
    )
    measures = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(
        self, office: Office, roles: Sequence[Responsibility], *args: Any, can_move_people: bool, **kwargs: Any
    ) -> None:
        """Takes the roles that can be handed over, with their measures loaded."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        others = Office.objects.filter(municipality=office.municipality_id, dissolved_on=None)
        fields["successor"].queryset = others.exclude(pk=office.pk)
        fields["measures"].choices = [(role.measure_id, role.measure_id) for role in roles]
        if not can_move_people:
            del fields["takes_people"]

    def clean_dissolved_on(self) -> Any:
        if self.cleaned_data.get("is_dissolved"):
            return self.cleaned_data["dissolved_on"] or timezone.localdate()
        return None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("measures") or cleaned.get("is_dissolved")):
            raise ValidationError(_("Tick at least one measure, or dissolve the office."))
        return cleaned

    @property
    def facts(self) -> list[forms.BoundField]:
        """Returns the fields that are no ticks beside a measure."""
        return [self[name] for name in self.fields if name != "measures"]

    def has_ticked(self, role: Responsibility) -> bool:
        """Tells whether a measure is ticked: as it was sent, else all are."""
        sent: Any = self.data
        return not self.is_bound or str(role.measure_id) in sent.getlist("measures")

    @property
    def wish(self) -> Handover:
        cleaned = self.cleaned_data
        return Handover(
            successor=cleaned["successor"],
            measures=cleaned["measures"],
            dissolved_on=cleaned["dissolved_on"],
            takes_people=cleaned.get("takes_people", False),
        )
