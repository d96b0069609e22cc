"""What a form or a list shows, in the words a browser would send, and a token that brings it back with what is sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Model
from django.utils.datastructures import MultiValueDict

from catalog.row_values import fingerprint_of_texts

SALT = "catalog.locking.form_snapshot"
DIGITS = 12  # of a fingerprint: enough that nobody meets two alike

Sent = list[str]
Fields = dict[str, Sent]  # by name


@dataclass
class FormSnapshot:
    """`fields` of the form itself, `rows` of its inlines by prefix and key."""

    fields: Fields = field(default_factory=dict)
    rows: dict[str, dict[str, Fields]] = field(default_factory=dict)


def tidy(text: Any) -> str:
    """Browsers send other line breaks than they are given."""
    return str(text).replace("\r\n", "\n").strip()


def inner(widget: Any) -> Any:
    """The one inside the icons for related rows."""
    return getattr(widget, "widget", widget)


def takes_many(widget: Any) -> bool:
    return bool(getattr(widget, "allow_multiple_selected", False))


def sent(bound: Any) -> Sent:
    """What a browser would send for a field of a form that nobody has touched."""
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
    """What was sent for a field, comparable with `sent`."""
    widget = inner(widget)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.value_from_datadict(data, MultiValueDict(), name) else []
    if takes_many(widget):
        return sorted(data.getlist(name))
    return [tidy(data.get(name, ""))]


def typed_fields(form: Any, formset: Any = None) -> list[Any]:
    """The fields of a form without those that only say which row it is."""
    technical = {"DELETE", "ORDER"}
    if formset is not None:
        technical |= {formset.model._meta.pk.name, formset.fk.name}
    return [bound for bound in form if bound.name not in technical]


def shown(form: Any, formsets: Iterable[Any]) -> FormSnapshot:
    """Of forms as they were loaded."""
    state = FormSnapshot({bound.name: sent(bound) for bound in typed_fields(form)})
    for formset in formsets:
        state.rows[formset.prefix] = {
            str(row.instance.pk): {bound.name: sent(bound) for bound in typed_fields(row, formset)}
            for row in formset.initial_forms
        }
    return state


def token(row: Model, state: FormSnapshot) -> str:
    """For a hidden field of the form: what it began with comes back with what was typed. Nobody can make it up."""
    content = {"of": f"{row._meta.label_lower} {row.pk}", "fields": state.fields, "rows": state.rows}
    return signing.dumps(content, salt=SALT, compress=True)


def read_token(row: Model, text: str) -> FormSnapshot:
    """Empty where the token is missing or belongs to something else: then nothing is known to have been seen."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return FormSnapshot()
    if content.get("of") != f"{row._meta.label_lower} {row.pk}":
        return FormSnapshot()
    return FormSnapshot(content["fields"], content["rows"])


def row_print(row: Model) -> str:
    """The fingerprint of a row as a list has loaded it; what is computed follows from the rest."""
    return fingerprint_of_texts(row)[:DIGITS]


def list_token(rows: Iterable[Model]) -> str:
    return signing.dumps({str(row.pk): row_print(row) for row in rows}, salt=SALT, compress=True)


def read_list_token(text: str) -> dict[str, str]:
    """The fingerprints of the rows that a list has shown; empty where it did not say."""
    try:
        found: dict[str, str] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    return found
