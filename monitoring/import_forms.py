"""What a clerk is asked on the way of a file into a report."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from monitoring.forms import ReportChoiceField
from monitoring.headings import MeasureColumn
from monitoring.imports.answers import CREATE, LEAVE, Answers
from monitoring.imports.job import ImportJob
from monitoring.imports.offices import fold
from monitoring.imports.plan import UPDATE_TEXTS, Plan, Unknown
from monitoring.models import Status
from monitoring.tables.limits import MEGABYTE

Choices = list[tuple[str, Any]]
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".docx")
MOST_ROWS_NAMED = 10
SEVERAL = 3  # unknown offices, from which on they can be created all at once
REPORTING = {MeasureColumn.STATUS, *UPDATE_TEXTS}


class UploadForm(forms.Form):
    report = ReportChoiceField(
        label=_("Report"),
        queryset=Report.objects.select_related("municipality"),
        empty_label=_("please choose"),
        help_text=_("The measures of the file become measures of this report, or bring those it has up to date."),
        error_messages={"required": _("Choose the report the file belongs to.")},
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # an empty file gets a message of its own
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file from your drive.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV, Excel (.xlsx) or a Word document with tables (.docx), %(megabytes)s MB at most, as it lies on your "
            "drive. Titles above the table, merged cells and footnotes may stay."
        ) % {"megabytes": settings.IMPORT_MAX_BYTES // MEGABYTE}


class ColumnsForm(forms.Form):
    """What each column of the file holds."""

    def __init__(self, job: ImportJob, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        columns = job.columns
        for heading in job.table.headings:
            chosen = columns.get(heading.index)
            self.fields[f"column_{heading.index}"] = forms.ChoiceField(
                label=f"{heading.letter} {heading.text or _('(no heading)')}",
                choices=[("", _("is left out")), *MeasureColumn.choices],
                initial=chosen.value if chosen else "",
                required=False,
            )
        self.fields["keep"] = forms.BooleanField(
            label=_("Keep this for the report"),
            required=False,
            initial=True,
            help_text=_("The next file of this report is then proposed with the same columns."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = [value for name, value in cleaned.items() if name.startswith("column_") and value]
        for heading in self.job.table.headings:
            name = f"column_{heading.index}"
            if names.count(cleaned.get(name, "")) > 1:
                label = MeasureColumn(cleaned[name]).label
                message = _("Two columns cannot both hold “%(column)s”. Leave one of them out or choose another field.")
                self.add_error(name, message % {"column": label})
        if not {MeasureColumn.CODE, MeasureColumn.TITLE} & set(names):
            self.add_error(
                None,
                _(
                    "No column holds the number or the title of the measures. Choose “No.” or “Title” for one of them, "
                    "or nobody knows which measure a row is about."
                ),
            )
        return cleaned

    def columns(self) -> dict[int, MeasureColumn | None]:
        chosen: dict[int, MeasureColumn | None] = {}
        for heading in self.job.table.headings:
            value = self.cleaned_data[f"column_{heading.index}"]
            chosen[heading.index] = MeasureColumn(value) if value else None
        return chosen


class DecisionsForm(forms.Form):
    """One question for each word nobody knows, and how to go about the rest."""

    create_offices = forms.BooleanField(
        label=_("Create all offices for which nothing is chosen"),
        required=False,
        help_text=_("Useful for the first table of a municipality whose offices have not been entered yet."),
    )
    as_of = forms.DateField(
        label=_("The reports describe the state as of"),
        required=False,
        error_messages={"invalid": _("This is not a day. Write, for example, 19.01.2021.")},
    )
    blank_empty = forms.BooleanField(
        label=_("Empty cells empty the field"),
        required=False,
        help_text=_("Without this tick an empty cell leaves what is stored as it is."),
    )
    as_drafts = forms.BooleanField(
        label=_("New measures are drafts"),
        required=False,
        help_text=_("Without this tick new measures are published at once."),
    )

    def __init__(self, plan: Plan, file_as_of: date | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = plan.answers
        self.plan = plan
        self.fields["as_of"].initial = plan.as_of
        self.fields["as_of"].help_text = explain_as_of(plan, file_as_of)
        self.fields["blank_empty"].initial = answers.blank_empty
        self.fields["as_drafts"].initial = answers.as_drafts
        if not REPORTING & plan.columns:
            del self.fields["as_of"]
        if len(plan.unknown_offices) < SEVERAL:
            del self.fields["create_offices"]
        self._names: dict[str, tuple[str, str]] = {}
        self._ask_offices()
        self._ask_statuses()
        self._ask_sections()

    def _ask_offices(self) -> None:
        everything: Choices = [(str(office.pk), str(office)) for office in self.plan.offices.offices]
        for unknown in self.plan.unknown_offices.values():
            choices: Choices = [
                ("", _("please choose")),
                *self._similar([(str(office.pk), str(office)) for office in unknown.near]),
                (CREATE, _("create as a new office")),
                (LEAVE, _("leave out")),
                (_("All offices"), everything),  # type: ignore[list-item]
            ]
            self._ask("offices", unknown, choices, self.plan.answers.offices.get(fold(unknown.word), ""))

    def _ask_statuses(self) -> None:
        choices: Choices = [("", _("please choose")), *Status.choices, (LEAVE, _("leave out"))]
        for unknown in self.plan.unknown_statuses.values():
            self._ask("statuses", unknown, choices, self.plan.answers.statuses.get(fold(unknown.word), ""))

    def _ask_sections(self) -> None:
        """A section is created unless one with a similar name makes that doubtful."""
        paths = self.plan.resource.section_paths
        everything: Choices = [(str(key), path) for key, path in paths.items()]
        for unknown in self.plan.unknown_sections.values():
            choices: Choices = [
                *([("", _("please choose"))] if unknown.near else []),
                *self._similar([(str(section.pk), paths[section.pk]) for section in unknown.near]),
                (CREATE, _("create as a new section")),
                (LEAVE, _("leave out")),
                *([(_("All sections"), everything)] if everything else []),  # type: ignore[list-item]
            ]
            proposed = "" if unknown.near else CREATE
            self._ask("sections", unknown, choices, self.plan.answers.sections.get(fold(unknown.word), proposed))

    @staticmethod
    def _similar(near: Choices) -> Choices:
        return [(_("Similar names"), near)] if near else []  # type: ignore[list-item]

    def _ask(self, group: str, unknown: Unknown, choices: Choices, initial: str) -> None:
        name = f"{group}_{len(self._names)}"
        self._names[name] = (group, fold(unknown.word))
        may_stay_open = group == "offices" and "create_offices" in self.fields
        self.fields[name] = forms.ChoiceField(
            label=unknown.word or str(_("without a status word")),
            choices=choices,
            initial=initial,
            required=not may_stay_open,
            help_text=self._places(unknown),
            error_messages={"required": _("Choose what is meant here.")},
        )

    def _places(self, unknown: Unknown) -> str:
        """Where a word stands in the file, and what it resembles."""
        numbers = sorted(set(unknown.rows))
        rows = ", ".join(str(number) for number in numbers[:MOST_ROWS_NAMED])
        more = " …" if len(numbers) > MOST_ROWS_NAMED else ""
        headings = dict.fromkeys(filter(None, map(self.plan.grouping.column, unknown.columns)))
        values = {"rows": rows + more, "columns": ", ".join(headings), "names": ", ".join(map(str, unknown.near))}
        if headings:
            text = ngettext("Row %(rows)s, column %(columns)s", "Rows %(rows)s, column %(columns)s", len(numbers))
        else:
            text = ngettext("Row %(rows)s", "Rows %(rows)s", len(numbers))
        similar = gettext("similar: %(names)s") if unknown.near else ""
        return " – ".join(filter(None, (text, similar))) % values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "create_offices" in self.fields and not cleaned.get("create_offices"):
            for name, (group, _word) in self._names.items():
                if group == "offices" and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose what is meant here."))
        return cleaned

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("A report cannot describe a day that is still to come."))
        return day

    def questions(self, group: str) -> list[forms.BoundField]:
        return [self[name] for name, (of, _word) in self._names.items() if of == group]

    @property
    def has_questions(self) -> bool:
        return bool(self._names)

    @property
    def offices(self) -> list[forms.BoundField]:
        return self.questions("offices")

    @property
    def statuses(self) -> list[forms.BoundField]:
        return self.questions("statuses")

    @property
    def sections(self) -> list[forms.BoundField]:
        return self.questions("sections")

    @property
    def ways(self) -> list[forms.BoundField]:
        return [self[name] for name in ("as_of", "blank_empty", "as_drafts") if name in self.fields]

    def answers(self) -> Answers:
        answers = Answers(
            as_of=self.cleaned_data.get("as_of"),
            blank_empty=self.cleaned_data["blank_empty"],
            as_drafts=self.cleaned_data["as_drafts"],
        )
        for name, (group, word) in self._names.items():
            getattr(answers, group)[word] = self.cleaned_data[name] or CREATE
        return answers


def explain_as_of(plan: Plan, file_as_of: date | None) -> str:
    """Where the proposed day comes from, and which rows it is for."""
    if file_as_of:
        values = {"day": date_format(file_as_of, "d.m.Y")}
        text = gettext("The file says that it describes the state as of %(day)s; that is proposed.") % values
    else:
        text = gettext("The file names no day, so today is proposed. Write the day the table describes.")
    if column := plan.grouping.column(MeasureColumn.AS_OF):
        rest = gettext("It is for the rows in which column %(column)s is empty; the others have a day of their own.")
        text = f"{text} {rest % {'column': column}}"
    return text
