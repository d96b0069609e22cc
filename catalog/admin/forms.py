"""Forms for reports and sections."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import ColumnsField
from catalog.models import Report, Section, SectionTheme, Theme

COLUMNS = Report._meta.get_field("columns")


class ReportForm(forms.ModelForm):
    columns = ColumnsField(label=capfirst(COLUMNS.verbose_name), initial=COLUMNS.get_default)


def theme_choices() -> list[tuple[str, str]]:
    return list(Theme.objects.values_list("slug", "name"))


class SectionForm(forms.ModelForm):
    """A form that stores the ticked themes as rows: adds those newly ticked, deletes those no longer ticked."""

    own_themes = forms.MultipleChoiceField(
        label=_("Themes"),
        choices=theme_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "They hold for everything below this section, unless a lower one has themes of its own. "
            "Theme pages and the comparison of reports show the measures under them that have none of their own."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("own_themes", [row.theme.slug for row in self._stored()])

    def save_themes(self) -> None:
        section: Section = self.instance
        ticked = self.cleaned_data["own_themes"]
        stored = {row.theme.slug: row for row in self._stored()}
        for slug in stored.keys() - set(ticked):
            stored[slug].delete()
        for theme in Theme.objects.filter(slug__in=set(ticked) - stored.keys()):
            SectionTheme.objects.create(section=section, theme=theme)

    def _stored(self) -> Iterable[SectionTheme]:
        section: Section = self.instance
        return section.themes.select_related("theme")
