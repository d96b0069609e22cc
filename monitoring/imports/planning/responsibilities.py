"""The offices of a row laid beside those of its measure: known ones, those the clerk has decided about, new ones."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from catalog.choices import Role
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import SEPARATOR
from monitoring.imports.answers import CREATE, LEAVE, SPLIT
from monitoring.imports.planning.entry import PlanEntry
from monitoring.imports.planning.entry_comparison import EntryComparison
from monitoring.imports.planning.offices import LONGEST_NAME, LONGEST_NOTE, NamedOffice, fold
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.imports.words.office_words import looks_like_body

LONGEST_LIST, MOST_OFFICES = 5_000, 100  # characters and names in a cell of offices
ROLES = {MeasureColumn.LEAD: Role.LEAD, MeasureColumn.PARTICIPATING: Role.PARTICIPATING}


class ResponsibilityComparison(EntryComparison):
    """Notes in an entry who leads a measure and who takes part."""

    def compare(self, entry: PlanEntry) -> None:
        cells = {column: entry.row.cells[column] for column in ROLES if column in entry.row.cells}
        if all(text == self._says(entry, column) for column, text in cells.items()):
            return
        stored = entry.measure.responsible if entry.measure else []
        # Who has a role the file has no column for keeps it.
        elsewhere = {named.office_id for named in stored if MeasureColumn[named.role.upper()] not in cells}
        named: dict[object, NamedOffice] = {}
        for column, text in cells.items():
            for office in self._taken_apart(self._read_offices(entry.row, column, text), entry.row, column):
                known = self._decided(office, entry.row, column)
                if known and not (known.office and known.office.pk in elsewhere):
                    named.setdefault(known.office.pk if known.office else fold(known.name), known)
        roles = {ROLES[column] for column in cells} | {office.role for office in named.values()}
        for role in sorted(roles):
            offices = [office for office in named.values() if office.role == role]
            if self._differs(entry, MeasureColumn[role.name], SEPARATOR.join(describe(office) for office in offices)):
                entry.offices[role] = offices

    def _read_offices(self, row: MeasureRow, column: MeasureColumn, text: str) -> list[NamedOffice]:
        offices = self.stored.offices.read(text, ROLES[column]) if len(text) <= LONGEST_LIST else []
        if len(text) > LONGEST_LIST or len(offices) > MOST_OFFICES:
            message = _("This is too long for a list of offices. Perhaps the column holds something else.")
            self.findings.problem(row, column, message)
            return []
        return offices

    def _taken_apart(
        self, offices: Iterable[NamedOffice], row: MeasureRow, column: MeasureColumn
    ) -> Iterator[NamedOffice]:
        """Yields the offices, those that the clerk takes for a list of several one by one."""
        for named in offices:
            is_list = named.office is None and self.answers.offices.get(fold(named.name)) == SPLIT
            if is_list and (parts := self.stored.offices.parts(named.name, named.role)):
                self.findings.note("offices", named.name, row, column)  # so that it can be decided otherwise
                yield from parts
            else:
                yield named

    def _decided(self, named: NamedOffice, row: MeasureRow, column: MeasureColumn) -> NamedOffice | None:
        """Returns the office as the clerk has decided; None where the name is to be left out."""
        if len(named.note) > LONGEST_NOTE or (named.office is None and len(named.name) > LONGEST_NAME):
            message = _("“%(name)s …” is too long for the name of an office. Perhaps the column holds something else.")
            self.findings.problem(row, column, message % {"name": named.name[:50]})
            return None
        if named.office:
            return named
        answer = self._office_answer(named, row, column)
        if answer == LEAVE:
            return None
        office = next((o for o in self.stored.offices.offices if str(o.pk) == answer), None)
        if office is None and answer not in {None, CREATE}:
            self._decide_again(row, column)
        return NamedOffice(named.name, named.role, named.note, office, named.abbreviation)

    def _office_answer(self, named: NamedOffice, row: MeasureRow, column: MeasureColumn) -> str | None:
        """Returns what was decided or is suggested: the office that is plainly meant, else a new one."""
        if not (meant := self.stored.offices.meant(named.name)) and self.answers.create_offices:
            return self.answers.offices.get(fold(named.name)) or CREATE
        unknown = self.findings.note("offices", named.name, row, column)
        if meant:
            unknown.suggested = str(meant.pk)
            unknown.why = str(_("“%(office)s” has the same telling words.")) % {"office": meant}
        elif looks_like_body(named.name) and not self.stored.offices.near(named.name):
            unknown.suggested, unknown.why = CREATE, _("No office has a similar name.")
        return self.findings.answer_to("offices", named.name) or None


def describe(named: NamedOffice) -> str:
    name = str(named.office) if named.office else named.name
    return f"{name} [{named.note}]" if named.note else name
