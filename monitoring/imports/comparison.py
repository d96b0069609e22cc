"""One row of a file laid beside its measure: what is new, what differs, and what cannot be."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog import deadlines
from catalog.fields import validate_wording
from catalog.models import Horizon, Publication, Role
from monitoring.headings import MeasureColumn
from monitoring.imports.answers import CREATE, LEAVE, Answers
from monitoring.imports.entry import Change, Entry, NewUpdate
from monitoring.imports.figures import read_target
from monitoring.imports.findings import Findings
from monitoring.imports.offices import NamedOffice, fold
from monitoring.imports.rows import MeasureRow
from monitoring.imports.sections import path_of
from monitoring.imports.stored import Stored
from monitoring.imports.words import words_of
from monitoring.models import Status, StatusUpdate
from monitoring.resources import PATH_SEPARATOR, SEPARATOR, TEXTS, tidy

NO_STATUS = frozenset({"", "-", "–", "?", "noch keine meldung", "no report yet"})
LONGEST = {MeasureColumn.TITLE: 500, MeasureColumn.PAGES: 50, MeasureColumn.START: 100, MeasureColumn.DUE: 100}
UPDATE_TEXTS = (MeasureColumn.TEXT, MeasureColumn.NEXT_STEPS, MeasureColumn.REASON)
CHOICES: dict[MeasureColumn, type[TextChoices]] = {
    MeasureColumn.HORIZON: Horizon,
    MeasureColumn.PUBLICATION: Publication,
}


class Comparison:
    """Makes an entry of each row and notes in the findings what a clerk has to know."""

    def __init__(self, stored: Stored, answers: Answers, findings: Findings, as_of: date) -> None:
        self.stored = stored
        self.answers = answers
        self.findings = findings
        self.as_of = as_of

    def entry(self, row: MeasureRow) -> Entry:
        measure = self.stored.find(row)
        entry = Entry(row, measure)
        if self.stored.is_ambiguous(row):
            message = _(
                "Several measures of the report have the title “%(title)s”. Add a column with their numbers, "
                "so that it is clear which one is meant."
            )
            self.findings.problem(row, MeasureColumn.TITLE, message % {"title": row.label})
        self._texts(entry)
        self._choices(entry)
        self._section(entry)
        self._responsibilities(entry)
        self._status(entry)
        self._targets(entry)
        if measure is None and not entry.fields.get("title"):
            message = _("There is no title. A new measure needs one: write it into this row.")
            self.findings.problem(row, MeasureColumn.TITLE, message)
        return entry

    def _says(self, entry: Entry, column: MeasureColumn) -> str:
        return self.stored.resource.says(entry.measure, column) if entry.measure else ""

    def _differs(self, entry: Entry, column: MeasureColumn, new: str) -> bool:
        """Note a change; an empty cell changes nothing unless the clerk wants it to."""
        old = self._says(entry, column)
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
                self.findings.problem(entry.row, column, message % {"length": len(text), "most": LONGEST[column]})
            if text and column in {MeasureColumn.START, MeasureColumn.DUE}:
                self._check_wording(entry.row, column, text)
            entry.fields[column.value] = text
        self._check_period(entry)

    def _check_wording(self, row: MeasureRow, column: MeasureColumn, text: str) -> None:
        try:
            validate_wording(text)
        except ValidationError as error:
            self.findings.problem(row, column, error.messages[0])

    def _check_period(self, entry: Entry) -> None:
        if not {"start", "due"} & entry.fields.keys():
            return
        wordings = [entry.fields.get(name, getattr(entry.measure, name, "")) for name in ("start", "due")]
        try:
            start, due = (deadlines.read(wording) if wording else None for wording in wordings)
        except deadlines.UnreadableDeadlineError:
            return
        if start and due and due.last < start.first:
            message = _("The measure ends before it starts. Correct one of the two dates.")
            self.findings.problem(entry.row, MeasureColumn.DUE, message)

    def _choices(self, entry: Entry) -> None:
        for column, choices in CHOICES.items():
            if column not in entry.row.cells:
                continue
            text = entry.row.cells[column]
            values = words_of(choices)
            if text and text.casefold() not in values:
                words = ", ".join(str(choice.label) for choice in choices)
                message = _("“%(word)s” is not known here. Possible are: %(words)s.")
                self.findings.problem(entry.row, column, message % {"word": text, "words": words})
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
        if not path or (
            entry.measure
            and self.stored.resource.says(entry.measure, MeasureColumn.SECTION) == PATH_SEPARATOR.join(path)
        ):
            return
        section = self.stored.sections.find(path)
        if section is None:
            word = PATH_SEPARATOR.join(path)
            answer = self.answers.sections.get(fold(word))
            self.findings.note("sections", word, entry.row, MeasureColumn.SECTION)
            if answer == LEAVE:
                return
            if answer not in {None, CREATE}:
                section = next((s for s in self.stored.sections.sections if str(s.pk) == answer), None)
        if section is None:
            self._differs(entry, MeasureColumn.SECTION, PATH_SEPARATOR.join(path))
            entry.section = path
        elif entry.measure is None or entry.measure.section_id != section.pk:
            self._differs(entry, MeasureColumn.SECTION, self.stored.resource.section_paths[section.pk])
            entry.fields["section"] = section

    def _responsibilities(self, entry: Entry) -> None:
        cells = {
            role: entry.row.cells[column]
            for column, role in ((MeasureColumn.LEAD, Role.LEAD), (MeasureColumn.PARTICIPATING, Role.PARTICIPATING))
            if column in entry.row.cells
        }
        if not cells or all(text == self._says(entry, MeasureColumn[role.name]) for role, text in cells.items()):
            return
        named: dict[str, NamedOffice] = {}
        for role, text in cells.items():
            for office in self.stored.offices.read(text, role):
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
        answer = self.answers.offices.get(fold(named.name)) or (CREATE if self.answers.create_offices else None)
        if not self.answers.create_offices:
            self.findings.note("offices", named.name, row, column)
        if answer == LEAVE:
            return None
        office = next((o for o in self.stored.offices.offices if str(o.pk) == answer), None)
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
            self.findings.problem(entry.row, MeasureColumn.AS_OF, message % {"day": f"{as_of:%d.%m.%Y}"})
        of_measure = self.stored.updates.get(entry.measure.pk, {}) if entry.measure else {}
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
            self.findings.warn(entry.row, MeasureColumn.AS_OF, message % {"day": f"{newest.as_of:%d.%m.%Y}"})

    def _as_of(self, row: MeasureRow) -> date:
        text = row.cells.get(MeasureColumn.AS_OF, "")
        if not text:
            return self.as_of
        try:
            return deadlines.read(text).last
        except deadlines.UnreadableDeadlineError:
            message = _("“%(text)s” is not a day. Write, for example, 19.01.2021.")
            self.findings.problem(row, MeasureColumn.AS_OF, message % {"text": text})
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
        self.findings.note("statuses", word, entry.row, MeasureColumn.STATUS)
        answer = self.answers.statuses.get(fold(word), "")
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
            self.findings.problem(entry.row, MeasureColumn.TARGET, message % {"number": len(names)})
            return
        differs = self._differs(entry, MeasureColumn.INDICATOR, "\n".join(names))
        if MeasureColumn.TARGET in entry.row.cells:
            differs = self._differs(entry, MeasureColumn.TARGET, "\n".join(targets)) or differs
        if differs:
            targets += [""] * (len(names) - len(targets))
            entry.targets = [(name, read_target(line)) for name, line in zip(names, targets, strict=True) if name]


def describe(named: NamedOffice) -> str:
    name = str(named.office) if named.office else named.name
    return f"{name} [{named.note}]" if named.note else name
