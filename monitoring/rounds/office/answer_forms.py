"""The form of one measure on the page of an office: what may be typed, and what is missing before it is submitted.

All measures of the page stand in one form of HTML, each with its prefix, so that nothing typed is lost whichever button
is pressed. Dates are lines of text: what cannot be understood is kept as it was typed, and refused only on submitting.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.deadlines import read
from catalog.fields import understood, validate_day
from monitoring.choices import CARRIED_OUT, NEEDS_REASON, RoundQuestion, Status
from monitoring.forms import FigureField
from monitoring.models import AnsweredMilestone, AnsweredValue, RoundAnswer
from monitoring.models.round_answers import FIELDS, FIELDS_OF, TEXTS
from monitoring.rounds.office.answering import ToldValue, Typed
from monitoring.rounds.office.asked import MILESTONE_PARTS, VALUE_PARTS, is_clear, is_moved, tidied, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.models import Field

    from monitoring.models import Indicator, IndicatorValue, Milestone
    from monitoring.rounds.office.asked import AskedMeasure

ROWS = {"text": 4, "next_steps": 2, "reason": 2}
LONGEST_RAW = 100_000  # characters of a field that are kept while they cannot be understood
WHY_IT_MOVES = gettext_lazy("Say why the deadline moves.")


class AnswerForm(forms.Form):
    """What an office types about a measure. `data` are the fields of all measures of the page.

    Without `check_submission()` it takes everything that can be stored, complete or not.
    """

    def __init__(self, asked: AskedMeasure, data: Mapping[str, Any] | None = None) -> None:
        initial = asked.initial()
        super().__init__(data, prefix=asked.prefix, initial=initial, use_required_attribute=False)
        self.asked = asked
        self.conflict = self.not_ours_error = ""  # what the page says beside the form
        self.version, self.shown = base_of(str(data.get(f"{asked.prefix}-base", ""))) if data else (-1, "")
        self._add_fields()
        for name in self.fields:
            self.fields[name].widget.attrs |= {"autocomplete": "off"}

    @classmethod
    def filled(cls, asked: AskedMeasure, fields: Mapping[str, str] | None = None) -> Self:
        """Returns the form as if what is stored had been sent, with other `fields` over it, to be checked."""
        texts = {**asked.initial(), **(fields or {})}
        return cls(asked, {f"{asked.prefix}-{name}": text for name, text in texts.items()})

    # The fields

    def _add_fields(self) -> None:
        for question, names in FIELDS_OF.items():
            if self.asked.round.asks(question):
                self.fields |= {name: line_of(RoundAnswer, name) for name in names}
        if "status" in self.fields:
            self.fields["status"] = forms.ChoiceField(
                choices=Status.choices, required=False, widget=forms.RadioSelect, label=_("Status now")
            )
        self._add_rows()

    def _add_rows(self) -> None:
        asks = self.asked.round.asks
        if asks(RoundQuestion.MILESTONES):
            for milestone in self.asked.milestones:
                self.fields |= {f"m{milestone.pk}-{part}": line_of(AnsweredMilestone, part) for part in MILESTONE_PARTS}
        if asks(RoundQuestion.VALUES):
            for indicator in self.asked.indicators:
                self.fields[f"v{indicator.pk}-value"] = FigureField(
                    required=False, label=_("Value"), max_digits=18, decimal_places=4, localize=True
                )
                self.fields[f"v{indicator.pk}-value"].widget = forms.TextInput(attrs={"inputmode": "decimal"})
                self.fields[f"v{indicator.pk}-as_of"] = forms.CharField(required=False, label=_("As of"))
                self.fields[f"v{indicator.pk}-note"] = line_of(AnsweredValue, "note")

    def id_of(self, name: str) -> str:
        """Returns the id of a field on the page, or of the measure for what is about all of it."""
        if name not in self.fields:
            return f"{self.prefix}-problems"
        field = self[name]
        return f"{field.auto_id}_0" if name == "status" else str(field.id_for_label)

    @property
    def milestones(self) -> Iterator[tuple[Milestone, list[forms.BoundField]]]:
        for one in self.asked.milestones if self.asked.round.asks(RoundQuestion.MILESTONES) else ():
            yield one, [self[f"m{one.pk}-{part}"] for part in MILESTONE_PARTS]

    @property
    def values(self) -> Iterator[tuple[Indicator, IndicatorValue | None, list[forms.BoundField]]]:
        """Yields each indicator with its last value and its fields."""
        for one in self.asked.indicators if self.asked.round.asks(RoundQuestion.VALUES) else ():
            known = list(one.values.all())
            yield one, known[-1] if known else None, [self[f"v{one.pk}-{part}"] for part in VALUE_PARTS]

    # What was typed

    def raw(self) -> dict[str, str]:
        """Returns what was typed by name, as it was typed."""
        return {name: tidied(self.data.get(self.add_prefix(name), "")) for name in self.fields}

    @property
    def base(self) -> str:
        """Returns what the page says of its own state: the version of the answer and a digest of what it shows."""
        return f"{self.asked.answer.version}:{digest_of(self.raw_initial())}"

    def raw_initial(self) -> dict[str, str]:
        return {name: tidied(self.initial.get(name, "")) for name in self.fields}

    @property
    def is_sent(self) -> bool:
        """Tells whether the fields of this measure came along."""
        return f"{self.prefix}-base" in self.data

    @property
    def is_changed(self) -> bool:
        """Tells whether somebody has typed anything since the page was shown that is not stored already."""
        raw = self.raw()
        return self.is_sent and digest_of(raw) != self.shown and raw != self.raw_initial()

    @property
    def is_outdated(self) -> bool:
        return self.version != self.asked.answer.version

    @property
    def is_unseen(self) -> bool:
        """Tells whether something else is stored by now than the page has shown."""
        return self.is_outdated and not self.is_changed and self.shown != digest_of(self.raw_initial())

    def theirs(self) -> dict[str, str]:
        """Returns what is stored where it differs from what was typed, by the name of the field."""
        raw, stored = self.raw(), self.raw_initial()
        return {name: stored[name] for name in self.fields if stored[name] != raw[name]}

    def clean(self) -> dict[str, Any]:
        for name, field in self._model_fields():
            if name in self.cleaned_data:
                self._clean_by(name, field)
        for one in self.asked.milestones:
            self._clean_milestone(one)
        for indicator in self.asked.indicators:
            self._clean_value(indicator)
        if due := self.cleaned_data.get("due"):
            self._expect_clear("due", due)
        return self.cleaned_data

    def _model_fields(self) -> Iterator[tuple[str, Field[Any, Any]]]:
        for name in self.fields:
            if name in TEXTS:
                yield name, RoundAnswer._meta.get_field(name)  # type: ignore[misc]  # never a relation
            elif name.startswith("m"):
                yield name, AnsweredMilestone._meta.get_field(name.partition("-")[2])  # type: ignore[misc]  # nor here

    def _clean_by(self, name: str, field: Field[Any, Any]) -> None:
        try:
            self.cleaned_data[name] = field.clean(self.cleaned_data[name], None)
        except ValidationError as error:
            self.add_error(name, error)

    def _expect_clear(self, name: str, due: str) -> None:
        if not is_clear(due):
            self._refuse(name, validate_day, due)

    def _refuse(self, name: str, validate: Any, text: str) -> None:
        try:
            validate(text)
        except ValidationError as error:
            self.add_error(name, error)

    def _clean_milestone(self, milestone: Milestone) -> None:
        done, due = f"m{milestone.pk}-done_as", f"m{milestone.pk}-due"
        if said := self.cleaned_data.get(done):
            found = understood(said)
            if found and found.deadline and found.deadline > self.asked.today:
                self.add_error(done, _("This day is still to come."))
        if moved := self.cleaned_data.get(due):
            self._expect_clear(due, moved)
            if said:
                self.add_error(due, _("Say either when it was reached or when it is to be reached now."))

    def _clean_value(self, indicator: Indicator) -> None:
        name = f"v{indicator.pk}-as_of"
        if self.cleaned_data.get(f"v{indicator.pk}-value") is None:
            return
        text = self.cleaned_data.get(name) or written(self.asked.value_day(indicator))
        try:
            validate_day(text)
        except ValidationError as error:
            self.add_error(name, error)
            return
        day = read(text).last
        self.cleaned_data[name] = day
        if day > self.asked.today:
            self.add_error(name, _("A value cannot be of a day that is still to come."))
        elif any(value.as_of == day for value in indicator.values.all()):
            self.add_error(name, _("This indicator already has a value for this day."))

    def typed(self) -> Typed:
        """Returns what can be stored; needs `is_valid()` to have been asked. The last word alone is nothing typed."""
        raw = self.raw()
        unread = {name: raw[name][:LONGEST_RAW] for name in self.errors if raw.get(name)}
        for indicator in self.asked.indicators:  # a value and its day are understood together, or not at all
            names = [f"v{indicator.pk}-{part}" for part in VALUE_PARTS]
            if any(name in unread for name in names):
                unread |= {name: raw[name] for name in names if raw.get(name)}
        fields = {name: self.cleaned_data.get(name) or "" for name in FIELDS}
        typed = Typed(fields, dict(self._told_milestones()), dict(self._told_values(unread)), unread)
        if fields["status"] == self.asked.measure.status and not self._says_more(typed):
            fields["status"] = ""
        return typed

    @staticmethod
    def _says_more(typed: Typed) -> bool:
        return any(typed.fields[name] for name in TEXTS) or bool(typed.milestones or typed.values or typed.unread)

    def _told_milestones(self) -> Iterator[tuple[int, dict[str, str]]]:
        for one in self.asked.milestones:
            parts = {part: self.cleaned_data.get(f"m{one.pk}-{part}") or "" for part in MILESTONE_PARTS}
            if any(parts.values()):
                yield one.pk, parts

    def _told_values(self, unread: Mapping[str, str]) -> Iterator[tuple[int, ToldValue]]:
        for one in self.asked.indicators:
            value, day = (self.cleaned_data.get(f"v{one.pk}-{part}") for part in ("value", "as_of"))
            if value is not None and f"v{one.pk}-value" not in unread and day:
                yield one.pk, ToldValue(value, day, self.cleaned_data.get(f"v{one.pk}-note") or "")

    # Before it is submitted

    def check_submission(self) -> bool:
        """Adds an error for whatever is missing; returns whether nothing is."""
        if not self.is_valid():
            return False
        self._expect_news()
        self._expect_reason()
        self._expect_reasons_of_moves()
        return not self.errors

    def _expect_news(self) -> None:
        last, typed = self.asked.last_text, self.typed()
        said = {name: typed.fields[name] for name in ("text", "next_steps", "reason", "costs") if typed.fields[name]}
        news = {name: text for name, text in said.items() if last is None or text != getattr(last, name, "")}
        status = typed.fields["status"]
        is_new_word = bool(status) and status != self.asked.measure.status
        moves = is_moved(self.asked.measure, typed.fields["due"])
        if news or is_new_word or moves or typed.milestones or typed.values:
            return
        if last is None:
            self.add_error(None, _("Choose a status or write what has happened."))
        else:
            self.add_error(None, _("This says nothing new. Write what has happened, or confirm that it is unchanged."))

    def _expect_reason(self) -> None:
        """Asks why a measure is put off or given up, or late without a new deadline."""
        if "reason" not in self.fields or self.cleaned_data.get("reason"):
            return
        status = self.cleaned_data.get("status") or self.asked.measure.status
        if status in NEEDS_REASON:
            words = _("Say why the measure is “%(status)s”.")
            self.add_error("reason", words % {"status": Status(status).label})
        elif self._stays_late(status):
            self.add_error("reason", _("The deadline has passed. Say why, or name a new deadline."))

    def _stays_late(self, status: str) -> bool:
        if status in CARRIED_OUT or not self.asked.is_passed:
            return False
        due = self.cleaned_data.get("due") or ""
        return not is_moved(self.asked.measure, due)

    def _expect_reasons_of_moves(self) -> None:
        measure, due = self.asked.measure, self.cleaned_data.get("due") or ""
        if is_moved(measure, due) and measure.due and not self.cleaned_data.get("due_reason"):
            self.add_error("due_reason", WHY_IT_MOVES)
        if due and measure.starts_on and (day := _deadline(due)) and day < measure.starts_on:
            self.add_error("due", _("The measure ends before it starts."))
        self._expect_reasons_of_milestones()

    def _expect_reasons_of_milestones(self) -> None:
        for one in self.asked.milestones:
            moved = self.cleaned_data.get(f"m{one.pk}-due") or ""
            if is_moved(one, moved) and one.due and not self.cleaned_data.get(f"m{one.pk}-due_reason"):
                self.add_error(f"m{one.pk}-due_reason", WHY_IT_MOVES)


class RowsForm(AnswerForm):
    """The milestones of a measure and the values of its indicators alone, as a planner notes them."""

    def _add_fields(self) -> None:
        self._add_rows()

    @property
    def says_something(self) -> bool:
        """Tells whether a milestone or a value is filled in; needs `is_valid()` to have been asked."""
        typed = self.typed()
        return bool(typed.milestones or typed.values)

    def check_submission(self) -> bool:
        if self.is_valid():
            self._expect_reasons_of_milestones()
        return not self.errors


def _deadline(due: str) -> date | None:
    found = understood(due)
    return found.deadline if found else None


def line_of(model: Any, name: str) -> forms.CharField:
    """Returns a field of the form for a text of a model; the model's own rules are asked by `clean()`."""
    field = model._meta.get_field(name)
    widget: forms.Widget = forms.Textarea(attrs={"rows": ROWS[name]}) if name in ROWS else forms.TextInput()
    return forms.CharField(required=False, label=capfirst(field.verbose_name), widget=widget)


def digest_of(raw: Mapping[str, str]) -> str:
    """Returns a short mark of what a form shows; it tells whether somebody has typed, and protects nothing."""
    text = json.dumps({name: value for name, value in sorted(raw.items()) if value})
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def base_of(text: str) -> tuple[int, str]:
    """Returns version and digest of what `AnswerForm.base` has written; a version that no answer has for other text."""
    version, _colon, digest = text.partition(":")
    return (int(version), digest) if version.isdecimal() and len(version) < 10 else (-1, "")  # noqa: PLR2004
