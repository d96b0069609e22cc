from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.fields import LineField, LinkField, UniqueWithin
from catalog.models import Municipality, Section
from catalog.models.versions import Versions
from reports.querysets import CommitteeQuerySet, CommitteeSectionQuerySet


class Committee(UniqueWithin):
    """A body of the council that papers are presented to (OParl: Organization)."""

    within = "municipality"

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="committees", verbose_name=_("municipality")
    )
    name = LineField(_("name"), max_length=200)
    abbreviation = LineField(_("abbreviation"), max_length=20, blank=True)
    slug = models.SlugField(
        _("address"), max_length=100, help_text=_("The part of the web address that names the committee.")
    )
    oparl_url = LinkField(
        _("OParl address"),
        max_length=500,
        blank=True,
        help_text=_("Where the council information system describes it."),
    )

    objects = CommitteeQuerySet["Committee"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["municipality__name", "name"]
        constraints = [
            models.UniqueConstraint(
                name="committee_slug_unique_per_municipality",
                fields=["municipality", "slug"],
                violation_error_message=_("Another committee of this municipality has this address."),
            ),
            models.UniqueConstraint(
                name="committee_name_unique_per_municipality",
                fields=["municipality", "name"],
                violation_error_message=_("This municipality already has a committee of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee", args=[self.municipality.slug, self.slug])

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.ags, self.slug)

    natural_key.dependencies = ["catalog.municipality"]  # type: ignore[attr-defined]


class CommitteeSection(models.Model):
    """A section that a committee deals with, including all that lies below it."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="sections", verbose_name=_("committee")
    )
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="committees", verbose_name=_("section"))

    objects = CommitteeSectionQuerySet["CommitteeSection"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("section of a committee")
        verbose_name_plural = _("sections of a committee")
        ordering = ["committee", "section__report", "section__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="committee_section_once",
                fields=["committee", "section"],
                violation_error_message=_("The committee already deals with this section."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.section)

    def natural_key(self) -> tuple[str, ...]:
        return (*self.committee.natural_key(), *self.section.natural_key()[1:])

    natural_key.dependencies = ["reports.committee", "catalog.section"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.section_id and self.section.report.municipality_id != self.committee.municipality_id:
            raise ValidationError({"section": _("The section belongs to another municipality.")})
