"""Imports a table of measures from the command line: all of it, or nothing."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from catalog import deadlines
from catalog.locking.row_locks import BusyError
from catalog.models import Office, Report, User
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from monitoring.choices import ImportKind, Status
from monitoring.exports.headings import normalise
from monitoring.imports.answers import CREATE, LEAVE, SPLIT, Answers, row_numbers
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.planning.entry import EntryKind
from monitoring.imports.planning.findings import Question
from monitoring.imports.planning.offices import OfficeBook, fold
from monitoring.imports.planning.problems import Problem
from monitoring.imports.reading.choice_labels import words_of
from monitoring.imports.run import REPORT_IS_CLOSED, RefusedImportError
from monitoring.models import SpreadsheetImport
from monitoring.tables import ColumnHeading, Limits, UnreadableFile


class Command(BaseCommand):
    help = "Import a table of measures (CSV, XLSX or DOCX) into a report. Exit code 1: refused, nothing written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--report", required=True, metavar="CITY/REPORT", help="such as heidelberg/soziale-lage-2018"
        )
        parser.add_argument(
            "--kind", choices=ImportKind.values, default=ImportKind.MEASURES, help="what the file holds"
        )
        parser.add_argument("--sheet", default="", help="name of the sheet; by default all that hold measures")
        parser.add_argument("--header-row", type=int, metavar="ROW", help="row of the sheet that holds the headings")
        parser.add_argument(
            "--skip-rows", default="", metavar="ROWS", help="rows that are no measures, such as 7,12-15"
        )
        parser.add_argument(
            "--take-rows", default="", metavar="ROWS", help="hidden or struck rows to be taken all the same"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADING=FIELD",
            dest="mappings",
            help="what a column holds; it is named by its heading or, of two alike, by its letter",
        )
        parser.add_argument("--as-of", metavar="DATE", help="day the status describes; by default what the file says")
        parser.add_argument("--create-offices", action="store_true", help="create offices nobody knows yet")
        parser.add_argument("--create-indicators", action="store_true", help="create indicators nobody knows yet")
        parser.add_argument("--status", action="append", default=[], metavar="WORD=STATUS", dest="statuses")
        parser.add_argument(
            "--accept-suggestions", action="store_true", help="take every suggestion; rows with problems are left out"
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="QUESTION=ANSWER",
            dest="questions",
            help="answer a question that the command has asked",
        )
        parser.add_argument(
            "--office",
            action="append",
            default=[],
            metavar="NAME=OFFICE",
            dest="offices",
            help="which office a name means: one of the municipality, or create, leave or split",
        )
        parser.add_argument(
            "--leave-out-rows", default="", metavar="ROWS", help="rows to be left out if they have a problem"
        )
        parser.add_argument("--no-comments", action="store_true", help="leave out comments on cells")
        parser.add_argument("--publish", action="store_true", help="publish new measures instead of keeping drafts")
        parser.add_argument("--user", default="", metavar="NAME", help="whose import it is; needs the right to import")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._report(options["report"])
            self._user = self._person(options["user"], report)
            job = self._job(report, options["file"], options["kind"])
            self._choose_sheet(job, options["sheet"])
            job.answer(self._answers(options, job))
            self._choose_columns(job, options["mappings"])
            plan, written = self._plan(job, dry_run=options["dry_run"])
        except (CommandError, UnreadableFile) as error:
            if not options["json"]:
                raise CommandError(str(error)) from error
            self._print_json({**NOTHING, "errors": [Problem(0, str(error)).as_json()]})
            raise SystemExit(1) from error
        if options["json"]:
            self._print_json(as_json(job, plan, written=written))
        else:
            self._say(job, plan, written=written)
        if not (written or (options["dry_run"] and plan.is_ready)):
            raise SystemExit(1)

    def _report(self, path: str) -> Report:
        city, _slash, slug = path.partition("/")
        try:
            report = Report.objects.select_related("municipality").get(municipality__slug=city, slug=slug)
        except Report.DoesNotExist:
            raise CommandError(_("There is no report “%(path)s”. Write CITY/REPORT.") % {"path": path}) from None
        if report.is_closed:
            raise CommandError(REPORT_IS_CLOSED)
        return report

    def _person(self, name: str, report: Report) -> User | None:
        """Returns the person whose policy applies to this report, or None."""
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active person called “%(name)s”.") % {"name": name})
        if not can(user, Action.ADD, SpreadsheetImport, at=report):
            message = _("“%(name)s” may not import into reports of %(municipality)s.")
            raise CommandError(message % {"name": name, "municipality": report.municipality})
        return user

    def _job(self, report: Report, path: Path, kind: str) -> ImportJob:
        try:
            with path.open("rb") as file:
                content = file.read(Limits.from_settings().bytes + 1)
        except OSError as error:
            raise CommandError(_("The file cannot be read: %(reason)s") % {"reason": error.strerror}) from error
        return ImportJob.upload(report, content, path.name, self._user, kind)

    def _choose_sheet(self, job: ImportJob, name: str) -> None:
        if name:
            names = [sheet.name for sheet in job.workbook.sheets]
            if name not in names:
                raise CommandError(
                    _("There is no sheet “%(name)s”. There are: %(names)s") % {"name": name, "names": ", ".join(names)}
                )
            job.choose_sheet(name)

    def _choose_columns(self, job: ImportJob, mappings: list[str]) -> None:
        if not mappings:
            return
        columns: dict[int, TextChoices | None] = dict(job.proposed_columns())
        for mapping in mappings:
            name, _equals, field = mapping.rpartition("=")
            heading = self._heading(job, name)
            column = self._column(job, field)
            if column not in job.contents.repeatable:
                columns = {index: c for index, c in columns.items() if column is None or c is not column}
            columns[heading.index] = column
        job.choose_columns(columns)

    def _heading(self, job: ImportJob, name: str) -> ColumnHeading:
        headings = job.table.headings
        if found := [heading for heading in headings if name in {heading.letter, heading.name}]:
            return found[0]
        found = [heading for heading in headings if heading.text and normalise(heading.text) == normalise(name)]
        if not found:
            raise CommandError(_("There is no column “%(heading)s”.") % {"heading": name})
        if len(found) > 1:
            letters = ", ".join(heading.letter for heading in found)
            message = _("Several columns are called “%(heading)s”. Name one by its letter: %(letters)s.")
            raise CommandError(message % {"heading": name, "letters": letters})
        return found[0]

    def _column(self, job: ImportJob, name: str) -> TextChoices | None:
        if not name:
            return None
        if name in job.contents.columns.values:
            return job.contents.columns(name)
        if found := job.contents.meanings(name):
            return found[0]
        raise CommandError(
            _("There is no field “%(name)s”. Fields are: %(names)s")
            % {"name": name, "names": ", ".join(job.contents.columns.values)}
        )

    def _answers(self, options: dict[str, Any], job: ImportJob) -> Answers:
        before = job.answers
        statuses = dict(before.statuses)
        for mapping in options["statuses"]:
            word, _equals, status = mapping.rpartition("=")
            value = words_of(Status).get(status.casefold())
            if value is None:
                raise CommandError(
                    _("There is no status “%(name)s”. There are: %(names)s")
                    % {"name": status, "names": ", ".join(Status.values)}
                )
            statuses[fold(word)] = value
        return replace(
            before,
            statuses=statuses,
            offices=before.offices | self._offices(options["offices"], job.report),
            left_out_rows=rows_of(options["leave_out_rows"]),
            takes_comments=not options["no_comments"],
            questions=before.questions | dict(answer.rpartition("=")[::2] for answer in options["questions"]),
            as_of=self._day(options["as_of"]),
            as_drafts=not options["publish"],
            create_offices=options["create_offices"],
            create_indicators=options["create_indicators"],
            accepts=options["accept_suggestions"],
            leaves_out_wrong=options["accept_suggestions"],
            header_row=options["header_row"],
            skipped_rows=rows_of(options["skip_rows"]),
            rows_brought_in=rows_of(options["take_rows"]),
        )

    def _offices(self, mappings: list[str], report: Report) -> dict[str, str]:
        """Returns the answers about names of offices. Raises CommandError."""
        book = OfficeBook(Office.objects.filter(municipality=report.municipality_id))
        answers: dict[str, str] = {}
        for mapping in mappings:
            name, _equals, meant = mapping.rpartition("=")
            office = book.find(meant)
            if office is None and meant not in {CREATE, LEAVE, SPLIT}:
                raise CommandError(_("There is no office “%(name)s”.") % {"name": meant})
            answers[fold(name)] = str(office.pk) if office else meant
        return answers

    def _day(self, text: str | None) -> date | None:
        if not text:
            return None
        try:
            return deadlines.read(text).last
        except deadlines.UnreadableDeadlineError:
            raise CommandError(_("“%(text)s” is not a day. Write, for example, 19.01.2021.") % {"text": text}) from None

    def _plan(self, job: ImportJob, *, dry_run: bool) -> tuple[AnyPlan, bool]:
        plan = job.plan()
        if sections := plan.findings.unknown["sections"]:
            job.answers.sections |= dict.fromkeys(sections, CREATE)
            job.answer(job.answers)
            plan = job.plan()
        if dry_run or not plan.is_ready:
            return plan, False
        try:
            with transaction.atomic():
                job.spreadsheet_import.save()
                return job.run(self._user), True
        except BusyError as error:
            message = _("Somebody else is writing just now. Nothing has been done: try again in a moment.")
            raise CommandError(message) from error
        except RefusedImportError as refused:  # the database has changed between the two plans
            return refused.plan, False

    def _print_json(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _say(self, job: ImportJob, plan: AnyPlan, *, written: bool) -> None:
        for problem in plan.all_problems:
            self.stderr.write(f"{in_place(problem)}{problem.message}")
        left_out = [Problem(row, reason) for row, reason in job.skipped]
        for remark in sorted([*warnings(job, plan), *left_out], key=lambda problem: problem.row):
            self.stdout.write(f"{in_place(remark)}{remark.message}")
        counts = {kind: len(plan.of_kind(kind)) for kind in EntryKind}
        summary = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts
        self.stdout.write(summary)
        imported, of_all = plan.rows_of_all
        if imported != of_all:
            self.stdout.write(_("%(imported)s of %(all)s rows") % {"imported": imported, "all": of_all})
        if written:
            self.stdout.write(_("Nothing to do.") if plan.has_nothing_to_do else _("Imported."))
        else:
            self.stdout.write(_("Nothing was written."))


def rows_of(text: str) -> list[int]:
    """Returns 7, 12, 13, 14, 15 for "7, 12-15". Raises CommandError."""
    try:
        return row_numbers(text)
    except ValueError as error:
        raise CommandError(_("“%(text)s” is no row. Write, for example, 7,12-15.") % {"text": error}) from error


def in_place(problem: Problem) -> str:
    """Returns the place as "row 3, F Frist: "; nothing where the file as a whole is meant."""
    if not problem.row:
        return ""
    return ", ".join(filter(None, [_("row %(row)s") % {"row": problem.row}, problem.column])) + ": "


NOTHING: dict[str, Any] = {
    "format": None,
    "encoding": None,
    "sheet": None,
    "columns": {},
    "unmapped": [],
    "rows": 0,
    "created": [],
    "changed": [],
    "unchanged": [],
    "skipped": [],
    "errors": [],
    "warnings": [],
    "unknown_offices": [],
    "unknown_statuses": [],
    "suggestions": [],
    "questions": [],
    "written": False,
}


def warnings(job: ImportJob, plan: AnyPlan) -> list[Problem]:
    """Returns the remarks that block nothing, in the order of the rows."""
    message = _(
        "No column holds the number of the measures, so the title decides: a row belongs to the measure of exactly "
        "this title, and a title nobody knows becomes a new measure."
    )
    by_title = [Problem(0, message)] if plan.decides_by_title else []
    return [*by_title, *job.remarks, *plan.warnings, *plan.findings.left_out]


def as_json(job: ImportJob, plan: AnyPlan, *, written: bool) -> dict[str, Any]:
    """Returns what the import does, or would do, as plain values for `--json`."""
    columns = job.columns
    texts = [heading.text for heading in job.table.headings]

    def name(heading: ColumnHeading) -> str:
        """Returns the heading, with the letter where it names no column or several."""
        return heading.text if heading.text and texts.count(heading.text) == 1 else heading.name

    return NOTHING | {
        "format": job.workbook.format,
        "encoding": job.workbook.encoding,
        "sheet": job.sheet.name,
        "columns": {name(h): columns[h.index].value for h in job.table.headings if h.index in columns},
        "unmapped": [name(heading) for heading in job.unmapped],
        "rows": len(job.table.records),
        "created": [entry.row.label for entry in plan.of_kind(EntryKind.NEW)],
        "changed": [entry.row.label for entry in plan.of_kind(EntryKind.CHANGED)],
        "unchanged": [entry.row.label for entry in plan.of_kind(EntryKind.UNCHANGED)],
        "skipped": [{"row": row, "reason": reason} for row, reason in job.skipped],
        "errors": [problem.as_json() for problem in plan.all_problems],
        "warnings": [problem.as_json() for problem in warnings(job, plan)],
        "unknown_offices": [unknown.word for unknown in plan.findings.unknown["offices"].values()],
        "unknown_statuses": [unknown.word for unknown in plan.findings.undecided("statuses")],
        "suggestions": suggestions(job, plan),
        "questions": [question_as_json(one) for one in plan.findings.questions.values()],
        "written": written,
    }


def suggestions(job: ImportJob, plan: AnyPlan) -> list[dict[str, Any]]:
    """What the command would take, with reason and certainty: columns first, then words."""
    columns = [
        {
            "column": heading.name,
            "suggestion": one.column.value,
            "why": str(one.why),
            "certainty": one.certainty.name.lower(),
            "could_also_be": [rival.value for rival in one.rivals],
        }
        for heading in job.table.headings
        if (one := job.suggestions.get(heading.index))
    ]
    words = [
        {"word": unknown.word, "suggestion": unknown.suggested, "why": str(unknown.why)}
        for unknowns in plan.findings.unknown.values()
        for unknown in unknowns.values()
        if unknown.suggested
    ]
    return [*columns, *words]


def question_as_json(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "question": str(question.text),
        "answers": {value: str(label) for value, label in question.choices.items()},
        "suggestion": question.suggested,
        "rows": question.rows,
    }
