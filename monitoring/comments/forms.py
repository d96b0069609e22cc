"""The form of a comment; what cannot be taken keeps its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models.comment import LONGEST_COMMENT, Comment

if TYPE_CHECKING:
    from monitoring.comments.audience import Audience

TEXT_ROWS = 3


class CommentForm(forms.Form):
    """A form with a text and, in boxes, whom it speaks to; `prefix` tells a new comment from the answers."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": TEXT_ROWS, "autocomplete": "off"}),
    )
    spoken_to = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Whom it speaks to")
    )

    use_required_attribute = False

    def __init__(self, audience: Audience, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spoken_to"].choices = audience.choices  # type: ignore[attr-defined]  # a field with choices

    def clean_text(self) -> str:
        text: str = Comment._meta.get_field("text").clean(self.cleaned_data["text"], None)
        return text
