"""What a clerk is asked on the way of a file into a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from monitoring.forms import ReportChoiceField
from monitoring.headings import MeasureColumn
from monitoring.imports.answers import CREATE, LEAVE, Answers
from monitoring.imports.findings import Unknown
from monitoring.imports.job import ImportJob
from monitoring.imports.offices import fold
from monitoring.imports.plan import Plan
from monitoring.models import Status

Choices = list[tuple[str, Any]]


class UploadForm(forms.Form):
    report = ReportChoiceField(label=_("Report"), queryset=Report.objects.select_related("municipality"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # an empty file gets a message of its own
        help_text=_("CSV or Excel (.xlsx) or a Word document with tables (.docx), as it lies on your drive."),
    )


class ColumnsForm(forms.Form):
    """What each column of the file holds."""

    def __init__(self, job: ImportJob, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        columns = job.columns
        for heading in job.table.headings:
            chosen = columns.get(heading.index)
            self.fields[f"column_{heading.index}"] = forms.ChoiceField(
                label=f"{heading.letter} {heading.text}",
                choices=[("", _("leave out")), *MeasureColumn.choices],
                initial=chosen.value if chosen else "",
                required=False,
            )
        self.fields["keep"] = forms.BooleanField(
            label=_("Propose this again for the next file of this report"), required=False, initial=True
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = [value for name, value in cleaned.items() if name.startswith("column_") and value]
        for heading in self.job.table.headings:
            name = f"column_{heading.index}"
            if names.count(cleaned.get(name, "")) > 1:
                label = MeasureColumn(cleaned[name]).label
                self.add_error(name, _("Two columns cannot both hold “%(column)s”.") % {"column": label})
        if names and not {MeasureColumn.CODE, MeasureColumn.TITLE} & set(names):
            self.add_error(None, _("Say which column holds the number or the title of the measures."))
        if not names:
            self.add_error(None, _("Say what at least one column holds."))
        return cleaned

    def columns(self) -> dict[int, MeasureColumn | None]:
        chosen: dict[int, MeasureColumn | None] = {}
        for heading in self.job.table.headings:
            value = self.cleaned_data[f"column_{heading.index}"]
            chosen[heading.index] = MeasureColumn(value) if value else None
        return chosen


class DecisionsForm(forms.Form):
    """One question for each word nobody knows, and how to go about the rest."""

    as_of = forms.DateField(label=_("The reports describe the state as of"), required=False)
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

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = plan.answers
        self.fields["as_of"].initial = plan.as_of
        self.fields["blank_empty"].initial = answers.blank_empty
        self.fields["as_drafts"].initial = answers.as_drafts
        self._names: dict[str, tuple[str, str]] = {}
        all_offices: Choices = [(str(office.pk), str(office)) for office in plan.stored.offices.offices]
        for unknown in plan.findings.unknown["offices"].values():
            near: Choices = [(str(office.pk), str(office)) for office in plan.stored.offices.near(unknown.word)]
            similar: Choices = [(_("Similar names"), near)] if near else []  # type: ignore[list-item]
            choices: Choices = [
                ("", _("please choose")),
                *similar,
                (CREATE, _("create as a new office")),
                (LEAVE, _("leave out")),
                (_("All offices"), all_offices),  # type: ignore[list-item]
            ]
            self._ask("offices", unknown, choices, answers.offices.get(fold(unknown.word), ""))
        statuses: Choices = [("", _("please choose")), *Status.choices, (LEAVE, _("leave out"))]
        for unknown in plan.findings.unknown["statuses"].values():
            self._ask("statuses", unknown, statuses, answers.statuses.get(fold(unknown.word), ""))
        sections: Choices = [
            (CREATE, _("create as a new section")),
            (LEAVE, _("leave out")),
            *((str(key), path) for key, path in plan.stored.resource.section_paths.items()),
        ]
        for unknown in plan.findings.unknown["sections"].values():
            self._ask("sections", unknown, sections, answers.sections.get(fold(unknown.word), CREATE))

    def _ask(self, group: str, unknown: Unknown, choices: Choices, initial: str) -> None:
        name = f"{group}_{len(self._names)}"
        self._names[name] = (group, fold(unknown.word))
        rows = ", ".join(str(row) for row in sorted(set(unknown.rows))[:10])
        more = " …" if len(set(unknown.rows)) > 10 else ""  # noqa: PLR2004 - as many as above
        self.fields[name] = forms.ChoiceField(
            label=unknown.word or str(_("without a status word")),
            choices=choices,
            initial=initial,
            help_text=_("Rows: %(rows)s") % {"rows": rows + more},
        )

    def questions(self, group: str) -> Iterable[forms.BoundField]:
        return [self[name] for name, (of, _word) in self._names.items() if of == group]

    @property
    def offices(self) -> Iterable[forms.BoundField]:
        return self.questions("offices")

    @property
    def statuses(self) -> Iterable[forms.BoundField]:
        return self.questions("statuses")

    @property
    def sections(self) -> Iterable[forms.BoundField]:
        return self.questions("sections")

    def answers(self) -> Answers:
        answers = Answers(
            as_of=self.cleaned_data["as_of"],
            blank_empty=self.cleaned_data["blank_empty"],
            as_drafts=self.cleaned_data["as_drafts"],
        )
        for name, (group, word) in self._names.items():
            getattr(answers, group)[word] = self.cleaned_data[name]
        return answers
