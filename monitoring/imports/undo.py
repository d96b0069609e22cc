"""Take an import back as a whole, as long as nobody has built on it or changed what it touched."""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history, get_history_manager_for_model

from catalog.choices import AuditKind
from catalog.locking.row_locks import lock_report, writing
from catalog.models import User
from catalog.row_values import columns, fingerprint, plain_values, set_plain_values, values_of
from monitoring.choices import ImportState
from monitoring.imports.change_log import model_of
from monitoring.imports.run import REPORT_IS_CLOSED, record
from monitoring.models import ImportedChange, SpreadsheetImport

SOME = 500  # rows at a time
Why = dict[str, Any]  # by whom and for what reason, as the bulk functions of simple_history take it


@dataclass(slots=True)
class Touched:
    """How many rows of one kind an import has created, changed and removed."""

    name: str
    created: int = 0
    changed: int = 0
    removed: int = 0


class UndoBlockedError(Exception):
    """What stands in the way, one sentence each; nothing has been changed."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__("; ".join(obstacles))
        self.obstacles = obstacles


def take_back(spreadsheet_import: SpreadsheetImport, user: User | None = None) -> None:
    """Undoes everything the import did. Raises UndoBlockedError, BusyError."""
    with writing():
        lock_report(spreadsheet_import.report_id)
        locked = SpreadsheetImport.objects.select_for_update(no_key=True).get(pk=spreadsheet_import.pk)
        if locked.state != ImportState.DONE:  # somebody else was faster
            spreadsheet_import.state = locked.state
            return
        changes = list(locked.changes.all())
        rows = load(changes)
        if locked.report.is_closed:
            raise UndoBlockedError([str(REPORT_IS_CLOSED)])
        if obstacles := find_obstacles(changes, rows):
            raise UndoBlockedError(obstacles)
        why = {"default_user": user, "default_change_reason": reason(locked)}
        for (label, was), run in groupby(reversed(changes), key=lambda change: (change.model, was_before(change))):
            reverse(model_of(ImportedChange(model=label)), was, list(run), rows, why)
        locked.state = ImportState.TAKEN_BACK
        locked.save(update_fields=["state"])
        record(AuditKind.IMPORT_TAKEN_BACK, locked, user)
        spreadsheet_import.state = locked.state


class Was(Enum):
    """What a row was before the import."""

    MISSING = auto()
    DIFFERENT = auto()
    THERE = auto()  # the import has removed it


def was_before(change: ImportedChange) -> Was:
    if change.before is None:
        return Was.MISSING
    return Was.DIFFERENT if change.after else Was.THERE


def reverse(
    model: type[Any],
    was: Was,
    changes: list[ImportedChange],
    rows: dict[tuple[str, int], models.Model],
    why: Why,
) -> None:
    """Undoes changes of the same kind to rows of one model, with their history, some hundred at a time."""
    if was is Was.MISSING:
        delete(model, [row for change in changes if (row := rows.get((change.model, change.object_id)))], why)
        return
    restored = [restore(rows.get((change.model, change.object_id)) or model(), change) for change in changes]
    if was is Was.THERE:
        bulk_create_with_history(restored, model, batch_size=SOME, **why)
    else:
        names = {name for change in changes for name in change.before} - {model._meta.pk.attname}
        fields = [field.name for field in columns(model) if field.attname in names]
        bulk_update_with_history(restored, model, fields, batch_size=SOME, **why)


def delete(model: type[Any], rows: list[Any], why: Why) -> None:
    """Deletes rows that nothing refers to any more; their last versions are kept in one go, not row by row."""
    history = get_history_manager_for_model(model).model
    now = timezone.now()
    for start in range(0, len(rows), SOME):
        some = rows[start : start + SOME]
        history.objects.bulk_create(
            history(
                history_date=now,
                history_type="-",
                history_user=why["default_user"],
                history_change_reason=why["default_change_reason"],
                **values_of(row, history.tracked_fields),
            )
            for row in some
        )
        found = model._default_manager.filter(pk__in=[row.pk for row in some])
        found._raw_delete(found.db)


def restore(row: Any, change: ImportedChange) -> Any:
    """Returns the row with every field as it was."""
    set_plain_values(row, change.before)
    return row


def reason(spreadsheet_import: SpreadsheetImport) -> str:
    """Returns the reason in the language of the site: it is kept."""
    with translation.override(settings.LANGUAGE_CODE):
        return (spreadsheet_import.mark + _("taken back"))[:100]


def touched(spreadsheet_import: SpreadsheetImport) -> list[Touched]:
    """Returns what taking an import back is about, by kind of row."""
    kinds: dict[str, Touched] = {}
    for change in spreadsheet_import.changes.only("model", "before", "after"):
        if change.model not in kinds:
            kinds[change.model] = Touched(str(model_of(change)._meta.verbose_name_plural))
        kind = kinds[change.model]
        if change.before is None:
            kind.created += 1
        elif change.after:
            kind.changed += 1
        else:
            kind.removed += 1
    return list(kinds.values())


def load(changes: list[ImportedChange]) -> dict[tuple[str, int], models.Model]:
    """Returns the rows as they are today; a row that is gone is missing."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        wanted[change.model].append(change.object_id)
    rows: dict[tuple[str, int], models.Model] = {}
    for label, ids in wanted.items():
        model = model_of(ImportedChange(model=label))
        for start in range(0, len(ids), SOME):
            for row in model._default_manager.filter(pk__in=ids[start : start + SOME]):
                rows[label, row.pk] = row
    return rows


def find_obstacles(changes: list[ImportedChange], rows: dict[tuple[str, int], models.Model]) -> list[str]:
    obstacles: list[str] = []
    created = {(change.model, change.object_id) for change in changes if change.before is None}
    for change in changes:
        row = rows.get((change.model, change.object_id))
        name = model_of(change)._meta.verbose_name
        if not change.after:
            if row is not None:
                obstacles.append(_("%(kind)s “%(name)s” exists again.") % {"kind": name, "name": row})
        elif row is None:
            obstacles.append(
                _("%(kind)s with the number %(id)s has been deleted.") % {"kind": name, "id": change.object_id}
            )
        elif fingerprint(plain_values(row)) != change.after:
            obstacles.append(_("%(kind)s “%(name)s” has been changed since.") % {"kind": name, "name": row})
    obstacles += built_on(created, {(change.model, change.object_id) for change in changes})
    return obstacles


def built_on(created: set[tuple[str, int]], touched: set[tuple[str, int]]) -> list[str]:
    """Returns rows that belong to what the import created, but that it has not touched itself."""
    obstacles: list[str] = []
    ids: dict[str, set[int]] = defaultdict(set)
    for label, key in created:
        ids[label].add(key)
    for label, keys in ids.items():
        model: type[Any] = model_of(ImportedChange(model=label))
        for relation in model._meta.related_objects:
            related: Any = relation.related_model
            if not relation.one_to_many or relation.field.name == "history_relation":
                continue
            if related._meta.model_name.startswith("historical"):
                continue
            related_label = related._meta.concrete_model._meta.label_lower
            for row in related._default_manager.filter(**{f"{relation.field.name}__in": keys}):
                if (related_label, row.pk) not in touched:
                    kind = related._meta.verbose_name
                    obstacles.append(_("%(kind)s “%(name)s” has been added since.") % {"kind": kind, "name": row})
    return obstacles
