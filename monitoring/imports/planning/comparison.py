"""One row of a file laid beside its measure: what is new, what differs, and what cannot be."""

import re
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalog import deadlines
from catalog.choices import Horizon, Publication
from catalog.fields import longest, too_long, understood
from catalog.models import Measure
from catalog.texts import costs
from catalog.texts.costs import Costs
from catalog.texts.plain_text import shortened
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import (
    PATH_SEPARATOR,
    SEPARATOR,
    SINGLE_LINES,
    TEXTS,
    costs_of,
    figure,
    kept,
    single_line,
    tidy,
)
from monitoring.imports.answers import CREATE, LEAVE, Answers
from monitoring.imports.planning.entry import CellChange, PlanEntry
from monitoring.imports.planning.entry_comparison import EntryComparison
from monitoring.imports.planning.findings import Findings
from monitoring.imports.planning.indicator_columns import baselines, target_lines, units, without_prose
from monitoring.imports.planning.offices import fold
from monitoring.imports.planning.predecessors import PredecessorComparison
from monitoring.imports.planning.reporting import ReportComparison
from monitoring.imports.planning.responsibilities import ResponsibilityComparison
from monitoring.imports.planning.sections import DEEPEST, LONGEST_TITLE, path_of
from monitoring.imports.planning.stored import Stored
from monitoring.imports.planning.targets import UnclearTargetsError, compare, pair
from monitoring.imports.reading.choice_labels import words_of
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.imports.reading.rows import Grouping
from monitoring.tables import ColumnHeading
from monitoring.tables.writing import beginning_of_cut

NO_WORD = frozenset({"-", "–", "—", "?"})
LONGEST = {column: longest(Measure, column.value) for column in TEXTS}
LONGEST |= {MeasureColumn.COSTS: longest(Measure, "costs")}
LONGEST_WORD = 100
CHOICES: dict[MeasureColumn, type[TextChoices]] = {
    MeasureColumn.HORIZON: Horizon,
    MeasureColumn.PUBLICATION: Publication,
}
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
WORDINGS = frozenset({MeasureColumn.START, MeasureColumn.DUE, MeasureColumn.RESOLVED})


class RowComparison(EntryComparison):
    """Makes an entry of each row and notes in the findings what a clerk has to know."""

    def __init__(
        self,
        stored: Stored,
        answers: Answers,
        findings: Findings,
        as_of: date,
        grouping: Grouping,
    ) -> None:
        super().__init__(stored, answers, findings)
        self.columns = set(grouping.headings)
        self.target_year = year_of(grouping.headings.get(MeasureColumn.TARGET))
        self.responsibilities = ResponsibilityComparison(stored, answers, findings)
        previous = grouping.headings.get(MeasureColumn.PREVIOUS)
        self.predecessors = PredecessorComparison(stored, answers, findings, previous.text if previous else "")
        self.reports = ReportComparison(stored, answers, findings, as_of, grouping)

    def entry(self, row: MeasureRow) -> PlanEntry:
        entry = PlanEntry(row, self.stored.find(row), self.stored.find(row.whole) if row.whole else None)
        if row.whole and row.whole.is_elsewhere and entry.whole is None:
            message = _("There is no measure “%(code)s” that this part could belong to.")
            self.findings.problem(row, MeasureColumn.CODE, message % {"code": row.whole.label})
        if self.stored.is_ambiguous(row):
            message = _(
                "Several measures of the report have the title “%(title)s”. Add a column with their numbers, "
                "so that it is clear which one is meant."
            )
            self.findings.problem(row, MeasureColumn.TITLE, message % {"title": row.label})
        self._complete(entry)
        self._shorten_title(entry)
        self._sort_out_choices(entry)
        self._sort_out_wordings(entry)
        self._sort_out_indicators(entry)
        self._costs(entry)
        self._texts(entry)
        self.predecessors.compare(entry)
        self._notes(entry)
        self._choices(entry)
        self._section(entry)
        self._themes(entry)
        self.responsibilities.compare(entry)
        self.reports.compare(entry)
        self._targets(entry)
        if entry.measure is None and not entry.fields.get("title"):
            message = _("There is no title. A new measure needs one: write it into this row.")
            self.findings.problem(row, MeasureColumn.TITLE, message)
        return entry

    def _complete(self, entry: PlanEntry) -> None:
        """Takes the whole text where our own export had to cut it, as long as nobody has edited it."""
        for column, text in entry.row.cells.items():
            beginning = beginning_of_cut(text)
            if beginning is None:
                continue
            if (whole := self._says(entry, column)).startswith(beginning):
                entry.row.cells[column] = whole
            else:
                message = _("The end of this text is missing: a cell of Excel was too small for it. Use the CSV file.")
                self.findings.problem(entry.row, column, message)

    def _texts(self, entry: PlanEntry) -> None:
        for column in TEXTS:
            text = kept(column, entry.row.cells.get(column, ""))
            if column not in entry.row.cells or text == self._says(entry, column):
                continue
            if column in SINGLE_LINES and text in NO_WORD:
                text = ""
            if (column is MeasureColumn.TITLE and not text) or not self._differs(entry, column, text):
                continue
            if text and column in WORDINGS and not self._is_wording(entry, column, text):
                entry.changes.pop()
                continue
            if len(text) > LONGEST[column]:
                self.findings.problem(entry.row, column, too_long(text, LONGEST[column]))
            entry.fields[column.value] = text
        self._check_period(entry)

    def _shorten_title(self, entry: PlanEntry) -> None:
        """Cuts a title longer than its field between words; the whole of it begins the description."""
        cells = entry.row.cells
        title = kept(MeasureColumn.TITLE, cells.get(MeasureColumn.TITLE, ""))
        if len(title) <= LONGEST[MeasureColumn.TITLE]:
            return
        if entry.measure and entry.measure.title == (short := shortened(title, LONGEST[MeasureColumn.TITLE])):
            cells[MeasureColumn.TITLE] = short
            return
        description = cells.get(MeasureColumn.DESCRIPTION, "")
        cells[MeasureColumn.TITLE] = shortened(title, LONGEST[MeasureColumn.TITLE])
        if not description.startswith(title):
            cells[MeasureColumn.DESCRIPTION] = f"{title}\n\n{description}".strip()
        message = _(
            "The title has more than %(most)s characters: it is shortened, and the whole of it begins the description."
        )
        self.findings.warn(entry.row, MeasureColumn.TITLE, message % {"most": LONGEST[MeasureColumn.TITLE]})

    def _sort_out_indicators(self, entry: PlanEntry) -> None:
        """Keeps sentences among the indicators of a new measure as a note; with targets beside them they stay."""
        cells = entry.row.cells
        if entry.measure is None and MeasureColumn.TARGET not in cells and cells.get(MeasureColumn.INDICATOR):
            cells[MeasureColumn.INDICATOR], prose = without_prose(cells[MeasureColumn.INDICATOR])
            entry.row.notes += [f"{self.findings.column(MeasureColumn.INDICATOR)}: {prose}"] if prose else []

    def _sort_out_choices(self, entry: PlanEntry) -> None:
        """Makes a horizon in other words a deadline where there is none, otherwise a note."""
        cells = entry.row.cells
        text = cells.get(MeasureColumn.HORIZON, "")
        if not text or text in NO_WORD or text.casefold() in words_of(Horizon):
            return
        found = [value for word, value in words_of(Horizon).items() if text.casefold().startswith(word[:7])]
        if not cells.get(MeasureColumn.DUE):
            cells[MeasureColumn.DUE] = text
        else:
            entry.row.notes.append(f"{self.findings.column(MeasureColumn.HORIZON)}: {text}")
        cells[MeasureColumn.HORIZON] = str(Horizon(found[0]).label) if len(set(found)) == 1 else ""

    def _notes(self, entry: PlanEntry) -> None:
        """Adds remarks, comments and what has no field of its own to the internal note, each once."""
        before = str(entry.fields.get("internal_note", entry.measure.internal_note if entry.measure else ""))
        new = [note for note in dict.fromkeys(map(tidy, entry.row.notes)) if note and note not in before]
        if not new:
            return
        text = "\n".join(filter(None, [before, *new]))
        if len(text) > LONGEST[MeasureColumn.INTERNAL_NOTE]:
            self.findings.problem(
                entry.row, MeasureColumn.INTERNAL_NOTE, too_long(text, LONGEST[MeasureColumn.INTERNAL_NOTE])
            )
            return
        entry.fields["internal_note"] = text
        entry.changes.append(CellChange(MeasureColumn.INTERNAL_NOTE, "", "\n".join(new)))

    def _sort_out_wordings(self, entry: PlanEntry) -> None:
        """Makes a beginning among the deadlines the start, and takes over a horizon such as "mittelfristig"."""
        cells, stored = entry.row.cells, entry.measure
        text = single_line(cells.get(MeasureColumn.DUE, ""))
        if stored and stored.due == text:
            return
        before = cells.get(MeasureColumn.HORIZON) or (stored.horizon if stored else "")
        start, due, horizon = deadlines.sort_out(
            cells.get(MeasureColumn.START) or (stored.start if stored else ""), text, before
        )
        if due != text:
            cells |= {MeasureColumn.START: start, MeasureColumn.DUE: due}
        if horizon != before:
            cells[MeasureColumn.HORIZON] = str(Horizon(horizon).label)

    def _costs(self, entry: PlanEntry) -> None:
        """Notes an amount that arises once or every year, and what else is said about it."""
        cells = entry.row.cells
        text = single_line(cells.get(MeasureColumn.COSTS, ""))
        if MeasureColumn.COSTS not in cells or text == self._says(entry, MeasureColumn.COSTS):
            return
        found = costs.read("" if text in NO_WORD else text)
        if len(found.wording) > LONGEST[MeasureColumn.COSTS]:
            self._move_costs(entry)
        elif not (entry.measure and self._repeats_costs(entry.measure, found)) and self._differs(
            entry, MeasureColumn.COSTS, str(found)
        ):
            entry.fields |= {"costs_amount": found.amount, "costs_kind": found.kind, "costs": found.wording}

    def _repeats_costs(self, measure: Measure, found: Costs) -> bool:
        """Tells whether a cell says only a part of what is stored: the amount without the kind, or the wording."""
        stored = costs_of(measure)
        if not found.wording or found.amount is not None or stored.amount is None:
            return False
        return found.wording == stored.wording or costs.amount_in(found.wording) == stored.amount

    def _move_costs(self, entry: PlanEntry) -> None:
        """Moves a text that is too long for the costs below effort and costs, and names it."""
        cells = entry.row.cells
        text = tidy(cells[MeasureColumn.COSTS])
        above = cells.get(MeasureColumn.EFFORT) or self._says(entry, MeasureColumn.EFFORT)
        if len(text) > LONGEST[MeasureColumn.EFFORT]:
            self.findings.problem(entry.row, MeasureColumn.COSTS, too_long(text, LONGEST[MeasureColumn.COSTS]))
            return
        if text not in above:
            cells[MeasureColumn.EFFORT] = f"{above}\n\n{text}".strip()
        message = _("This text is too long for the costs; it is kept below effort and costs.")
        self.findings.warn(entry.row, MeasureColumn.COSTS, message)

    def _is_wording(self, entry: PlanEntry, column: MeasureColumn, text: str) -> bool:
        """Tells whether a deadline can be kept.

        Words without a day stay as they are, and a clerk is told of unusual ones; a date that no calendar has goes into
        the internal note.
        """
        wording = understood(text) if len(text) <= LONGEST[column] else None
        if column is MeasureColumn.RESOLVED and wording and wording.first_day is None:
            wording = None  # something was resolved on a day, or is not resolved
        if wording is None:
            entry.row.notes.append(f"{column.label}: {text}")
            message = _("“%(text)s” is no date that a calendar has; it is kept in the internal note.")
            self.findings.warn(entry.row, column, message % {"text": text[:LONGEST_WORD]})
        elif not wording.is_usual:
            message = _("“%(text)s” names no day. The words are kept, but no deadline is reckoned with.")
            self.findings.warn(entry.row, column, message % {"text": text[:LONGEST_WORD]})
        return wording is not None

    def _check_period(self, entry: PlanEntry) -> None:
        if not {"start", "due"} & entry.fields.keys():
            return
        start, due = (understood(entry.fields.get(name, getattr(entry.measure, name, ""))) for name in ("start", "due"))
        if start and start.first_day and due and due.deadline and due.deadline < start.first_day:
            message = _("The measure ends before it starts. Correct one of the two dates.")
            self.findings.problem(entry.row, MeasureColumn.DUE, message)

    def _choices(self, entry: PlanEntry) -> None:
        for column, choices in CHOICES.items():
            if column not in entry.row.cells:
                continue
            text = "" if entry.row.cells[column] in NO_WORD else entry.row.cells[column]
            values = words_of(choices)
            if text and text.casefold() not in values:
                words = ", ".join(str(choice.label) for choice in choices)
                message = _("“%(word)s” is not known here. Possible are: %(words)s.")
                self.findings.problem(entry.row, column, message % {"word": text[:LONGEST_WORD], "words": words})
                continue
            value = values.get(text.casefold(), "")
            if column is MeasureColumn.PUBLICATION and not value:
                continue
            if self._differs(entry, column, str(choices(value).label) if value else ""):
                entry.fields[column.value] = value
        if entry.measure is None and "publication" not in entry.fields:
            entry.fields["publication"] = Publication.DRAFT if self.answers.as_drafts else Publication.PUBLISHED

    def _section(self, entry: PlanEntry) -> None:
        path = path_of(entry.row.section)
        written = PATH_SEPARATOR.join(path)
        if not path:
            if MeasureColumn.SECTION in self.columns and self._differs(entry, MeasureColumn.SECTION, ""):
                entry.fields["section"] = None
            return
        if written == self._says(entry, MeasureColumn.SECTION):
            return
        if len(path) > DEEPEST or max(map(len, path)) > LONGEST_TITLE:
            self.findings.problem(entry.row, MeasureColumn.SECTION, _("This is too long for the name of a section."))
            return
        section = self.stored.sections.find(path)
        if section is None:
            answer = self.answers.sections.get(fold(written))
            self.findings.note("sections", written, entry.row, MeasureColumn.SECTION)
            if answer == LEAVE:
                return
            if answer not in {None, CREATE}:
                section = next((s for s in self.stored.sections.sections if str(s.pk) == answer), None)
                if section is None:
                    self._decide_again(entry.row, MeasureColumn.SECTION)
        if section is None:
            self._differs(entry, MeasureColumn.SECTION, written)
            entry.section = path
        elif entry.measure is None or entry.measure.section_id != section.pk:
            self._differs(entry, MeasureColumn.SECTION, self.stored.resource.section_paths[section.pk])
            entry.fields["section"] = section

    def _themes(self, entry: PlanEntry) -> None:
        """Notes other themes than those that hold now; a part has those of its measure."""
        text = entry.row.cells.get(MeasureColumn.THEMES)
        if text is None or entry.row.whole is not None or text == self._says(entry, MeasureColumn.THEMES):
            return
        known = {fold(word): theme for theme in self.stored.resource.themes.all for word in (theme.slug, theme.name)}
        words = [word.strip() for word in text.replace("\n", ";").split(";") if word.strip() not in NO_WORD | {""}]
        if unknown := [word for word in words if fold(word) not in known]:
            names = ", ".join(theme.name for theme in self.stored.resource.themes.all)
            message = _("“%(word)s” is not known here. Possible are: %(words)s.")
            named = {"word": unknown[0][:LONGEST_WORD], "words": names}
            self.findings.problem(entry.row, MeasureColumn.THEMES, message % named)
            return
        wanted = {known[fold(word)].pk for word in words}
        themes = [theme for theme in self.stored.resource.themes.all if theme.pk in wanted]
        if self._differs(entry, MeasureColumn.THEMES, SEPARATOR.join(theme.name for theme in themes)):
            entry.themes = themes

    def _baselines(self, entry: PlanEntry) -> None:
        """Takes those of indicators that have none yet; a stored one is never changed by a table of measures."""
        given = baselines(entry.row.cells)
        known = entry.measure.indicators.all() if entry.measure and given else ()  # not loaded for files without them
        stored = {one.name: one.baseline for one in known}
        found = {name: value for name, value in given.items() if stored.get(name) is None}
        entry.baselines = found
        if found:
            lines = "\n".join(f"{name}: {figure(value)}" for name, value in found.items())
            entry.changes.append(CellChange(MeasureColumn.BASELINE, "", lines))

    def _targets(self, entry: PlanEntry) -> None:
        columns = (MeasureColumn.INDICATOR, MeasureColumn.TARGET)
        cells = {column: entry.row.cells[column] for column in columns if column in entry.row.cells}
        if MeasureColumn.TARGET in cells:
            cells[MeasureColumn.TARGET] = target_lines(entry.row.cells, self.target_year)
        self._baselines(entry)
        if all(text == self._says(entry, column) for column, text in cells.items()):
            return
        indicators = list(entry.measure.indicators.all()) if entry.measure else []
        names = [indicator.name for indicator in indicators]
        try:
            pairs = pair(cells.get(columns[0], ""), cells.get(columns[1], ""), names)
            entry.targets = compare(pairs, indicators, units(entry.row.cells))
        except UnclearTargetsError as error:
            self.findings.problem(entry.row, columns[error.is_about_target], error.message)
            return
        for rounded in (new for new in entry.targets if new.target and new.target.was_rounded):
            message = _("The number in “%(text)s” has more than four decimals and is rounded: %(line)s")
            values = {"text": rounded.target.text if rounded.target else "", "line": rounded.line}
            self.findings.warn(entry.row, MeasureColumn.TARGET, message % values)
        if added := dict.fromkeys(new.name for new in entry.targets if new.name not in names):
            new_names = "\n".join(added)
            entry.changes.append(CellChange(MeasureColumn.INDICATOR, "", new_names))
        if lines := [new for new in entry.targets if new.target]:
            old = "\n".join(f"{new.name}: {new.old}" for new in lines if new.old)
            entry.changes.append(CellChange(MeasureColumn.TARGET, old, "\n".join(f"{n.name}: {n.line}" for n in lines)))


def year_of(heading: ColumnHeading | None) -> str:
    """Returns the year in the heading of a column: "Zielwert 2027"."""
    found = YEAR.findall(heading.text) if heading else []
    return found[0] if len(found) == 1 else ""
