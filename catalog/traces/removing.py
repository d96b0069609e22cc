"""Removes a person from chosen places in one transaction, and reports what cannot go."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import AuditKind
from catalog.fields import derived_fields
from catalog.history.tracked_models import tracked_model_of
from catalog.locking.row_locks import lock_rows, writing
from catalog.models import AuditEntry, DeletedThing, User
from catalog.traces.places import Place, find
from catalog.traces.rules import original_of, rule_of
from catalog.traces.words import Sought, cleaned

SHORT = "…"  # used where the longer word would not fit


@dataclass
class RemovalOutcome:
    removed: int = 0
    refused: list[tuple[Place, str]] = field(default_factory=list)


@writing()
def remove_from(
    chosen: Collection[str] | None, sought: Sought, by: User | None = None, person: User | None = None
) -> RemovalOutcome:
    """Removes the person from the places with these ids, None for all that can go. Raises BusyError.

    The places are looked up once more: those that stay or that the viewer may not change are skipped.
    """
    outcome = RemovalOutcome()
    found = [place for place in find(sought, by, person).removable if chosen is None or place.id in chosen]
    for (model, key), places in groupby(found, lambda place: (place.model, place.key)):
        _remove(model, key, list(places), sought, outcome)
    if outcome.removed:
        AuditEntry.record(AuditKind.ANONYMISED, person=by, concerned=person, subject=_in_numbers(outcome.removed))
    return outcome


def _in_numbers(number: int) -> str:
    """Returns the words for the audit log, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        text = ngettext("name removed from %(number)s place", "name removed from %(number)s places", number)
        return text % {"number": number}


def _remove(model: Any, key: Any, places: list[Place], sought: Sought, outcome: RemovalOutcome) -> None:
    if original_of(model):
        for place in places:
            _clean_versions(place, sought)
    elif rule_of(model).is_address:
        model._base_manager.filter(pk=key).delete()
    elif problem := _clean_row(model, key, [place.field for place in places], sought):
        outcome.refused += [(place, problem) for place in places]
        return
    outcome.removed += len(places)


def _clean_versions(place: Place, sought: Sought) -> None:
    """Changes versions in place, as they have no forms of their own."""
    column = place.model._meta.get_field(place.field)
    derived = [one.name for one in derived_fields(place.model)]
    for version in place.model._base_manager.filter(pk__in=place.rows):
        setattr(version, place.field, without(sought, column, getattr(version, place.field)))
        version.save(update_fields=[place.field, *derived])


def _clean_row(model: Any, key: Any, names: list[str], sought: Sought) -> str:
    """Saves the row as a form would, with its history; returns the error that prevents it."""
    if kind := tracked_model_of(model):
        lock_rows(kind, [key])
    row = model._base_manager.filter(pk=key).first()
    if row is None:
        return _("It no longer exists.")
    for name in names:
        setattr(row, name, without(sought, model._meta.get_field(name), getattr(row, name)))
    if isinstance(row, DeletedThing):
        row.rows = [_clean_deleted(entry, sought) for entry in row.rows]
    if kind and (problem := _problem_of(row, names)):
        return problem
    with translation.override(settings.LANGUAGE_CODE):
        row._change_reason = _("a name was removed")
    row.save()
    return ""


def _problem_of(row: Any, names: list[str]) -> str:
    try:
        row.clean_fields(exclude={one.name for one in row._meta.fields} - set(names))
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _clean_deleted(entry: Any, sought: Sought) -> Any:
    """Returns a serialised row of the recycle bin with its derived columns, without the person."""
    try:
        model = apps.get_model(entry["model"])
    except LookupError:
        return cleaned(sought, entry)
    fields = dict(entry["fields"])
    for name, value in fields.items():
        try:
            column: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if name == "slug" and value and sought.is_in(value):
            fields[name] = f"entfernt-{entry['pk']}"
        elif isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices:
            fields[name] = without(sought, column, value)
    for derived in derived_fields(model):
        if isinstance(derived, models.CharField | models.TextField):
            fields[derived.name] = derived.derive(*(fields[name] for name in derived.of))
    return {**entry, "fields": fields}


def without(sought: Sought, column: Any, value: Any) -> Any:
    """Returns the value of a column without the person, within the length of the column."""
    if not isinstance(value, str):
        return cleaned(sought, value)
    if not sought.is_in(value) and value[:1] not in {"[", "{"}:
        return value
    if isinstance(column, models.EmailField | models.URLField):
        return ""
    text = cleaned(sought, value)
    return sought.without(value, SHORT) if column.max_length and len(text) > column.max_length else text
