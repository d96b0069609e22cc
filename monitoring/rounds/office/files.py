"""The measures of an office as a file, filled in without a network, and read back on the same page.

The columns are those of our other tables, so that the import's own reading understands the file, whatever a clerk has
made of it. A cell that says what the table would say today says nothing new. Milestones and values of indicators are
tables of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.choices import MeasureColumn, Status
from monitoring.exports.office_formats import FORMATS
from monitoring.exports.tables import MeasureTable, language_of_files
from monitoring.models import MonitoredMeasure
from monitoring.rounds.mails.staff_mails import tell_soon
from monitoring.rounds.office import answering
from monitoring.rounds.office.answer_forms import AnswerForm
from monitoring.rounds.office.asked import load_asked
from monitoring.rounds.office.doors import Visit, by_link, by_login, keep_secret
from monitoring.rounds.office.file_reading import DUE_REASON, FIELDS, NAMING, OF_QUESTION, UNCHANGED, read_file
from monitoring.rounds.office.file_rows import further_tables
from monitoring.tables import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest

    from monitoring.rounds.office.asked import AskedMeasure

    Refuse = Callable[[dict[int, Any], list[str]], HttpResponse]

SALT = "monitoring.rounds.file"
HOURS = 12


# Downloads


@require_safe
def office_file(http: HttpRequest, token: str, ending: str) -> HttpResponse:
    return keep_secret(_file(by_link(http, token), ending))


@require_safe
def office_file_of_request(http: HttpRequest, pk: int, ending: str) -> HttpResponse:
    return keep_secret(_file(by_login(http, pk), ending))


def _file(visit: Visit | HttpResponse, ending: str) -> HttpResponse:
    if isinstance(visit, HttpResponse):
        return visit
    if ending not in FORMATS:
        raise Http404
    content_type, write = FORMATS[ending]
    asked = load_asked(visit.request)
    with language_of_files():
        content = write(str(visit.request), *table_of(asked), further_tables(asked))
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="massnahmen-{visit.request.office.slug}.{ending}"'
    return response


def columns_of(asked: Sequence[AskedMeasure]) -> list[MeasureColumn]:
    asks = asked[0].round.asks if asked else bool
    return [*NAMING, *(column for column, question in OF_QUESTION.items() if asks(question))]


def table_of(asked: Sequence[AskedMeasure]) -> tuple[list[str], list[list[str]]]:
    """Returns headings and rows: what was reported last, over it what is typed already, and two columns of our own."""
    columns = columns_of(asked)
    by_measure = {one.measure.pk: one for one in asked}
    table = MeasureTable(MonitoredMeasure.objects.filter(pk__in=by_measure).select_related("report"), columns)
    with language_of_files():
        headings = [str(column.label) for column in columns]
        rows: list[list[str]] = []
        for measure in table.measures:
            one = by_measure[measure.pk]
            typed = one.stored()
            cells = [_typed_cell(typed, column) or table.resource.says(measure, column) for column in columns]
            rows.append([*cells, typed.get("due_reason", ""), ""])
        return [*headings, str(DUE_REASON), str(UNCHANGED)], rows


def _typed_cell(typed: Mapping[str, str], column: MeasureColumn) -> str:
    if column is MeasureColumn.STATUS:
        word = typed.get("status", "")
        return str(Status(word).label) if word in Status.values else ""
    return typed.get(FIELDS[column], "") if column in FIELDS else ""


# What comes back


def preview(visit: Visit, asked: list[AskedMeasure], refuse: Refuse) -> HttpResponse:
    """Answers an uploaded file with what it says; what is to be taken over travels in the page, signed."""
    file = visit.http.FILES.get("file")
    if file is None:
        return refuse({}, [_("Choose a file first.")])
    try:
        read = read_file(file.read(), file.name or "", asked)
    except UnreadableFile as error:
        return refuse({}, [_("The file cannot be read."), str(error)])
    kept_fields = {
        str(one.asked.answer.pk): [one.asked.answer.version, one.fields, one.is_unchanged] for one in read.understood
    }
    context = {
        "visit": visit,
        "round": visit.request.round,
        "municipality": visit.request.round.municipality,
        "request_of_office": visit.request,
        "read": read,
        "file_name": file.name,
        "payload": signing.dumps([visit.request.pk, kept_fields], salt=SALT, compress=True),
    }
    return render(visit.http, "rounds/office_file.html", context)


@transaction.atomic
def take_over(visit: Visit, asked: Mapping[int, AskedMeasure]) -> int:
    """Saves what a preview has shown as typed answers; returns their number. Crosses for “unchanged” are submitted.

    Raises ChangedMeanwhileError if somebody has saved one of these answers since the preview; nothing is written then.
    """
    try:
        payload = visit.http.POST.get("payload", "")
        pk, found = signing.loads(payload, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return 0
    if pk != visit.request.pk:
        return 0
    number = 0
    for key, (version, fields, is_unchanged) in found.items():
        one = asked.get(int(key))
        if one is None or not one.is_awaited:
            continue
        answer, by = one.answer, visit.writer
        if is_unchanged:
            answering.confirm_unchanged(visit.request, answer.pk, version, by, one.stored())
        else:
            form = AnswerForm.filled(one, fields)
            form.is_valid()
            answering.save_typed(visit.request, answer.pk, version, form.typed(), by)
        number += 1
    if any(is_unchanged for _version, _fields, is_unchanged in found.values()):
        tell_soon(visit.request.round)
    return number
