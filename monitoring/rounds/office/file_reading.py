"""Reads the file of an office back: what each row says anew, and what cannot be understood, by its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.texts.codes import joined
from monitoring.choices import MeasureColumn, RoundQuestion, Status
from monitoring.exports.resources import costs_of, kept, tidy
from monitoring.exports.tables import language_of_files
from monitoring.imports.contents import Measures
from monitoring.imports.reading.file_tables import TableReader
from monitoring.imports.reading.rows import Grouping
from monitoring.imports.words.status_words import is_mark, known, suggestion
from monitoring.rounds.office.answer_forms import AnswerForm
from monitoring.rounds.office.asked import is_moved
from monitoring.rounds.office.file_rows import Whose, read_rows, several_words, taken_apart
from monitoring.tables import UnreadableFile, read_workbook
from monitoring.tables.text import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitoring.imports.reading.measure_row import MeasureRow
    from monitoring.rounds.office.asked import AskedMeasure
    from monitoring.rounds.office.file_rows import FoundTable
    from monitoring.tables import Table, Workbook

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
FIELDS = {C.TEXT: "text", C.NEXT_STEPS: "next_steps", C.REASON: "reason", C.DUE: "due", C.COSTS: "costs"}
UNCHANGED = gettext_lazy("Unchanged (x)")
DUE_REASON = gettext_lazy("Reason for the new deadline")
NO_NAMES = gettext_lazy("No column names the measures by number or title. Fill in the file of this page.")


@dataclass(slots=True)
class Understood:
    """What a file says about a measure: fields of its form and the cells they come from, or that all is unchanged."""

    asked: AskedMeasure
    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    place: str = ""  # of its row
    crossed: str = ""  # the cell that says “unchanged”

    @property
    def is_unchanged(self) -> bool:
        """Tells whether it only says so: what is new beside a cross counts more."""
        return bool(self.crossed) and not self.fields

    def lines(self) -> list[tuple[str, str, str]]:
        """Returns label, last text and new text of each field."""
        form = AnswerForm(self.asked)
        stored = self.asked.initial()
        labels = dict(self._labels())
        found = []
        for name, text in self.fields.items():
            own = str(form.fields[name].label) if name in form.fields else name
            label = f"{labels[name]}: {own}" if name in labels else own
            shown = str(Status(text).label) if name == "status" and text in Status.values else text
            before = stored.get(name, "")
            found.append((label, str(Status(before).label) if name == "status" and before else before, shown))
        return found

    def _labels(self) -> list[tuple[str, str]]:
        """Returns what each field of a milestone or value is about."""
        rows = [(f"m{one.pk}", one.title) for one in self.asked.milestones]
        rows += [(f"v{one.pk}", one.name) for one in self.asked.indicators]
        return [(name, title) for prefix, title in rows for name in self.fields if name.startswith(f"{prefix}-")]


@dataclass(slots=True)
class ReadFile:
    """All that a file says, with the places of cells; `left_out` are rows of others, `same` says nothing new."""

    by_answer: dict[int, Understood] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # place, what stands there
    problems: list[tuple[str, str]] = field(default_factory=list)  # place, what is wrong

    @property
    def understood(self) -> list[Understood]:
        return [one for one in self.by_answer.values() if one.fields or one.crossed]

    @property
    def same(self) -> list[AskedMeasure]:
        return [one.asked for one in self.by_answer.values() if not (one.fields or one.crossed)]

    def about(self, asked: AskedMeasure) -> Understood:
        return self.by_answer.setdefault(asked.answer.pk, Understood(asked))


def read_file(content: bytes, name: str, asked: Sequence[AskedMeasure]) -> ReadFile:
    """Returns what a file says about the measures of an office. Raises UnreadableFile."""
    workbook, further = taken_apart(read_workbook(content, name))
    found, whose = ReadFile(), Whose(asked)
    if workbook.sheets:
        MeasureRows(
            workbook, whose, found, names_sheet=bool(further) and workbook.format in {"xlsx", "xlsb", "xls", "ods"}
        ).read()
    _take_rows(further, whose, found)
    for one in found.understood:
        _check(found, one)
    return found


def _take_rows(further: Sequence[FoundTable], whose: Whose, found: ReadFile) -> None:
    """Adds what the tables of milestones and values say; rows of answers that are submitted are left out."""
    read = read_rows(further, whose)
    found.left_out += read.left_out
    found.problems += read.problems
    for one in read.seen:
        if one.is_awaited:
            found.about(one)
    for news in read.news:
        if not news.asked.is_awaited:
            place = next(iter(news.places.values()))
            found.left_out.append((place, _("%(measure)s is submitted already.") % {"measure": news.asked.measure}))
            continue
        about = found.about(news.asked)
        about.fields |= news.fields
        about.places |= news.places


class MeasureRows:
    """The table of the measures in a file, read row by row into `found`."""

    def __init__(self, workbook: Workbook, whose: Whose, found: ReadFile, *, names_sheet: bool) -> None:
        table = _reader().read(workbook)
        self.extras = {heading.index: text for heading in table.headings if (text := _extra(heading.text))}
        suggested = Measures().suggest(_without(table, self.extras), frozenset())
        columns = {one.index: one.column for one in suggested if one.index not in self.extras}
        if not {C.CODE, C.TITLE} & set(columns.values()):
            raise UnreadableFile(NO_NAMES)
        self.grouping = Grouping(table, columns)
        self.names: dict[Any, str] = {column: heading.name for column, heading in self.grouping.headings.items()}
        self.names |= {own: heading.name for heading in table.headings if (own := self.extras.get(heading.index))}
        self.records = {(record.sheet, record.number): record for record in table.records}
        self.sheet = table.sheet if names_sheet else ""
        self.whose, self.found = whose, found

    def read(self) -> None:
        for one in self.grouping.problems:
            self.found.problems.append((self._place(one.row, "", one.column), str(one.message)))
        for row in self.grouping.rows:
            if not row.is_elsewhere:
                self._read(row)

    def _place(self, number: int, sheet: str = "", column: str = "") -> str:
        """Returns how messages name a row or a cell."""
        sheet = sheet or self.sheet
        words = _("Sheet “%(name)s”, row %(row)s") if sheet else _("Row %(row)s")
        place = words % {"name": sheet, "row": number}
        return _("%(place)s, column %(column)s") % {"place": place, "column": column} if column else place

    def _read(self, row: MeasureRow) -> None:
        place, title = self._place(row.number, row.sheet), row.cells.get(C.TITLE, "")
        code = _code(row)
        named = self.whose.of(code, title)
        if len(named) > 1:
            self.found.problems.append((place, several_words(code)))
        elif not named:
            self.found.left_out.append((place, f"{row.label} {title}".strip()))
        elif not named[0].is_awaited:
            words = _("%(measure)s is submitted already.") % {"measure": named[0].measure}
            self.found.left_out.append((place, words))
        else:
            record = self.records.get((row.sheet, row.number))
            own = {text: tidy(record.cells[index]) for index, text in self.extras.items()} if record else {}
            self._take(named[0], row, own)

    def _take(self, one: AskedMeasure, row: MeasureRow, own: Mapping[str, str]) -> None:
        """Adds what a row says anew; a word for the status that nobody understands is a problem."""
        about = self.found.about(one)
        about.place = self._place(row.number, row.sheet)
        if is_mark(own.get("unchanged", "")):
            self._cross(about, row)
        self._take_status(about, row)
        before = {**_last_texts(one), **one.stored()}
        for column, name in FIELDS.items():
            text = row.cells.get(column, "") if one.round.asks(OF_QUESTION[column]) else ""
            is_new = bool(text) and kept(column, text) != kept(column, before.get(name, ""))
            if is_new and (name != "due" or is_moved(one.measure, text)):
                self._say(about, row, name, text, column)
        reason = own.get("due_reason", "")
        if reason and reason != before.get("due_reason", "") and one.round.asks(RoundQuestion.DEADLINE):
            self._say(about, row, "due_reason", reason, "due_reason")

    def _say(self, about: Understood, row: MeasureRow, name: str, text: str, column: Any) -> None:
        about.fields[name] = text
        about.places[name] = self._place(row.number, row.sheet, self.names.get(column, ""))

    def _cross(self, about: Understood, row: MeasureRow) -> None:
        place = self._place(row.number, row.sheet, self.names.get("unchanged", str(UNCHANGED)))
        if about.asked.last_update is None:
            self.found.problems.append((place, _("There is no report yet that could be confirmed.")))
        else:
            about.crossed = place

    def _take_status(self, about: Understood, row: MeasureRow) -> None:
        word, one = row.cells.get(C.STATUS, ""), about.asked
        if not word or not one.round.asks(RoundQuestion.STATUS):
            return
        guess = suggestion(word)
        status = known(word) or (guess.status if guess else None)
        if status is None:
            words = _("“%(word)s” is no status. Possible are: %(words)s")
            message = words % {"word": word, "words": ", ".join(str(status.label) for status in Status)}
            self.found.problems.append((self._place(row.number, row.sheet, self.names.get(C.STATUS, "")), message))
        elif status != (one.stored().get("status") or one.measure.status):
            self._say(about, row, "status", status.value, C.STATUS)


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


def _code(row: MeasureRow) -> str:
    """Returns the number that a row names, with that of its whole; "" where it has only a title."""
    own = row.code or (f"({row.order})" if row.order else "")
    if not own or row.whole is None:
        return own
    return joined(row.whole.code or f"({row.whole.order})", own)


def _last_texts(one: AskedMeasure) -> dict[str, str]:
    """Returns what the table says where nothing is typed."""
    told = one.last_text
    last = {name: getattr(told, name) for name in ("text", "next_steps", "reason")} if told else {}
    return {**last, "due": one.measure.due, "costs": str(costs_of(one.measure))}


def _check(found: ReadFile, understood: Understood) -> None:
    """Names what the form would refuse, by its cell, and keeps what it says all the same."""
    if understood.is_unchanged:
        return
    if understood.crossed:
        words = _("Something new stands beside the cross. The new is taken over, not the cross.")
        found.problems.append((understood.crossed, words))
    form = AnswerForm.filled(understood.asked, understood.fields)
    form.is_valid()
    for name, errors in form.errors.items():
        place = understood.places.get(name) or understood.place
        found.problems += [(place, str(message)) for message in errors]
