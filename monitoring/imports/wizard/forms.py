"""The forms of an import that say what its file holds: upload, rows and columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import site
from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import OfMunicipalityField
from catalog.models import Report
from catalog.permissions.large_choices import MOST_CHOICES, RelatedSelect
from catalog.permissions.large_lists import is_longer
from monitoring.choices import ImportKind
from monitoring.imports.answers import Answers, as_ranges, row_numbers
from monitoring.imports.job import ImportJob
from monitoring.imports.words.status_words import Certainty
from monitoring.models import SpreadsheetImport
from monitoring.tables import ColumnHeading, LeftOut
from monitoring.tables.limits import MEGABYTE

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods", ".docx", ".odt")
MOST_TICKS = 100  # rows that can be brought in one by one
LONGEST_ROWS = 500  # characters
CERTAINTIES: dict[Certainty, str | Promise] = {
    Certainty.SURE: _("Sure."),
    Certainty.LIKELY: _("Likely."),
    Certainty.UNSURE: _("Uncertain, please check."),
}


class UploadForm(forms.Form):
    report = OfMunicipalityField(
        label=_("Report"),
        queryset=Report.objects.none(),
        empty_label=_("please choose"),
        help_text=_("What the file says is added to this report, or brings up to date what it has."),
        error_messages={"required": _("Choose the report the file belongs to.")},
    )
    kind = forms.ChoiceField(
        label=_("The file contains"), choices=ImportKind, initial=ImportKind.MEASURES, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # an empty file has a message of its own
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file from your drive.")},
    )

    def __init__(self, reports: QuerySet[Report], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["report"]
        field.queryset = reports.select_related("municipality")
        if is_longer(reports, MOST_CHOICES):
            field.widget = RelatedSelect(SpreadsheetImport._meta.get_field("report"), site, {}, choices=field.choices)
        self.fields["file"].help_text = _(
            "A table of Excel or LibreOffice (.xlsx, .xls, .xlsb, .ods), a document with tables (.docx, .odt) or CSV, "
            "%(megabytes)s MB at most, as it lies on your drive. Titles above the table, merged cells and footnotes "
            "may stay."
        ) % {"megabytes": settings.IMPORT_MAX_BYTES // MEGABYTE}


class RowsForm(forms.Form):
    """A form for the row of the headings, rows that are no measures, and hidden or struck ones that are some."""

    header_row = forms.IntegerField(
        label=_("The headings stand in row"),
        required=False,
        min_value=1,
        help_text=_("Leave it empty if the right row was found."),
    )
    skipped_rows = forms.CharField(
        label=_("Rows that are no measures"),
        required=False,
        max_length=LONGEST_ROWS,
        help_text=_("For example 7, 12-15. They are left out."),
    )
    takes_comments = forms.BooleanField(
        label=_("Comments on cells become internal notes"),
        required=False,
        help_text=_("Without this tick they are left out."),
    )
    rows_brought_in = forms.MultipleChoiceField(
        label=_("Left out so far; a tick brings a row in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, job: ImportJob, left_out: Sequence[LeftOut], data: Any = None) -> None:
        """Takes the rows that a tick can bring in; those that were brought in can go again."""
        answers = job.answers
        initial = {
            "header_row": answers.header_row,
            "skipped_rows": as_ranges(answers.skipped_rows),
            "rows_brought_in": list(map(str, answers.rows_brought_in)),
            "takes_comments": answers.takes_comments,
        }
        super().__init__(data, initial=initial)
        self.job = job
        choices = {str(row): gettext("Row %(row)s") % {"row": row} for row in answers.rows_brought_in}
        choices |= {
            str(one.row): f"{gettext('Row %(row)s') % {'row': one.row}}: {one.message}"
            for one in left_out[:MOST_TICKS]
            if one.may_come_in and one.row not in answers.skipped_rows
        }
        field: Any = self.fields["rows_brought_in"]
        field.choices = sorted(choices.items(), key=lambda choice: int(choice[0]))
        if not choices:
            del self.fields["rows_brought_in"]
        if not job.has_comments:
            del self.fields["takes_comments"]

    def clean_skipped_rows(self) -> list[int]:
        try:
            return row_numbers(self.cleaned_data["skipped_rows"])
        except ValueError as error:
            message = _("“%(text)s” is no row. Write, for example, 7,12-15.")
            raise forms.ValidationError(message, params={"text": error}) from error

    def answers(self) -> Answers:
        chosen = {**self.cleaned_data, "rows_brought_in": list(map(int, self.cleaned_data.get("rows_brought_in", [])))}
        return replace(self.job.answers, **chosen)


class ColumnsForm(forms.Form):
    """A form for the meaning of each column of the file."""

    def __init__(self, job: ImportJob, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        columns = job.columns
        for heading in job.table.headings:
            chosen = columns.get(heading.index)
            words = heading.text or _("(no heading)")
            self.fields[f"column_{heading.index}"] = forms.ChoiceField(
                label=f"{heading.letter} {words}",
                choices=[("", _("is left out")), *job.contents.columns.choices],
                initial=chosen.value if chosen else "",
                required=False,
                help_text=self._explained(heading, chosen),
            )
        self.fields["keep"] = forms.BooleanField(
            label=_("Keep this for the report"),
            required=False,
            initial=True,
            help_text=_("The next file of this report is then proposed with the same columns."),
        )

    def _explained(self, heading: ColumnHeading, chosen: TextChoices | None) -> str:
        """Returns why a field is proposed for a column, how sure that is, and which other column would do as well."""
        found = self.job.suggestions.get(heading.index)
        if found is None or found.column is not chosen:
            return ""
        names = {other.index: other.name for other in self.job.table.headings}
        parts = [str(CERTAINTIES[found.certainty]), str(found.why)]
        if others := [names[index] for index in found.others if index in names]:
            parts.append(gettext("The column %(columns)s could hold it as well.") % {"columns": ", ".join(others)})
        return " ".join(parts)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        contents = self.job.contents
        columns = self.columns()
        chosen = [column for column in columns.values() if column]
        for heading in self.job.table.headings:
            column = columns[heading.index]
            if column is None:
                continue
            name = f"column_{heading.index}"
            if chosen.count(column) > 1 and column not in contents.repeatable:
                message = _("Two columns cannot both hold “%(column)s”. Leave one of them out or choose another field.")
                self.add_error(name, message % {"column": column.label})
            if reason := contents.fits(heading, column):
                self.add_error(name, str(reason))
        if lacks := contents.lacks(columns):
            self.add_error(None, str(lacks))
        return cleaned

    def columns(self) -> dict[int, TextChoices | None]:
        chosen: dict[int, TextChoices | None] = {}
        for heading in self.job.table.headings:
            value = self.cleaned_data.get(f"column_{heading.index}")
            chosen[heading.index] = self.job.contents.columns(value) if value else None
        return chosen
