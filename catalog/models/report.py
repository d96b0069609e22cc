from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import deadlines
from catalog.choices import Column, ReportingInterval, ReportKind, RowOrder, SectionKind, TableView
from catalog.fields import (
    LONGEST_NOTE,
    DayWordingField,
    FormattedField,
    LineField,
    LinkField,
    ProseField,
    UniqueWithin,
)
from catalog.models.municipality import Municipality
from catalog.models.predecessors import continues_itself_by_others
from catalog.models.versions import Versions
from catalog.permissions.registry import is_reserved
from catalog.querysets import ReportQuerySet, SectionQuerySet

DEFAULT_COLUMNS = (Column.CODE, Column.TITLE, Column.LEAD, Column.DUE, Column.STATUS)
OF_RESOLUTIONS = (
    Column.CODE,
    Column.TITLE,
    Column.MOVED_BY,
    Column.RESOLVED,
    Column.PAPERS,
    Column.LEAD,
    Column.STATUS,
)


def default_columns() -> list[str]:
    return [column.value for column in DEFAULT_COLUMNS]


def validate_columns(value: object) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(Column.values):
        raise ValidationError(
            _("Choose at least one of these columns: %(columns)s."),
            params={"columns": ", ".join(Column.values)},
        )


def validate_report_slug(slug: str) -> None:
    if is_reserved("catalog.report", slug):
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself. Choose another one."), params={"slug": slug}
        )


class Report(UniqueWithin):
    """The source whose measures are followed: a social report, an action plan, a concept of the council."""

    within = "municipality"
    comes_back = False  # set on a row that is restored: an earlier version of a closed report does not open it

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="reports", verbose_name=_("municipality")
    )
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("predecessor"),
        help_text=_("The report that this one continues."),
    )
    title = LineField(_("title"), max_length=300)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        validators=[validate_report_slug],
        help_text=_("The part of the web address that names the report, such as “soziale-lage-2018”."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind, default=ReportKind.SOCIAL_REPORT)

    introduction = FormattedField(_("introduction"), blank=True)
    compiled_by = LineField(
        _("compiled by"),
        max_length=300,
        blank=True,
        help_text=_("The office that keeps the table, not a person."),
    )
    source_title = LineField(
        _("source document"),
        max_length=300,
        blank=True,
        help_text=_("Title or file name of the published document."),
    )
    source_url = LinkField(_("link to the source"), max_length=500, blank=True)
    status_note = ProseField(
        _("note on the status words"),
        longest=LONGEST_NOTE,
        blank=True,
        help_text=_("Stands on the pages and in the documents of this report: who chose the words, and from what."),
    )

    columns = models.JSONField(_("columns of the status table"), default=default_columns, validators=[validate_columns])
    row_order = models.CharField(
        _("order of the status table"), max_length=20, choices=RowOrder, default=RowOrder.BY_SECTION
    )
    table_view = models.CharField(
        _("opens"),
        max_length=20,
        choices=TableView,
        default=TableView.AUTOMATIC,
        help_text=_("The other view is one click away."),
    )
    reporting_interval = models.PositiveSmallIntegerField(
        _("reported on"),
        choices=ReportingInterval,
        default=ReportingInterval.YEARLY,
        help_text=_("What has not been reported on for longer is marked on the pages."),
    )
    is_public = models.BooleanField(_("public"), default=False)
    is_closed = models.BooleanField(
        pgettext_lazy("of a report", "closed"),
        default=False,
        help_text=_("Nothing in a closed report can be changed, reported or imported; its pages stay."),
    )

    closes_on = models.DateField(
        pgettext_lazy("of a report", "closes on"),
        null=True,
        blank=True,
        help_text=_("The day it is closed by itself, such as the first day of the report that continues it."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_as = DayWordingField(
        _("published, as worded"),
        help_text=_("Only where no day is known: “Februar 2018”. Its first day then stands for it."),
    )
    period_start = models.DateField(_("covers the period from"), null=True, blank=True)
    period_end = models.DateField(_("until"), null=True, blank=True)

    objects = ReportQuerySet["Report"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["municipality__name", "-published_on", "title"]
        constraints = [
            models.UniqueConstraint(
                name="report_slug_unique_per_municipality",
                fields=["municipality", "slug"],
                violation_error_message=_("Another report of this municipality has this address."),
            ),
            models.CheckConstraint(
                name="report_period_end_not_before_start",
                condition=Q(period_end__isnull=True)
                | Q(period_start__isnull=True)
                | Q(period_end__gte=F("period_start")),
                violation_error_message=_("The period ends before it starts."),
            ),
            models.CheckConstraint(
                name="report_is_not_its_own_predecessor",
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("pk")),
                violation_error_message=_("A report cannot continue itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.municipality.slug, self.slug])

    @property
    def full_title(self) -> str:
        """Returns the title with the municipality, as reports of several may share a title."""
        return f"{self.municipality}: {self}"

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.ags, self.slug)

    natural_key.dependencies = ["catalog.municipality"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.predecessor and self.predecessor.municipality_id != self.municipality_id:
            raise ValidationError({"predecessor": _("The predecessor belongs to another municipality.")})
        if continues_itself_by_others(self):
            raise ValidationError({"predecessor": _("A report cannot continue itself by way of others.")})
        if self.comes_back and not self.is_closed and Report.objects.filter(pk=self.pk, is_closed=True).exists():
            raise ValidationError({"is_closed": _("Open the report again in its form, and say why.")})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if self._state.adding and self.is_of_resolutions and self.columns == default_columns():
            self.columns = [column.value for column in OF_RESOLUTIONS]
        if self.published_as:
            self.published_on = deadlines.read(self.published_as).first
        if update_fields is not None and "published_as" in (update_fields := set(update_fields)):
            update_fields.add("published_on")
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def published_words(self) -> str:
        """Returns when it was published, as exactly as is known: "Februar 2018" or "01.02.2018"; "" if unknown."""
        return self.published_as or (f"{self.published_on:%d.%m.%Y}" if self.published_on else "")

    @property
    def is_of_resolutions(self) -> bool:
        """Tells whether its measures are resolutions, with who moved and who resolved them."""
        return self.kind == ReportKind.RESOLUTIONS

    def shows(self, column: Column) -> bool:
        return column.value in self.columns


class Section(UniqueWithin):
    """A heading inside a report; sections nest to any depth."""

    if TYPE_CHECKING:
        own_theme: int | None  # needs `once_for_each_theme()`

    within = "report"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections", verbose_name=_("report"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SectionKind, default=SectionKind.PART)
    title = LineField(_("title"), max_length=500)
    slug = models.SlugField(_("address"), max_length=100)
    pages = LineField(
        _("pages in the report"),
        max_length=50,
        blank=True,
        help_text=_("As it is cited, such as “S. 228–234”."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SectionQuerySet["Section"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["report", "order", "title"]
        constraints = [
            models.UniqueConstraint(
                name="section_slug_unique_per_report",
                fields=["report", "slug"],
                violation_error_message=_("Another section of this report has this address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.report.natural_key(), self.slug)

    natural_key.dependencies = ["catalog.report"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.parent and self.parent.report_id != self.report_id:
            raise ValidationError({"parent": _("The superior section belongs to another report.")})
        above = self.parent
        while above:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A section cannot be part of itself.")})
            above = above.parent
