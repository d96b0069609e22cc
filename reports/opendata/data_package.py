"""The meaning of the columns of measures.csv, for people and machines: a Frictionless Data Package.

A field has the name of its column's heading, so that the file can be checked against it; `key` is the name of the same
value in the JSON. No licence is named: the city has to choose one.
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choices import Horizon, Publication
from catalog.models import Report
from monitoring.choices import MeasureColumn, Status
from monitoring.exports.tables import ExtraColumn, file_name, language_of_files
from reports.measures.list_query import ListQuery
from reports.opendata.extra_columns import extra_columns
from reports.opendata.tables import public_columns

if TYPE_CHECKING:
    from django.db.models import TextChoices
    from django.utils.functional import Promise

DESCRIPTIONS: dict[MeasureColumn, "str | Promise"] = {
    MeasureColumn.CODE: gettext_lazy("As the report writes it; without a number, the place in brackets."),
    MeasureColumn.PART: gettext_lazy("Number of a sub-measure; empty for a measure as a whole."),
    MeasureColumn.SECTION: gettext_lazy("The headings of the report, from the outermost inwards, separated by ›."),
    MeasureColumn.LEAD: gettext_lazy("Several offices are separated by semicolons; notes stand in brackets."),
    MeasureColumn.PARTICIPATING: gettext_lazy("Several offices are separated by semicolons; notes stand in brackets."),
    MeasureColumn.START: gettext_lazy("As the report words it: “01.01.2022”, “Mai 2023”, “2022”."),
    MeasureColumn.DUE: gettext_lazy("As the report words it: “31.12.2022”, “4. Quartal 2022”, “Ende 2023”."),
    MeasureColumn.STATUS: gettext_lazy("Word of the newest published update; empty if there is none."),
    MeasureColumn.TEXT: gettext_lazy("Text of the newest published update."),
    MeasureColumn.REASON: gettext_lazy("Why the measure is late, postponed or not feasible."),
    MeasureColumn.AS_OF: gettext_lazy("The day the newest published update describes."),
    MeasureColumn.INDICATOR: gettext_lazy("One line for each target, or one for an indicator without a target."),
    MeasureColumn.TARGET: gettext_lazy("One line for each line of the indicators."),
    MeasureColumn.COSTS: gettext_lazy(
        "An amount with the word for once or per year and the wording in brackets, or the wording alone; the JSON has "
        "them apart."
    ),
    MeasureColumn.THEMES: gettext_lazy("Those of the measure, else those of its section; separated by semicolons."),
    MeasureColumn.MOVED_BY: gettext_lazy("Factions or committees; several are separated by semicolons."),
    MeasureColumn.RESOLVED: gettext_lazy("A day, or a month where no day is known."),
    MeasureColumn.PAPER_REFERENCES: gettext_lazy("One reference a line, such as “Drs.-Nr. 2780/2020-2025”."),
}
EXTRA_DESCRIPTIONS: dict[str, "str | Promise"] = {
    "milestones": gettext_lazy("One line for each milestone."),
    "discussed_on": gettext_lazy("One line for each discussion, in the order of the approaches."),
    "deadline_state": gettext_lazy("What became of the deadline, as the site defines it."),
    "starts_on": gettext_lazy("The first day that the wording of the start means."),
    "confirms_report_of": gettext_lazy(
        "The day of the report whose text the newest update has confirmed as unchanged; empty if that has its own."
    ),
    "due_on": gettext_lazy("The last day that the wording of the deadline means."),
}
WORDS: dict[MeasureColumn, "type[TextChoices]"] = {
    MeasureColumn.HORIZON: Horizon,
    MeasureColumn.STATUS: Status,
    MeasureColumn.PUBLICATION: Publication,
}
ALWAYS_FILLED = frozenset({MeasureColumn.CODE, MeasureColumn.TITLE, MeasureColumn.PUBLICATION})


def data_package(report: Report, request: HttpRequest) -> dict[str, Any]:
    """Returns the description of the files as a Data Package, ready for JSON."""
    with language_of_files():
        municipality = report.municipality
        source = {"title": report.source_title or report.title}
        if report.source_url:
            source["path"] = report.source_url
        return {
            "profile": "tabular-data-package",
            "name": file_name(report).lower(),
            "title": report.full_title,
            "description": "\n\n".join(filter(None, (municipality.notice, report.introduction))),
            "homepage": request.build_absolute_uri(report.get_absolute_url()),
            "municipality": {"name": municipality.name, "ags": municipality.ags},
            "sources": [source],
            "resources": [
                {
                    "profile": "tabular-data-resource",
                    "name": "measures",
                    "title": report.title,
                    "description": _("Cells that could be taken for a formula begin with an apostrophe."),
                    "path": request.build_absolute_uri(reverse("measures-csv", args=[municipality.slug, report.slug])),
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "dialect": {"delimiter": ";", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
                    "schema": {
                        "fields": [
                            *(_field(column) for column in public_columns(request.user, report)),
                            *map(_extra_field, extra_columns(ListQuery(request, report=report), request)),
                        ],
                        "missingValues": [""],
                    },
                }
            ],
        }


def _extra_field(column: ExtraColumn) -> dict[str, Any]:
    label = str(column.label)
    field = {"name": label, "title": label, "key": column.key, "type": column.kind}
    if column.key in EXTRA_DESCRIPTIONS:
        field["description"] = str(EXTRA_DESCRIPTIONS[column.key])
    return {**field, "format": "uri"} if column.key == "url" else field


def _field(column: MeasureColumn) -> dict[str, Any]:
    label = str(column.label)
    field: dict[str, Any] = {"name": label, "title": label, "key": column.value, "type": "string"}
    if column is MeasureColumn.AS_OF:
        field |= {"type": "date", "format": "%d.%m.%Y"}
    if column in DESCRIPTIONS:
        field["description"] = str(DESCRIPTIONS[column])
    constraints: dict[str, Any] = {"required": True} if column in ALWAYS_FILLED else {}
    if column in WORDS:
        constraints["enum"] = [str(label) for label in WORDS[column].labels]
    return {**field, "constraints": constraints} if constraints else field
