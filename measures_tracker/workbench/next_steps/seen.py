"""A report as somebody sees it who may change it, and the steps that several tabs suggest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import Publication
from catalog.models import Measure
from measures_tracker.workbench.tabs import add_url, tab_url
from monitoring.models import CurrentStatus

if TYPE_CHECKING:
    from datetime import date

    from catalog.permissions.todo_lists import TodoList


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence about the state, and the act it suggests."""

    says: str
    act: str
    url: str


@dataclass(frozen=True)
class Seen:
    """A report with the numbers of its tabs, as somebody sees it who may change it."""

    user: Any
    report: Any

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def silent(self) -> int:
        """Returns how many measures nobody has reported on for too long."""
        return CurrentStatus.objects.filter(measure__report=self.report, is_silent=True).count()

    @cached_property
    def number_of_drafts(self) -> int:
        return Measure.objects.filter(report=self.report, publication=Publication.DRAFT).count()

    def of_report(self, one: TodoList, path: str) -> tuple[int, str]:
        """Returns how many rows of a list lie in the report, and the address of the list of these."""
        number = one.rows(self.user).filter(**{path: self.report.pk}).count()
        return number, f"{one.url}&{urlencode({f'{path}__id__exact': self.report.pk})}"


def of_drafts(seen: Seen) -> Step:
    drafts = seen.number_of_drafts
    words = ngettext("%(n)s measure is a draft.", "%(n)s measures are drafts.", drafts)
    return Step(words % {"n": drafts}, _("Publish"), tab_url(seen.report, "publication"))


def of_silence(seen: Seen, url: str) -> Step:
    words = ngettext(
        "Nobody has reported on %(n)s measure for too long.",
        "Nobody has reported on %(n)s measures for too long.",
        seen.silent,
    )
    return Step(words % {"n": seen.silent}, _("Ask the offices"), url)


def read_in(report: Any) -> str:
    return add_url(report, "monitoring_spreadsheetimport", "imports")


def short(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
