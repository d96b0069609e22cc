"""One file on its way into one report: from its bytes to a plan, as often as needed."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Office, Report, User
from catalog.texts.plain_text import clean
from monitoring.choices import ImportKind, MeasureColumn
from monitoring.imports.answers import Answers
from monitoring.imports.columns.suggesting import ColumnSuggestion
from monitoring.imports.contents import CONTENTS
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.planning.findings import Question
from monitoring.imports.planning.problems import Problem
from monitoring.imports.reading.file_tables import TableReader
from monitoring.imports.run import REPORT_IS_CLOSED, carry_out
from monitoring.models import KeptColumns, SpreadsheetImport
from monitoring.tables import (
    ColumnHeading,
    Limits,
    Listener,
    Sheet,
    Table,
    UnreadableFile,
    Workbook,
    pack,
    read_workbook,
    unpack,
)

SAMPLES = 5
LONGEST_SHOWN = 100
NUMBER = MeasureColumn.CODE.value
LONGEST_NAME = 255  # of a file, a sheet or a heading, as the database keeps it


class ImportJob:
    """Reads, proposes and plans; writes only in `run`. Reading raises UnreadableFile."""

    def __init__(self, spreadsheet_import: SpreadsheetImport) -> None:
        self.spreadsheet_import = spreadsheet_import
        self.report: Report = spreadsheet_import.report
        self.contents = CONTENTS[spreadsheet_import.kind]
        self.answers = Answers.from_json(spreadsheet_import.answers)

    @classmethod
    def upload(
        cls, report: Report, content: bytes, name: str, user: User | None = None, kind: str = ImportKind.MEASURES
    ) -> "ImportJob":
        """Returns a new job for a file, read at once, with a sheet proposed. Not saved yet. Raises UnreadableFile."""
        return cls.receive(report, content, name, user, kind).read()

    @classmethod
    def receive(
        cls, report: Report, content: bytes, name: str, user: User | None = None, kind: str = ImportKind.MEASURES
    ) -> "ImportJob":
        """Returns a new job for a file that still has to be read. Not saved yet."""
        spreadsheet_import = SpreadsheetImport(
            report=report,
            kind=kind,
            file_name=clean(name).replace("\n", " ")[-LONGEST_NAME:],
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            created_by=user,
        )
        return cls(spreadsheet_import)

    def read(self, listener: Listener | None = None) -> "ImportJob":
        """Reads the file once and for all and propose a sheet; the listener hears of rows. Raises UnreadableFile."""
        stored = self.spreadsheet_import
        self.workbook = read_workbook(bytes(stored.content), stored.file_name, Limits.from_settings(), listener)
        stored.sheet = ""
        self._keep_answers()
        self._keep_rows()
        stored.rows = len(self.table.records)
        stored.workbook, stored.content = pack(self.workbook), b""
        return self

    def _keep_answers(self) -> None:
        """Decides about words as in the file before: a corrected file asks nothing again."""
        before = SpreadsheetImport.objects.filter(report=self.report_id, kind=self.spreadsheet_import.kind)
        last = before.exclude(answers={}).order_by("-pk").values_list("answers", flat=True).first()
        if last and not self.spreadsheet_import.answers:
            kept = Answers.from_json(last)
            self.answer(Answers(kept.offices, kept.sections, kept.statuses, kept.indicators, kept.questions))

    def _keep_rows(self) -> None:
        """Leaves out the same rows as in the file of the same name before, if it still has as many."""
        stored = self.spreadsheet_import
        before = SpreadsheetImport.objects.filter(report=self.report_id, kind=stored.kind, file_name=stored.file_name)
        last = before.exclude(answers={}).order_by("-pk").values_list("answers", "rows").first()
        kept = Answers.from_json(last[0]) if last else Answers()
        if last is None or kept.rows == self.answers.rows:
            return
        plain = self.answers
        self.answer(plain.with_rows_of(kept))
        try:
            fits = len(self.table.records) == last[1]
        except UnreadableFile:
            fits = False
        if not fits:
            self.answer(plain)

    @property
    def report_id(self) -> int:
        return self.spreadsheet_import.report_id

    @cached_property
    def workbook(self) -> Workbook:
        return unpack(bytes(self.spreadsheet_import.workbook))

    @property
    def sheet(self) -> Sheet:
        """Returns the sheet that was chosen, or the first that counts."""
        name = self.spreadsheet_import.sheet or self.table.sheet[:LONGEST_NAME]
        sheets = (sheet for sheet in self.workbook.sheets if sheet.name[:LONGEST_NAME] == name)
        return next(sheets, self.workbook.likely)

    def choose_sheet(self, name: str) -> None:
        """Takes one sheet instead of all that hold a table; "" for all."""
        self.spreadsheet_import.sheet = name[:LONGEST_NAME]
        self._forget_table()

    def _forget_table(self) -> None:
        for name in ("table", "suggestions"):
            self.__dict__.pop(name, None)

    @cached_property
    def table(self) -> Table:
        """Returns what all sheets hold, or the one that was chosen. Raises UnreadableFile."""
        chosen = self.spreadsheet_import.sheet
        sheet = next(
            (sheet.name for sheet in self.workbook.sheets if chosen and sheet.name[:LONGEST_NAME] == chosen), ""
        )
        return self._reader().read(self.workbook, sheet, self.answers.rows)

    def _reader(self) -> TableReader:
        kept = self._kept_columns()

        def is_heading(text: str) -> bool:
            return self.contents.is_heading(text) or text in kept

        def propose(table: Table) -> dict[int, Any]:
            return {one.index: one.column for one in self._suggest(table)}

        def is_number(text: str) -> bool:
            return any(column.value == NUMBER for column in self.contents.meanings(text)[:1])

        return TableReader(is_heading, propose, self.contents.names, is_number)

    def _suggest(self, table: Table) -> list[ColumnSuggestion]:
        return self.contents.suggest(table, self._office_names)

    @cached_property
    def _office_names(self) -> frozenset[str]:
        offices = Office.objects.filter(municipality=self.report.municipality_id)
        return frozenset(name.casefold() for one in offices for name in (one.name, one.abbreviation) if name)

    @cached_property
    def suggestions(self) -> dict[int, ColumnSuggestion]:
        """Returns what each column probably holds, by its index."""
        return {one.index: one for one in self._suggest(self.table)}

    @property
    def has_comments(self) -> bool:
        """Tells whether a cell has a comment; False where the sheet cannot be read."""
        with suppress(UnreadableFile):
            return any(record.comments for record in self.table.records)
        return False

    def samples(self, heading: ColumnHeading) -> list[str]:
        """Returns the first different values below a heading."""
        values = dict.fromkeys(
            record.cells[heading.index].strip() for record in self.table.records if record.cells[heading.index].strip()
        )
        return list(values)[:SAMPLES]

    @property
    def columns(self) -> dict[int, Any]:
        """Returns which column holds what: as chosen, else as kept for the report, else as proposed."""
        chosen = self.spreadsheet_import.columns
        if chosen is not None:
            return {int(index): self.contents.columns(column) for index, column in chosen.items() if column}
        return self.proposed_columns()

    def _kept_columns(self) -> dict[str, str]:
        kept = self.report.kept_columns.filter(kind=self.spreadsheet_import.kind)
        return {one.heading: one.column for one in kept}

    @property
    def has_kept_columns(self) -> bool:
        """Tells whether an earlier file of the report has left something to propose."""
        return not {heading.text for heading in self.table.headings}.isdisjoint(self._kept_columns())

    def proposed_columns(self) -> dict[int, Any]:
        proposal = {index: one.column for index, one in self.suggestions.items()}
        kept = self._kept_columns()
        texts = [heading.text for heading in self.table.headings]
        for heading in self.table.headings:
            if heading.text in kept and texts.count(heading.text) == 1:
                proposal.pop(heading.index, None)
                if kept[heading.text]:
                    column = self.contents.columns(kept[heading.text])
                    if column not in self.contents.repeatable:
                        proposal = {i: c for i, c in proposal.items() if c is not column}
                    proposal[heading.index] = column
        return proposal

    def choose_columns(self, columns: Mapping[int, TextChoices | None]) -> None:
        self.spreadsheet_import.columns = {
            str(index): column.value if column else "" for index, column in columns.items()
        }

    def keep_columns(self) -> None:
        """Remembers the choice for the next file of this report."""
        for heading in self.table.headings:
            column = self.columns.get(heading.index)
            KeptColumns.objects.update_or_create(
                report=self.report,
                kind=self.spreadsheet_import.kind,
                heading=heading.text[:LONGEST_NAME],
                defaults={"column": column.value if column else ""},
            )

    @property
    def unmapped(self) -> list[ColumnHeading]:
        return [heading for heading in self.table.headings if heading.index not in self.columns]

    @property
    def skipped(self) -> list[tuple[int, str]]:
        """Returns rows of the file that are no measures, with the reason."""
        return [(one.row, f"{one.sheet}: {one.message}" if one.sheet else one.message) for one in self.table.left_out]

    @property
    def remarks(self) -> list[Problem]:
        """Returns what was noticed while the sheet was read: formulas without a result, quotes that are not doubled."""
        names = {heading.index: heading.name for heading in self.table.headings}
        remarks = [
            Problem(remark.row, remark.message, names.get(-1 if remark.column is None else remark.column, ""))
            for remark in self.sheet.warnings
        ]
        columns = (Problem(0, message) for message in self._columns_left_out())
        return [*remarks, *columns, *(Problem(0, message) for message in self._not_read())]

    def _columns_left_out(self) -> Iterator[str]:
        """Names each column with something in it of which nothing is imported."""
        for heading in self.unmapped:
            if samples := self.samples(heading):
                words = _("The column “%(column)s” is not imported: %(samples)s")
                if heading.is_hidden:
                    words = _("The column “%(column)s” is hidden in the file and is not imported: %(samples)s")
                yield words % {"column": heading.name, "samples": " · ".join(samples)[:LONGEST_SHOWN]}

    def _not_read(self) -> list[str | Promise]:
        """Returns what lies on a sheet and is no text of a cell."""
        messages: list[str | Promise] = []
        if pictures := sum(sheet.pictures for sheet in self.workbook.sheets):
            words = ngettext("%(number)s picture is not read.", "%(number)s pictures are not read.", pictures)
            messages.append(words % {"number": pictures})
        boxes = [text for sheet in self.workbook.sheets for text in sheet.boxes]
        messages += [_("A text box is not read: “%(text)s”") % {"text": text[:LONGEST_SHOWN]} for text in boxes]
        return messages

    def answer(self, answers: Answers) -> None:
        if answers.rows != self.answers.rows:
            self._forget_table()
        self.answers = answers
        self.spreadsheet_import.answers = answers.as_json()

    def plan(self) -> AnyPlan:
        """Returns what the import would do now."""
        plan = self.contents.plan(self.report, self.table, self.columns, self.answers)
        if lacks := self.contents.lacks(self.columns):
            plan.findings.obstacles.append(Problem(0, lacks))
        if Report.objects.filter(pk=self.report.pk, is_closed=True).exists():
            plan.findings.obstacles.append(Problem(0, REPORT_IS_CLOSED))
        self._ask_about_headings(plan)
        return plan

    def _ask_about_headings(self, plan: AnyPlan) -> None:
        """Tells whether the row that was taken for headings is one, where none of them is known."""
        if self.table.is_guessed and self.spreadsheet_import.columns is None and self.answers.header_row is None:
            text = _("No heading is known; row %(row)s was taken for the headings. Say in which row they stand.")
            row = self.table.header_row
            choices: dict[str, str | Promise] = {str(row): _("Row %(row)s holds the headings.") % {"row": row}}
            plan.findings.ask(Question("header_row", text % {"row": row}, choices, str(row)))

    def run(self, user: User | None = None) -> AnyPlan:
        """Writes everything or nothing. Raises RefusedImportError, TakenImportError, BusyError."""
        return carry_out(self.spreadsheet_import, self.plan, self.contents.write, user)
