"""What an import would do, before anything is written: measure by measure, field by field.

The plan is made from the file, the clerk's answers and the database of this moment. The preview shows it; the
import makes it again inside its transaction and writes only what that second plan says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog import codes, deadlines
from catalog.fields import validate_wording
from catalog.models import Horizon, Office, Publication, Report, Role
from monitoring.headings import MeasureColumn
from monitoring.imports.answers import CREATE, LEAVE, Answers
from monitoring.imports.figures import TargetText, read_target
from monitoring.imports.offices import NamedOffice, OfficeBook, fold
from monitoring.imports.problems import Problem
from monitoring.imports.rows import Grouping, MeasureRow
from monitoring.imports.sections import SectionBook, path_of
from monitoring.models import MonitoredMeasure, Status, StatusUpdate
from monitoring.resources import SEPARATOR, TEXTS, MeasureResource, for_rows, tidy

NO_STATUS = frozenset({"", "-", "–", "?", "noch keine meldung", "no report yet"})
LONGEST = {MeasureColumn.TITLE: 500, MeasureColumn.PAGES: 50, MeasureColumn.START: 100, MeasureColumn.DUE: 100}
LONGEST_CODE = 50
UPDATE_TEXTS = (MeasureColumn.TEXT, MeasureColumn.NEXT_STEPS, MeasureColumn.REASON)


@cache
def words_of(choices: type[TextChoices]) -> dict[str, str]:
    """The values of an enumeration by every word for them: the stable one, and the labels in each language."""
    words = {value: value for value in choices.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {str(choice.label).casefold(): choice.value for choice in choices}
    return words


CHOICES: dict[MeasureColumn, type[TextChoices]] = {
    MeasureColumn.HORIZON: Horizon,
    MeasureColumn.PUBLICATION: Publication,
}


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """What one field says today and what it would say."""

    column: MeasureColumn
    old: str
    new: str


@dataclass(slots=True)
class NewUpdate:
    """A status update the import would write; `replaces` is one of the same day that it corrects."""

    as_of: date
    status: Status
    texts: dict[str, str]
    replaces: StatusUpdate | None = None


@dataclass(slots=True)
class Entry:
    """One measure of the file beside the one of the database."""

    row: MeasureRow
    measure: MonitoredMeasure | None
    changes: list[Change] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    section: tuple[str, ...] | None = None
    offices: dict[Role, list[NamedOffice]] = field(default_factory=dict)
    update: NewUpdate | None = None
    targets: list[tuple[str, TargetText]] | None = None

    @property
    def kind(self) -> Kind:
        if self.measure is None:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED


@dataclass(slots=True)
class Unknown:
    """A word of the file that the database does not know, with the rows it stands in."""

    word: str
    rows: list[int] = field(default_factory=list)
    columns: list[MeasureColumn] = field(default_factory=list)  # one for each of the rows
    near: list[Any] = field(default_factory=list)


class Plan:
    """The entries of a file in its order, and everything that stands in the way."""

    def __init__(self, report: Report, grouping: Grouping, answers: Answers, file_as_of: date | None = None) -> None:
        self.report = report
        self.grouping = grouping
        self.answers = answers
        self.as_of = answers.as_of or file_as_of or timezone.localdate()
        self.columns = set(grouping.headings)
        self.problems = list(grouping.problems)
        self.warnings = list(grouping.warnings)
        self.unknown_offices: dict[str, Unknown] = {}
        self.unknown_statuses: dict[str, Unknown] = {}
        self.unknown_sections: dict[str, Unknown] = {}
        self.created_sections: dict[tuple[str, ...], tuple[str, ...]] = {}

        sections = list(report.sections.all())
        self.sections = SectionBook(sections)
        self.offices = OfficeBook(Office.objects.filter(municipality=report.municipality_id))
        self.resource = MeasureResource(sections)
        self.existing = list(for_rows(MonitoredMeasure.objects.filter(report=report), self.columns))
        self._updates = self._published_updates()
        self._index = ExistingMeasures(self.existing)
        self._check_codes()
        self.entries = [self._entry(row) for row in grouping.rows]
        self._ask()

    # What the preview counts

    def of_kind(self, kind: Kind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind is kind]

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Measures an import leaves alone because the file does not name them."""
        named = {entry.measure.pk for entry in self.entries if entry.measure}
        return [measure for measure in self.existing if measure.pk not in named]

    @property
    def decides_by_title(self) -> bool:
        """Whether no row has a number, so that its title says which measure it is about."""
        return not any(row.code or row.order for row in self.grouping.wholes())

    @property
    def has_nothing_to_do(self) -> bool:
        return all(entry.kind is Kind.UNCHANGED for entry in self.entries)

    @property
    def is_ready(self) -> bool:
        return not self.problems and not self.undecided

    @property
    def undecided_offices(self) -> list[Unknown]:
        return [unknown for key, unknown in self.unknown_offices.items() if key not in self.answers.offices]

    @property
    def undecided_statuses(self) -> list[Unknown]:
        return [unknown for key, unknown in self.unknown_statuses.items() if key not in self.answers.statuses]

    @property
    def undecided_sections(self) -> list[Unknown]:
        return [unknown for key, unknown in self.unknown_sections.items() if key not in self.answers.sections]

    @property
    def undecided(self) -> list[Unknown]:
        return [*self.undecided_offices, *self.undecided_statuses, *self.undecided_sections]

    @property
    def all_problems(self) -> list[Problem]:
        """What blocks the import, undecided words included, in the order of the rows."""
        open_questions = [
            *self._questions(
                self.undecided_offices,
                _("The office “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
            ),
            *self._questions(
                self.undecided_statuses,
                _("The status “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
            ),
            *self._questions(
                self.undecided_sections,
                _("The section “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
            ),
        ]
        return sorted([*self.problems, *open_questions], key=lambda problem: problem.row)

    def _questions(self, unknown: list[Unknown], message: str | Promise) -> list[Problem]:
        return [
            Problem(row, str(message) % {"word": one.word}, self.grouping.column(column))
            for one in unknown
            for row, column in zip(one.rows, one.columns, strict=True)
        ]

    # The file against itself

    def _check_codes(self) -> None:
        """A code twice under the same measure blocks the import: nobody could say which row counts.

        So does a title twice where no code tells the rows apart.
        """
        seen: dict[tuple[int, str], MeasureRow] = {}
        for row in self.grouping.rows:
            column = MeasureColumn.PART if row.whole and MeasureColumn.PART in self.columns else MeasureColumn.CODE
            if len(row.code) > LONGEST_CODE:
                message = _("The number has more than %(most)s characters. Shorten it.")
                self._problem(row, column, message % {"most": LONGEST_CODE})
            key = (id(row.whole), codes.normalise(row.code) if row.code else f"({row.order or fold(row.label)})")
            if (first := seen.get(key)) is not None:
                values = {"word": row.label, "first": first.number, "second": row.number}
                if row.code or row.order:
                    message = _(
                        "The number “%(word)s” stands in row %(first)s and again in row %(second)s. Each number may "
                        "occur once: correct one of them or take one row out."
                    )
                    self._problem(row, column, message % values)
                elif row.label:
                    message = _(
                        "The title “%(word)s” stands in row %(first)s and again in row %(second)s. Without numbers the "
                        "title decides, so it may occur once: change one of them or give the measures numbers."
                    )
                    self._problem(row, MeasureColumn.TITLE, message % values)
            seen.setdefault(key, row)

    # One row

    def _entry(self, row: MeasureRow) -> Entry:
        measure = self._index.find(row)
        entry = Entry(row, measure)
        if self._index.is_ambiguous(row):
            message = _(
                "Several measures of the report have the title “%(title)s”. Add a column with their numbers, "
                "so that it is clear which one is meant."
            )
            self._problem(row, MeasureColumn.TITLE, message % {"title": row.label})
        self._texts(entry)
        self._choices(entry)
        self._section(entry)
        self._responsibilities(entry)
        self._status(entry)
        self._targets(entry)
        if measure is None and not entry.fields.get("title"):
            self._problem(
                row, MeasureColumn.TITLE, _("There is no title. A new measure needs one: write it into this row.")
            )
        return entry

    def _differs(self, entry: Entry, column: MeasureColumn, new: str) -> bool:
        """Note a change; an empty cell changes nothing unless the clerk wants it to."""
        old = self.resource.says(entry.measure, column) if entry.measure else ""
        if new == old or not (new or self.answers.blank_empty):
            return False
        entry.changes.append(Change(column, old, new))
        return True

    def _texts(self, entry: Entry) -> None:
        for column in TEXTS:
            if column not in entry.row.cells:
                continue
            text = entry.row.cells[column]
            if column is MeasureColumn.TITLE:
                text = " ".join(text.split())
                if not text:
                    continue
            if not self._differs(entry, column, text):
                continue
            if len(text) > LONGEST.get(column, len(text)):
                message = _("The text has %(length)s characters; at most %(most)s are possible. Shorten it.")
                self._problem(entry.row, column, message % {"length": len(text), "most": LONGEST[column]})
            if text and column in {MeasureColumn.START, MeasureColumn.DUE}:
                self._check_wording(entry.row, column, text)
            entry.fields[column.value] = text
        self._check_period(entry)

    def _check_wording(self, row: MeasureRow, column: MeasureColumn, text: str) -> None:
        try:
            validate_wording(text)
        except ValidationError as error:
            self._problem(row, column, error.messages[0])

    def _check_period(self, entry: Entry) -> None:
        if not {"start", "due"} & entry.fields.keys():
            return
        wordings = [entry.fields.get(name, getattr(entry.measure, name, "")) for name in ("start", "due")]
        try:
            start, due = (deadlines.read(wording) if wording else None for wording in wordings)
        except deadlines.UnreadableDeadlineError:
            return
        if start and due and due.last < start.first:
            self._problem(
                entry.row, MeasureColumn.DUE, _("The measure ends before it starts. Correct one of the two dates.")
            )

    def _choices(self, entry: Entry) -> None:
        for column, choices in CHOICES.items():
            if column not in entry.row.cells:
                continue
            text = entry.row.cells[column]
            values = words_of(choices)
            if text and text.casefold() not in values:
                words = ", ".join(str(choice.label) for choice in choices)
                message = _("“%(word)s” is not known here. Possible are: %(words)s.")
                self._problem(entry.row, column, message % {"word": text, "words": words})
                continue
            value = values.get(text.casefold(), "")
            if column is MeasureColumn.PUBLICATION and not value:
                continue
            if self._differs(entry, column, str(choices(value).label) if value else ""):
                entry.fields[column.value] = value
        if entry.measure is None and "publication" not in entry.fields:
            entry.fields["publication"] = Publication.DRAFT if self.answers.as_drafts else Publication.PUBLISHED

    def _section(self, entry: Entry) -> None:
        path = path_of(entry.row.section)
        if not path or (entry.measure and self.resource.says(entry.measure, MeasureColumn.SECTION) == " › ".join(path)):
            return
        section = self.sections.find(path)
        if section is None:
            key = fold(" › ".join(path))
            answer = self.answers.sections.get(key)
            self._note(self.unknown_sections, key, " › ".join(path), entry.row, MeasureColumn.SECTION)
            if answer == LEAVE:
                return
            if answer not in {None, CREATE}:
                section = next((s for s in self.sections.sections if str(s.pk) == answer), None)
        if section is None:
            self._differs(entry, MeasureColumn.SECTION, " › ".join(path))
            entry.section = path
        elif entry.measure is None or entry.measure.section_id != section.pk:
            self._differs(entry, MeasureColumn.SECTION, self.resource.section_paths[section.pk])
            entry.fields["section"] = section

    def _responsibilities(self, entry: Entry) -> None:
        cells = {
            role: entry.row.cells[column]
            for column, role in ((MeasureColumn.LEAD, Role.LEAD), (MeasureColumn.PARTICIPATING, Role.PARTICIPATING))
            if column in entry.row.cells
        }
        if not cells or all(
            text == (self.resource.says(entry.measure, MeasureColumn[role.name]) if entry.measure else "")
            for role, text in cells.items()
        ):
            return
        named: dict[str, NamedOffice] = {}
        for role, text in cells.items():
            for office in self.offices.read(text, role):
                if known := self._decided(office, entry.row, MeasureColumn[role.name]):
                    named.setdefault(fold(str(known.office or known.name)), known)
        roles = set(cells) | {office.role for office in named.values()}
        for role in sorted(roles):
            offices = [office for office in named.values() if office.role == role]
            if self._differs(entry, MeasureColumn[role.name], SEPARATOR.join(describe(office) for office in offices)):
                entry.offices[role] = offices

    def _decided(self, named: NamedOffice, row: MeasureRow, column: MeasureColumn) -> NamedOffice | None:
        """The office as the clerk has decided; None where the name is to be left out."""
        if named.office:
            return named
        key = fold(named.name)
        answer = self.answers.offices.get(key) or (CREATE if self.answers.create_offices else None)
        if not self.answers.create_offices:
            self._note(self.unknown_offices, key, named.name, row, column)
        if answer == LEAVE:
            return None
        office = next((o for o in self.offices.offices if str(o.pk) == answer), None)
        return NamedOffice(named.name, named.role, named.note, office)

    def _status(self, entry: Entry) -> None:
        cells = {
            column: entry.row.cells[column]
            for column in (MeasureColumn.STATUS, *UPDATE_TEXTS)
            if column in entry.row.cells
        }
        if not any(cells.values()):
            return
        as_of = self._as_of(entry.row)
        if as_of > timezone.localdate():
            message = _("The report describes %(day)s, a day that is still to come. Correct the day.")
            self._problem(entry.row, MeasureColumn.AS_OF, message % {"day": f"{as_of:%d.%m.%Y}"})
        of_measure = self._updates.get(entry.measure.pk, {}) if entry.measure else {}
        newest = of_measure[max(of_measure)] if of_measure else None
        same_day = of_measure.get(as_of)
        before = same_day or newest
        word = cells.get(MeasureColumn.STATUS, "")
        status = self._status_word(word, entry, before)
        if status is None:
            return
        changes = []
        if before is None or status != before.status:
            old = str(Status(before.status).label) if before else ""
            changes.append(Change(MeasureColumn.STATUS, old, str(status.label)))
        for column in UPDATE_TEXTS:
            old = tidy(getattr(before, column.value)) if before else ""
            new = cells.get(column, "")
            if column in cells and new != old and (new or self.answers.blank_empty):
                changes.append(Change(column, old, new))
        if not changes:
            return
        texts = {column.value: cells.get(column, "") for column in UPDATE_TEXTS}
        if same_day and not self.answers.blank_empty:
            texts = {name: text or getattr(same_day, name) for name, text in texts.items()}
        entry.update = NewUpdate(as_of, status, texts, same_day)
        entry.changes += changes
        if newest and as_of < newest.as_of:
            message = _("A newer report of %(day)s exists; this one is kept as history.")
            self._warn(entry.row, MeasureColumn.AS_OF, message % {"day": f"{newest.as_of:%d.%m.%Y}"})

    def _as_of(self, row: MeasureRow) -> date:
        text = row.cells.get(MeasureColumn.AS_OF, "")
        if not text:
            return self.as_of
        try:
            return deadlines.read(text).last
        except deadlines.UnreadableDeadlineError:
            message = _("“%(text)s” is not a day. Write, for example, 19.01.2021.")
            self._problem(row, MeasureColumn.AS_OF, message % {"text": text})
            return self.as_of

    def _status_word(self, word: str, entry: Entry, before: StatusUpdate | None) -> Status | None:
        """The status a word means; None if there is none or the clerk has to decide first."""
        if word.casefold() in NO_STATUS:
            if before:
                return Status(before.status)
            if not any(entry.row.cells.get(column) for column in UPDATE_TEXTS):
                return None
            word = ""
        if status := words_of(Status).get(word.casefold()):
            return Status(status)
        key = fold(word)
        self._note(self.unknown_statuses, key, word, entry.row, MeasureColumn.STATUS)
        answer = self.answers.statuses.get(key, "")
        return Status(answer) if answer in Status.values else None

    def _targets(self, entry: Entry) -> None:
        if MeasureColumn.INDICATOR not in entry.row.cells:
            return
        names = entry.row.cells[MeasureColumn.INDICATOR].split("\n")
        targets = entry.row.cells.get(MeasureColumn.TARGET, "").split("\n")
        if not any(names):
            return
        if len(targets) > len(names):
            message = ngettext(
                "There are more targets than the %(number)s indicator beside them. Write one target a line.",
                "There are more targets than the %(number)s indicators beside them. Write one target a line.",
                len(names),
            )
            self._problem(entry.row, MeasureColumn.TARGET, message % {"number": len(names)})
            return
        differs = self._differs(entry, MeasureColumn.INDICATOR, "\n".join(names))
        if MeasureColumn.TARGET in entry.row.cells:
            differs = self._differs(entry, MeasureColumn.TARGET, "\n".join(targets)) or differs
        if differs:
            targets += [""] * (len(names) - len(targets))
            entry.targets = [(name, read_target(line)) for name, line in zip(names, targets, strict=True) if name]

    # Around the rows

    def _published_updates(self) -> dict[int, dict[date, StatusUpdate]]:
        updates: dict[int, dict[date, StatusUpdate]] = {}
        for update in StatusUpdate.objects.published().filter(measure__report=self.report):
            updates.setdefault(update.measure_id, {})[update.as_of] = update
        return updates

    def _ask(self) -> None:
        for key, unknown in self.unknown_offices.items():
            unknown.near = self.offices.near(key)
        for unknown in self.unknown_sections.values():
            unknown.near = self.sections.near(path_of([unknown.word]))

    @staticmethod
    def _note(unknown: dict[str, Unknown], key: str, word: str, row: MeasureRow, column: MeasureColumn) -> None:
        found = unknown.setdefault(key, Unknown(word))
        found.rows.append(row.number)
        found.columns.append(column)

    def _problem(self, row: MeasureRow, column: MeasureColumn, message: str | Promise) -> None:
        self.problems.append(Problem(row.number, message, self.grouping.column(column)))

    def _warn(self, row: MeasureRow, column: MeasureColumn, message: str | Promise) -> None:
        self.warnings.append(Problem(row.number, message, self.grouping.column(column)))


class ExistingMeasures:
    """The measures of a report, found as a file names them: by code, by place or by title."""

    def __init__(self, measures: Iterable[MonitoredMeasure]) -> None:
        self._by_code: dict[tuple[int | None, str], MonitoredMeasure] = {}
        self._by_order: dict[tuple[int | None, int], MonitoredMeasure] = {}
        self._by_title: dict[tuple[int | None, str], MonitoredMeasure] = {}
        self._several: set[tuple[int | None, str]] = set()
        for measure in measures:
            if measure.code:
                self._by_code[measure.parent_id, measure.code_key] = measure
            else:
                self._by_order[measure.parent_id, measure.order] = measure
            title = (measure.parent_id, fold(measure.title))
            if self._by_title.setdefault(title, measure) is not measure:
                self._several.add(title)

    def is_ambiguous(self, row: MeasureRow) -> bool:
        """Whether only the title names the measure, and several have it. Parts always have a number or a place."""
        title = (None, fold(row.cells.get(MeasureColumn.TITLE, "")))
        return row.whole is None and not row.code and not row.order and title in self._several

    def find(self, row: MeasureRow) -> MonitoredMeasure | None:
        parent = None
        if row.whole is not None:
            whole = self.find(row.whole)
            if whole is None:
                return None
            parent = whole.pk
        if row.code:
            return self._by_code.get((parent, codes.normalise(row.code)))
        if row.order:
            return self._by_order.get((parent, row.order))
        return self._by_title.get((parent, fold(row.cells.get(MeasureColumn.TITLE, ""))))


def describe(named: NamedOffice) -> str:
    name = str(named.office) if named.office else named.name
    return f"{name} [{named.note}]" if named.note else name
