"""Form fields of the admin for what was resolved, and what newcomers are asked."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, SetPasswordMixin
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.choices import Column, Theme
from catalog.models import Invitation, Report, Section, SectionTheme, User
from catalog.querysets import outline

WARNING = '{} <ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>'
COLUMNS = Report._meta.get_field("columns")


class ColumnsField(forms.MultipleChoiceField):
    """The columns of a status table as ticks; whatever is ticked first, the table keeps its order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Column.choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        return [column for column in Column.values if column in ticked]


class ReportForm(forms.ModelForm):
    columns = ColumnsField(label=capfirst(COLUMNS.verbose_name), initial=COLUMNS.get_default)


class SectionForm(forms.ModelForm):
    """The themes are rows of their own: what is ticked is added, what is no longer ticked is taken away."""

    own_themes = forms.MultipleChoiceField(
        label=_("Themes"),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "They hold for everything below this section, unless a lower one has themes of its own. "
            "Theme pages and the comparison of reports show the measures under them."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("own_themes", [row.theme for row in self.instance.themes.all()])

    def save_themes(self) -> None:
        section: Section = self.instance
        ticked = self.cleaned_data["own_themes"]
        stored = {row.theme: row for row in section.themes.all()}
        for theme in stored.keys() - set(ticked):
            stored[theme].delete()
        for theme in ticked:
            if theme not in stored:
                SectionTheme.objects.create(section=section, theme=theme)


class ReportChoiceField(forms.ModelChoiceField):
    """Reports of several municipalities may share a title, so each names its municipality."""

    def label_from_instance(self, obj: Any) -> str:
        report: Report = obj
        return f"{report.municipality}: {report}"


class SectionIterator(forms.models.ModelChoiceIterator):
    """The sections of one report, indented as they nest."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        sections: Any = self.queryset
        for depth, section in outline(sections):
            yield section.pk, "\u2003" * depth + section.title


class SectionChoiceField(forms.ModelChoiceField):
    iterator = SectionIterator


def autocomplete(purpose: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": purpose})


class NewcomerForm(SetPasswordMixin, forms.Form):
    """Who accepts an invitation says how they are called and sets a password."""

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


class PasswordOfOthersForm(AdminPasswordChangeForm):
    """Django's own warns in English whatever the language is."""

    usable_password_help_text = format_lazy(  # type: ignore[assignment]  # a text in the language of the reader
        WARNING,
        _("Without a password, only the login of the city opens this account, where there is one."),
        _("The password that this person has now will be lost."),
    )


class SoughtForm(forms.Form):
    """Whose name is looked for; never part of an address, so that no log keeps it."""

    first_name = forms.CharField(label=_("first name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("last name"), max_length=150, required=False)
    username = forms.CharField(label=_("user name"), max_length=150, required=False)
    email = forms.CharField(label=_("e-mail address"), max_length=254, required=False)
