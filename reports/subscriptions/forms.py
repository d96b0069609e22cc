"""The form for a subscription."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254


class SubscribeForm(forms.Form):
    """A form for an ordinary e-mail address; refuses quoted names, which are legal but used for abuse only."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please enter your e-mail address.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not email.isascii() or set(email) & set('"<>(),;:\\ '):
            raise ValidationError(_("Please enter an e-mail address such as name@example.org."))
        return email
