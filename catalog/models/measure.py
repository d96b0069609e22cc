import re
from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import deadlines
from catalog.choices import CostKind, Horizon, Publication, Role
from catalog.fields import (
    LONGEST_NOTE,
    AddressField,
    CodeKeyField,
    CodeSortField,
    DayWordingField,
    FirstDayField,
    FormattedField,
    LineField,
    ProseField,
    SearchField,
    WordingField,
)
from catalog.models.deadline import MovableDeadline
from catalog.models.municipality import Office
from catalog.models.predecessors import continues_itself_by_others
from catalog.models.report import Report, Section
from catalog.models.versions import Versions
from catalog.querysets import MeasureQuerySet, ResponsibilityQuerySet
from catalog.texts import codes

LONGEST_KEY = 100
MOVERS = re.compile(r"[;,\n]")
# The fields a visitor's search looks through; never the internal note.
SEARCHED = (
    "title",
    "description",
    "starting_position",
    "objective",
    "steps",
    "data_sources",
    "effort",
    "costs",
    "plain_language",
    "paper_references",
)


def movers_in(text: str) -> list[str]:
    """Returns the factions and committees that a text names, each once: "CDU; SPD"."""
    return list(dict.fromkeys(filter(None, (name.strip() for name in MOVERS.split(text)))))


class Measure(MovableDeadline):
    """A recommendation of a report that somebody is to carry out, or a numbered part of one."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="measures", verbose_name=_("report"))
    section = models.ForeignKey(
        Section,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("section"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("sub-measure of"),
    )
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("predecessor"),
        help_text=_("The measure of an earlier report that this one continues."),
    )

    code = LineField(
        _("number"),
        max_length=50,
        blank=True,
        help_text=_("As the report writes it, such as “A3”, “Z 6” or “510-2”. May be left empty."),
    )
    code_key = CodeKeyField(of=["code"], max_length=LONGEST_KEY)
    code_sort = CodeSortField(of=["code"], max_length=400)
    order = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        blank=True,
        help_text=_("Leave 0 to sort by number. Without a number, the order is part of the web address."),
    )
    address = AddressField(of=["code", "order"], max_length=LONGEST_KEY)
    title = LineField(_("title"), max_length=500)

    description = FormattedField(_("what is to be done"), blank=True)
    starting_position = FormattedField(_("starting position"), blank=True)
    objective = FormattedField(_("objective"), blank=True)
    steps = FormattedField(_("steps"), blank=True)
    data_sources = FormattedField(_("data sources"), blank=True)
    effort = FormattedField(_("effort and costs"), blank=True)
    costs_amount = models.DecimalField(
        _("costs (euros)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty is not zero."),
    )
    costs_kind = models.CharField(_("costs arise"), max_length=10, choices=CostKind, blank=True)
    costs = LineField(
        _("costs, as worded"),
        max_length=500,
        blank=True,
        help_text=_("As the report words it, such as “je 45.000 Euro für zwei Stellen”."),
    )
    plain_language = FormattedField(
        _("in plain language"), blank=True, help_text=_("Short sentences, no technical terms.")
    )
    pages = LineField(
        _("pages in the report"), max_length=50, blank=True, help_text=_("As it is cited, such as “S. 12”.")
    )
    paper_references = ProseField(
        _("council papers"),
        longest=LONGEST_NOTE,
        blank=True,
        help_text=_("One reference a line, such as “Drs.-Nr. 2780/2020-2025”."),
    )
    moved_by = LineField(
        _("moved by"),
        max_length=300,
        blank=True,
        help_text=_("Factions or committees, several separated by semicolons, such as “CDU; SPD”."),
    )
    resolved_by = LineField(
        _("resolved by"),
        max_length=200,
        blank=True,
        help_text=_("The committee by its name or abbreviation; its page then lists the resolution."),
    )
    internal_note = ProseField(
        _("internal note"),
        blank=True,
        help_text=_("Never leaves the admin: no page, download or feed shows it."),
    )

    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication, default=Publication.DRAFT, db_index=True
    )
    horizon = models.CharField(_("horizon"), max_length=10, choices=Horizon, blank=True)

    start = WordingField(_("start"), help_text=_("As the report words it: “01.01.2022”, “Mai 2023”, “2022”."))
    starts_on = FirstDayField(of=["start"], verbose_name=_("starts on"), null=True)
    resolved = DayWordingField(_("resolved on"), help_text=_("A day, or “Mai 2025” where no day is known."))
    resolved_on = FirstDayField(of=["resolved"], verbose_name=_("day of the resolution"), null=True)
    added_on = models.DateField(
        _("added on"),
        null=True,
        blank=True,
        help_text=_("Only for a measure that joined the report after its publication."),
    )
    search_text = SearchField(of=SEARCHED)

    objects = MeasureQuerySet["Measure"].as_manager()
    history = Versions(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["report", "order", "code_sort", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="measure_due", condition=Q(due_on__isnull=False)),
            models.Index(fields=["added_on"], name="measure_added", condition=Q(added_on__isnull=False)),
            models.Index(fields=["resolved_by"], name="measure_resolved_by", condition=~Q(resolved_by="")),
            models.Index(fields=["moved_on"], name="measure_moved", condition=Q(moved_on__isnull=False)),
            models.Index(fields=["costs_amount"], name="measure_costs", condition=Q(costs_amount__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="measure_code_unique_per_report",
                fields=["report", "code_key"],
                condition=Q(parent__isnull=True) & ~Q(code_key=""),
                violation_error_message=_("This report already has a measure with this number."),
            ),
            models.UniqueConstraint(
                name="measure_code_unique_per_parent",
                fields=["parent", "code_key"],
                condition=Q(parent__isnull=False) & ~Q(code_key=""),
                violation_error_message=_("This measure already has a sub-measure with this number."),
            ),
            models.UniqueConstraint(
                name="measure_address_unique_per_report",
                fields=["report", "address"],
                condition=Q(parent__isnull=True),
                violation_error_message=_("Another measure has this address. Change the number or the order."),
            ),
            models.UniqueConstraint(
                name="measure_address_unique_per_parent",
                fields=["parent", "address"],
                condition=Q(parent__isnull=False),
                violation_error_message=_("Another sub-measure has this address. Change the number or the order."),
            ),
            models.CheckConstraint(
                name="measure_is_not_its_own_predecessor",
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("pk")),
                violation_error_message=_("A measure cannot continue itself."),
            ),
            models.CheckConstraint(
                name="measure_costs_are_not_negative",
                condition=Q(costs_amount__isnull=True) | Q(costs_amount__gte=0),
                violation_error_message=_("Costs are not negative."),
            ),
            models.CheckConstraint(
                name="measure_amount_is_once_or_per_year",
                condition=Q(costs_amount__isnull=True) | ~Q(costs_kind=""),
                violation_error_message=_("Say whether the amount arises once or every year."),
            ),
            models.CheckConstraint(
                name="measure_due_not_before_start",
                condition=Q(due_on__isnull=True) | Q(starts_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message=_("The measure ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_code} {self.title}".strip()

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.report.natural_key(), self.path)

    natural_key.dependencies = ["catalog.report", "catalog.section"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.report.municipality.slug, self.report.slug, *self.path.split("/")])

    @property
    def planned_on(self) -> date | None:
        """Returns the day it joined its report, or that was published: what is dated before is no delay."""
        return self.added_on or self.report.published_on

    @property
    def path(self) -> str:
        """Returns the measure's place below its report: "Z-6", or "S2/M1" for a part."""
        return f"{self.parent.address}/{self.address}" if self.parent else self.address

    @property
    def anchor(self) -> str:
        """Returns the id of the measure's row in the status table."""
        return self.path.replace("/", "-")

    @property
    def full_code(self) -> str:
        """Returns the number together with that of the measure it is part of: "S2 M1"."""
        return codes.joined(self.parent.code, self.code) if self.parent else self.code

    @property
    def is_draft(self) -> bool:
        """Tells whether it is hidden from strangers, be it released for the committee or not."""
        return self.publication != Publication.PUBLISHED

    @property
    def responsible(self) -> list["Responsibility"]:
        """Returns the responsibilities; code that loads many measures fills `loaded_responsibilities` beforehand."""
        loaded: list[Responsibility] | None = self.__dict__.get("loaded_responsibilities")
        return list(self.responsibilities.all()) if loaded is None else loaded

    @property
    def leads(self) -> list["Responsibility"]:
        return [named for named in self.responsible if named.role == Role.LEAD]

    @property
    def participating(self) -> list["Responsibility"]:
        return [named for named in self.responsible if named.role == Role.PARTICIPATING]

    @property
    def has_costs(self) -> bool:
        return self.costs_amount is not None or bool(self.costs)

    @property
    def references(self) -> list[str]:
        """Returns the references of council papers, one by one."""
        return [line.strip() for line in self.paper_references.splitlines() if line.strip()]

    @property
    def movers(self) -> list[str]:
        """Returns the factions and committees that moved it, one by one."""
        return movers_in(self.moved_by)

    @property
    def resolution_words(self) -> str:
        """Returns who resolved it and when, as far as is known: "Sozialausschuss, 12.05.2025"."""
        return ", ".join(filter(None, (self.resolved_by, self.resolved)))

    def clean(self) -> None:
        self._take_a_place()
        self.sort_out_wordings()
        if len(self.code_key) > LONGEST_KEY or len(self.address) > LONGEST_KEY:
            raise ValidationError({"code": _("The number is too long.")})
        if not hasattr(self, "report"):
            return  # the missing report has an error message already
        if self.section and self.section.report_id != self.report_id:
            raise ValidationError({"section": _("The section belongs to another report.")})
        if self.parent:
            self._check_parent(self.parent)
        if self.predecessor and self.predecessor.report.municipality_id != self.report.municipality_id:
            raise ValidationError({"predecessor": _("The predecessor belongs to another municipality.")})
        if continues_itself_by_others(self):
            raise ValidationError({"predecessor": _("A measure cannot continue itself by way of others.")})

    def sort_out_wordings(self) -> None:
        """Makes a beginning in place of the deadline the start, and takes over a horizon such as "mittelfristig"."""
        self.start, self.due, self.horizon = deadlines.sort_out(self.start, self.due, self.horizon)

    def _check_parent(self, parent: "Measure") -> None:
        if parent.pk == self.pk:
            raise ValidationError({"parent": _("A measure cannot be part of itself.")})
        if parent.report_id != self.report_id:
            raise ValidationError({"parent": _("The measure above belongs to another report.")})
        if parent.parent_id or (self.pk and self.parts.exists()):
            raise ValidationError({"parent": _("A sub-measure cannot have sub-measures of its own.")})

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        """Checks that numbers are unique in the report, though a form that only displays the report leaves it out."""
        super().validate_constraints(exclude=set(exclude or ()) - {"report", "parent"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        self._take_a_place()
        super().save(*args, **kwargs)
        if self.parent_id is None and not is_new:
            self._take_parts_along()

    def _take_parts_along(self) -> None:
        """Moves the parts to the report of the measure and out of the sections of the report before."""
        for part in self.parts.exclude(report=self.report_id):
            part.report, part.section = self.report, None
            part.save()

    def _take_a_place(self) -> None:
        """Sets the report of a part, and the next free order where the order makes the address."""
        self.order = self.order or 0
        if self.parent and self.report_id is None:
            self.report = self.parent.report
        if self.address == "0" and not self.code:
            siblings = Measure.objects.filter(report=self.report_id, parent=self.parent_id).exclude(pk=self.pk)
            places = dict(siblings.values_list("address", "order"))
            last = max(places.values(), default=0)
            self.order = next(order for order in count(last + 1) if str(order) not in places)


class Responsibility(models.Model):
    """A role of an office in a measure; several leads are normal."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="responsibilities", verbose_name=_("measure")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("office")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.LEAD)
    note = LineField(_("note"), max_length=300, blank=True, help_text=_("Such as “im Rahmen der Pflegekonferenz”."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ResponsibilityQuerySet["Responsibility"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["role", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="responsibility_office_once_per_measure",
                fields=["measure", "office"],
                violation_error_message=_("This office is already named for this measure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} – {self.get_role_display()}"

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.measure.natural_key(), self.office.slug)

    natural_key.dependencies = ["catalog.measure", "catalog.office"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if not hasattr(self, "office") or not hasattr(self, "measure"):
            return  # a missing measure or office has an error message already
        if self.office.municipality_id != self.measure.report.municipality_id:
            raise ValidationError({"office": _("The office belongs to another municipality.")})
