"""One file on its way into one report: from its bytes to a plan, as often as needed."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import TextChoices

from catalog.models import Report, User
from catalog.plain_text import clean
from monitoring.choices import ImportKind
from monitoring.imports.answers import Answers
from monitoring.imports.contents import CONTENTS
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.planning.problems import Problem
from monitoring.imports.run import REPORT_IS_CLOSED, carry_out
from monitoring.models import KeptColumns, SpreadsheetImport
from monitoring.tables import (
    ColumnHeading,
    Limits,
    Listener,
    Sheet,
    Table,
    Workbook,
    find_table,
    pack,
    read_workbook,
    unpack,
)

SAMPLES = 5
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
        """A new job for a file, read at once, with its sheet as proposed. Not saved yet. Raises UnreadableFile."""
        return cls.receive(report, content, name, user, kind).read()

    @classmethod
    def receive(
        cls, report: Report, content: bytes, name: str, user: User | None = None, kind: str = ImportKind.MEASURES
    ) -> "ImportJob":
        """A new job for a file that still has to be read. Not saved yet."""
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
        """Read the file once and for all and propose a sheet; the listener hears of rows. Raises UnreadableFile."""
        stored = self.spreadsheet_import
        self.workbook = read_workbook(bytes(stored.content), stored.file_name, Limits.from_settings(), listener)
        stored.sheet = self.workbook.likely.name[:LONGEST_NAME]
        stored.rows = len(self.table.records)
        stored.workbook, stored.content = pack(self.workbook), b""
        return self

    @cached_property
    def workbook(self) -> Workbook:
        return unpack(bytes(self.spreadsheet_import.workbook))

    @property
    def sheet(self) -> Sheet:
        chosen = self.spreadsheet_import.sheet
        sheets = (sheet for sheet in self.workbook.sheets if sheet.name[:LONGEST_NAME] == chosen)
        return next(sheets, self.workbook.likely)

    def choose_sheet(self, name: str) -> None:
        """Another sheet than the one that was proposed."""
        self.spreadsheet_import.sheet = name[:LONGEST_NAME]
        self.__dict__.pop("table", None)

    @cached_property
    def table(self) -> Table:
        kept = self._kept_columns()
        return find_table(self.sheet, lambda text: bool(self.contents.meanings(text)) or text in kept)

    def samples(self, heading: ColumnHeading) -> list[str]:
        """The first different values below a heading."""
        values = dict.fromkeys(
            record.cells[heading.index].strip() for record in self.table.records if record.cells[heading.index].strip()
        )
        return list(values)[:SAMPLES]

    @property
    def columns(self) -> dict[int, Any]:
        """Which column holds what: as chosen, else as kept for the report, else as proposed."""
        chosen = self.spreadsheet_import.columns
        if chosen is not None:
            return {int(index): self.contents.columns(column) for index, column in chosen.items() if column}
        return self.proposed_columns()

    def _kept_columns(self) -> dict[str, str]:
        kept = self.report.kept_columns.filter(kind=self.spreadsheet_import.kind)
        return {one.heading: one.column for one in kept}

    @property
    def has_kept_columns(self) -> bool:
        """Whether an earlier file of the report has left something to propose."""
        return not {heading.text for heading in self.table.headings}.isdisjoint(self._kept_columns())

    def proposed_columns(self) -> dict[int, Any]:
        proposal = self.contents.propose([(heading.text, self._all_values(heading)) for heading in self.table.headings])
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

    def _all_values(self, heading: ColumnHeading) -> list[str]:
        return [text for record in self.table.records if (text := record.cells[heading.index].strip())]

    def choose_columns(self, columns: Mapping[int, TextChoices | None]) -> None:
        self.spreadsheet_import.columns = {
            str(index): column.value if column else "" for index, column in columns.items()
        }

    def keep_columns(self) -> None:
        """Remember the choice for the next file of this report."""
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
        """Rows of the file that are no measures, with the reason."""
        return [(remark.row, str(remark)) for remark in self.table.warnings]

    @property
    def remarks(self) -> list[Problem]:
        """What was noticed while the sheet was read: formulas without a result, quotes that are not doubled."""
        names = {heading.index: heading.name for heading in self.table.headings}
        return [
            Problem(remark.row, remark.message, names.get(-1 if remark.column is None else remark.column, ""))
            for remark in self.sheet.warnings
        ]

    def answer(self, answers: Answers) -> None:
        self.answers = answers
        self.spreadsheet_import.answers = answers.as_json()

    def plan(self) -> AnyPlan:
        """What the import would do now."""
        plan = self.contents.plan(self.report, self.table, self.columns, self.answers)
        if lacks := self.contents.lacks(self.columns):
            plan.findings.problems.append(Problem(0, lacks))
        if Report.objects.filter(pk=self.report.pk, is_closed=True).exists():
            plan.findings.problems.append(Problem(0, REPORT_IS_CLOSED))
        return plan

    def run(self, user: User | None = None) -> AnyPlan:
        """Write everything or nothing. Raises RefusedImportError, TakenImportError, BusyError."""
        return carry_out(self.spreadsheet_import, self.plan, self.contents.write, user)
