"""Writes rows down as plain values and reads them back: for history, recycle bin, imports, forms and backups.

What these functions return is stored in the database, in backups and in open forms, and read minutes or years later: it
is a format, and stays as it is.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.duration import duration_iso_string

from catalog.fields import DerivedField


class ExactEncoder(DjangoJSONEncoder):
    """An encoder that keeps microseconds, so that values come back as they were."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


# Which fields a row has


def columns(model: type[Model] | Model) -> list[Any]:
    """Returns the fields that have a column which the database does not compute itself."""
    concrete: Any = model._meta.concrete_model
    return [field for field in concrete._meta.local_concrete_fields if not getattr(field, "generated", False)]


def source_columns(model: type[Model] | Model) -> list[Any]:
    """Returns those that are not derived from others."""
    return [field for field in columns(model) if not isinstance(field, DerivedField)]


def recorded_columns(model: type[Model] | Model) -> list[Any]:
    """Returns what people have typed or chosen and the history keeps: neither the key nor what is derived."""
    return list(_recorded_columns(model if isinstance(model, type) else type(model)))


@cache
def _recorded_columns(model: type[Model]) -> list[Any]:
    """Asks each model once: its history makes a class whenever it is asked for."""
    history: Any = getattr(model, "history", None)
    left_out = history.model._history_excluded_fields if history else ()
    return [field for field in source_columns(model) if not field.primary_key and field.name not in left_out]


# The values of one row, as Python knows them


def values_of(row: Any, fields: Iterable[Any]) -> dict[str, Any]:
    """Returns the values by attribute, as a model takes them."""
    return {field.attname: getattr(row, field.attname) for field in fields}


def value_of(row: Any, field: Any) -> Any:
    """Returns a value; None for an empty text and for a missing row, too."""
    value = getattr(row, field.attname) if row is not None else None
    return None if value == "" else value


def differing(old: Any, new: Any) -> Iterator[Any]:
    """Yields the fields in which two versions differ; without an old version, all that are filled in."""
    model = (new or old)._meta.model
    for field in recorded_columns(getattr(model, "instance_type", model)):
        if value_of(old, field) != value_of(new, field):
            yield field


# As JSON


def plain_values(row: Model) -> dict[str, Any]:
    """Returns the columns that are not derived, by attribute, for Django's encoder; `set_plain_values` reads them."""
    return {
        field.attname: without_zeros(field.get_prep_value(getattr(row, field.attname))) for field in source_columns(row)
    }


def set_plain_values(row: Any, values: Mapping[str, Any]) -> None:
    """Sets the values that `plain_values` has returned, be it for fewer columns than there are today."""
    for field in columns(row):
        if field.attname in values:
            value = values[field.attname]
            setattr(row, field.attname, value if field.is_relation else field.to_python(value))


def without_zeros(value: Any) -> Any:
    """Returns a number without the zeros a database adds: 38 as it was given is 38.0000 as it is read."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def serialised(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """Returns whole rows with their ids and models, for `ExactEncoder`."""
    found: list[dict[str, Any]] = serializers.serialize("python", rows)
    return found


def deserialised(entries: Iterable[Any]) -> list[Any]:
    """Returns the rows, not saved; fields that models no longer have are left out."""
    return [found.object for found in serializers.deserialize("python", entries, ignorenonexistent=True)]


def line_of(values: Iterable[Any]) -> str:
    """Returns the values of a row as one line; `Field.to_python` reads each of them."""
    return json.dumps(values, default=in_plain_words, ensure_ascii=False, separators=(",", ":"))


def in_plain_words(value: Any) -> str:
    """Returns values unknown to JSON as text. Raises TypeError for what no column holds."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return b64encode(value).decode()
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written down")


# As a fingerprint, which changes with every value


def fingerprint(content: Any, encoder: type[json.JSONEncoder] = DjangoJSONEncoder) -> str:
    text = json.dumps(content, cls=encoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_of_texts(row: Model) -> str:
    """Returns the fingerprint of a row as a fixture would spell it, for forms that come back soon."""
    return fingerprint([field.value_to_string(row) for field in source_columns(row)])
