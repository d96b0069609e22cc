"""Forms for reports, sections and crests."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import ColumnsField
from catalog.fields import longest
from catalog.models import Crest, Report, Section, SectionTheme, Theme
from catalog.on_demand import on_demand
from catalog.pictures import MOST_BYTES, TOO_LARGE, Png

COLUMNS = Report._meta.get_field("columns")

small_png: Callable[[bytes], Png] = on_demand("catalog.pixels.small_png")


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


class PictureField(forms.FileField):
    """An upload that becomes a small PNG."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"})

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Png | None:
        """Returns None where no file was sent."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE)
        return small_png(file.read())


class CrestForm(forms.ModelForm):
    """Takes a picture; `seen_digest` tells two people who change it at once apart, as no form holds a picture."""

    upload = PictureField(
        label=_("picture"),
        required=False,
        help_text=_(
            "PNG, JPEG, GIF or WebP, at most 2 MB; best a PNG with a transparent background. The site keeps a PNG of "
            "at most 256 by 256 pixels, and nothing else the file says. Choose a file to replace the present one."
        ),
    )
    seen_digest = forms.CharField(
        label=_("version of the picture"),
        required=False,
        max_length=longest(Crest, "digest"),
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Crest
        fields = ("description", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_digest"] = self.instance.digest

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        picture = cleaned.get("upload")
        if picture:
            self.instance.show(picture)
            with translation.override(settings.LANGUAGE_CODE):
                self.instance._change_reason = gettext("new picture")
        elif not self.instance.digest and "upload" not in self.errors:
            self.add_error("upload", _("Choose a file with the picture."))
        return cleaned
