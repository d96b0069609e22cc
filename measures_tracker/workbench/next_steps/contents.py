"""The next steps with what a report consists of: measures, sections, tables to read in, indicators, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Measure, Section
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from measures_tracker.workbench.next_steps.seen import Seen, Step, of_drafts, of_silence, read_in
from measures_tracker.workbench.tabs import add_url, change_url, tab_url
from monitoring.models import Indicator, IndicatorTarget, IndicatorValue, SpreadsheetImport
from monitoring.todo_lists import UNFINISHED, WITHOUT_LEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

MANY_MEASURES = 15  # more are hard to read without sections


def of_measures(seen: Seen) -> Iterator[Step]:
    report = seen.report
    if not report.number_of_measures:
        grid = reverse("report-grid", args=[report.pk])
        yield Step(_("There are no measures yet."), _("Read in a table"), read_in(report))
        yield Step(_("Without a file:"), _("type them into a table"), grid)
        return
    number, url = seen.of_report(WITHOUT_LEAD, "report")
    if number:
        words = ngettext("%(n)s measure has no lead office.", "%(n)s measures have no lead office.", number)
        yield Step(words % {"n": number}, _("Name who leads"), url)
    if seen.number_of_drafts:
        yield of_drafts(seen)
    if seen.silent:
        yield of_silence(seen, tab_url(report, "rounds"))
    if not report.is_public:
        yield Step(_("Only the administration sees the report."), _("Publish"), tab_url(report, "publication"))
    elif not (number or seen.number_of_drafts or seen.silent):
        words = _("All measures are public, led by somebody, and reported on in time.")
        yield Step(words, _("Make a paper of it"), tab_url(report, "papers"))


def of_sections(seen: Seen) -> Iterator[Step]:
    report = seen.report
    move = f"{tab_url(report, 'measures')}#measures-move"
    if not report.number_of_measures:
        yield Step(_("Sections come with the measures of a table."), _("Read in a table"), read_in(report))
        return
    if not report.number_of_sections:
        if report.number_of_measures >= MANY_MEASURES:
            words = _("So many measures are easier to read in sections.")
            yield Step(words, _("Add the first one"), add_url(report, "catalog_section", "sections"))
        return
    loose = Measure.objects.filter(report=report, parent=None, section=None).count()
    if loose:
        words = ngettext("%(n)s measure lies in no section.", "%(n)s measures lie in no section.", loose)
        yield Step(words % {"n": loose}, _("Tick and move them"), move)
    below = Section.objects.filter(parent=OuterRef("pk"))
    filled = Measure.objects.filter(section=OuterRef("pk"))
    empty = Section.objects.filter(~Exists(below), ~Exists(filled), report=report).count()
    if empty:
        words = ngettext("%(n)s section holds no measure.", "%(n)s sections hold no measure.", empty)
        yield Step(words % {"n": empty}, _("Move some there"), move)
    if not loose and not empty:
        yield Step(_("Every measure lies in a section."), _("Look at the measures"), tab_url(report, "measures"))


def of_imports(seen: Seen) -> Iterator[Step]:
    report = seen.report
    waiting = UNFINISHED.rows(seen.user).filter(report=report)
    unfinished: SpreadsheetImport | None = waiting.defer("content", "workbook").first()
    if unfinished:
        words = _("“%(file)s” has not been read in to the end.") % {"file": unfinished.file_name}
        yield Step(words, _("Go on"), change_url(report, "monitoring_spreadsheetimport", unfinished.pk, "imports"))
    if not report.number_of_measures:
        yield Step(_("There are no measures yet."), _("Read in a table"), read_in(report))
        words = _("The empty table has all columns that are known.")
        yield Step(words, _("Fill it in first"), reverse("admin:import_empty", args=[report.pk]))
    else:
        words = _("Many measures change fastest in a table: take it, edit it, read it in again.")
        yield Step(words, _("Take the table"), reverse("admin:import_filled", args=[report.pk]))


def of_indicators(seen: Seen) -> Iterator[Step]:
    report = seen.report
    own = Indicator.objects.filter(permitted(seen.user, Action.VIEW, Indicator), measure__report=report)
    if not report.number_of_indicators:
        if report.number_of_measures:
            words = _("No measure says yet by what its success can be seen.")
            yield Step(words, _("Choose a measure"), "#indicator-measure")
        else:
            yield Step(_("Indicators belong to measures."), _("Add measures"), tab_url(report, "measures"))
        return
    due = own.with_value_due(seen.today).count()
    if due:
        words = ngettext(
            "The day of a target has passed without a value for %(n)s indicator.",
            "The day of a target has passed without a value for %(n)s indicators.",
            due,
        )
        query = urlencode({"values": "due", "measure__report__id__exact": report.pk})
        yield Step(words % {"n": due}, _("Enter it"), f"{reverse('admin:monitoring_indicator_changelist')}?{query}")
    aimless: QuerySet[Any] = own.filter(~Exists(IndicatorTarget.objects.filter(indicator=OuterRef("pk"))))
    first = aimless.select_related("measure").order_by("measure__order", "measure__code_sort", "pk").first()
    if first:
        words = _("“%(indicator)s” has no target.") % {"indicator": first.name}
        yield Step(words, _("Say what is aimed at"), change_url(report, "monitoring_indicator", first.pk, "indicators"))
    valueless = own.filter(~Exists(IndicatorValue.objects.filter(indicator=OuterRef("pk")))).order_by("pk").first()
    if valueless and not due and not first:
        words = _("“%(indicator)s” has no value yet.") % {"indicator": valueless.name}
        yield Step(words, _("Enter one"), change_url(report, "monitoring_indicator", valueless.pk, "indicators"))
    if not (due or first or valueless):
        words = _("Every target whose day has passed has its value.")
        yield Step(words, _("See how they stand"), reverse("indicators", args=[report.municipality.slug, report.slug]))


def of_settings(seen: Seen) -> Iterator[Step]:
    report = seen.report
    if report.published_on is None:
        words = _("Without its day of publication nobody can say how long an office has been silent.")
        yield Step(words, _("Enter the day"), "#id_published_on")
    if report.predecessor_id and report.number_of_measures and not report.is_public:
        words = _("It continues “%(report)s”; nobody outside sees it yet.") % {"report": report.predecessor.title}
        yield Step(words, _("Look through it and publish"), tab_url(report, "publication"))
        return
    successor = report.successors.order_by("-published_on", "-pk").first()
    if successor:
        words = _("“%(report)s” continues this report.") % {"report": successor.title}
        yield Step(words, _("Go there"), tab_url(successor, "measures"))
    elif not report.number_of_measures:
        yield Step(_("Now come the measures."), _("Read in a table"), read_in(report))
    else:
        words = _("Once there is a next report, its measures are taken over from here.")
        yield Step(words, _("Begin the next report"), reverse("next-report", args=[report.pk]))
