from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.fields import LineField
from catalog.models.measure import Measure
from catalog.models.report import Section
from catalog.models.versions import Versions
from catalog.querysets import MeasureThemeQuerySet, SectionThemeQuerySet, ThemeQuerySet


class Theme(models.Model):
    """A subject of measures in all cities of the installation; a short list, so that cities can be compared."""

    name = LineField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        help_text=_("The part of the web address that names the theme. Former addresses keep working."),
    )
    description = LineField(_("what it covers"), max_length=300, blank=True, help_text=_("One sentence for its page."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ThemeQuerySet["Theme"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class SectionTheme(models.Model):
    """A theme of a section, and of everything below it that has no themes of its own."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="themes", verbose_name=_("section"))
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="of_sections", verbose_name=_("theme"))

    objects = SectionThemeQuerySet["SectionTheme"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("theme of a section")
        verbose_name_plural = _("themes of sections")
        ordering = ["section", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="section_theme_once",
                fields=["section", "theme"],
                violation_error_message=_("This section has this theme already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.theme)

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.section.natural_key(), self.theme.slug)

    natural_key.dependencies = ["catalog.section", "catalog.theme"]  # type: ignore[attr-defined]


class MeasureTheme(models.Model):
    """A theme of a measure and its parts, instead of those of its section."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="themes", verbose_name=_("measure"))
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="of_measures", verbose_name=_("theme"))

    objects = MeasureThemeQuerySet["MeasureTheme"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("theme of a measure")
        verbose_name_plural = _("themes of its own, instead of those of its section")
        ordering = ["measure", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="measure_theme_once",
                fields=["measure", "theme"],
                violation_error_message=_("This measure has this theme already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.theme)

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.measure.natural_key(), self.theme.slug)

    natural_key.dependencies = ["catalog.measure", "catalog.theme"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.measure_id and self.measure.parent_id:
            raise ValidationError(_("A sub-measure has the themes of its measure."))
