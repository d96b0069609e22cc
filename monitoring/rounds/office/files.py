"""The measures of an office as a file, filled in without a network, and read back on the same page.

The columns are those of our other tables, so that the import's own reading understands the file, whatever a clerk has
made of it. A cell that says what the table would say today says nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog.texts import codes
from monitoring.choices import MeasureColumn, RoundQuestion, Status
from monitoring.exports.office_formats import FORMATS
from monitoring.exports.resources import costs_of, kept, tidy
from monitoring.exports.tables import MeasureTable, language_of_files
from monitoring.imports.contents import Measures
from monitoring.imports.reading.file_tables import TableReader
from monitoring.imports.reading.rows import Grouping
from monitoring.imports.words.status_words import is_mark, known, suggestion
from monitoring.models import MonitoredMeasure
from monitoring.rounds.mails.staff_mails import tell_soon
from monitoring.rounds.office import answering
from monitoring.rounds.office.answer_forms import AnswerForm
from monitoring.rounds.office.asked import is_moved, load_asked
from monitoring.rounds.office.doors import Visit, by_link, by_login, keep_secret
from monitoring.tables import UnreadableFile, read_workbook
from monitoring.tables.text import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from monitoring.imports.reading.measure_row import MeasureRow
    from monitoring.rounds.office.asked import AskedMeasure
    from monitoring.tables import Table

    Refuse = Callable[[dict[int, Any], list[str]], HttpResponse]

C = MeasureColumn
NAMING = (C.CODE, C.PART, C.TITLE)
OF_QUESTION = {
    C.STATUS: RoundQuestion.STATUS,
    C.TEXT: RoundQuestion.TEXT,
    C.NEXT_STEPS: RoundQuestion.NEXT_STEPS,
    C.REASON: RoundQuestion.REASON,
    C.DUE: RoundQuestion.DEADLINE,
    C.COSTS: RoundQuestion.COSTS,
}
UNCHANGED = gettext_lazy("Unchanged (x)")
DUE_REASON = gettext_lazy("Reason for the new deadline")
NO_NAMES = gettext_lazy("No column names the measures by number or title. Fill in the file of this page.")
SALT = "monitoring.rounds.file"
HOURS = 12
FIELDS = {C.TEXT: "text", C.NEXT_STEPS: "next_steps", C.REASON: "reason", C.DUE: "due", C.COSTS: "costs"}


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
    with language_of_files():
        content = write(str(visit.request), *table_of(load_asked(visit.request)))
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
    if column is C.STATUS:
        word = typed.get("status", "")
        return str(Status(word).label) if word in Status.values else ""
    return typed.get(FIELDS[column], "") if column in FIELDS else ""


# What comes back


@dataclass(slots=True)
class Understood:
    """What a row of the file says about a measure: fields of its form, or that nothing has changed."""

    asked: AskedMeasure
    row: int
    fields: dict[str, str] = field(default_factory=dict)
    is_unchanged: bool = False
    problems: list[str] = field(default_factory=list)

    def lines(self) -> list[tuple[str, str, str]]:
        """Returns label, last text and new text of each field."""
        form = AnswerForm(self.asked)
        stored = self.asked.initial()
        found = []
        for name, text in self.fields.items():
            label = str(form.fields[name].label) if name in form.fields else name
            shown = str(Status(text).label) if name == "status" else text
            before = stored.get(name, "")
            found.append((label, str(Status(before).label) if name == "status" and before else before, shown))
        return found


@dataclass(slots=True)
class ReadFile:
    """All that a file says; `left_out` are rows of others, `same` the measures it says nothing new of."""

    understood: list[Understood] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # row, column, what is wrong
    same: list[AskedMeasure] = field(default_factory=list)


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


def read_file(content: bytes, name: str, asked: Sequence[AskedMeasure]) -> ReadFile:
    """Returns what a file says about the measures of an office. Raises UnreadableFile."""
    table = _reader().read(read_workbook(content, name))
    extras = {heading.index: text for heading in table.headings if (text := _extra(heading.text))}
    columns = {
        one.index: one.column
        for one in Measures().suggest(_without(table, extras), frozenset())
        if one.index not in extras
    }
    if not {C.CODE, C.TITLE} & set(columns.values()):
        raise UnreadableFile(NO_NAMES)
    by_key = {key: one for one in asked for key in _keys(one)}
    grouping = Grouping(table, columns)
    names = {column: heading.name for column, heading in grouping.headings.items()}
    found = ReadFile(problems=[(one.row, one.column, str(one.message)) for one in grouping.problems])
    records = {record.number: record for record in table.records}
    for row in grouping.rows:
        one = _measure_of(row, by_key)
        if one is None:
            if not row.is_elsewhere:
                found.left_out.append((row.number, f"{row.label} {row.cells.get(C.TITLE, '')}".strip()))
            continue
        record = records[row.number]
        own = {text: tidy(record.cells[index]) for index, text in extras.items()}
        _take(found, one, row, own, names)
    return found


def _reader() -> TableReader:
    contents = Measures()

    def is_heading(text: str) -> bool:
        return contents.is_heading(text) or bool(_extra(text))

    def propose(table: Table) -> dict[int, Any]:
        return {one.index: one.column for one in contents.suggest(table, frozenset())}

    def is_number(text: str) -> bool:
        return any(column == C.CODE for column in contents.meanings(text)[:1])

    return TableReader(is_heading, propose, contents.names, is_number)


def _extra(heading: str) -> str:
    """Returns "unchanged" or "due_reason" for the two columns that no other table of ours has, else ""."""
    with language_of_files():
        words = {folded(str(UNCHANGED)): "unchanged", folded(str(DUE_REASON)): "due_reason"}
    return words.get(folded(heading), "")


def _without(table: Table, extras: Mapping[int, str]) -> Table:
    """Returns the table as if it had no columns of our own, so that its headings say what the others hold."""
    return replace(table, headings=[heading for heading in table.headings if heading.index not in extras])


def _keys(one: AskedMeasure) -> Iterator[tuple[str, str]]:
    measure = one.measure
    own, whole = measure.code or f"({measure.order})", measure.parent
    yield (codes.normalise(whole.code or f"({whole.order})") if whole else "", codes.normalise(own))
    yield ("title", " ".join(measure.title.casefold().split()))


def _measure_of(row: MeasureRow, by_key: Mapping[tuple[str, str], AskedMeasure]) -> AskedMeasure | None:
    if row.code or row.order:
        return by_key.get((row.whole.key if row.whole else "", row.key))
    return by_key.get(("title", " ".join(row.cells.get(C.TITLE, "").casefold().split())))


def _take(
    found: ReadFile, one: AskedMeasure, row: MeasureRow, own: Mapping[str, str], names: Mapping[MeasureColumn, str]
) -> None:
    """Adds what a row says anew; a word for the status that nobody understands is a problem."""
    if not one.is_awaited:
        found.left_out.append((row.number, _("%(measure)s is submitted already.") % {"measure": one.measure}))
        return
    understood = Understood(one, row.number)
    if is_mark(own.get("unchanged", "")):
        if one.last_update is None:
            found.problems.append((row.number, str(UNCHANGED), _("There is no report yet that could be confirmed.")))
            return
        understood.is_unchanged = True
        found.understood.append(understood)
        return
    _take_status(found, understood, row, names)
    before = {**_last_texts(one), **one.stored()}
    for column, name in FIELDS.items():
        text = row.cells.get(column, "") if one.round.asks(OF_QUESTION[column]) else ""
        is_new = bool(text) and kept(column, text) != kept(column, before.get(name, ""))
        if is_new and (name != "due" or is_moved(one.measure, text)):
            understood.fields[name] = text
    if reason := own.get("due_reason", ""):
        understood.fields["due_reason"] = reason
    _check(found, understood, names)


def _take_status(found: ReadFile, understood: Understood, row: MeasureRow, names: Mapping[MeasureColumn, str]) -> None:
    word, one = row.cells.get(C.STATUS, ""), understood.asked
    if not word or not one.round.asks(RoundQuestion.STATUS):
        return
    guess = suggestion(word)
    status = known(word) or (guess.status if guess else None)
    if status is None:
        words = _("“%(word)s” is no status. Possible are: %(words)s")
        message = words % {"word": word, "words": ", ".join(str(status.label) for status in Status)}
        found.problems.append((row.number, names.get(C.STATUS, ""), message))
    elif status != (one.stored().get("status") or one.measure.status):
        understood.fields["status"] = status


def _last_texts(one: AskedMeasure) -> dict[str, str]:
    """Returns what the table says where nothing is typed."""
    told = one.last_text
    last = {name: getattr(told, name) for name in ("text", "next_steps", "reason")} if told else {}
    return {**last, "due": one.measure.due, "costs": str(costs_of(one.measure))}


def _check(found: ReadFile, understood: Understood, names: Mapping[MeasureColumn, str]) -> None:
    """Names what the form would refuse, by row and column, and keeps what it says all the same."""
    one = understood.asked
    if not understood.fields:
        found.same.append(one)
        return
    form = AnswerForm.filled(one, understood.fields)
    form.is_valid()
    headings = {FIELDS[column]: heading for column, heading in names.items() if column in FIELDS}
    for name, errors in form.errors.items():
        found.problems += [(understood.row, headings.get(name, str(name)), str(message)) for message in errors]
    found.understood.append(understood)
