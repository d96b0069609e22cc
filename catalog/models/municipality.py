from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.choices import Accent, OfficeKind, State
from catalog.fields import FormattedField, LineField, LinkField, SearchField, UniqueWithin
from catalog.models.versions import Versions
from catalog.permissions.registry import is_reserved
from catalog.querysets import MunicipalityQuerySet, OfficeQuerySet


def validate_city_slug(slug: str) -> None:
    if is_reserved("catalog.municipality", slug):
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself. Choose another one."), params={"slug": slug}
        )


class Municipality(models.Model):
    """A town, city or district (OParl: Body)."""

    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(
        _("address"),
        unique=True,
        validators=[validate_city_slug],
        help_text=_("The part of the web address that names the municipality, such as “heidelberg”."),
    )
    ags = models.CharField(
        _("AGS"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"\A[0-9]{8}\Z", _("The AGS has exactly eight digits, leading zeros included."))],
        help_text=_("Official municipality key: eight digits, such as 08221000. Districts add three zeros."),
    )
    state = models.CharField(_("federal state"), max_length=2, choices=State)

    website = LinkField(_("website"), blank=True)
    contact_name = LineField(
        _("contact for feedback"),
        max_length=200,
        blank=True,
        help_text=_("The office that answers questions and reports of barriers, not a person."),
    )
    contact_email = models.EmailField(_("e-mail for feedback"), blank=True)
    introduction = FormattedField(_("introduction"), blank=True)
    plain_language = FormattedField(
        _("in plain language"), blank=True, help_text=_("Short sentences, no technical terms.")
    )
    accent = models.CharField(_("accent colour"), max_length=10, choices=Accent, default=Accent.BLUE)

    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Without this tick nobody outside the administration sees a page."),
    )
    is_invented = models.BooleanField(
        _("invented example"),
        default=False,
        help_text=_("Each of its pages and documents says that it does not exist. It stands before all others."),
    )

    search_text = SearchField(of=["name"])

    objects = MunicipalityQuerySet["Municipality"].as_manager()
    history = Versions(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["-is_invented", "name"]
        indexes = [models.Index(fields=["name"], name="municipality_name")]
        constraints = [
            models.CheckConstraint(
                name="municipality_ags_eight_digits",
                condition=Q(ags__regex=r"^[0-9]{8}$"),
                violation_error_message=_("The AGS has exactly eight digits, leading zeros included."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("municipality", args=[self.slug])

    @property
    def notice(self) -> str:
        """Returns what stands on each page and document of an invented city; "" for a real one."""
        if not self.is_invented:
            return ""
        words = gettext(
            "An invented example: %(city)s does not exist. The city, its offices, measures, figures and papers are "
            "made up to show what the program does."
        )
        return words % {"city": self.name}

    @property
    def marked_name(self) -> str:
        """Returns the name for pages with several cities and for printed pages: "Musterstadt (invented)"."""
        return gettext("%(city)s (invented)") % {"city": self.name} if self.is_invented else self.name

    def natural_key(self) -> tuple[str]:
        return (self.ags,)


class Office(UniqueWithin):
    """A body responsible for measures: a department, a commissioner, a company, an outside partner."""

    within = "municipality"

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="offices", verbose_name=_("municipality")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    name = LineField(_("name"), max_length=255)
    abbreviation = LineField(
        _("abbreviation or number"),
        max_length=50,
        blank=True,
        help_text=_("As the city writes it, such as “510”, “500.312” or “KBB”."),
    )
    slug = models.SlugField(
        _("address"), max_length=100, help_text=_("The part of the web address that names the office.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind, default=OfficeKind.DEPARTMENT)
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Of the office, not of a person. Rounds write to it; no page shows it."),
    )
    substitute_email = models.EmailField(
        _("e-mail address of the substitute"),
        blank=True,
        help_text=_("Gets a copy of each reminder."),
    )
    dissolved_on = models.DateField(
        _("dissolved on"),
        null=True,
        blank=True,
        help_text=_("Offices that have led measures are dissolved, not deleted."),
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        help_text=_("Which office has taken over its measures."),
    )

    search_text = SearchField(of=["name", "abbreviation"])

    objects = OfficeQuerySet["Office"].as_manager()
    history = Versions(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="office_slug_unique_per_municipality",
                fields=["municipality", "slug"],
                violation_error_message=_("Another office of this municipality has this address."),
            ),
            models.UniqueConstraint(
                name="office_name_unique_per_municipality",
                fields=["municipality", "name"],
                violation_error_message=_("This municipality already has an office of this name."),
            ),
        ]

    def __str__(self) -> str:
        says_it_already = self.abbreviation in self.name
        return self.name if says_it_already else f"{self.name} ({self.abbreviation})"

    def get_absolute_url(self) -> str:
        return reverse("office", args=[self.municipality.slug, self.slug])

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.ags, self.slug)

    natural_key.dependencies = ["catalog.municipality"]  # type: ignore[attr-defined]

    def was_responsible(self) -> bool:
        """Tells whether a measure names it or has ever named it: it can be dissolved, but not deleted."""
        recorded: Any = self.responsibilities.model
        return self.responsibilities.exists() or bool(recorded.history.filter(office=self.pk).exists())

    def clean(self) -> None:
        if self.parent and self.parent.municipality_id != self.municipality_id:
            raise ValidationError({"parent": _("The superior office belongs to another municipality.")})
        if self.successor and self.successor.municipality_id != self.municipality_id:
            raise ValidationError({"successor": _("The successor belongs to another municipality.")})
        if self.successor_id and self.successor_id == self.pk:
            raise ValidationError({"successor": _("An office cannot succeed itself.")})
        above = self.parent
        while above:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("An office cannot be part of itself.")})
            above = above.parent
