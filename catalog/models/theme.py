from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.choices import Theme
from catalog.models.report import Section
from catalog.querysets import SectionThemeQuerySet


class SectionTheme(models.Model):
    """A theme of a section, and of everything below it that has no themes of its own."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="themes", verbose_name=_("section"))
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)

    objects = SectionThemeQuerySet["SectionTheme"].as_manager()
    history = HistoricalRecords()

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
        return str(self.get_theme_display())

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.section.natural_key(), self.theme)

    natural_key.dependencies = ["catalog.section"]  # type: ignore[attr-defined]
