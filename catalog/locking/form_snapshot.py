"""Snapshots of forms and lists as a browser would send them, and tokens that carry them through a form."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Model
from django.utils.datastructures import MultiValueDict

from catalog.row_values import fingerprint_of_texts

SALT = "catalog.locking.form_snapshot"
DIGITS = 12  # characters of a fingerprint; enough that two never meet by chance

Sent = list[str]
Fields = dict[str, Sent]  # by name


@dataclass
class FormSnapshot:
    """The values of a form in `fields`, those of its inlines in `rows` by prefix and key."""

    fields: Fields = field(default_factory=dict)
    rows: dict[str, dict[str, Fields]] = field(default_factory=dict)


def tidy(text: Any) -> str:
    """Returns the text with line feeds only, as browsers send other line breaks than they are given."""
    return str(text).replace("\r\n", "\n").strip()


def inner(widget: Any) -> Any:
    """Returns the widget inside the one with the icons for related rows."""
    return getattr(widget, "widget", widget)


def takes_many(widget: Any) -> bool:
    return bool(getattr(widget, "allow_multiple_selected", False))


def sent(bound: Any) -> Sent:
    """Returns what a browser would send for a field that nobody has touched."""
    widget, value = inner(bound.field.widget), bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    formatted = widget.format_value(value)
    if takes_many(widget):
        return sorted(str(one) for one in formatted or [])
    if isinstance(formatted, list):
        formatted = formatted[0] if formatted else ""
    return [tidy("" if formatted is None else formatted)]


def received(widget: Any, data: Any, name: str) -> Sent:
    """Returns what was sent for a field, comparable with `sent`."""
    widget = inner(widget)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.value_from_datadict(data, MultiValueDict(), name) else []
    if takes_many(widget):
        return sorted(data.getlist(name))
    return [tidy(data.get(name, ""))]


def typed_fields(form: Any, formset: Any = None) -> list[Any]:
    """Returns the fields of a form without those that only identify the row."""
    technical = {"DELETE", "ORDER"}
    if formset is not None:
        technical |= {formset.model._meta.pk.name, formset.fk.name}
    return [bound for bound in form if bound.name not in technical]


def shown(form: Any, formsets: Iterable[Any]) -> FormSnapshot:
    """Returns the snapshot of forms as they were loaded."""
    state = FormSnapshot({bound.name: sent(bound) for bound in typed_fields(form)})
    for formset in formsets:
        state.rows[formset.prefix] = {
            str(row.instance.pk): {bound.name: sent(bound) for bound in typed_fields(row, formset)}
            for row in formset.initial_forms
        }
    return state


def token(row: Model, state: FormSnapshot) -> str:
    """Returns a signed text for a hidden field that carries the snapshot back with what was typed."""
    content = {"of": f"{row._meta.label_lower} {row.pk}", "fields": state.fields, "rows": state.rows}
    return signing.dumps(content, salt=SALT, compress=True)


def read_token(row: Model, text: str) -> FormSnapshot:
    """Returns the snapshot from a token; empty where the token is missing or belongs to another row."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return FormSnapshot()
    if content.get("of") != f"{row._meta.label_lower} {row.pk}":
        return FormSnapshot()
    return FormSnapshot(content["fields"], content["rows"])


def row_print(row: Model) -> str:
    """Returns the fingerprint of a row as a list has loaded it, without derived columns."""
    return fingerprint_of_texts(row)[:DIGITS]


def list_token(rows: Iterable[Model]) -> str:
    return signing.dumps({str(row.pk): row_print(row) for row in rows}, salt=SALT, compress=True)


def read_list_token(text: str) -> dict[str, str]:
    """Returns the fingerprints of the rows that a list has shown; empty without a valid token."""
    try:
        found: dict[str, str] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    return found
