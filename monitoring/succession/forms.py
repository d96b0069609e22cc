"""The form of the next report: its name and first day, what it takes over, and the new numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.texts.codes import normalise
from monitoring.succession.continuing import NextReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from catalog.models import Measure, Report

LONGEST_TABLE = 100_000  # characters
BETWEEN = re.compile(r"\t+|\s*(?:→|=>|->|;)\s*")


class NextReportForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, widget=forms.TextInput(attrs={"size": 60}))
    begins_on = forms.DateField(
        label=gettext_lazy("Begins on"),
        help_text=gettext_lazy("The day it is published; what is dated before is no delay."),
    )
    closes = forms.BooleanField(
        label=gettext_lazy("Close the present report on that day"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Its pages stay. Nothing more is reported on it."),
    )
    sections = forms.TypedMultipleChoiceField(coerce=int, required=False)
    measures = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Choose at least one measure.")}
    )
    numbers = forms.CharField(
        label=gettext_lazy("New numbers"),
        required=False,
        max_length=LONGEST_TABLE,
        strip=False,  # lines keep their numbers
        widget=forms.Textarea(attrs={"rows": 6, "cols": 40}),
        help_text=gettext_lazy(
            "A line for each measure whose number changes: old number, tab or arrow, new number, such as “A3 → B1”. "
            "Two columns can be pasted from a spreadsheet. All others keep their numbers."
        ),
    )

    def __init__(self, report: Report, measures: Sequence[Measure], *args: Any, **kwargs: Any) -> None:
        """Takes the measures that can be chosen, with their wholes loaded."""
        super().__init__(*args, **kwargs)
        self.report = report
        self.rows = {measure.pk: measure for measure in measures}
        sections: Any = self.fields["sections"]
        sections.choices = [(key, key) for key in report.sections.values_list("pk", flat=True)]
        chosen: Any = self.fields["measures"]
        chosen.choices = [(key, key) for key in self.rows]

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title == self.report.title:
            raise ValidationError(_("The present report is called so. Give the next one a title of its own."))
        return title

    def clean_numbers(self) -> dict[int, str]:
        """Returns the new numbers by the ids of the measures."""
        by_code: dict[str, list[int]] = {}
        for measure in self.rows.values():
            for name in {normalise(measure.full_code), normalise(measure.code)} - {""}:
                by_code.setdefault(name, []).append(measure.pk)
        codes: dict[int, str] = {}
        errors = []
        for number, line in enumerate(self.cleaned_data["numbers"].splitlines(), start=1):
            if not line.strip():
                continue
            old, *rest = BETWEEN.split(line.strip(), maxsplit=1)
            found = by_code.get(normalise(old), [])
            if not rest or not rest[0].strip():
                errors.append(
                    _("Line %(line)s: write the old number, a tab or an arrow, and the new one.") % {"line": number}
                )
            elif len(found) != 1:
                words = (
                    _("Line %(line)s: “%(code)s” is the number of more than one measure.")
                    if found
                    else _("Line %(line)s: no measure of the report has the number “%(code)s”.")
                )
                errors.append(words % {"line": number, "code": old})
            else:
                codes[found[0]] = rest[0].strip()
        if errors:
            raise ValidationError(errors)
        return codes

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "measures" in cleaned and "numbers" in cleaned:
            for code in self._doubled(cleaned["measures"], cleaned["numbers"]):
                self.add_error("numbers", _("Two measures would have the number “%(code)s”.") % {"code": code})
        return cleaned

    def _doubled(self, chosen: Iterable[int], codes: dict[int, str]) -> list[str]:
        """Returns the numbers that two measures beside each other would have."""
        named: Counter[tuple[int | None, str]] = Counter()
        spelled: dict[tuple[int | None, str], str] = {}
        for measure in (self.rows[key] for key in chosen):
            code = codes.get(measure.pk, measure.code)
            if key := normalise(code):
                named[measure.parent_id, key] += 1
                spelled[measure.parent_id, key] = code
        return [spelled[key] for key, number in named.items() if number > 1]

    @property
    def facts(self) -> list[forms.BoundField]:
        """Returns the fields that are no ticks beside a section or a measure."""
        return [self[name] for name in ("title", "begins_on", "closes", "numbers")]

    @property
    def wish(self) -> NextReport:
        cleaned = self.cleaned_data
        return NextReport(
            title=cleaned["title"],
            begins_on=cleaned["begins_on"],
            closes=cleaned["closes"],
            sections=cleaned["sections"],
            measures=cleaned["measures"],
            codes=cleaned["numbers"],
        )
