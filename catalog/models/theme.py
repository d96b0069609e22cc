from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from catalog.models.report import Section
from catalog.querysets import SectionThemeQuerySet


class Theme(models.TextChoices):
    """What measures of all cities can be about; a short list, so that cities can be compared."""

    WORK = "work", pgettext_lazy("theme", "work")
    EDUCATION = "education", pgettext_lazy("theme", "education")
    HOUSING = "housing", pgettext_lazy("theme", "housing")
    CARE = "care", pgettext_lazy("theme", "care")
    CHILDREN = "children", pgettext_lazy("theme", "children")
    OLDER_PEOPLE = "older_people", pgettext_lazy("theme", "older people")
    DISABILITY = "disability", pgettext_lazy("theme", "disability")
    MIGRATION = "migration", pgettext_lazy("theme", "migration")
    NEIGHBOURHOOD = "neighbourhood", pgettext_lazy("theme", "neighbourhood")
    DIGITAL_SERVICES = "digital_services", pgettext_lazy("theme", "digital services")

    @property
    def slug(self) -> str:
        """The word for it in addresses."""
        return SLUGS[self]

    @property
    def scope(self) -> str | Promise:
        """One sentence on what it covers."""
        return SCOPES[self]

    @classmethod
    def at(cls, slug: str) -> Self | None:
        """The theme that has this word in addresses."""
        return next((theme for theme in cls if theme.slug == slug), None)

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])


SLUGS = {
    Theme.WORK: "arbeit",
    Theme.EDUCATION: "bildung",
    Theme.HOUSING: "wohnen",
    Theme.CARE: "pflege",
    Theme.CHILDREN: "kinder",
    Theme.OLDER_PEOPLE: "aeltere-menschen",
    Theme.DISABILITY: "behinderung",
    Theme.MIGRATION: "migration",
    Theme.NEIGHBOURHOOD: "nachbarschaft",
    Theme.DIGITAL_SERVICES: "digitale-dienste",
}
SCOPES: dict[Theme, str | Promise] = {
    Theme.WORK: _("Finding and keeping work, advice for people who look for it, and living on benefits."),
    Theme.EDUCATION: _("Day care and school as places to learn, vocational training, and learning at any age."),
    Theme.HOUSING: _("Affordable and accessible homes, and help for people who have none."),
    Theme.CARE: _("Help for people who need care, at home and in institutions, and for those who care for them."),
    Theme.CHILDREN: _("Children, young people and their families: day care, protection, a say of their own."),
    Theme.OLDER_PEOPLE: _("Advice, meeting places and an independent life in old age."),
    Theme.DISABILITY: _("Taking part in everything with a disability or a chronic illness, without barriers."),
    Theme.MIGRATION: _("Arriving and living together: refugees, immigrants, and protection from discrimination."),
    Theme.NEIGHBOURHOOD: _("What holds quarters together: meeting places, neighbourhood work, help close by."),
    Theme.DIGITAL_SERVICES: _("Services of the administration that can be used online and are easy to understand."),
}


class SectionTheme(models.Model):
    """A section is about a theme, and with it everything below that has no themes of its own."""

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
