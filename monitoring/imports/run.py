"""Write what a plan says: everything in one transaction, or nothing."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from catalog.choices import AuditKind, Publication
from catalog.locking.row_locks import lock_report, writing
from catalog.models import AuditEntry, Measure, MeasureTheme, Office, Responsibility, Section, User
from catalog.row_values import columns, values_of
from catalog.texts.web_names import free_web_name
from monitoring.choices import ImportState
from monitoring.imports.change_log import BATCH, ChangeLog, note_of
from monitoring.imports.job_state import lock_import
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.planning.entry import EntryKind, NewUpdate, PlanEntry
from monitoring.imports.planning.offices import LONGEST_SHORT, NamedOffice, fold
from monitoring.imports.planning.plan import MeasurePlan
from monitoring.imports.planning.sections import Key, SectionName, key_of
from monitoring.imports.reading.figures import TargetText
from monitoring.models import Indicator, IndicatorTarget, SpreadsheetImport, StatusUpdate

REPORT_IS_CLOSED = _("The report is closed. Open it again first.")
LAST_PLACE = 32_767  # of a small number in the database


class RefusedImportError(Exception):
    """Something stands in the way of an import; nothing has been written."""

    def __init__(self, plan: AnyPlan) -> None:
        super().__init__("the import has problems or undecided words")
        self.plan = plan


Write = Callable[[Any, SpreadsheetImport, User | None], None]


def carry_out(
    spreadsheet_import: SpreadsheetImport, make_plan: Callable[[], AnyPlan], write: Write, user: User | None
) -> AnyPlan:
    """Plans once more on what the database holds now, and writes it.

    Raises RefusedImportError, TakenImportError, BusyError.
    """
    with writing():
        lock_report(spreadsheet_import.report_id)
        lock_import(spreadsheet_import)
        plan = make_plan()
        if not plan.is_ready:
            raise RefusedImportError(plan)
        write(plan, spreadsheet_import, user)
        spreadsheet_import.state = ImportState.DONE
        spreadsheet_import.finished_at = timezone.now()
        spreadsheet_import.content = spreadsheet_import.workbook = b""
        spreadsheet_import.result = {kind: [entry.row.label for entry in plan.of_kind(kind)] for kind in EntryKind}
        spreadsheet_import.save()
        record(AuditKind.IMPORTED, spreadsheet_import, user)
    return plan


def record(kind: AuditKind, spreadsheet_import: SpreadsheetImport, user: User | None) -> None:
    """Writes into the audit log which file went into which report, or came out again."""
    report = spreadsheet_import.report
    subject = f"Import {spreadsheet_import.pk}: {spreadsheet_import.file_name} ({report})"
    AuditEntry.record(kind, person=user, subject=subject, municipality=report.municipality)


class Recorder:
    """Creates, saves and removes rows so that history names the import and the ledger can take it back."""

    def __init__(self, spreadsheet_import: SpreadsheetImport, user: User | None) -> None:
        self.user = user
        self.ledger = ChangeLog(spreadsheet_import)
        self.note = note_of(spreadsheet_import)

    def create(self, model: type[Any], rows: list[Any]) -> None:
        if rows:
            bulk_create_with_history(
                rows, model, batch_size=BATCH, default_user=self.user, default_change_reason=self.note
            )
            self.ledger.created(rows)

    def save(self, row: Any) -> None:
        """Saves a row; `ledger.changes` has to be called before the row changes."""
        row._change_reason = self.note
        row._history_user = self.user
        row.save()

    def remove(self, row: Any) -> None:
        self.ledger.removes(row)
        row._change_reason = self.note
        row._history_user = self.user
        row.delete()


class Writer(Recorder):
    def __init__(self, plan: MeasurePlan, spreadsheet_import: SpreadsheetImport, user: User | None) -> None:
        super().__init__(spreadsheet_import, user)
        self.plan = plan
        self.report = plan.report
        self._offices: dict[str, Office] = {}
        self._sections: dict[Key, Section] = {}
        self._measures: dict[int, Measure] = {}

    def write(self) -> None:
        entries = [entry for entry in self.plan.entries if entry.kind is not EntryKind.UNCHANGED]
        for entry in self.plan.entries:
            if entry.measure is not None:
                self._measures[id(entry.row)] = entry.measure
            if entry.whole is not None:
                self._measures[id(entry.row.whole)] = entry.whole
        new = [entry for entry in entries if entry.kind is EntryKind.NEW]
        self._create_measures([entry for entry in new if entry.row.whole is None])
        self._create_measures([entry for entry in new if entry.row.whole is not None])
        self._change_measures([entry for entry in entries if entry.kind is EntryKind.CHANGED])
        self._set_themes([entry for entry in entries if entry.themes is not None])
        self._set_responsibilities([entry for entry in entries if entry.offices])
        self._report(entries)
        for entry in entries:
            if entry.targets or entry.baselines:
                self._set_targets(entry)
        self.ledger.write()

    def _create_measures(self, entries: list[PlanEntry]) -> None:
        measures = []
        for entry in entries:
            whole = entry.row.whole
            measure = Measure(
                report=self.report,
                parent=self._measures[id(whole)] if whole is not None else None,
                code=entry.row.code,
                order=entry.row.order or entry.place,
                **self._fields(entry),
            )
            self._measures[id(entry.row)] = measure
            measures.append(measure)
        self.create(Measure, measures)

    def _change_measures(self, entries: list[PlanEntry]) -> None:
        changed: list[Measure] = []
        names: set[str] = set()
        for entry in entries:
            fields = self._fields(entry)
            if not fields:
                continue
            measure = Measure(**values_of(entry.measure, columns(Measure)))
            self.ledger.changes(measure)
            for name, value in fields.items():
                setattr(measure, name, value)
                names.add(name)
            if "due" in fields:
                measure.keep_first_deadline(entry.measure)
                names |= {"original_due", "moved_on"}
            changed.append(measure)
        if changed:
            bulk_update_with_history(
                changed,
                Measure,
                sorted(names),
                batch_size=BATCH,
                default_user=self.user,
                default_change_reason=self.note,
            )

    def _fields(self, entry: PlanEntry) -> dict[str, Any]:
        fields = dict(entry.fields)
        if entry.section:
            fields["section"] = self._section(entry.section)
        return fields

    def _section(self, path: tuple[str, ...]) -> Section:
        """Returns the section at the end of a way, created together with what is missing above it."""
        key = key_of(path)
        if found := self._sections.get(key) or self.plan.stored.sections.find(path):
            return found
        parent = self._section(path[:-1]) if len(path) > 1 else None
        name = SectionName.read(path[-1])
        siblings = Section.objects.filter(report=self.report)
        section = Section(
            report=self.report,
            parent=parent,
            kind=name.kind,
            title=name.title,
            pages=name.pages,
            slug=free_web_name(name.title, siblings.values_list("slug", flat=True)),
            order=min(siblings.count() + 1, LAST_PLACE),
        )
        self.create(Section, [section])
        self._sections[key] = section
        return section

    def _office(self, named: NamedOffice) -> Office:
        if named.office:
            return named.office
        key = fold(named.name)
        if key not in self._offices:
            others = Office.objects.filter(municipality=self.report.municipality_id)
            slug = free_web_name(named.name, others.values_list("slug", flat=True))
            office = Office(
                municipality_id=self.report.municipality_id,
                name=named.name,
                abbreviation=named.abbreviation[:LONGEST_SHORT],
                slug=slug,
            )
            self.create(Office, [office])
            self._offices[key] = office
        return self._offices[key]

    def _set_themes(self, entries: list[PlanEntry]) -> None:
        new: list[MeasureTheme] = []
        for entry in entries:
            measure = self._measures[id(entry.row)]
            before = {row.theme_id: row for row in MeasureTheme.objects.filter(measure=measure.pk)}
            wanted = {theme.pk for theme in entry.themes or ()}
            for theme, row in before.items():
                if theme not in wanted:
                    self.remove(row)
            new += [MeasureTheme(measure_id=measure.pk, theme_id=theme) for theme in sorted(wanted - before.keys())]
        self.create(MeasureTheme, new)

    def _set_responsibilities(self, entries: list[PlanEntry]) -> None:
        new: list[Responsibility] = []
        for entry in entries:
            measure = self._measures[id(entry.row)]
            before = {r.office_id: r for r in entry.measure.responsible} if entry.measure else {}
            wanted = {
                self._office(named).pk: (role, place, named)
                for role, offices in entry.offices.items()
                for place, named in enumerate(offices, start=1)
            }
            for office, responsibility in before.items():
                if responsibility.role in entry.offices and office not in wanted:
                    self.remove(responsibility)
            for office, (role, place, named) in wanted.items():
                if known := before.get(office):
                    if (known.role, known.order, known.note) != (role, place, named.note):
                        self.ledger.changes(known)
                        known.role, known.order, known.note = role, place, named.note
                        self.save(known)
                else:
                    new.append(
                        Responsibility(measure_id=measure.pk, office_id=office, role=role, order=place, note=named.note)
                    )
        self.create(Responsibility, new)

    def _report(self, entries: list[PlanEntry]) -> None:
        new: list[StatusUpdate] = []
        for entry in entries:
            for update in entry.updates:
                if update.replaces:
                    self._correct(update.replaces, update)
                else:
                    new.append(self._update(self._measures[id(entry.row)].pk, update))
        self.create(StatusUpdate, new)

    def _correct(self, stored: StatusUpdate, update: NewUpdate) -> None:
        self.ledger.changes(stored)
        stored.status = update.status
        for name, text in update.texts.items():
            setattr(stored, name, text)
        self.save(stored)

    def _update(self, measure: int, update: NewUpdate) -> StatusUpdate:
        return StatusUpdate(
            measure_id=measure,
            status=update.status,
            as_of=update.as_of,
            author=self.user,
            publication=Publication.PUBLISHED,
            **update.texts,
        )

    def _set_targets(self, entry: PlanEntry) -> None:
        measure = self._measures[id(entry.row)]
        known = {indicator.name: indicator for indicator in Indicator.objects.filter(measure=measure.pk)}
        for new in entry.targets:
            indicator = known.get(new.name)
            if indicator is None:
                order = min(len(known) + 1, LAST_PLACE)
                indicator = Indicator(measure_id=measure.pk, name=new.name, unit=new.unit, order=order)
                self.create(Indicator, [indicator])
                known[new.name] = indicator
            elif indicator.unit != new.unit:
                self.ledger.changes(indicator)
                indicator.unit = new.unit
                self.save(indicator)
            if new.target is not None:
                self._set_target(indicator, new.target)
        for name, value in entry.baselines.items():
            if (indicator := known.get(name)) and indicator.baseline is None:
                self.ledger.changes(indicator)
                indicator.baseline = value
                self.save(indicator)

    def _set_target(self, indicator: Indicator, target: TargetText) -> None:
        stored = IndicatorTarget.objects.filter(indicator=indicator, due=target.due).first()
        if stored is None:
            fields = {"value": target.value, "statement": target.statement, "due": target.due}
            self.create(IndicatorTarget, [IndicatorTarget(indicator=indicator, **fields)])
        else:
            self.ledger.changes(stored)
            stored.value, stored.statement = target.value, target.statement
            self.save(stored)
