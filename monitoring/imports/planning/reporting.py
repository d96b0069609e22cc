"""The reports of a row laid beside those that are published: which updates are new, and what their words mean."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import deadlines
from catalog.fields import longest, too_long
from monitoring.choices import NEEDS_REASON, MeasureColumn, Status
from monitoring.imports.answers import Answers
from monitoring.imports.planning.entry import NewUpdate, PlanEntry
from monitoring.imports.planning.entry_comparison import EntryComparison
from monitoring.imports.planning.findings import Findings, Question
from monitoring.imports.planning.stored import Stored
from monitoring.imports.planning.updates import UPDATE_TEXTS, Reported
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.imports.reading.rows import Grouping
from monitoring.imports.words.status_words import known, suggestion
from monitoring.models import StatusUpdate

NO_STATUS = frozenset({"", "-", "–", "?", "noch keine meldung", "no report yet"})
NO_DAY = frozenset({"-", "–", "—", "?"})
LONGEST = {column: longest(StatusUpdate, column.value) for column in UPDATE_TEXTS}
LONGEST_WORD = 100
NEW_REPORT, CORRECTION = "new", "correction"


class ReportComparison(EntryComparison):
    """Notes in an entry the updates that its row reports; `as_of` is the day of rows without one."""

    def __init__(self, stored: Stored, answers: Answers, findings: Findings, as_of: date, grouping: Grouping) -> None:
        super().__init__(stored, answers, findings)
        self.as_of = as_of
        self.today = timezone.localdate()
        self.legend = grouping.table.legend
        self.status_words = frozenset(row.cells.get(MeasureColumn.STATUS, "") for row in grouping.rows)

    def compare(self, entry: PlanEntry) -> None:
        row = entry.row
        texts = {column: row.cells[column] for column in UPDATE_TEXTS if column in row.cells}
        word = row.cells.get(MeasureColumn.STATUS, "")
        word = "" if word.casefold() in NO_STATUS else word
        if len(row.marked) > 1:
            message = _("Several status words are crossed: %(words)s. None of them is taken.")
            self.findings.warn(row, MeasureColumn.STATUS, message % {"words": ", ".join(row.marked)})
        published = self.stored.updates.get(entry.measure.pk, {}) if entry.measure else {}
        as_of = self._as_of(row)
        dated = {report.as_of: report for report in row.reports}
        if as_of in dated:
            report = dated.pop(as_of)
            word = word or report.status
            texts[MeasureColumn.TEXT] = "\n\n".join(filter(None, (texts.get(MeasureColumn.TEXT, ""), report.text)))
        for report in dated.values():
            status = self._status_word(report.status, row) if report.status else None
            own = {MeasureColumn.TEXT: report.text} if report.text else {}
            if (status or own) and (
                update := Reported(report.as_of, status, own).beside(history(published, report.as_of))
            ):
                self._take_update(entry, update)
                entry.dated.append(update)
        if as_of is None or not (word or any(texts.values())):
            return
        reported = Reported(as_of, self._status_word(word, row), texts, self.answers.blank_empty)
        update = self._redated(entry, reported, published)
        if update is None:
            return
        self._take_update(entry, update)
        entry.update = update
        if update.newest and update.is_history:
            message = _("A newer report of %(day)s exists; this one is kept as history.")
            self.findings.warn(row, MeasureColumn.AS_OF, message % {"day": f"{update.newest.as_of:%d.%m.%Y}"})

    def _take_update(self, entry: PlanEntry, update: NewUpdate) -> None:
        entry.changes += update.changes
        changed = {change.column for change in update.changes}
        for column in UPDATE_TEXTS:
            text = update.texts[column.value]
            if column in changed and len(text) > LONGEST[column]:
                self.findings.problem(entry.row, column, too_long(text, LONGEST[column]))
        if update.status in NEEDS_REASON and not update.texts[MeasureColumn.REASON.value]:
            message = _("“%(status)s” promises a reason, and the row names none. Add it on the page of the measure.")
            self.findings.warn(entry.row, MeasureColumn.STATUS, message % {"status": Status(update.status).label})
        if update.as_of > self.today:
            message = _("The report describes %(day)s, a day that is still to come. Correct the day.")
            self.findings.problem(entry.row, MeasureColumn.AS_OF, message % {"day": f"{update.as_of:%d.%m.%Y}"})

    def _redated(
        self, entry: PlanEntry, reported: Reported, published: Mapping[date, StatusUpdate]
    ) -> NewUpdate | None:
        """Returns a new update of today for a new text under an old day, unless the clerk corrects the old one."""
        update = reported.beside(published)
        if update is None or update.replaces is None or not entry.row.cells.get(MeasureColumn.AS_OF):
            return update
        choices = {NEW_REPORT: _("new reports of today"), CORRECTION: _("corrections of the old ones")}
        text = _("The file has new texts under the days of reports that are published already. What are they?")
        if self.findings.ask(Question("old_day", text, choices, NEW_REPORT), entry.row) != NEW_REPORT:
            return update
        return replace(reported, as_of=self.today).beside(published)

    def _as_of(self, row: MeasureRow) -> date | None:
        """Returns the day the row describes; None where it cannot be read."""
        text = row.cells.get(MeasureColumn.AS_OF, "")
        if not text or text in NO_DAY:
            return row.as_of or self.as_of
        try:
            return deadlines.read(text).last
        except deadlines.UnreadableDeadlineError:
            message = _("“%(text)s” is not a day. Write, for example, 19.01.2021.")
            self.findings.problem(row, MeasureColumn.AS_OF, message % {"text": text[:LONGEST_WORD]})
            return None

    def _status_word(self, word: str, row: MeasureRow) -> Status | None:
        """Returns the status a word means; None where there is none or the clerk leaves it out or has to decide."""
        if not word:
            answer = self.answers.statuses.get("", "")
            return Status(answer) if answer in Status.values else None
        if status := known(word):
            return status
        if len(word) > LONGEST_WORD:
            self.findings.problem(row, MeasureColumn.STATUS, too_long(word, LONGEST_WORD))
            return None
        unknown = self.findings.note("statuses", word, row, MeasureColumn.STATUS)
        if found := suggestion(word, self.legend, self.status_words):
            unknown.suggested, unknown.why = found.status.value, found.why
        answer = self.findings.answer_to("statuses", word)
        return Status(answer) if answer in Status.values else None


def history(published: Mapping[date, StatusUpdate], day: date) -> dict[date, StatusUpdate]:
    """Returns what was published up to a day: beside it a report of that day is laid."""
    return {as_of: update for as_of, update in published.items() if as_of <= day}
