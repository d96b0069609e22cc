"""Merges a form that was sent with what others have stored in the same rows meanwhile.

Throughout, *theirs* is the stored version of the other person, *yours* the version that was sent, and *was* the one
that the sender had seen.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.history import word_diff
from catalog.history.authors import Author, author_of
from catalog.locking.form_snapshot import Fields, FormSnapshot, Sent, inner, received, typed_fields
from catalog.querysets import row_id


@dataclass(frozen=True)
class Difference:
    """A place where the stored version differs from the one that was seen, with all three versions.

    `key` is the value of the tick that accepts the other person's version; "" where there is nothing to decide. `note`
    says what happens.
    """

    place: str
    note: str
    was: str
    theirs: str
    yours: str
    author: Author
    key: str = ""

    @cached_property
    def pieces(self) -> dict[str, list[word_diff.Piece]]:
        """Returns the pieces of both versions that differ from what was seen."""
        return {
            "theirs": word_diff.compare(self.was, self.theirs)[1],
            "yours": word_diff.compare(self.was, self.yours)[1],
        }


@dataclass(frozen=True)
class FieldPlace:
    """A field of the form or of a row in it: its name in the request, its stored and its seen value."""

    bound: Any
    name: str
    theirs: Sent
    was: Sent | None
    key: str
    label: str
    row: Model


class Merge:
    """A merge of one form; `data` is what results, `differences` what was changed meanwhile.

    The other person's version stands where only they changed a field. The sender's version stands where the sender
    changed it, unless they ticked the other person's.
    """

    def __init__(self, sent_data: Any, seen: FormSnapshot, now: FormSnapshot, taken: set[str]) -> None:
        self.sent, self.seen, self.now, self.taken = sent_data, seen, now, taken
        self.data = sent_data.copy()
        self.differences: list[Difference] = []

    def form(self, form: Any) -> None:
        for bound in typed_fields(form):
            theirs = self.now.fields[bound.name]
            label = capfirst(str(bound.label))
            was = self.seen.fields.get(bound.name)
            place = FieldPlace(bound, bound.name, theirs, was, bound.name, label, form.instance)
            self.data.setlist(bound.html_name, self._decide(place))

    def rows(self, formset: Any) -> None:
        """Merges a formset: the stored rows in their order, then the new ones."""
        prefix = formset.prefix
        if f"{prefix}-TOTAL_FORMS" not in self.sent:
            return
        mine, new = self._sent_rows(formset)
        seen = self.seen.rows.get(prefix, {})
        rows = [self._stored_row(formset, row, mine, seen) for row in formset.initial_forms]
        stored = {str(row.instance.pk) for row in formset.initial_forms}
        kept = [row for key in mine if key not in stored for row in self._vanished_row(formset, key, mine[key], seen)]
        self._write(formset, rows, [*kept, *(self._raw(formset, index) for index in new)])

    def _decide(self, place: FieldPlace) -> list[str]:
        """Returns the value of one field to go on with."""
        widget = inner(place.bound.field.widget)
        if place.key in self.taken or widget.value_omitted_from_data(self.sent, {}, place.name):
            return place.theirs
        yours = received(widget, self.sent, place.name)
        raw: list[str] = self.sent.getlist(place.name)
        if place.theirs in (yours, place.was):
            return raw
        if yours == place.was:
            self._note(place, _("is in the form below"), yours, "")
            return place.theirs
        self._note(place, _("you both have changed this"), yours, place.key)
        return raw

    def _note(self, place: FieldPlace, note: str, yours: Sent, key: str) -> None:
        was, theirs, mine = (in_words(place.bound, value or []) for value in (place.was, place.theirs, yours))
        author = author_of(place.row, place.bound.name)
        self.differences.append(Difference(place.label, note, was, theirs, mine, author, key))

    def _sent_rows(self, formset: Any) -> tuple[dict[str, int], list[int]]:
        """Returns the index of each stored row in the request, by key, and the indexes of new rows."""
        mine: dict[str, int] = {}
        new: list[int] = []
        total = row_id(self.sent.get(f"{formset.prefix}-TOTAL_FORMS")) or 0
        for index in range(min(total, formset.absolute_max)):
            key = self.sent.get(f"{formset.prefix}-{index}-{formset.model._meta.pk.name}", "")
            if key:
                mine[key] = index
            else:
                new.append(index)
        return mine, new

    def _stored_row(self, formset: Any, row: Any, mine: dict[str, int], seen: dict[str, Fields]) -> Fields:
        key = str(row.instance.pk)
        theirs, was = self.now.rows[formset.prefix][key], seen.get(key)
        label = row_label(row.instance)
        fields = typed_fields(row, formset)
        if key not in mine:
            if was is None:
                note, summary = _("was added; it is in the form below"), summary_of(fields, theirs)
                self.differences.append(Difference(label, note, "", summary, "", author_of(row.instance)))
            return dict(theirs)
        start = f"{formset.prefix}-{mine[key]}-"
        if self.sent.get(f"{start}DELETE"):
            return self._row_to_delete(row, fields, theirs, was, f"{formset.prefix}-{key}")
        found = {}
        for bound in fields:
            place = FieldPlace(
                bound,
                start + bound.name,
                theirs[bound.name],
                was.get(bound.name) if was else None,
                f"{formset.prefix}-{key}-{bound.name}",
                f"{label}: {bound.label}",
                row.instance,
            )
            found[bound.name] = self._decide(place)
        return found

    def _row_to_delete(self, row: Any, fields: list[Any], theirs: Fields, was: Fields | None, key: str) -> Fields:
        """Returns a row that the sender deletes; notes a difference if another person has changed it."""
        if key in self.taken:
            return dict(theirs)
        if was != theirs:
            note, label, author = (
                _("was changed; you want to delete it"),
                row_label(row.instance),
                author_of(row.instance),
            )
            before, now = summary_of(fields, was), summary_of(fields, theirs)
            self.differences.append(Difference(label, note, before, now, _("deleted"), author, key))
        return {**theirs, "DELETE": ["on"]}

    def _vanished_row(self, formset: Any, key: str, index: int, seen: dict[str, Fields]) -> list[Fields]:
        """Returns a row that another person has deleted as a new row, if the sender has changed it.

        A key that the page never had (of a row elsewhere, or none at all) counts as a new row.
        """
        start = f"{formset.prefix}-{index}-"
        if self.sent.get(f"{start}DELETE"):
            return []
        was = seen.get(key)
        if was is None:
            return [self._raw(formset, index)]
        fields = typed_fields(formset.empty_form, formset)
        yours = {bound.name: self._received(bound, start + bound.name, was) for bound in fields}
        is_yours = was != yours
        note = _("was deleted; what you typed stands below as a new one") if is_yours else _("was deleted")
        label, author = capfirst(str(formset.model._meta.verbose_name)), author_of(formset.model(pk=key))
        before, mine = summary_of(fields, was), summary_of(fields, yours)
        self.differences.append(Difference(label, note, before, _("deleted"), mine, author))
        return [self._raw(formset, index)] if is_yours else []

    def _received(self, bound: Any, name: str, was: Fields) -> Sent:
        """Returns what was sent for a field of a row; what was seen where the row only showed it."""
        widget = inner(bound.field.widget)
        if bound.name in was and widget.value_omitted_from_data(self.sent, {}, name):
            return was[bound.name]
        return received(widget, self.sent, name)

    def _raw(self, formset: Any, index: int) -> Fields:
        start = f"{formset.prefix}-{index}-"
        technical = {start + formset.model._meta.pk.name, start + formset.fk.name}
        return {
            name.removeprefix(start): self.sent.getlist(name)
            for name in self.sent
            if name.startswith(start) and name not in technical
        }

    def _write(self, formset: Any, stored: list[Fields], new: list[Fields]) -> None:
        numbered = re.compile(rf"{re.escape(formset.prefix)}-\d+-")
        for name in [name for name in self.data if numbered.match(name)]:
            del self.data[name]
        keys = [str(row.instance.pk) for row in formset.initial_forms]
        for index, fields in enumerate([*stored, *new]):
            start = f"{formset.prefix}-{index}-"
            for name, values in fields.items():
                if values:
                    self.data.setlist(start + name, values)
            self.data[start + formset.model._meta.pk.name] = keys[index] if index < len(keys) else ""
            self.data[start + formset.fk.name] = str(formset.instance.pk)
        self.data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(stored))
        self.data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(stored) + len(new))


def row_label(row: Model) -> str:
    return f"{capfirst(str(row._meta.verbose_name))} „{row}“"


def summary_of(fields: list[Any], values: Fields | None) -> str:
    """Returns a row as one text: the filled fields, line by line."""
    lines = [(bound.label, in_words(bound, values.get(bound.name, []))) for bound in fields] if values else []
    return "\n".join(f"{label}: {text}" for label, text in lines if text)


def in_words(bound: Any, value: Sent) -> str:
    """Returns a value as the form would show it."""
    if isinstance(inner(bound.field.widget), forms.CheckboxInput):
        return _("yes") if value else _("no")
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return "\n".join(value)
    labels = dict(flat(choices))
    return ", ".join(labels.get(one, one) for one in value if one)


def flat(choices: Any) -> Any:
    """Yields the choices as pairs of text, with groups opened up."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        else:
            yield str(value), str(label).strip()
