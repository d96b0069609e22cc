"""What is typed and ticked about reports and sections."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import ColumnsField
from catalog.choices import Theme
from catalog.models import Report, Section, SectionTheme

COLUMNS = Report._meta.get_field("columns")


class ReportForm(forms.ModelForm):
    """Whoever opens a closed report again says why; the history keeps it."""

    columns = ColumnsField(label=capfirst(COLUMNS.verbose_name), initial=COLUMNS.get_default)
    reopening_reason = forms.CharField(
        label=_("Reason for opening it again"),
        required=False,
        max_length=80,
        help_text=_("Needed to open a closed report again; the history shows it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        was_closed = bool(self.instance.pk) and Report.objects.filter(pk=self.instance.pk, is_closed=True).exists()
        if was_closed and not cleaned.get("is_closed"):
            if reason := cleaned.get("reopening_reason"):
                self.instance._change_reason = _("opened again: %(reason)s") % {"reason": reason}
            else:
                self.add_error("reopening_reason", _("Say why the report is opened again."))
        return cleaned


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
