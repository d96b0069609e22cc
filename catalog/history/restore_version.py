"""Restores a version of a row by adding one more version; history is never rewritten."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.choices import AuditKind
from catalog.history.row_names import foreign_keys
from catalog.history.tracked_models import TrackedModel
from catalog.locking.row_locks import lock_rows, writing
from catalog.models import AuditEntry, Municipality, User
from catalog.permissions.policy import can, municipality_id
from catalog.permissions.registry import Action
from catalog.row_values import recorded_columns

LONGEST_REASON = 100


class RefusedRestoreError(Exception):
    """A refusal to restore, with one sentence for each obstacle; nothing has been changed."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__("; ".join(obstacles))
        self.obstacles = obstacles


@writing()
def restore(kind: TrackedModel, version: Any, seen: str, by: User) -> models.Model:
    """Writes a version over its row, last seen in the version `seen`.

    Raises RefusedRestoreError and BusyError; PermissionDenied unless the visitor may change the row both as it is and
    as it would be, so that an office cannot bring back published words.
    """
    lock_rows(kind, [version.id])
    row = kind.model._base_manager.filter(pk=version.id).first()
    if row is None:
        raise RefusedRestoreError([_("It no longer exists. Look for it in the recycle bin.")])
    if seen != newest_version(kind, row):
        raise RefusedRestoreError([_("It has been changed meanwhile. Below is what restoring would change now.")])
    is_theirs = can(by, Action.CHANGE, row)
    for field in recorded_columns(kind.model):
        setattr(row, field.attname, getattr(version, field.attname))
    row.comes_back = True
    if obstacles := obstacles_to(row):
        raise RefusedRestoreError(obstacles)
    if not (is_theirs and can(by, Action.CHANGE, row)):
        raise PermissionDenied
    row._change_reason = reason_for(version)
    row.save()
    city = Municipality.objects.filter(pk=municipality_id(row) or 0).first()
    AuditEntry.record(AuditKind.RESTORED, person=by, subject=f"{capfirst(kind.name)}: {row}", municipality=city)
    restored: models.Model = row
    return restored


def newest_version(kind: TrackedModel, row: Any) -> str:
    """Returns the key of the newest version, which tells whether a row has changed since it was seen."""
    return str(
        kind.history.filter(id=row.pk).order_by("-history_id").values_list("history_id", flat=True).first() or ""
    )


def reason_for(version: Any) -> str:
    """Returns the stored reason of the change, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        moment = date_format(timezone.localtime(version.history_date), "SHORT_DATETIME_FORMAT")
        return (_("restored: as of %(moment)s") % {"moment": moment})[:LONGEST_REASON]


def obstacles_to(row: Any) -> list[str]:
    """Returns why a row cannot be restored, in the words of its form; empty if it can."""
    gone = [
        _("%(field)s: what was chosen here no longer exists.") % {"field": capfirst(str(field.verbose_name))}
        for field in references(row)
        if not field.related_model._base_manager.filter(pk=getattr(row, field.attname)).exists()
    ]
    if gone:
        return gone
    try:
        row.full_clean()
    except ValidationError as error:
        return sentences(row, error)
    return []


def references(row: Any) -> list[Any]:
    """Returns the foreign keys that are filled in."""
    return [field for field in foreign_keys(row) if getattr(row, field.attname) is not None]


def sentences(row: Any, error: ValidationError) -> list[str]:
    """Returns a sentence for each error, those of a field with its label."""
    if not hasattr(error, "error_dict"):
        return error.messages
    found: list[str] = []
    for name, errors in error.error_dict.items():
        label = "" if name == "__all__" else capfirst(str(row._meta.get_field(name).verbose_name))
        found += [f"{label}: {message}" if label else message for one in errors for message in one.messages]
    return found
