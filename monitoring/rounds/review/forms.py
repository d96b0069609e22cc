"""The forms of the review: other words than those of the office, and the remark with which an answer goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE
from monitoring.choices import Status
from monitoring.models import RoundAnswer
from monitoring.models.round_answers import FIELDS, TEXTS
from monitoring.rounds.review.publishing import Beside, Decision, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitoring.rounds.review.reviewing import AnswerReview

WAYS = [
    (Beside.APPEND.value, _("append this to it")),
    (Beside.REPLACE.value, _("replace it by this")),
]
ROWS = {"text": 6, "next_steps": 3, "reason": 3}


class SendBackForm(forms.Form):
    """The remark with which an answer goes back to its office, and the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("What the office should change"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what the office should change.")},
    )


class PublishForm(forms.Form):
    """The words in which an answer is published; those of the office stand in it first."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, review: AnswerReview, data: Mapping[str, Any] | None = None) -> None:
        answer = review.answer
        initial = {name: getattr(answer, name) for name in FIELDS} | {"version": answer.version}
        super().__init__(data, initial=initial, use_required_attribute=False)
        choices = [("", _("as before")), *Status.choices]
        self.fields["status"] = forms.ChoiceField(choices=choices, required=False, label=_("Status"))
        for name in TEXTS:
            self.fields[name] = line_of(name)
        if review.is_beside_others:
            self.fields["beside"] = forms.ChoiceField(
                choices=WAYS,
                widget=forms.RadioSelect,
                label=_("What is published already"),
                error_messages={"required": _("Say what is to become of it.")},
            )

    @property
    def decision(self) -> Decision:
        cleaned = self.cleaned_data
        words = {name: value for name, value in cleaned.items() if name not in {"version", "beside"}}
        beside = cleaned.get("beside")
        return Decision(version=cleaned["version"], wording=Wording(**words), beside=Beside(beside) if beside else None)


def line_of(name: str) -> forms.Field:
    """Returns the form field of a text of an answer, which checks what the answer checks."""
    column: Any = RoundAnswer._meta.get_field(name)
    field: forms.Field = column.formfield()
    if name in ROWS:
        field.widget = forms.Textarea(attrs={"rows": ROWS[name]})
    return field
