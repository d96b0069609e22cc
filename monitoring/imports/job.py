"""One file on its way into one report: from its bytes to a plan, as often as needed."""

import hashlib
from collections.abc import Mapping
from functools import cached_property

from catalog.models import Report, User
from monitoring.headings import MeasureColumn, is_heading, propose
from monitoring.imports.answers import Answers
from monitoring.imports.plan import Plan
from monitoring.imports.rows import Grouping
from monitoring.imports.run import carry_out
from monitoring.imports.words import words_of
from monitoring.models import KeptColumns, SpreadsheetImport, Status
from monitoring.tables import Heading, Limits, Sheet, Table, Workbook, find_table, read_workbook
from monitoring.tables.text import clean

SAMPLES = 5
LONGEST_NAME = 255  # of a file, a sheet or a heading, as the database keeps it


class ImportJob:
    """Reads, proposes and plans; writes only in `run`. Reading raises UnreadableFile."""

    def __init__(self, spreadsheet_import: SpreadsheetImport) -> None:
        self.spreadsheet_import = spreadsheet_import
        self.report: Report = spreadsheet_import.report
        self.answers = Answers.from_json(spreadsheet_import.answers)

    @classmethod
    def upload(cls, report: Report, content: bytes, name: str, user: User | None = None) -> "ImportJob":
        """A new job for a file, with sheet and columns as proposed. Not saved yet."""
        spreadsheet_import = SpreadsheetImport(
            report=report,
            file_name=clean(name).replace("\n", " ")[-LONGEST_NAME:],
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            created_by=user,
        )
        job = cls(spreadsheet_import)
        spreadsheet_import.sheet = job.workbook.likely.name[:LONGEST_NAME]
        return job

    @cached_property
    def workbook(self) -> Workbook:
        return read_workbook(
            bytes(self.spreadsheet_import.content), self.spreadsheet_import.file_name, Limits.from_settings()
        )

    @property
    def sheet(self) -> Sheet:
        chosen = self.spreadsheet_import.sheet
        sheets = (sheet for sheet in self.workbook.sheets if sheet.name[:LONGEST_NAME] == chosen)
        return next(sheets, self.workbook.likely)

    @cached_property
    def table(self) -> Table:
        kept = {kept.heading for kept in self.report.kept_columns.all()}
        return find_table(self.sheet, lambda text: is_heading(text) or text in kept)

    def samples(self, heading: Heading) -> list[str]:
        """The first different values below a heading."""
        values = dict.fromkeys(
            record.cells[heading.index].strip() for record in self.table.records if record.cells[heading.index].strip()
        )
        return list(values)[:SAMPLES]

    @property
    def columns(self) -> dict[int, MeasureColumn]:
        """Which column holds what: as chosen, else as kept for the report, else as proposed."""
        chosen = self.spreadsheet_import.columns
        if chosen is not None:
            return {int(index): MeasureColumn(column) for index, column in chosen.items() if column}
        return self.proposed_columns()

    def proposed_columns(self) -> dict[int, MeasureColumn]:
        words = words_of(Status)
        headings = [(heading.text, self._all_values(heading)) for heading in self.table.headings]
        proposal = propose(headings, words)
        kept = {kept.heading: kept.column for kept in self.report.kept_columns.all()}
        texts = [heading.text for heading in self.table.headings]
        for heading in self.table.headings:
            if heading.text in kept and texts.count(heading.text) == 1:
                proposal.pop(heading.index, None)
                if kept[heading.text]:
                    proposal = {i: c for i, c in proposal.items() if c != kept[heading.text]}
                    proposal[heading.index] = MeasureColumn(kept[heading.text])
        return proposal

    def _all_values(self, heading: Heading) -> list[str]:
        return [text for record in self.table.records if (text := record.cells[heading.index].strip())]

    def choose_columns(self, columns: Mapping[int, MeasureColumn | None]) -> None:
        self.spreadsheet_import.columns = {
            str(index): column.value if column else "" for index, column in columns.items()
        }

    def keep_columns(self) -> None:
        """Remember the choice for the next file of this report."""
        for heading in self.table.headings:
            column = self.columns.get(heading.index)
            KeptColumns.objects.update_or_create(
                report=self.report,
                heading=heading.text[:LONGEST_NAME],
                defaults={"column": column.value if column else ""},
            )

    @property
    def unmapped(self) -> list[Heading]:
        return [heading for heading in self.table.headings if heading.index not in self.columns]

    @property
    def skipped(self) -> list[tuple[int, str]]:
        """Rows of the file that are no measures, with the reason."""
        return [(remark.row, str(remark)) for remark in self.table.warnings]

    def answer(self, answers: Answers) -> None:
        self.answers = answers
        self.spreadsheet_import.answers = answers.as_json()

    def plan(self) -> Plan:
        """What the import would do now."""
        grouping = Grouping(self.table, self.columns, self.sheet.warnings)
        return Plan(self.report, grouping, self.answers, self.table.as_of)

    def run(self, user: User | None = None) -> Plan:
        """Write everything or nothing. Raises RefusedImportError."""
        return carry_out(self.spreadsheet_import, self.plan, user)
