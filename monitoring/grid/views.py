"""The table in which a planner types a whole report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.choices import Publication, Role
from catalog.locking.form_snapshot import tidy
from catalog.locking.row_locks import BUSY, BusyError
from catalog.models import Measure, Report
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can
from catalog.permissions.registry import ALL_ROWS, Action
from catalog.querysets import row_id
from catalog.texts.normalising import fold
from monitoring.choices import DeadlineState, Status
from monitoring.grid.cells import LABELS, LONG, WHOLE, cells_of, read_token, token_of
from monitoring.grid.saving import ClosedError, GridWriter, Row, Saved, empty_row, load
from monitoring.grid.words import Words
from monitoring.models import MonitoredMeasure
from monitoring.querysets import by_place

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from catalog.querysets import MeasureQuerySet

ROWS_PER_PAGE = 50
NEW_ROWS = 3
MOST_NEW_ROWS = 500  # of one pasted block
MOST_CHANGED = 700  # rows in one form; Django reads no more fields


class GridFilterForm(forms.Form):
    section = forms.TypedChoiceField(label=gettext_lazy("Section"), coerce=int, empty_value=None)
    lead = forms.TypedChoiceField(label=gettext_lazy("Lead"), coerce=int, empty_value=None)
    status = forms.ChoiceField(label=gettext_lazy("Status"))
    deadline = forms.ChoiceField(label=gettext_lazy("State of the deadline"))
    before = forms.DateField(
        label=gettext_lazy("Not reported since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    q = forms.CharField(label=gettext_lazy("Text"), max_length=100, widget=forms.TextInput({"type": "search"}))

    def __init__(self, data: QueryDict, words: Words) -> None:
        super().__init__(data)
        every = ("", gettext_lazy("all"))
        fields: dict[str, forms.Field] = self.fields
        choices = {
            "section": [every, *words.sections.items()],
            "lead": [every, *((office.pk, str(office)) for office in words.offices)],
            "status": [every, ("none", gettext_lazy("no report yet")), *Status.choices],
            "deadline": [every, *DeadlineState.choices],
        }
        for name, field in fields.items():
            field.required = False
            if name in choices:
                field.choices = choices[name]  # type: ignore[attr-defined]  # these are fields with choices

    def condition(self) -> Q:
        """Returns the condition of the filters that can be read."""
        self.is_valid()
        chosen = self.cleaned_data
        found = ALL_ROWS
        if section := chosen.get("section"):
            found &= Q(section=section) | Q(parent__section=section)
        if lead := chosen.get("lead"):
            found &= Q(pk__in=Measure.objects.filter(responsibilities__office=lead, responsibilities__role=Role.LEAD))
        if status := chosen.get("status"):
            found &= Q(current__reported_on=None) if status == "none" else Q(current__status=status)
        if state := chosen.get("deadline"):
            found &= Q(current__deadline_state=state)
        if day := chosen.get("before"):
            found &= Q(current__reported_on=None) | Q(current__reported_on__lt=day)
        for word in fold(chosen.get("q") or "").split():
            found &= Q(search_text__contains=word) | Q(code__icontains=word)
        return found


def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the measures of a report as rows of cells; saves the changed ones on POST, all or none."""
    report = _report(request, pk)
    words = Words(report)
    form = GridFilterForm(request.GET, words)
    found: MeasureQuerySet[MonitoredMeasure] = MonitoredMeasure.objects.filter(form.condition(), report=report)
    page = Paginator(found.order_by(*by_place()).values_list("pk", flat=True), ROWS_PER_PAGE).get_page(
        request.GET.get("seite")
    )
    refusal = ""
    typed: list[Row] = []
    if request.method == "POST":
        typed = _typed(request)
        try:
            seen = read_token(report.pk, request.POST.get("seen", ""))
            writer = GridWriter(report, words, seen, request.user)  # type: ignore[arg-type]  # logged in
            done = writer.save(typed)
        except BusyError:
            refusal = str(BUSY)
        except ClosedError:
            raise PermissionDenied from None
        else:
            if done:
                messages.success(request, _said(done))
                return HttpResponseRedirect(request.get_full_path())
            refusal = _("Nothing has been saved yet. Please correct what is marked in the table, and save again.")
    keys = [int(row.key) for row in typed if row.key.isdigit()] or list(page)
    loaded = {measure.pk: measure for measure in load(keys, report)}
    stored = {key: cells_of(loaded[key], words.sections) for key in keys if key in loaded}
    context = {
        **admin.site.each_context(request),
        "report": report,
        "form": form,
        "page": page,
        "refusal": refusal,
        "rows": _rows(typed, keys, loaded, stored),
        "seen": token_of(report.pk, stored),
        "labels": LABELS,
        "long": LONG,
        "lists": {
            "section": list(words.sections.values()),
            "lead": [str(office) for office in words.offices],
            "status": [label for _value, label in Status.choices],
            "publication": [label for _value, label in Publication.choices],
        },
        "opts": Report._meta,
        "title": _("All measures in one table"),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/grid/table.html", context)


def _report(request: HttpRequest, pk: int) -> Report:
    """Returns a report whose measures the visitor may change; 403 for who changes none, 404 for one of others."""
    reports = Report.objects.select_related("municipality")
    report: Report = find_seen(request, reports, pk, Action.VIEW, of_kind=Action.ADD)
    if not (can(request.user, Action.CHANGE, Measure, at=report) and can(request.user, Action.ADD, Measure, at=report)):
        raise PermissionDenied
    return report


def _typed(request: HttpRequest) -> list[Row]:
    """Returns the rows as they were sent, without new ones that are empty."""
    rows = []
    for key in request.POST.getlist("row")[:MOST_CHANGED]:
        if row_id(key) is not None:
            names: tuple[str, ...] = tuple(LABELS)
        elif is_new(key):
            names = (*LABELS, WHOLE)
        else:
            continue
        cells = {name: tidy(request.POST.get(f"{key}-{name}", "")).replace("\0", "") for name in names}
        if key.isdigit() or any(value for name, value in cells.items() if name != "publication"):
            rows.append(Row(key, cells))
    return rows


def is_new(key: str) -> bool:
    """Tells whether a row is one of the empty ones for new measures: "new-0"."""
    before, _dash, number = key.partition("-")
    place = row_id(number) if before == "new" else None
    return place is not None and place < MOST_NEW_ROWS


def _rows(
    typed: list[Row], keys: list[int], loaded: dict[int, MonitoredMeasure], stored: dict[int, dict[str, str]]
) -> list[Row]:
    """Returns the rows to be shown: as they were typed, else as they are stored; empty ones for new measures behind."""
    rows = typed or [Row(str(key), stored[key], loaded[key]) for key in keys if key in loaded]
    rows = [row for row in rows if not row.key.isdigit() or int(row.key) in loaded]
    for row in rows:
        row.measure = loaded.get(int(row.key)) if row.key.isdigit() else None
    taken = {row.key for row in rows}
    fresh = [empty_row(number) for number in range(NEW_ROWS)]
    return [*rows, *(row for row in fresh if row.key not in taken)]


def _said(done: Saved) -> str:
    """Returns in one message what was saved and what of it the public sees."""
    if not done.measures:
        return _("Nothing was changed.")
    words = [ngettext("%(n)s measure saved", "%(n)s measures saved", done.measures) % {"n": done.measures}]
    if done.updates:
        words.append(ngettext("%(n)s update written", "%(n)s updates written", done.updates) % {"n": done.updates})
    if done.public == done.measures:
        seen = _("The public sees it now.")
    elif done.public:
        seen = _("The public sees %(n)s of them; the others are not public.") % {"n": done.public}
    else:
        seen = _("Nothing of it is public.")
    return f"{', '.join(words)}. {seen}"
