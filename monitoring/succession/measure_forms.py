"""The forms with which measures are merged and split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.fields import longest, validate_wording
from catalog.models import Measure
from monitoring.succession.merging import MergeWish
from monitoring.succession.splitting import Piece, SplitWish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from catalog.models import Responsibility

FEWEST, MOST_PIECES = 2, 10


def cleaned_text(name: str, text: str) -> str:
    """Returns a text as the field of a measure keeps it."""
    column: Any = Measure._meta.get_field(name)
    found: str = column.to_python(text)
    return found


class MergeForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title of the measure that stays"),
        max_length=longest(Measure, "title"),
        widget=forms.TextInput(attrs={"size": 60}),
    )
    takes_texts = forms.BooleanField(
        label=gettext_lazy("Add the texts of the others to its texts"), required=False, initial=True
    )
    others = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Tick at least one measure.")}
    )

    def __init__(self, measures: Sequence[Measure], *args: Any, **kwargs: Any) -> None:
        """Takes the measures that can become part of the one that stays."""
        super().__init__(*args, **kwargs)
        self.rows = measures
        others: Any = self.fields["others"]
        others.choices = [(measure.pk, measure.pk) for measure in measures]

    def clean_title(self) -> str:
        return cleaned_text("title", self.cleaned_data["title"])

    @property
    def facts(self) -> list[forms.BoundField]:
        return [self["title"], self["takes_texts"]]

    def ticked(self) -> list[tuple[Measure, bool]]:
        """Returns the measures, each with whether it is ticked."""
        sent = {str(key) for key in self["others"].value() or ()}
        return [(measure, str(measure.pk) in sent) for measure in self.rows]

    @property
    def wish(self) -> MergeWish:
        cleaned = self.cleaned_data
        return MergeWish(others=cleaned["others"], title=cleaned["title"], takes_texts=cleaned["takes_texts"])


class SplitForm(forms.Form):
    """What is said once for all measures that come of one."""

    pieces = forms.TypedChoiceField(
        label=gettext_lazy("Number of measures"),
        coerce=int,
        choices=[(number, number) for number in range(FEWEST, MOST_PIECES + 1)],
        initial=FEWEST,
    )
    copies_status = forms.BooleanField(
        label=gettext_lazy("Its last report counts for all of them"), required=False, initial=True
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the new deadline"),
        max_length=longest(Measure, "change_reason"),
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=gettext_lazy("Only if the deadline of the first one moves."),
    )

    def clean_reason(self) -> str:
        return cleaned_text("change_reason", self.cleaned_data["reason"])


class PieceForm(forms.Form):
    """One of the measures that come of one."""

    code = forms.CharField(label=gettext_lazy("Number"), max_length=longest(Measure, "code"), required=False)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=longest(Measure, "title"), widget=forms.TextInput(attrs={"size": 60})
    )
    description = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=longest(Measure, "description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )
    due = forms.CharField(label=gettext_lazy("Deadline"), max_length=100, required=False, validators=[validate_wording])
    roles = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Offices"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, roles: Sequence[Responsibility], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["roles"]
        choices.choices = [(role.pk, str(role)) for role in roles]
        if not roles:
            del self.fields["roles"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("code", "title", "description", "due"):
            if name in cleaned:
                cleaned[name] = cleaned_text(name, cleaned[name])
        return cleaned

    @property
    def piece(self) -> Piece:
        cleaned = self.cleaned_data
        return Piece(
            code=cleaned["code"],
            title=cleaned["title"],
            description=cleaned["description"],
            due=cleaned["due"],
            roles=cleaned.get("roles", ()),
        )


class PieceForms:
    """The forms of all measures that come of one; the first begins with what the measure says today."""

    def __init__(self, measure: Measure, roles: Sequence[Responsibility], number: int) -> None:
        self.roles, self.number = roles, number
        further = {"due": measure.due, "roles": [role.pk for role in roles]}
        first = {**further, "code": measure.code, "title": measure.title, "description": measure.description}
        self.initial = [further if place else first for place in range(number)]
        self.forms = [self._form(place) for place in range(number)]

    def _form(self, place: int, data: QueryDict | None = None) -> PieceForm:
        return PieceForm(self.roles, data, prefix=f"piece{place}", initial=self.initial[place])

    def fill(self, data: QueryDict) -> None:
        """Shows what was typed, without checking it yet; forms that were not sent begin anew."""
        for place in range(self.number):
            if f"piece{place}-title" in data:
                names = ("code", "title", "description", "due")
                typed: dict[str, Any] = {name: data.get(f"piece{place}-{name}", "") for name in names}
                self.initial[place] = {**typed, "roles": data.getlist(f"piece{place}-roles")}
        self.forms = [self._form(place) for place in range(self.number)]

    def check(self, data: QueryDict) -> bool:
        """Reads what was sent, and returns whether all of it is valid."""
        self.forms = [self._form(place, data) for place in range(self.number)]
        are_valid = [form.is_valid() for form in self.forms]
        return all(are_valid) and self._are_distinct()

    def _are_distinct(self) -> bool:
        titles = [form.cleaned_data["title"] for form in self.forms]
        for place, form in enumerate(self.forms):
            if titles[place] in titles[:place]:
                form.add_error("title", ValidationError(_("Two of them would be called so.")))
        return not any(form.errors for form in self.forms)

    def wish(self, form: SplitForm) -> SplitWish:
        """Returns what was typed; needs valid forms."""
        said = form.cleaned_data
        pieces = [one.piece for one in self.forms]
        return SplitWish(pieces=pieces, reason=said["reason"], copies_status=said["copies_status"])
