"""Forms for reports and sections."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import ColumnsField
from catalog.choices import Theme
from catalog.models import Report, Section, SectionTheme

COLUMNS = Report._meta.get_field("columns")


class ReportForm(forms.ModelForm):
    columns = ColumnsField(label=capfirst(COLUMNS.verbose_name), initial=COLUMNS.get_default)


class SectionForm(forms.ModelForm):
    """A form that stores the ticked themes as rows: adds those newly ticked, deletes those no longer ticked."""

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
