"""Every measure of a file needs a number, and so a web address, that no other one has."""

from collections.abc import Callable, Sequence
from itertools import count

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.texts import codes
from monitoring.choices import MeasureColumn
from monitoring.imports.planning.entry import PlanEntry
from monitoring.imports.planning.offices import fold
from monitoring.imports.planning.stored import Stored
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.models import MonitoredMeasure

LONGEST_CODE, LONGEST_KEY = 50, 100
LAST_PLACE = 32_767  # the database keeps it as a small number

Complain = Callable[[MeasureRow, MeasureColumn, str | Promise], None]


class Numbering:
    """Looks at the entries of a file side by side with each other and with what is stored."""

    def __init__(self, stored: Stored, *, has_parts: bool, complain: Complain) -> None:
        self.stored = stored
        self._has_parts = has_parts
        self._report = complain
        self._numbers: dict[tuple[int, bool, bool, str, tuple[str, ...]], MeasureRow] = {}
        self._meant: dict[int, MeasureRow] = {}
        self._addresses = {
            (measure.parent_id or 0, measure.address): measure.code or measure.title for measure in stored.measures
        }

    def check(self, entries: Sequence[PlanEntry]) -> None:
        for entry in entries:
            if self._is_first(entry) and entry.measure is None:
                self._check_code(entry.row)
                self._check_address(entry.row)
            elif entry.measure is not None:
                self._check_zero(entry.row, entry.measure)

        self._give_places(entries)

    def _is_first(self, entry: PlanEntry) -> bool:
        """Tells whether a number stands in no row above; the same one twice under a measure blocks the import."""
        row = entry.row
        is_numbered = bool(row.code or row.order)
        number = codes.normalise(row.code) or str(row.order or fold(row.label))
        section = () if is_numbered else row.section
        first = self._numbers.setdefault((id(row.whole), bool(row.code), is_numbered, number, section), row)
        if entry.measure is not None:
            first = self._meant.setdefault(entry.measure.pk, first)
        if first is row:
            return True
        values = {"word": row.label, "first": first.number, "second": row.number}
        message = _(
            "The number “%(word)s” stands in row %(first)s and again in row %(second)s. Each number may "
            "occur once: correct one of them or take one row out."
        )
        if not is_numbered:
            message = _(
                "The title “%(word)s” stands in row %(first)s and again in row %(second)s. Without numbers the "
                "title decides, so it may occur once: change one of them or give the measures numbers."
            )
        if row.label:
            self._complain(row, message % values)
        return False

    def _check_code(self, row: MeasureRow) -> None:
        if len(row.code) > LONGEST_CODE or len(codes.normalise(row.code)) > LONGEST_KEY:
            self._complain(row, _("The number has more than %(most)s characters. Shorten it.") % {"most": LONGEST_CODE})
        elif row.code and not codes.address(row.code):
            self._complain(row, _("The number “%(code)s” needs a letter or a digit.") % {"code": row.code})

    def _check_address(self, row: MeasureRow) -> None:
        if not row.code and not row.order:
            return
        place = self._whole(row), codes.address(row.code) or str(row.order)
        if place in self._addresses:
            message = _("The number “%(code)s” would have the same web address as “%(other)s”.")
            self._complain(row, message % {"code": row.label, "other": self._addresses[place]})
        self._addresses[place] = row.label

    def _check_zero(self, row: MeasureRow, measure: MonitoredMeasure) -> None:
        """Complains where Excel has cut 3.10 to 3.1, which is another measure; its title gives it away."""
        longer = self.stored.with_code(measure.parent_id, f"{row.code}0")
        title = fold(row.cells.get(MeasureColumn.TITLE, ""))
        if longer and "." in longer.code and title == fold(longer.title) != fold(measure.title):
            message = _("This is the title of “%(code)s”. Excel has cut off a zero; type the number again as text.")
            self._complain(row, message % {"code": longer.code})

    def _give_places(self, entries: Sequence[PlanEntry]) -> None:
        """Gives new measures without a number places behind all others; a place is a web address."""
        orders = [measure.order for measure in self.stored.measures if measure.parent_id is None]
        orders += [entry.row.order for entry in entries if entry.row.whole is None]
        taken = {address for whole, address in self._addresses if not whole}
        free = (place for place in count(max(orders, default=0) + 1) if str(place) not in taken)
        for entry in entries:
            if entry.measure is None and not entry.row.code and not entry.row.order:
                entry.place = next(free)
                if entry.place > LAST_PLACE:
                    message = _("There are more than %(most)s measures without a number. Number them.")
                    self._complain(entry.row, message % {"most": LAST_PLACE})
                    return

    def _whole(self, row: MeasureRow) -> int:
        """Returns something that tells the measures above from each other, stored or not."""
        if row.whole is None:
            return 0
        stored = self.stored.find(row.whole)
        return stored.pk if stored else -id(row.whole)

    def _complain(self, row: MeasureRow, message: str | Promise) -> None:
        column = MeasureColumn.CODE if row.code or row.order else MeasureColumn.TITLE
        if row.whole is not None and self._has_parts:
            column = MeasureColumn.PART
        self._report(row, column, message)
