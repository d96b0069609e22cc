"""The figures of a paper about its report, the same for its text and its tables."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.choices import Column
from catalog.permissions.policy import Sight
from monitoring.choices import UNSTATED
from monitoring.models import Indicator, IndicatorValue, MonitoredMeasure, ReportingRound, StatusUpdate
from monitoring.models.progress import Progress
from monitoring.querysets import existing
from reports.changes.between_days import Changes
from reports.changes.report_timeline import measures_of_day
from reports.choices import TableRows
from reports.council.issued_papers import newer_version
from reports.measures.days import AsOf
from reports.measures.filters import MeasureFilters
from reports.measures.scope import Scope
from reports.measures.table.status_table import StatusTable
from reports.models import CommitteeSection, CouncilPaper
from reports.models.figures import (
    ALL,
    AS_OF,
    IN_BRACES,
    LAST_PAPER,
    LATE,
    NAMES,
    NEWS,
    PASSED,
    STATUS_NAMES,
    WITHOUT_REPORT,
    WITHOUT_WORD,
)

if TYPE_CHECKING:
    from datetime import date

    from catalog.outline import Outline
    from catalog.permissions.roles import Visitor


def last_paper(paper: CouncilPaper, user: Visitor) -> CouncilPaper | None:
    """Returns the paper before it about the same report that the visitor may know of; no replaced versions."""
    earlier = CouncilPaper.objects.visible_to(user).issued().filter(report=paper.report, dated_on__lt=paper.dated_on)
    earlier = earlier.exclude(pk=paper.supersedes_id or 0).exclude(Exists(newer_version("pk")))
    return earlier.order_by("-dated_on", "-pk").first()


def state_of_round(found: ReportingRound | None, paper: CouncilPaper) -> AsOf | None:
    return AsOf.of_round(found, paper.report) if found and found.is_closed else None


def round_before(paper: CouncilPaper) -> ReportingRound | None:
    """Returns the last round before that of the paper which has frozen the same report."""
    if paper.reporting_round is None:
        return None
    earlier = ReportingRound.objects.closed().filter(snapshots__report=paper.report)
    return earlier.filter(as_of__lt=paper.reporting_round.as_of).order_by("-as_of", "-pk").first()


class PaperData:
    """All that is known on the date of a paper and that a visitor may see."""

    def __init__(self, paper: CouncilPaper, user: Visitor) -> None:
        self.paper = paper
        self.user = user
        self.state = state_of_round(paper.reporting_round, paper)
        self.frozen = self.state.frozen(paper.report, user) if self.state else None
        self.as_of: date = self.state.day if self.state else paper.dated_on

    @cached_property
    def last(self) -> CouncilPaper | None:
        return last_paper(self.paper, self.user)

    @cached_property
    def before(self) -> AsOf | None:
        """Returns the state that the round before has frozen; None for a paper about no round, or the first."""
        found = round_before(self.paper)
        return state_of_round(found, self.paper)

    @property
    def since(self) -> date | None:
        if self.before:
            return self.before.day
        return self.last.dated_on if self.last else None

    @property
    def since_words(self) -> str:
        """Returns what the changes are counted from: “Halbjahr 1/2026 (30.06.2026)” or the last paper."""
        if self.before:
            return f"{self.before.round} ({self.before.day:%d.%m.%Y})"
        return _("the paper of %(day)s") % {"day": f"{self.since:%d.%m.%Y}"} if self.since else ""

    @cached_property
    def scope(self) -> Scope:
        report = self.frozen.report if self.frozen else self.paper.report
        return Scope(self.user, self.as_of, report=report, frozen=self.frozen)

    @cached_property
    def table(self) -> StatusTable:
        """Returns all measures with the columns of the paper; a column of numbers only where there are any."""
        report = copy.copy(self.frozen.report if self.frozen else self.paper.report)
        report.columns = self.paper.columns
        others = [column for column in report.columns if column != Column.CODE]
        if others and not report.measures.exclude(code="").exists():
            report.columns = others
        words = "frist=verstrichen&frist=verspaetet" if self.paper.rows == TableRows.LATE else ""
        filters = MeasureFilters(QueryDict(words), replace(self.scope, report=report))
        return StatusTable(report, self.user, self.as_of, filters=filters)

    @cached_property
    def changes(self) -> Changes | None:
        """Returns the changes since the last paper, or since the round before; None for the first."""
        if self.since is None:
            return None
        states = (self.before.frozen(self.paper.report, self.user) if self.before else None, self.frozen)
        return Changes.between(self.paper.report, self.user, self.since, self.as_of, states)

    @cached_property
    def shown(self) -> set[int] | None:
        """Returns the ids of the measures and parts in the table; None for all that it has loaded."""
        if self.paper.rows == TableRows.CHANGED and self.changes is not None:
            return {change.measure.pk for change in self.changes.news}
        if self.paper.rows == TableRows.COMMITTEE:
            sections = sections_of_first_committee(self.paper)
            return None if sections is None else {m.pk for m in self._measures if self._outline.lies_in(m, sections)}
        return None

    @cached_property
    def indicators(self) -> list[tuple[Indicator, Progress]]:
        if self.frozen:
            measures = sorted(self._frozen_measures, key=lambda measure: (measure.code_sort, measure.pk))
            known = [indicator for measure in measures for indicator in measure.known_indicators]
            return [(indicator, Progress(indicator, self.as_of)) for indicator in known]
        indicators = (
            Indicator.objects.visible_to(self.user)
            .filter(existing(self.as_of, "measure__"), measure__report=self.paper.report)
            .select_related("measure__parent")
            .prefetch_related("targets", Prefetch("values", IndicatorValue.objects.published()))
            .order_by("measure__code_sort", "measure", "order", "pk")
        )
        found = []
        for indicator in indicators:
            indicator.measure.report = self.paper.report
            found.append((indicator, Progress(indicator, self.as_of)))
        return found

    @cached_property
    def figures(self) -> dict[str, str]:
        """Returns the figures by their names."""
        units = [measure for measure in self._measures_of_day if measure.is_unit]
        counts = {name: sum(unit.status == status for unit in units) for status, name in STATUS_NAMES.items()}
        counts[ALL] = len(units)
        counts[WITHOUT_WORD] = sum(unit.shown_status == UNSTATED for unit in units)
        counts[WITHOUT_REPORT] = sum(unit.reported_on is None for unit in units)
        counts[LATE] = sum(unit.is_late for unit in units)
        counts[PASSED] = sum(unit.is_gap for unit in units)
        counts[NEWS] = self._number_of_updates()
        figures = {name: str(counts[name]) for name in NAMES if name in counts}
        last_day = f"{self.since:%d.%m.%Y}" if self.since else _("(no paper yet)")
        return {**figures, AS_OF: f"{self.as_of:%d.%m.%Y}", LAST_PAPER: last_day}

    def fill_in(self, text: str) -> str:
        """Returns the text with its figures."""
        return IN_BRACES.sub(lambda found: self.figures.get(found[1].strip(), found[0]), text)

    def _number_of_updates(self) -> int:
        if self.frozen:
            updates = [one for measure in self._frozen_measures for one in measure.published_updates]  # type: ignore[attr-defined]
            return sum(self.since is None or one.as_of > self.since for one in updates)
        stored = StatusUpdate.objects.visible_to(self.user).published().filter(measure__report=self.paper.report)
        stored = stored.until(self.as_of)
        return (stored.filter(as_of__gt=self.since) if self.since else stored).count()

    @property
    def _measures_of_day(self) -> list[MonitoredMeasure]:
        """Returns all measures as they stood on the day."""
        if self.frozen:
            return self._frozen_measures
        sight = Sight.of(self.user, self.paper.report)
        return measures_of_day(sight).rows(report=self.paper.report_id, day=self.as_of)

    @cached_property
    def _frozen_measures(self) -> list[MonitoredMeasure]:
        return self.frozen.measures() if self.frozen else []

    @property
    def _measures(self) -> list[MonitoredMeasure]:
        return self.table.selection.measures

    @cached_property
    def _outline(self) -> Outline:
        return self.scope.outlines[self.paper.report_id]


def sections_of_first_committee(paper: CouncilPaper) -> set[int] | None:
    """Returns the sections the committee deals with; None for all, where it names none."""
    first = paper.consultations.first()
    if first is None:
        return None
    sections = CommitteeSection.objects.filter(committee=first.committee_id, section__report=paper.report_id)
    return set(sections.values_list("section", flat=True)) or None
