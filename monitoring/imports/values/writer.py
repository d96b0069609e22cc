"""Write the values of indicators that a plan holds."""

from catalog.models import User
from monitoring.choices import ReviewState
from monitoring.imports.planning.entry import EntryKind
from monitoring.imports.planning.offices import fold
from monitoring.imports.run import Recorder
from monitoring.imports.values.plan import Named, ValuePlan
from monitoring.models import Indicator, IndicatorValue, SpreadsheetImport


class ValueWriter(Recorder):
    def __init__(self, plan: ValuePlan, spreadsheet_import: SpreadsheetImport, user: User | None) -> None:
        super().__init__(spreadsheet_import, user)
        self.plan = plan
        self._created: dict[tuple[int, str], Indicator] = {}

    def write(self) -> None:
        new: list[IndicatorValue] = []
        for entry in self.plan.entries:
            if entry.kind is EntryKind.UNCHANGED:
                continue
            stored = entry.stored
            if entry.value is None:
                self.remove(stored)
            elif stored is None:
                indicator = self._indicator(entry.named)
                new.append(
                    IndicatorValue(indicator=indicator, value=entry.value, note=entry.note or "", as_of=entry.as_of)
                )
            else:
                self.ledger.changes(stored)
                stored.value = entry.value
                stored.publication = ReviewState.PUBLISHED
                stored.note = stored.note if entry.note is None else entry.note
                self.save(stored)
        self.create(IndicatorValue, new)
        self.ledger.write()

    def _indicator(self, named: Named) -> Indicator:
        if named.indicator:
            return named.indicator
        key = (named.measure.pk, fold(named.name))
        if key not in self._created:
            order = named.measure.indicators.count() + 1
            self._created[key] = Indicator(measure=named.measure, name=named.name, unit=named.unit, order=order)
            self.create(Indicator, [self._created[key]])
        return self._created[key]
