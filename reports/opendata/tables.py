"""The measures of a report as open data: what a visitor may see, and never an internal note.

The JSON lists the measures like the rows of the table: a part follows its measure and repeats the measure's `code`
beside its own `part`; for a measure as a whole `part` is null. An empty text is "", a missing value null; days are ISO
dates beside the wording of the report.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest

from catalog.models import Measure, Report, Responsibility
from catalog.permissions.policy import sees_drafts
from catalog.permissions.scope import STRANGER
from monitoring.choices import OF_RESOLUTIONS, MeasureColumn
from monitoring.exports.tables import MeasureTable, language_of_files
from monitoring.models import Attachment, Indicator, IndicatorValue, MonitoredMeasure
from reports.measures.as_of import look_back
from reports.measures.frozen import FrozenReport
from reports.measures.list_query import ListQuery
from reports.measures.lists.selection import Selection
from reports.opendata.extra_columns import extra_columns

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

JsonObject = dict[str, Any]

# Columns whose text is a single value in the JSON, too; under their own key.
TEXTS = (
    MeasureColumn.SECTION,
    MeasureColumn.TITLE,
    MeasureColumn.DESCRIPTION,
    MeasureColumn.START,
    MeasureColumn.DUE,
    MeasureColumn.TEXT,
    MeasureColumn.NEXT_STEPS,
    MeasureColumn.REASON,
    MeasureColumn.STARTING_POSITION,
    MeasureColumn.OBJECTIVE,
    MeasureColumn.STEPS,
    MeasureColumn.DATA_SOURCES,
    MeasureColumn.EFFORT,
    MeasureColumn.PLAIN_LANGUAGE,
    MeasureColumn.PAGES,
)


def public_columns(user: "Visitor", report: Report) -> list[MeasureColumn]:
    """Returns all columns but the internal note, and the publication only for visitors who see drafts.

    Those of resolutions stand in reports of resolutions only.
    """
    hidden = {MeasureColumn.INTERNAL_NOTE} | (set() if sees_drafts(user, report) else {MeasureColumn.PUBLICATION})
    hidden |= set() if report.is_of_resolutions else OF_RESOLUTIONS
    return [column for column in MeasureColumn.written() if column not in hidden]


def public_table(report: Report, reading: ListQuery, request: HttpRequest) -> MeasureTable:
    """Returns the rows that the page shows for the same query string."""
    user, frozen = reading.scope.user, reading.scope.frozen
    if frozen:
        return frozen_table(frozen, reading, request)
    measures = MonitoredMeasure.objects.visible_to(user).filter(report=report)
    if reading.filters.active:
        measures = measures.filter(pk__in=reading.filters.shown())
    day = reading.as_of.day
    measures = measures.existing(day).with_status(day).with_milestones().with_discussions()
    measures = measures.prefetch_related(seen_predecessors(user))
    table = MeasureTable(measures, public_columns(user, report), day, extra_columns(reading, request))
    if reading.as_of.is_past:
        table.measures = look_back(table.measures, day)
    return table


def seen_predecessors(user: "Visitor") -> "Prefetch[Any]":
    """Returns what loads the measures of earlier reports that are continued, None where the visitor sees none."""
    return Prefetch("predecessor", Measure.objects.visible_to(user).select_related("report__municipality", "parent"))


def frozen_table(frozen: FrozenReport, reading: ListQuery, request: HttpRequest) -> MeasureTable:
    """Returns the rows as a round has frozen them; never with more columns than a stranger gets."""
    measures = reading.filters.of_loaded(frozen.measures())
    prefetch_related_objects(measures, seen_predecessors(reading.scope.user))
    shown = Selection(measures, reading.filters).shown if reading.filters.active else None
    table = MeasureTable.of_loaded(
        (measure for measure in measures if shown is None or measure.pk in shown),
        {section.pk: section for section in frozen.sections}.values(),
        public_columns(STRANGER, frozen.report),
        extra_columns(reading, request),
    )
    table.resource.themes_of = reading.scope.themes_of
    return table


def as_json(report: Report, reading: ListQuery, request: HttpRequest) -> JsonObject:
    table = public_table(report, reading, request)
    report = reading.report or report
    if reading.scope.frozen is None:
        counted = IndicatorValue.objects.published().filter(as_of__lte=reading.as_of.day)
        files = Attachment.objects.published().until(reading.as_of.day)
        prefetch_related_objects(
            table.measures,
            Prefetch("indicators__values", counted),
            Prefetch("attachments", files, to_attr="known_attachments"),
        )
    with language_of_files():
        themes = reading.scope.themes_of
        measures = [
            {**_measure(table, one, request), "themes": [theme.slug for theme in themes(one)]} for one in table.measures
        ]
        return {
            "municipality": {"name": report.municipality.name, "ags": report.municipality.ags},
            "report": {
                "title": report.title,
                "url": request.build_absolute_uri(report.get_absolute_url()),
                "kind": report.kind,
                "compiled_by": report.compiled_by,
                "source_title": report.source_title,
                "source_url": report.source_url,
                "published_on": report.published_on,
                "published_as": report.published_as,
                "period_start": report.period_start,
                "period_end": report.period_end,
                "as_of": max((measure["as_of"] for measure in measures if measure["as_of"]), default=None),
            },
            "measures": measures,
        }


def _measure(table: MeasureTable, measure: MonitoredMeasure, request: HttpRequest) -> JsonObject:
    says = table.resource.says
    update = measure.newest_update
    publication = {"publication": measure.publication} if MeasureColumn.PUBLICATION in table.columns else {}
    return {
        "code": says(measure, MeasureColumn.CODE),
        "part": says(measure, MeasureColumn.PART) or None,
        "url": request.build_absolute_uri(measure.get_absolute_url()),
        **publication,
        **{column.value: says(measure, column) for column in TEXTS},
        "starts_on": measure.starts_on,
        "due_on": measure.due_on,
        "horizon": measure.horizon or None,
        "lead": [_named(responsibility) for responsibility in measure.leads],
        "participating": [_named(responsibility) for responsibility in measure.participating],
        "status": update.status if update else None,
        "as_of": update.as_of if update else None,
        "confirms_report_of": update.confirmed.as_of if update and update.confirmed else None,
        "indicators": [_indicator(indicator) for indicator in measure.indicators.all()],
        "paper_references": measure.references,
        "moved_by": measure.movers,
        "resolved_by": measure.resolved_by,
        "resolved": measure.resolved,
        "resolved_on": measure.resolved_on,
        "predecessor": _predecessor(measure.predecessor, request) if measure.predecessor else None,
        "deadline_state": measure.deadline_state if measure.speaks else None,
        "milestones": [
            {"title": one.title, "due": one.due, "due_on": one.due_on, "done_on": one.done_on, "done_as": one.done_as}
            for one in measure.known_milestones
        ],
        "discussions": [
            {"phase": one.phase, "held_on": one.held_on, "approach": one.approach} for one in measure.known_discussions
        ],
        "attachments": [_attachment(one, request) for one in vars(measure).get("known_attachments", ())],
        "costs": {
            "amount": _number(measure.costs_amount),
            "kind": measure.costs_kind or None,
            "wording": measure.costs,
        },
    }


def _named(responsibility: Responsibility) -> JsonObject:
    office = responsibility.office
    return {"name": office.name, "abbreviation": office.abbreviation, "note": responsibility.note}


def _predecessor(measure: Measure, request: HttpRequest) -> JsonObject:
    """Returns the measure of an earlier report that is continued; a visitor sees it."""
    url = request.build_absolute_uri(measure.get_absolute_url())
    return {"code": measure.full_code, "title": measure.title, "report": measure.report.title, "url": url}


def _attachment(attachment: Attachment, request: HttpRequest) -> JsonObject:
    """Returns what is known of a file and where it is; `width` and `height` are pixels, null for documents."""
    kind = attachment.type
    return {
        "title": attachment.title,
        "url": request.build_absolute_uri(attachment.get_absolute_url()),
        "content_type": kind.content_type,
        "bytes": attachment.size,
        "sha256": attachment.digest,
        "text_alternative": attachment.alternative,
        "width": attachment.width or None,
        "height": attachment.height or None,
        "added_on": attachment.added_on,
    }


def _indicator(indicator: Indicator) -> JsonObject:
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "data_source": indicator.data_source,
        "interval": indicator.interval or None,
        "baseline": _number(indicator.baseline),
        "baseline_on": indicator.baseline_on,
        "targets": [
            {
                "value": _number(target.value),
                "statement": target.statement,
                "due": target.due,
                "due_on": target.due_on,
            }
            for target in indicator.targets.all()
        ],
        "values": [
            {"value": _number(value.value), "note": value.note, "as_of": value.as_of}
            for value in indicator.values.all()
        ],
    }


def _number(value: Decimal | None) -> int | float | None:
    """Returns a number; null for no value, which is not zero."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
