"""The forms of what an import asks about: words nobody knows, questions, and rows with problems."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from monitoring.choices import MeasureColumn, Status
from monitoring.imports.answers import CREATE, LEAVE, SPLIT, WORDS, Answers
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.planning.findings import Question, Unknown
from monitoring.imports.planning.offices import MOST_NEAR, NEAR, NamedOffice, fold
from monitoring.imports.planning.plan import MeasurePlan
from monitoring.imports.planning.sections import path_of
from monitoring.imports.planning.updates import UPDATE_TEXTS
from monitoring.imports.values.plan import ValuePlan
from monitoring.imports.wizard.forms import MOST_TICKS

Choices = list[tuple[str, Any]]
MOST_ROWS_NAMED = 10
SEVERAL = 3  # unknown offices, from which on they can be created all at once
REPORTING = {MeasureColumn.STATUS, *UPDATE_TEXTS}


class DecisionsForm(forms.Form):
    """A form with one question for each unknown word, and with settings for the rest.

    `groups` are the headings of the questions.
    """

    groups: Sequence[tuple[str, str | Promise]] = ()

    as_of = forms.DateField(
        required=False, error_messages={"invalid": _("This is not a day. Write, for example, 19.01.2021.")}
    )
    blank_empty = forms.BooleanField(
        label=_("Empty cells empty the field"),
        required=False,
        help_text=_("Without this tick an empty cell leaves what is stored as it is."),
    )

    left_out_rows = forms.MultipleChoiceField(
        label=_("Rows with problems: a tick leaves a row out, and the others are imported"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without its tick a row blocks the import until it is corrected in the file."),
    )
    leaves_out_wrong = forms.BooleanField(
        label=_("Leave out rows with problems and import the others"),
        required=False,
        help_text=_("Without this tick nothing is imported as long as a row has a problem."),
    )

    def __init__(self, plan: Any, file_as_of: date | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["as_of"].initial = plan.as_of
        self.fields["blank_empty"].initial = plan.answers.blank_empty
        self.fields["leaves_out_wrong"].initial = plan.answers.leaves_out_wrong
        self._questions = {f"question_{key}": key for key in plan.findings.questions}
        for name, key in self._questions.items():
            self.fields[name] = self._question(plan.findings.questions[key])
        self._offer_rows(plan)
        self._ways = list(self.fields)
        self._names: dict[str, tuple[str, str]] = {}
        for words, _heading in self.groups:
            for unknown in plan.findings.unknown[words].values():
                self._ask(words, unknown)

    def _offer_rows(self, plan: AnyPlan) -> None:
        """Offers a tick for each row with a problem; one for all of them where they are too many."""
        rows: dict[int, str] = {}
        for problem in sorted(plan.findings.problems, key=lambda problem: problem.row):
            place = ", ".join(filter(None, [gettext("Row %(row)s") % {"row": problem.row}, problem.column]))
            rows.setdefault(problem.row, f"{place}: {problem.message}")
        if not rows or len(rows) > MOST_TICKS:
            del self.fields["left_out_rows"]
        if len(rows) <= MOST_TICKS:
            del self.fields["leaves_out_wrong"]
        if "left_out_rows" in self.fields:
            field: Any = self.fields["left_out_rows"]
            field.choices = [(str(row), text) for row, text in rows.items()]
            chosen = plan.answers.left_out_rows
            field.initial = list(map(str, rows if chosen is None else chosen))

    def clean_left_out_rows(self) -> list[int]:
        return list(map(int, self.cleaned_data["left_out_rows"]))

    def _question(self, question: Question) -> forms.ChoiceField:
        """Returns a choice with the suggestion chosen; without one the clerk has to choose."""
        chosen = self.plan.answers.questions.get(question.key) or question.suggested
        return forms.ChoiceField(
            label=str(question.text),
            choices=[*([] if question.suggested else [PLEASE_CHOOSE]), *question.choices.items()],
            initial=chosen,
            error_messages={"required": _("Choose what is meant here.")},
        )

    def near(self, words: str, unknown: Unknown) -> list[Any]:
        """Returns the rows of the database a word resembles."""
        raise NotImplementedError

    def choices(self, words: str, unknown: Unknown, near: list[Any]) -> Choices:
        """Returns the possible answers for a word, the proposed one first."""
        raise NotImplementedError

    def may_stay_open(self, words: str) -> bool:
        return False

    def _ask(self, words: str, unknown: Unknown) -> None:
        name = f"{words}_{len(self._names)}"
        key = fold(unknown.word)
        self._names[name] = (words, key)
        near = self.near(words, unknown)
        choices = self.choices(words, unknown, near)
        self.fields[name] = forms.ChoiceField(
            label=unknown.word or str(_("without a status word")),
            choices=choices,
            initial=self.plan.answers.words(words).get(key) or unknown.suggested or choices[0][0],
            required=not self.may_stay_open(words),
            help_text=self._places(unknown, near),
            error_messages={"required": _("Choose what is meant here.")},
        )

    def _places(self, unknown: Unknown, near: list[Any]) -> str:
        """Returns where a word stands in the file, and what it resembles."""
        numbers = sorted(set(unknown.rows))
        rows = ", ".join(str(number) for number in numbers[:MOST_ROWS_NAMED])
        more = " …" if len(numbers) > MOST_ROWS_NAMED else ""
        headings = dict.fromkeys(filter(None, map(self.plan.findings.column, unknown.columns)))
        values = {"rows": rows + more, "columns": ", ".join(headings), "names": ", ".join(map(str, near))}
        if headings:
            text = ngettext("Row %(rows)s, column %(columns)s", "Rows %(rows)s, column %(columns)s", len(numbers))
        else:
            text = ngettext("Row %(rows)s", "Rows %(rows)s", len(numbers))
        similar = gettext("similar: %(names)s") if near else ""
        places = " – ".join(filter(None, (text, similar))) % values
        return f"{places} – {unknown.why}" if unknown.suggested and unknown.why else places

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("A report cannot describe a day that is still to come."))
        return day

    def of(self, words: str) -> list[forms.BoundField]:
        return [self[name] for name, (of, _key) in self._names.items() if of == words]

    @property
    def questions(self) -> list[tuple[str, str | Promise, list[forms.BoundField]]]:
        """Returns kind of words, heading and fields of each group that has questions."""
        asked = ((words, heading, self.of(words)) for words, heading in self.groups)
        return [(words, heading, fields) for words, heading, fields in asked if fields]

    @property
    def ways(self) -> list[forms.BoundField]:
        """Returns the fields of the settings, which belong to no word."""
        return [self[name] for name in self._ways if name in self.fields]

    def answers(self) -> Answers:
        asked = self._names.keys() | self._questions.keys()
        ways = {name: value for name, value in self.cleaned_data.items() if name not in asked}
        before = self.plan.answers
        kept: dict[str, Any] = {words: dict(before.words(words)) for words in WORDS}
        answers: Answers = replace(before, **kept, **ways)
        answers.questions = before.questions | {key: self.cleaned_data[name] for name, key in self._questions.items()}
        for name, (words, key) in self._names.items():
            answers.words(words)[key] = self.cleaned_data[name] or CREATE
        answers.create_offices = False  # each office has its answer now
        return answers


class MeasureDecisionsForm(DecisionsForm):
    plan: MeasurePlan
    groups = (
        ("offices", _("Offices nobody knows yet")),
        ("statuses", _("Status words nobody knows")),
        ("sections", _("Sections nobody knows yet")),
    )

    as_drafts = forms.BooleanField(
        label=_("New measures are drafts"),
        required=False,
        help_text=_("Without this tick new measures are published at once."),
    )
    create_offices = forms.BooleanField(
        label=_("Create all offices for which nothing is chosen"),
        required=False,
        help_text=_("Useful for the first table of a municipality whose offices have not been entered yet."),
    )

    def __init__(self, plan: MeasurePlan, file_as_of: date | None, *args: Any, **kwargs: Any) -> None:
        self._may_create_all = len(plan.findings.unknown["offices"]) >= SEVERAL
        super().__init__(plan, file_as_of, *args, **kwargs)
        self._ways.remove("create_offices")  # stands beside the offices
        if not self._may_create_all:
            del self.fields["create_offices"]
        self.fields["as_of"].label = _("The reports describe the state as of")
        self.fields["as_of"].help_text = explain_as_of(plan, file_as_of)
        self.fields["as_drafts"].initial = plan.answers.as_drafts
        if not REPORTING & set(plan.grouping.headings):
            del self.fields["as_of"]

    def may_stay_open(self, words: str) -> bool:
        return words == "offices" and self._may_create_all

    def near(self, words: str, unknown: Unknown) -> list[Any]:
        stored = self.plan.stored
        if words == "offices":
            return list(stored.offices.near(unknown.word))
        return stored.sections.near(path_of([unknown.word])) if words == "sections" else []

    def choices(self, words: str, unknown: Unknown, near: list[Any]) -> Choices:
        """Returns the answers; proposes a new section unless one with a similar name exists."""
        stored = self.plan.stored
        paths = stored.resource.section_paths
        if words == "statuses":
            return [PLEASE_CHOOSE, *Status.choices, LEAVE_OUT]
        if words == "sections":
            return [
                *([PLEASE_CHOOSE] if near else []),
                *under(_("Similar names"), [(str(section.pk), paths[section.pk]) for section in near]),
                (CREATE, _("create as a new section")),
                LEAVE_OUT,
                *under(_("All sections"), [(str(key), path) for key, path in paths.items()]),
            ]
        return [
            PLEASE_CHOOSE,
            *under(_("Similar names"), named(near)),
            *several(stored.offices.parts(unknown.word)),
            (CREATE, _("create as a new office")),
            LEAVE_OUT,
            *under(_("All offices"), named(stored.offices.offices)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._may_create_all and not cleaned.get("create_offices"):
            for field in self.of("offices"):
                if not cleaned.get(field.name) and field.name not in self.errors:
                    self.add_error(field.name, _("Choose what is meant here."))
        return cleaned


class ValueDecisionsForm(DecisionsForm):
    plan: ValuePlan
    groups = (("indicators", _("Indicators nobody knows yet")),)

    def __init__(self, plan: ValuePlan, file_as_of: date | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, file_as_of, *args, **kwargs)
        self.fields["as_of"].label = _("The values are of the day")
        self.fields["as_of"].help_text = where_the_day_is_from(file_as_of)
        if not plan.asks_for_day:
            del self.fields["as_of"]

    def near(self, words: str, unknown: Unknown) -> list[Any]:
        by_name = {fold(indicator.name): indicator for indicator in unknown.candidates}
        name = fold(unknown.word.partition(": ")[2])
        return [by_name[key] for key in get_close_matches(name, by_name, n=MOST_NEAR, cutoff=NEAR)]

    def choices(self, words: str, unknown: Unknown, near: list[Any]) -> Choices:
        return [
            PLEASE_CHOOSE,
            *under(_("Similar names"), named(near)),
            (CREATE, _("create as a new indicator")),
            LEAVE_OUT,
            *under(_("All indicators of the measure"), named(unknown.candidates)),
        ]


def decisions_form(plan: AnyPlan) -> type[DecisionsForm]:
    return ValueDecisionsForm if isinstance(plan, ValuePlan) else MeasureDecisionsForm


PLEASE_CHOOSE = ("", _("please choose"))
LEAVE_OUT = (LEAVE, _("leave out"))


def named(rows: Iterable[Any]) -> Choices:
    return [(str(row.pk), str(row)) for row in rows]


def several(parts: Sequence[NamedOffice]) -> Choices:
    """Returns the choice to take a name apart, with what it would become; nothing where it names one office."""
    names = " · ".join(str(part.office or part.name) for part in parts)
    return [(SPLIT, _("several offices: %(names)s") % {"names": names})] if parts else []


def under(label: str | Promise, choices: Choices) -> Choices:
    """Returns a group of choices, or nothing without choices."""
    return [(label, choices)] if choices else []  # type: ignore[list-item]  # a group has choices for a label


def where_the_day_is_from(file_as_of: date | None) -> str:
    if file_as_of:
        values = {"day": date_format(file_as_of, "d.m.Y")}
        return gettext("The file says that it describes the state as of %(day)s; that is proposed.") % values
    return gettext("The file names no day, so today is proposed. Write the day the table describes.")


def explain_as_of(plan: MeasurePlan, file_as_of: date | None) -> str:
    """Returns where the proposed day comes from, and which rows it is for."""
    text = where_the_day_is_from(file_as_of)
    if column := plan.grouping.column(MeasureColumn.AS_OF):
        rest = gettext("It is for the rows in which column %(column)s is empty; the others have a day of their own.")
        text = f"{text} {rest % {'column': column}}"
    return text
