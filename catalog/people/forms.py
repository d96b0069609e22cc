"""Forms for newcomers, for passwords of other people and for the name that is searched."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, AuthenticationForm, SetPasswordMixin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Invitation, User

WARNING = '{} <ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>'


def autocomplete(purpose: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": purpose})


class NewcomerForm(SetPasswordMixin, forms.Form):
    """A form for name and password of a person who accepts an invitation."""

    first_name = forms.CharField(label=_("First name"), max_length=150, widget=autocomplete("given-name"))
    last_name = forms.CharField(label=_("Last name"), max_length=150, widget=autocomplete("family-name"))
    password1, password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        self.validate_password_for_user(User(username=self.invitation.email, email=self.invitation.email, **names))
        return super().clean() or {}


class LoginForm(AuthenticationForm):
    """A form for name and password that refuses in the same words whether the name exists or not."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("User name or password is wrong. Capital and small letters matter in both."),
    }


class ForgottenPasswordForm(forms.Form):
    """A form for the e-mail address or the user name of somebody who has forgotten the password."""

    name = forms.CharField(
        label=_("E-mail address or user name"), max_length=254, strip=True, widget=autocomplete("username")
    )


class PasswordOfOthersForm(AdminPasswordChangeForm):
    """A form for another person's password with translated warnings; Django's own warns in English only."""

    usable_password_help_text = format_lazy(  # type: ignore[assignment]  # a text in the language of the reader
        WARNING,
        _("Without a password, only the login of the city opens this account, where there is one."),
        _("The password that this person has now will be lost."),
    )


class SoughtForm(forms.Form):
    """A form for the name that is searched; sent in the body only, so that no log keeps it."""

    first_name = forms.CharField(label=_("first name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("last name"), max_length=150, required=False)
    username = forms.CharField(label=_("user name"), max_length=150, required=False)
    email = forms.CharField(label=_("e-mail address"), max_length=254, required=False)
