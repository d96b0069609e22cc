"""Council papers: drafted, issued once, and never changed from then on."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, FormattedField, LineField, LinkField, ProseField, SearchField, UniqueWithin
from catalog.models import Municipality, Office, Report
from catalog.models.report import default_columns, validate_columns
from catalog.models.versions import Versions
from monitoring.models import AttachedFile, ReportingRound
from monitoring.models.attachments import pictures_are_described
from reports.choices import OfficePart, PaperKind, PaperState, ProposalKind, TableRows
from reports.models.templates import PaperTemplate
from reports.querysets import CouncilPaperQuerySet, PaperAnnexQuerySet, PaperPartQuerySet


class CouncilPaper(UniqueWithin):
    """A Sitzungsvorlage about a report (OParl: Paper). Its published form is the `FrozenPaper`."""

    within = "municipality"

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        editable=False,
        related_name="papers",
        verbose_name=_("municipality"),
    )
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="papers", verbose_name=_("report"))
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("replaces"),
        help_text=_("The issued paper that this one corrects."),
    )
    reporting_round = models.ForeignKey(
        ReportingRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="papers",
        verbose_name=_("reporting round"),
        help_text=_("The table shows what this round has frozen, and the changes since the one before."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PaperKind, default=PaperKind.NOTING)
    subject = LineField(_("subject"), max_length=300)
    slug = models.SlugField(
        _("address"), max_length=100, help_text=_("The part of the web address that names the paper.")
    )
    reference = LineField(
        _("reference number"), max_length=100, blank=True, help_text=_("As the city writes it, such as “0123/2022/IV”.")
    )
    responsible_office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("responsible office"),
    )
    contact = LineField(
        _("person in charge"), max_length=200, blank=True, help_text=_("Stays inside unless the next box is ticked.")
    )
    shows_contact = models.BooleanField(_("name the person in charge in the paper"), default=False)
    template = models.ForeignKey(
        PaperTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("template"),
        help_text=_("Letterhead, colours, and the order and words of the blocks; without one, a plain form is used."),
    )

    notice = ProseField(
        _("notice above everything else"),
        longest=LONGEST_NOTE,
        blank=True,
        help_text=_("What readers have to know first, such as that this is not the original paper."),
    )
    proposal = FormattedField(_("proposal"), blank=True, help_text=_("What the committee is asked to note or decide."))
    proposal_kind = models.CharField(
        _("the proposal is given"),
        max_length=10,
        choices=ProposalKind,
        blank=True,
        help_text=_("Only for a paper whose original is elsewhere: the paper then says which of the two it is."),
    )
    columns = models.JSONField(_("columns of the table"), default=default_columns, validators=[validate_columns])
    rows = models.CharField(_("measures in the table"), max_length=20, choices=TableRows, default=TableRows.ALL)
    shows_changes = models.BooleanField(_("list what has changed since the last paper"), default=True)
    shows_indicators = models.BooleanField(_("list indicators with target and last value"), default=True)

    state = models.CharField(_("state"), max_length=20, choices=PaperState, default=PaperState.DRAFT, editable=False)
    oparl_url = LinkField(_("OParl address"), max_length=500, blank=True)
    council_url = LinkField(_("link to the council information system"), max_length=500, blank=True)
    dated_on = models.DateField(_("date"), help_text=_("The table shows what was known on this day."))

    search_text = SearchField(of=["subject", "reference"])

    objects = CouncilPaperQuerySet["CouncilPaper"].as_manager()
    history = Versions(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("council paper")
        verbose_name_plural = _("council papers")
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="paper_slug_unique_per_municipality",
                fields=["municipality", "slug"],
                violation_error_message=_("Another paper of this municipality has this address."),
            ),
            models.UniqueConstraint(
                name="paper_superseded_once",
                fields=["supersedes"],
                violation_error_message=_("Another paper already replaces this one."),
            ),
            models.CheckConstraint(
                name="paper_does_not_supersede_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")),
                violation_error_message=_("A paper cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.subject}" if self.reference else self.subject

    def get_absolute_url(self) -> str:
        return reverse("paper", args=[self.municipality.slug, self.slug])

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.ags, self.slug)

    natural_key.dependencies = ["catalog.report", "catalog.office"]  # type: ignore[attr-defined]

    @property
    def is_draft(self) -> bool:
        return self.state == PaperState.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.state == PaperState.WITHDRAWN

    @property
    def was_issued_for_the_house(self) -> bool:
        """Tells whether there is a document, but none for everybody."""
        return not self.is_draft and not self.frozen.filter(audience="public").exists()

    def clean(self) -> None:
        if self.report_id:
            self.municipality_id = self.report.municipality_id
        if self.supersedes and (self.supersedes.report_id != self.report_id or self.supersedes.is_draft):
            raise ValidationError({"supersedes": _("Only an issued paper about the same report can be replaced.")})
        office = self.responsible_office
        if office and self.report_id and office.municipality_id != self.report.municipality_id:
            raise ValidationError({"responsible_office": _("The office belongs to another municipality.")})
        if self.template and self.report_id and self.template.municipality_id != self.report.municipality_id:
            raise ValidationError({"template": _("The template belongs to another municipality.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.municipality_id = self.report.municipality_id
        super().save(*args, **kwargs)


class PaperPart(models.Model):
    """A part of a paper that is frozen with it."""

    objects: ClassVar[Any] = PaperPartQuerySet["PaperPart"].as_manager()

    class Meta:
        abstract = True


class PaperSection(PaperPart):
    """A statement of facts under a heading. Figures are names in braces, “{gesamt}”, until it is read."""

    paper = models.ForeignKey(CouncilPaper, on_delete=models.CASCADE, related_name="sections", verbose_name=_("paper"))
    heading = LineField(_("heading"), max_length=200)
    text = FormattedField(_("text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = Versions()

    class Meta:
        verbose_name = _("section of the statement of facts")
        verbose_name_plural = _("statement of facts")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="paper_section_heading_once",
                fields=["paper", "heading"],
                violation_error_message=_("The paper already has a section with this heading."),
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.paper.natural_key(), self.heading)

    natural_key.dependencies = ["reports.councilpaper"]  # type: ignore[attr-defined]


class PaperAnnex(PaperPart, AttachedFile):
    """A document attached to a paper beside its own tables, by its title alone or with its file."""

    paper = models.ForeignKey(CouncilPaper, on_delete=models.CASCADE, related_name="annexes", verbose_name=_("paper"))
    title = LineField(_("title"), max_length=300)
    is_public = models.BooleanField(
        _("file is public"),
        default=False,
        help_text=_("Everybody who sees the paper may open the file; without the tick, only the house."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    comes_back = False  # set while restoring a row

    objects: ClassVar[Any] = PaperAnnexQuerySet["PaperAnnex"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="paper_annex_once",
                fields=["paper", "title"],
                violation_error_message=_("The paper already has this annex."),
            ),
            pictures_are_described("annexed_picture_is_described"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Returns the address of the file."""
        return reverse("paper-annex", args=[self.paper.municipality.slug, self.paper.slug, self.pk])

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.paper.natural_key(), self.title)

    natural_key.dependencies = ["reports.councilpaper"]  # type: ignore[attr-defined]


class PaperOffice(PaperPart):
    """An office that took part in a paper or signs it as well."""

    paper = models.ForeignKey(CouncilPaper, on_delete=models.CASCADE, related_name="offices", verbose_name=_("paper"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    part = models.CharField(_("role"), max_length=20, choices=OfficePart, default=OfficePart.PARTICIPATING)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = Versions()

    class Meta:
        verbose_name = _("office of a paper")
        verbose_name_plural = _("co-signatures and participating offices")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="paper_office_once_per_part",
                fields=["paper", "office", "part"],
                violation_error_message=_("The paper already names this office."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.office)

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.paper.natural_key(), self.office.slug, self.part)

    natural_key.dependencies = ["reports.councilpaper", "catalog.office"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.office_id and self.office.municipality_id != self.paper.report.municipality_id:
            raise ValidationError({"office": _("The office belongs to another municipality.")})


def euro(name: Any) -> Any:
    """Returns a field for an amount; None is not zero."""
    return models.DecimalField(
        name, max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


COSTS = ("cost_of_preparing", "cost_of_implementation", "follow_up_costs", "possible_revenue")
FIRST_YEAR, LAST_YEAR = 1990, 2100


class PaperBudget(PaperPart):
    """The effect of the paper on the budget."""

    paper = models.OneToOneField(CouncilPaper, on_delete=models.CASCADE, related_name="budget", verbose_name=_("paper"))
    has_effect = models.BooleanField(_("has an effect on the budget"), default=False)
    cost_of_preparing = euro(_("costs of preparing the paper (euros)"))
    cost_of_implementation = euro(_("costs of implementation (euros)"))
    follow_up_costs = euro(_("follow-up costs (euros)"))
    is_secured = models.BooleanField(_("secured in the budget"), null=True, blank=True)
    sub_budget = LineField(_("sub-budget or cost centre"), max_length=200, blank=True)
    product = LineField(_("product or cost unit"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("budget year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    possible_revenue = euro(_("possible revenue (euros)"))
    covered_by = LineField(_("how it is covered"), max_length=500, blank=True)

    history = Versions()

    class Meta:
        verbose_name = _("effect on the budget")
        verbose_name_plural = _("effect on the budget")
        constraints = [
            models.CheckConstraint(
                name="budget_without_effect_has_no_amounts",
                condition=Q(has_effect=True) | Q(**{f"{name}__isnull": True for name in COSTS}),
                violation_error_message=_("Without an effect on the budget there are no amounts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def natural_key(self) -> tuple[str, str]:
        return self.paper.natural_key()

    natural_key.dependencies = ["reports.councilpaper"]  # type: ignore[attr-defined]
