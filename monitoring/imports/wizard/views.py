"""The pages of an import into a report: upload, columns, decisions, preview, import, result.

Each step is a page of its own, works without script, and finds everything it needs in the database.
"""

from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin_base.way_back import back_query, way_back
from catalog.locking.row_locks import BUSY, BusyError
from catalog.models import Measure, Report
from catalog.permissions.admin import choosable
from catalog.permissions.list_filters import seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.permissions.roles import Visitor
from catalog.querysets import row_id
from catalog.tasks.worker import is_worker_alive
from monitoring.choices import ImportKind, ImportState, MeasureColumn
from monitoring.exports.admin import attachment, selected
from monitoring.exports.tables import ODS, XLSX, file_name
from monitoring.exports.template import template as empty_table
from monitoring.imports import tasks
from monitoring.imports.error_table import error_table
from monitoring.imports.job import LONGEST_NAME, ImportJob
from monitoring.imports.job_state import AT_WORK, UNFINISHED, TakenImportError, open_again
from monitoring.imports.planning.entry import EntryKind
from monitoring.imports.run import RefusedImportError
from monitoring.imports.undo import UndoBlockedError, take_back, touched
from monitoring.imports.wizard.decision_forms import decisions_form
from monitoring.imports.wizard.forms import ColumnsForm, RowsForm, UploadForm
from monitoring.imports.wizard.preview import has_long_rows, place, remarks
from monitoring.imports.wizard.steps import next_step, steps_of
from monitoring.models import SpreadsheetImport
from monitoring.tables import Limits, UnreadableFile

PER_PAGE = 50
MOST_UNFINISHED = 5
MOST_REMARKS = 100
MOST_OBSTACLES = 50
MISSING = "missing"
COLUMNS_TITLE = gettext_lazy("What do the columns hold?")


def chosen_report(request: HttpRequest, reports: QuerySet[Report]) -> Report | None:
    """Returns the report of the address, or the only one there is."""
    named = row_id(request.GET.get("report", ""))
    found = reports.filter(pk=named) if named else reports[:2]
    return found[0] if len(found) == 1 else None


def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file for a report."""
    if not can(request.user, Action.ADD, SpreadsheetImport):
        raise PermissionDenied
    reports = Report.objects.filter(choosable(request, SpreadsheetImport, Report))
    chosen = chosen_report(request, reports)
    initial = {"report": chosen and chosen.pk}
    form = UploadForm(reports, request.POST or None, request.FILES or None, initial=initial)
    unfinished = seen(request, SpreadsheetImport).defer("content", "workbook").select_related("report__municipality")
    unfinished = unfinished.filter(state=ImportState.OPEN, created_by=request.user.pk)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = ImportJob.receive(
            form.cleaned_data["report"],
            file.read(Limits.from_settings().bytes + 1),
            file.name,
            request.user,  # type: ignore[arg-type]
            form.cleaned_data["kind"],
        )
        try:
            return _read_upload(job)
        except UnreadableFile as error:
            form.add_error("file", str(error.message))
    return _page(
        request,
        "add",
        form=form,
        has_reports=reports.exists(),
        may_add_reports=can(request.user, Action.ADD, Report),
        chosen=chosen,
        unfinished=unfinished[:MOST_UNFINISHED],
        title=_("Import a table"),
    )


def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns an empty table for a report, to be filled in and imported: for Excel, with ?format=ods for others."""
    report = _report(request, pk)
    if wants_ods(request):
        return attachment(empty_table(report, is_ods=True), ODS, f"{file_name(report)}-leer.ods")
    return attachment(empty_table(report), XLSX, f"{file_name(report)}-leer.xlsx")


def filled(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns the table of all measures of a report, to be edited and imported."""
    report = _report(request, pk)
    table = selected(request, Measure.objects.filter(report=report))
    if wants_ods(request):
        return attachment(table.ods(), ODS, f"{file_name(report)}.ods")
    return attachment(table.xlsx(), XLSX, f"{file_name(report)}.xlsx")


def wants_ods(request: HttpRequest) -> bool:
    return request.GET.get("format") == "ods"


def _report(request: HttpRequest, pk: int) -> Report:
    """Returns a report that this person may import into."""
    if not can(request.user, Action.ADD, SpreadsheetImport):
        raise PermissionDenied
    reports = Report.objects.filter(choosable(request, SpreadsheetImport, Report)).select_related("municipality")
    found: Report = get_object_or_404(reports, pk=pk)
    return found


def _read_upload(job: ImportJob) -> HttpResponseRedirect:
    """Reads a small file at once and a large one as a task. Raises UnreadableFile."""
    if tasks.takes_long(bytes(job.spreadsheet_import.content)):
        tasks.read(job)
        return _step("result", job.spreadsheet_import)
    job.read().spreadsheet_import.save()
    return _step("columns", job.spreadsheet_import)


def go_on(request: HttpRequest, object_id: str) -> HttpResponse:
    """Leads from the list to the step that comes next."""
    key = row_id(object_id)
    if key is None:
        return redirect("admin:monitoring_spreadsheetimport_changelist")
    found = _find(request, key)
    return _step(next_step(found), found)


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the sheet and for the meaning of each column."""
    found = _open(request, pk)
    if isinstance(found, HttpResponseRedirect):
        return found
    job = ImportJob(found)
    if request.method == "POST" and "sheet" in request.POST:
        chosen = request.POST["sheet"][:LONGEST_NAME]
        names = {"", *(sheet.name[:LONGEST_NAME] for sheet in job.workbook.sheets)}
        if chosen != found.sheet and chosen in names:
            found.sheet, found.columns = chosen, None
            found.save(update_fields=["sheet", "columns"])
        return _step("columns", found)
    if request.method == "POST" and "header_row" in request.POST:
        return _choose_rows(request, job)
    try:
        form = ColumnsForm(job, request.POST or None)
    except UnreadableFile as error:
        rows = RowsForm(job, ())
        return _page(request, "columns", job=job, rows=rows, unreadable=error.message, title=COLUMNS_TITLE)
    if request.method == "POST" and form.is_valid():
        job.choose_columns(form.columns())
        found.save(update_fields=["columns"])
        if form.cleaned_data["keep"]:
            job.keep_columns()
        return _step("decisions", found)
    samples = [(form[f"column_{heading.index}"], " · ".join(job.samples(heading))) for heading in job.table.headings]
    return _page(
        request,
        "columns",
        job=job,
        form=form,
        rows=RowsForm(job, job.table.left_out),
        samples=samples,
        decides_by_title=found.kind == ImportKind.MEASURES and MeasureColumn.CODE not in job.columns.values(),
        kept=job.has_kept_columns,
        title=COLUMNS_TITLE,
    )


def _choose_rows(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """Takes other rows for headings and measures; the columns are proposed anew where the headings are others."""
    try:
        left_out = job.table.left_out
    except UnreadableFile:
        left_out = []
    form = RowsForm(job, left_out, request.POST)
    if not form.is_valid():
        return _page(request, "columns", job=job, rows=form, title=COLUMNS_TITLE)
    answers = form.answers()
    found = job.spreadsheet_import
    if answers.header_row != job.answers.header_row:
        found.columns = None
    job.answer(answers)
    with suppress(UnreadableFile):
        found.rows = len(job.table.records)
    found.save(update_fields=["answers", "columns", "rows"])
    return _step("columns", found)


def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks what unknown words mean."""
    job = _readable(request, pk)
    if isinstance(job, HttpResponseRedirect):
        return job
    found = job.spreadsheet_import
    plan = job.plan()
    form = decisions_form(plan)(plan, job.table.as_of, request.POST or None)
    if request.method == "POST" and form.is_valid():
        job.answer(form.answers())
        found.save(update_fields=["answers"])
        return _step("preview", found)
    return _page(request, "decisions", job=job, form=form, title=_("What is to be decided"))


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what would happen; writes nothing."""
    job = _readable(request, pk)
    if isinstance(job, HttpResponseRedirect):
        return job
    plan = job.plan()
    counts = {kind.value: len(plan.of_kind(kind)) for kind in EntryKind} | {MISSING: len(plan.not_in_file)}
    chosen = request.GET.get("show", "")
    if chosen not in counts:
        chosen = next((kind for kind in counts if counts[kind]), EntryKind.NEW)
    imported_rows, all_rows = plan.rows_of_all
    rows: list[Any] = sorted(plan.not_in_file, key=place) if chosen == MISSING else plan.of_kind(EntryKind(chosen))
    return _page(
        request,
        "preview",
        job=job,
        plan=plan,
        counts=counts,
        imported_rows=imported_rows,
        all_rows=all_rows,
        chosen=chosen,
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        page_query=f"show={chosen}&page",
        problems=Paginator(plan.all_problems, PER_PAGE).get_page(request.GET.get("problems")),
        remarks=remarks(job, plan)[:MOST_REMARKS],
        has_long_rows=has_long_rows(job),
        title=_("What the import would do"),
    )


def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Imports all or nothing, a large file as a task."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    job = _readable(request, pk)
    if isinstance(job, HttpResponseRedirect):
        return job
    found = job.spreadsheet_import
    try:
        if len(job.table.records) > tasks.LARGE:
            tasks.start(job, request.user)  # type: ignore[arg-type]
            return _step("result", found)
        plan = job.run(request.user)  # type: ignore[arg-type]
    except TakenImportError:
        messages.warning(request, _("This import has been started already."))
        return _step("result", found)
    except (BusyError, RefusedImportError) as error:
        refused = _("Nothing was written: there are problems or open decisions.")
        messages.error(request, BUSY if isinstance(error, BusyError) else refused)
        return _step("preview", found)
    back = way_back(request)
    if not plan.has_nothing_to_do:
        counts = {kind.value: len(plan.of_kind(kind)) for kind in EntryKind}
        numbers = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts
        messages.success(request, _("The table has been imported.") + (f" {numbers}." if back else ""))
    elif back:
        messages.info(request, _("There was nothing to do: everything was stored already."))
    return HttpResponseRedirect(back) if back else _step("result", found)


def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the outcome; while a large file is being imported, the page reloads by itself."""
    found = _find(request, pk)
    if found.state == ImportState.OPEN:
        return _step(next_step(found), found)
    seconds = int((timezone.now() - found.started_at).total_seconds()) if found.started_at else 0
    is_at_work = found.state in AT_WORK
    return _page(
        request,
        "result",
        found=found,
        seconds=seconds,
        is_at_work=is_at_work,
        waits_for_worker=is_at_work and not is_worker_alive(),
        title=_("Result of the import"),
    )


def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns the rows of the file with one more column that says what is wrong."""
    job = _readable(request, pk)
    if isinstance(job, HttpResponseRedirect):
        return job
    response = HttpResponse(error_table(job, job.plan()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="fehler.csv"'
    return response


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undoes the whole import, or shows the obstacles."""
    found = _find(request, pk)
    if found.state != ImportState.DONE:
        return _step("result", found)
    obstacles: list[str] = []
    if request.method == "POST":
        try:
            take_back(found, request.user)  # type: ignore[arg-type]
        except UndoBlockedError as blocked:
            obstacles = blocked.obstacles
        except BusyError:
            messages.warning(request, BUSY)
        else:
            messages.success(request, _("The import has been taken back."))
            back = way_back(request)
            return HttpResponseRedirect(back) if back else _step("result", found)
    return _page(
        request,
        "undo",
        found=found,
        obstacles=obstacles[:MOST_OBSTACLES],
        unnamed=len(obstacles[MOST_OBSTACLES:]),
        touched=touched(found),
        title=_("Take the import back?"),
    )


# Around the steps


def _find(request: HttpRequest, pk: int) -> SpreadsheetImport:
    if not can(request.user, Action.ADD, SpreadsheetImport):
        raise PermissionDenied
    imports = seen(request, SpreadsheetImport).select_related("report__municipality").defer("content", "workbook")
    found: SpreadsheetImport = get_object_or_404(imports, pk=pk)
    return found


def _open(request: HttpRequest, pk: int) -> SpreadsheetImport | HttpResponseRedirect:
    """Returns an import that is not finished; a finished one leads to its result."""
    found = _find(request, pk)
    if found.state == ImportState.FAILED:
        open_again(found)
    return found if found.state == ImportState.OPEN else _step("result", found)


def _readable(request: HttpRequest, pk: int) -> ImportJob | HttpResponseRedirect:
    """Returns the job of an open import; leads to the step "columns" if the sheet cannot be read."""
    found = _open(request, pk)
    if isinstance(found, HttpResponseRedirect):
        return found
    job = ImportJob(found)
    try:
        _table = job.table
    except UnreadableFile:
        return _step("columns", found)
    return job


def _step(name: str, spreadsheet_import: SpreadsheetImport) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"admin:import_{name}", args=[spreadsheet_import.pk]))


def _page(request: HttpRequest, step: str, **context: Any) -> HttpResponse:
    job: ImportJob | None = context.get("job")
    found = context.setdefault("found", job.spreadsheet_import if job else None)
    return render(
        request,
        f"admin/monitoring/spreadsheetimport/{step}.html",
        {
            **admin.site.each_context(request),
            "opts": SpreadsheetImport._meta,
            "steps": steps_of(found, "result" if step == "undo" else step),
            "step": step,
            "found": found,
            "way_back": way_back(request),
            "back_query": back_query(request),
            "may_discard": found is not None and may_discard(request.user, found),
            **context,
        },
    )


def may_discard(user: Visitor, spreadsheet_import: SpreadsheetImport) -> bool:
    """Tells whether an import can be deleted: one that has written rows stays on record."""
    return spreadsheet_import.state in UNFINISHED and can(user, Action.DELETE, spreadsheet_import)
