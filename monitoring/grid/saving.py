"""Saves what was typed into the table of a report: only changed rows, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import Role
from catalog.history.acts import JointAct
from catalog.history.authors import author_of
from catalog.locking.row_locks import lock_report, writing
from catalog.locking.sent_once import address_after, use_up
from catalog.models import FormerAddress, Measure, Report, Responsibility
from monitoring.audience import number_seen
from monitoring.choices import ReviewState
from monitoring.grid.cells import OF_UPDATE, WHOLE, cells_of, prints_of
from monitoring.grid.rows import free_number
from monitoring.models import MonitoredMeasure, StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import User
    from monitoring.grid.cells import Prints
    from monitoring.grid.rows import Row
    from monitoring.grid.words import Words

ASIDE = "~aside-"  # how numbers begin that measures have in between while they swap theirs
TEXTS = ("text", "next_steps", "reason")


class ClosedError(Exception):
    """The report has been closed meanwhile."""


class SentTwiceError(Exception):
    """The same form has been saved already."""


class _RefusedError(Exception):
    """Some row has an error; raised to leave the transaction."""


@dataclass(slots=True)
class Saved:
    measures: int = 0
    updates: int = 0
    public: int = 0  # measures among them that everybody sees


def load(keys: Iterable[int], report: Report) -> list[MonitoredMeasure]:
    """Returns measures of a report with all that their cells show; five queries, however many they are."""
    measures = MonitoredMeasure.objects.filter(report=report, pk__in=list(keys))
    loaded = measures.with_newest_update().with_responsibilities().select_related("report__municipality", "parent")
    return list(loaded)


class GridWriter:
    """Writes rows; afterwards they hold the errors, and what others have written into cells that were not touched."""

    def __init__(self, report: Report, words: Words, seen: Prints, by: User) -> None:
        self.report, self.words, self.seen, self.by = report, words, seen, by
        self.today = timezone.localdate()
        self.done = Saved()
        self.act = JointAct(by)

    def save(self, rows: list[Row], once: str = "", address: str = "") -> Saved | None:
        """Saves all rows in one transaction; returns None where any is refused.

        `once` is the key of the form, which leads to `address`. Raises BusyError, ClosedError, SentTwiceError.
        """
        try:
            with writing():
                lock_report(self.report.pk)
                if Report.objects.filter(pk=self.report.pk, is_closed=True).exists():
                    raise ClosedError
                if address_after(once):
                    raise SentTwiceError
                written = self._write(rows)
                if any(row.errors for row in rows):
                    raise _RefusedError
                use_up(once, address)
                self.done.public = number_seen(written)
        except _RefusedError:
            return None
        return self.done

    def _write(self, rows: list[Row]) -> list[int]:
        stored = {str(one.pk): one for one in load([int(row.key) for row in rows if not row.is_new], self.report)}
        for row in rows:
            measure = stored.get(row.key)
            if measure is not None:
                self._compare(row, measure)
            elif not row.is_new:
                self._offer_anew(row, rows)
        changed = [row for row in rows if row.changed]
        self.act.name = _name_of(changed)
        renumbered = [stored[row.key] for row in changed if row.key in stored and "code" in row.changed]
        if len(renumbered) > 1:
            _make_way(renumbered)
        written = []
        for row in changed:
            if not row.errors:
                written += self._write_row(row, stored.get(row.key))
        if len(renumbered) > 1:
            _forget_way(renumbered)
        return written

    def _offer_anew(self, row: Row, rows: list[Row]) -> None:
        """Refuses a row whose measure is gone, unless it is untouched; what was typed becomes a row for a new one."""
        if row.changed:
            row.key, row.cells[WHOLE] = f"new-{free_number(rows)}", ""
            row.refuse("title", _("This measure has been deleted or moved meanwhile. Save again to create it anew."))

    def _compare(self, row: Row, measure: MonitoredMeasure) -> None:
        """Notes what was typed; refuses it where somebody else has changed the same cell, or the same update."""
        row.measure = measure
        theirs = cells_of(measure, self.words.sections)
        seen, now, typed = self.seen.get(row.key, {}), prints_of(theirs), prints_of(row.cells)
        others = {name for name in theirs if now[name] != seen.get(name)}
        mine = {name for name in theirs if typed[name] != seen.get(name)}
        row.changed = {name for name in mine if typed[name] != now[name]}
        clash = row.changed & others
        if row.changed & set(OF_UPDATE) and others & set(OF_UPDATE):
            clash |= (row.changed | others) & set(OF_UPDATE)
        for name in sorted(clash):
            words = _("%(who)s has written here meanwhile: “%(text)s”. Save again to replace it.")
            source = measure.newest_update if name in OF_UPDATE else measure
            row.refuse(name, words % {"who": author_of(source or measure), "text": theirs[name]})
        for name in others - mine:
            row.cells[name] = theirs[name]

    def _write_row(self, row: Row, stored: MonitoredMeasure | None) -> list[int]:
        measure = Measure.objects.get(pk=stored.pk) if stored else Measure(report=self.report)
        own = row.changed - set(OF_UPDATE) - {"lead"}
        if stored is None:
            own |= {WHOLE}
        try:
            leads = self._read(row, measure, own)
        except ValidationError:
            return []
        if own or stored is None:
            if not self._is_valid(row, measure) or not self._has_reason(row, measure, stored):
                return []
            self._save(measure)
        if leads is not None:
            self._set_leads(measure, leads)
        if row.changed & set(OF_UPDATE) and not self._report(row, measure, stored):
            return []
        self.done.measures += 1
        return [measure.pk]

    def _read(self, row: Row, measure: Any, own: set[str]) -> Any:
        """Sets the columns of the measure and returns its leads, None where they stay; refuses what has no meaning."""
        leads = None
        readers: dict[str, Any] = {"section": self.words.section, "publication": self.words.publication}
        names = {"section": "section_id", "publication": "publication"}
        if measure.pk is None:
            readers[WHOLE], names[WHOLE] = self.words.whole, "parent"
        for name in sorted(own | ({"lead"} & row.changed)):
            try:
                if name == "lead":
                    leads = self.words.leads(row.cells[name])
                elif name in readers:
                    setattr(measure, names[name], readers[name](row.cells[name]))
                else:
                    setattr(measure, name, row.cells[name])
            except ValidationError as error:
                row.refuse(name, *error.messages)
        if measure.pk is None and row.cells.get("publication"):
            try:
                measure.publication = self.words.publication(row.cells["publication"])
            except ValidationError as error:
                row.refuse("publication", *error.messages)
        if row.errors:
            raise ValidationError("")
        return leads

    @staticmethod
    def _is_valid(row: Row, thing: Any) -> bool:
        try:
            thing.full_clean()
        except ValidationError as error:
            at_hand = "title" if isinstance(thing, Measure) else "as_of"
            for name, messages in error.message_dict.items():
                row.refuse(name if name in row.cells else at_hand, *messages)
            return False
        return True

    @staticmethod
    def _has_reason(row: Row, measure: Measure, stored: MonitoredMeasure | None) -> bool:
        """Refuses a deadline that moves without a reason; drafts are still being written, and going back needs none."""
        if stored is None or measure.is_draft or stored.due_on is None or measure.change_reason:
            return True
        if measure.due_on in {stored.due_on, stored.original_due_on}:
            return True
        row.refuse("change_reason", _("A deadline that moves needs a reason."))
        return False

    def _save(self, thing: Any) -> None:
        self.act.sign(thing)
        thing.save()

    def _set_leads(self, measure: Measure, leads: list[Any]) -> None:
        known = {one.office_id: one for one in measure.responsibilities.all()}
        wanted = {office.pk for office in leads}
        for one in known.values():
            if one.role == Role.LEAD and one.office_id not in wanted:
                self.act.sign(one)
                one.delete()
        for place, office in enumerate(leads):
            one = known.get(office.pk) or Responsibility(measure=measure, office=office, role="")
            if one.role != Role.LEAD:
                one.role, one.order = Role.LEAD, place
                self._save(one)

    def _report(self, row: Row, measure: Measure, stored: MonitoredMeasure | None) -> bool:
        """Writes a new update, or changes the newest one of the same day; an untouched older day becomes today."""
        newest = stored.newest_update if stored else None
        try:
            status = self.words.status(row.cells["status"])
        except ValidationError as error:
            row.refuse("status", *error.messages)
        try:
            is_dated = bool(row.cells["as_of"]) and (newest is None or "as_of" in row.changed)
            as_of = self.words.day(row.cells["as_of"]) if is_dated else self.today
        except ValidationError as error:
            row.refuse("as_of", *error.messages)
        if row.errors:
            return False
        if newest and as_of < newest.as_of:
            words = _("There is a newer update (%(day)s). Change older ones on the page of the measure.")
            row.refuse("as_of", words % {"day": f"{newest.as_of:%d.%m.%Y}"})
            return False
        texts = {name: row.cells[name] for name in TEXTS}
        if not status and not any(texts.values()):
            row.refuse("status", _("An update has a status or a text. Delete updates on the page of the measure."))
            return False
        if newest and newest.as_of == as_of:
            update = StatusUpdate.objects.get(pk=newest.pk)
        else:
            update = StatusUpdate(measure=measure, as_of=as_of, author=self.by, publication=ReviewState.PUBLISHED)
        update.status = status
        if update.pk is None or row.changed & set(TEXTS):
            for name, text in texts.items():
                setattr(update, name, text)
        if not self._is_valid(row, update):
            return False
        self._save(update)
        self.done.updates += 1
        return True


def _name_of(changed: list[Row]) -> str:
    """Returns what history calls the saving of these rows, in the language of the site."""
    updates = sum(1 for row in changed if row.changed & set(OF_UPDATE))
    with translation.override(settings.LANGUAGE_CODE):
        words = [ngettext("%(n)s measure", "%(n)s measures", len(changed)) % {"n": len(changed)}]
        if updates:
            words.append(ngettext("%(n)s update", "%(n)s updates", updates) % {"n": updates})
        return _("typed into the table: %(rows)s") % {"rows": ", ".join(words)}


def _make_way(renumbered: list[MonitoredMeasure]) -> None:
    """Takes the numbers away from measures that get others, so that two of them can swap theirs.

    Nobody sees the numbers in between: each measure gets a new one in the same transaction, or nothing is written.
    """
    aside = Concat(Value(ASIDE), Cast("pk", CharField()))
    keys = [measure.pk for measure in renumbered]
    Measure._base_manager.filter(pk__in=keys).update(code_key=aside, address=aside)


def _forget_way(renumbered: list[MonitoredMeasure]) -> None:
    """Forgets the addresses that measures have had in between, which the database has kept as former ones."""
    keys = [measure.pk for measure in renumbered]
    FormerAddress.objects.filter(object_id__in=keys, segment__startswith=ASIDE).delete()
