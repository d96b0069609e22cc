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
