"""Forms of the planner: the settings of a round, its measures, the addresses of offices, and acts on one office."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.deadlines import months_later
from catalog.models import Office, Report, Section, Theme
from catalog.outline import outline
from catalog.permissions.large_choices import MOST_CHOICES
from catalog.permissions.large_lists import is_longer
from catalog.texts.web_names import free_web_name, web_name
from monitoring.choices import NO_REPORT, SHOWN_WORDS, UNSTATED, DeadlineState, RoundQuestion, Status
from monitoring.models import ReportingRound, RoundAnswer
from monitoring.models.round_answers import FIELDS, FIELDS_OF
from monitoring.models.rounds import usual_questions
from monitoring.rounds.planning.letters import half_year_end, title_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from catalog.models import Municipality
    from monitoring.models import RoundRequest
    from monitoring.rounds.office.answer_forms import RowsForm

HALF_YEAR = 6  # months
TIME_TO_ANSWER = timedelta(weeks=4)
REPORTS = ReportingRound._meta.get_field("reports")
DAY = re.compile(r"\d{4}(-\d\d?){0,2}")
LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")
IDENTICAL = ("questions", "asks_participants", "needs_login", "subject", "letter")
REMINDERS = ("remind_before", "remind_on_day", "remind_after", "escalate_after")


def counted_up(title: str) -> str:
    """Returns the title with the next number: "Runde 4" after "Runde 3"."""
    if LAST_NUMBER.search(title):
        return LAST_NUMBER.sub(lambda found: str(int(found[1]) + 1), title)
    return f"{title} 2"


def next_title(previous: ReportingRound, as_of: date) -> str:
    """Returns the name of a repetition: that of its half-year, or the former one with the next number."""
    follows_the_half_year = previous.title == title_for(previous.as_of)
    return title_for(as_of) if follows_the_half_year else counted_up(previous.title)


def slug_for(title: str, municipality: Municipality, but: int | None = None) -> str:
    """Returns a free address such as "halbjahr-2-2026"; never one that reads as a day."""
    named = f"runde-{title}" if DAY.fullmatch(web_name(title)) else title
    others = municipality.reporting_rounds.exclude(pk=but or 0)
    return free_web_name(named, others.values_list("slug", flat=True), nameless="runde")


def first_values(today: date) -> dict[str, Any]:
    """Returns what a new round proposes."""
    as_of = half_year_end(today)
    return {"as_of": as_of, "open_until": max(as_of, today) + TIME_TO_ANSWER, "title": title_for(as_of)}


def values_like(previous: ReportingRound) -> dict[str, Any]:
    """Returns the settings of a round for the next one, half a year later."""
    as_of = months_later(previous.as_of, HALF_YEAR)
    names = (*IDENTICAL, *REMINDERS)
    return {
        **{name: getattr(previous, name) for name in names},
        "reports": list(previous.reports.filter(is_closed=False)),
        "as_of": as_of,
        "open_until": max(months_later(previous.open_until, HALF_YEAR), as_of),
        "title": next_title(previous, as_of),
    }


class DayInput(forms.DateInput):
    """A field of the browser for a day."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class ReportsField(forms.ModelMultipleChoiceField):
    """Reports to tick, or to look for where there are too many; adds the municipality where there are several."""

    widget = forms.CheckboxSelectMultiple
    names_municipality = True

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.municipality}: {obj}" if self.names_municipality else str(obj)


class RoundForm(forms.ModelForm):
    """The settings of a draft; the municipality is that of its reports."""

    reports = ReportsField(Report.objects.none(), label=_("Reports"))
    questions = forms.MultipleChoiceField(
        label=_("What is asked"),
        choices=RoundQuestion.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=usual_questions,
    )

    class Meta:
        model = ReportingRound
        fields = ("reports", "title", "as_of", "open_until", *IDENTICAL, *REMINDERS)
        widgets = {"as_of": DayInput(), "open_until": DayInput()}

    def __init__(self, reports: QuerySet[Report], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        field: Any = self.fields["reports"]
        field.queryset = reports.select_related("municipality").order_by("municipality__name", "title", "pk")
        self.offers_many = is_longer(reports, MOST_CHOICES)
        if self.offers_many:
            field.widget = AutocompleteSelectMultiple(REPORTS, site, choices=field.choices)
        else:
            self._tick_the_only(field)
            field.names_municipality = len(set(reports.order_by().values_list("municipality", flat=True))) > 1
        for name in ("as_of", "open_until"):
            self.fields[name].localize = False

    def _tick_the_only(self, field: Any) -> None:
        """Ticks the report of a new round where there is one alone."""
        found = list(field.queryset[:2])
        if len(found) == 1 and self.instance.pk is None:
            self.initial.setdefault("reports", found)

    def clean_reports(self) -> Any:
        chosen = self.cleaned_data["reports"]
        cities = {report.municipality_id for report in chosen}
        if len(cities) > 1:
            raise ValidationError(_("A round asks about reports of one municipality."))
        if self.instance.pk and cities != {self.instance.municipality_id}:
            raise ValidationError(_("The round is one of another municipality."))
        return chosen

    def clean_open_until(self) -> date:
        until: date = self.cleaned_data["open_until"]
        if until < self._today:
            raise ValidationError(_("The last day to answer lies in the past."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        as_of = cleaned.get("as_of")
        if as_of and cleaned.get("open_until") and cleaned["open_until"] < as_of:
            self.add_error("open_until", _("That is before the day whose state the offices report."))
        proposed = self.initial.get("as_of")
        if as_of and proposed and as_of != proposed and cleaned.get("title") == title_for(proposed):
            cleaned["title"] = title_for(as_of)
        if cleaned.get("reports"):
            self.instance.municipality = cleaned["reports"][0].municipality
            if self.instance.is_draft and cleaned.get("title"):
                self.instance.slug = slug_for(cleaned["title"], self.instance.municipality, self.instance.pk)
        return cleaned


class RunningRoundForm(forms.ModelForm):
    """What may still be changed once the offices have been asked."""

    class Meta:
        model = ReportingRound
        fields = ("open_until", "needs_login", *REMINDERS)
        widgets = {"open_until": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_until"].localize = False


class MeasureFilterForm(forms.Form):
    """What narrows down the measures of a draft, in the words of the lists of measures."""

    report = forms.ModelChoiceField(Report.objects.none(), label=_("Report"))
    section = forms.ChoiceField(label=_("Section"))
    theme = forms.ModelChoiceField(Theme.objects.none(), label=_("Theme"))
    lead = forms.ModelChoiceField(Office.objects.none(), label=_("Lead office"))
    status = forms.ChoiceField(label=_("Status"))
    deadline = forms.ChoiceField(label=_("Deadline"))
    silent = forms.BooleanField(label=_("no report for longer than agreed"))

    def __init__(self, data: Any, reporting_round: ReportingRound) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        reports = reporting_round.reports.order_by("title", "pk")
        sections = list(outline(Section.objects.filter(report__in=reports).order_by("report", "order", "title", "pk")))
        offices = Office.objects.filter(responsibilities__measure__report__in=reports)
        self.sections = [section for _depth, section in sections]
        fields["report"].queryset, fields["theme"].queryset = reports, Theme.objects.all()
        fields["lead"].queryset = offices.distinct()
        indented = [(str(section.pk), "\u2003" * depth + section.title) for depth, section in sections]
        fields["section"].choices = [("", _("all")), *indented]
        words = [("none", SHOWN_WORDS[NO_REPORT]), (UNSTATED, SHOWN_WORDS[UNSTATED]), *Status.choices]
        fields["status"].choices = [("", _("all")), *words]
        fields["deadline"].choices = [("", _("all")), *DeadlineState.choices]
        for field in fields.values():
            field.required = False
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = str(_("all"))

    @property
    def chosen(self) -> dict[str, Any]:
        """Returns the filters that can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> dict[str, str]:
        """Returns the filters as parameters of an address."""
        return {name: str(getattr(value, "pk", value)) for name, value in self.chosen.items()}


class AddressesForm(forms.Form):
    """The addresses of the offices that would be asked; those without one stand first."""

    def __init__(self, data: Any, offices: Iterable[Office]) -> None:
        super().__init__(data)
        self.offices = list(offices)
        for office in self.offices:
            for name, label in (("email", _("E-mail address of %s")), ("substitute_email", _("Substitute of %s"))):
                field = forms.EmailField(
                    label=label % office,
                    required=False,
                    initial=getattr(office, name),
                    max_length=254,
                    widget=forms.EmailInput({"size": 28}),
                )
                self.fields[f"{name}_{office.pk}"] = field

    def changed_offices(self) -> list[Office]:
        """Returns the offices with another address than before, which they have now."""
        found = []
        for office in self.offices:
            sent = {name: self.cleaned_data[f"{name}_{office.pk}"] for name in ("email", "substitute_email")}
            if any(getattr(office, name) != value for name, value in sent.items()):
                office.email, office.substitute_email = sent["email"], sent["substitute_email"]
                found.append(office)
        return found

    def rows(self) -> list[tuple[Office, Any, Any]]:
        return [(office, self[f"email_{office.pk}"], self[f"substitute_email_{office.pk}"]) for office in self.offices]


class ExtendForm(forms.Form):
    open_until = forms.DateField(label=_("Extended until"), widget=DayInput())

    def __init__(self, data: Any, request: RoundRequest, today: date) -> None:
        super().__init__(data, initial={"open_until": request.last_day})
        self._first = max(today, request.round.open_until)

    def clean_open_until(self) -> date:
        until: date = self.cleaned_data["open_until"]
        if until < self._first:
            raise ValidationError(
                _("The day is not before %(day)s: that long the round is open anyway, or it has passed."),
                params={"day": f"{self._first:%d.%m.%Y}"},
            )
        return until


class HandOverForm(forms.Form):
    """Which measures another office is to answer about."""

    answers = forms.ModelMultipleChoiceField(
        RoundAnswer.objects.none(), label=_("Measures"), widget=forms.CheckboxSelectMultiple
    )
    office = forms.ModelChoiceField(Office.objects.none(), label=_("To the office"))
    note = forms.CharField(
        label=_("Note for the office"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3, "cols": 60})
    )

    def __init__(self, data: Any, request: RoundRequest, answers: QuerySet[RoundAnswer]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["answers"].queryset = answers
        fields["answers"].label_from_instance = lambda answer: str(answer.measure)
        others = Office.objects.filter(municipality=request.round.municipality_id, dissolved_on=None)
        fields["office"].queryset = others.exclude(pk=request.office_id)


class NoteForm(forms.ModelForm):
    """What an office has said by telephone or on paper about a measure."""

    class Meta:
        model = RoundAnswer
        fields = ("answered_by", "is_unchanged", *FIELDS)

    def __init__(self, data: Any, answer: RoundAnswer, rows: RowsForm, *, can_confirm: bool) -> None:
        super().__init__(data, instance=answer)
        self.rows = rows
        asked = {name for question, names in FIELDS_OF.items() if answer.request.round.asks(question) for name in names}
        for name in [name for name in self.fields if name not in {*asked, "answered_by", "is_unchanged"}]:
            del self.fields[name]
        if not can_confirm:
            del self.fields["is_unchanged"]
        self.fields["answered_by"].label = capfirst(gettext("who has said it"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = [name for name in FIELDS if cleaned.get(name)]
        if not self.rows.check_submission():
            raise ValidationError(_("Look at the milestones and values once more."))
        if self.rows.says_something:
            said.append("rows")
        if cleaned.get("is_unchanged"):
            cleaned.update({name: "" for name in FIELDS if name in self.fields})
            if said:
                raise ValidationError(_("“Unchanged” cannot be said together with something new."))
        elif not said:
            raise ValidationError(_("Write down what the office has said, or that nothing has changed."))
        if cleaned.get("due") and not cleaned.get("due_reason"):
            self.add_error("due_reason", _("A deadline that moves needs a reason."))
        return cleaned
