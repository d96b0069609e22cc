"""A spreadsheet on its way into a report: upload, columns, decisions, preview, import, result.

Each step is a page of its own, works without script, and finds everything it needs in the database.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.locking.row_locks import BusyError
from catalog.models import Report
from catalog.permissions.admin import GovernedAdmin, choosable, seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from catalog.tasks.worker import is_worker_alive
from monitoring.choices import ImportKind, ImportState, MeasureColumn
from monitoring.imports import tasks
from monitoring.imports.error_table import error_table
from monitoring.imports.job import LONGEST_NAME, ImportJob
from monitoring.imports.job_state import AT_WORK, UNFINISHED, TakenImportError, open_again
from monitoring.imports.planning.entry import EntryKind
from monitoring.imports.run import RefusedImportError
from monitoring.imports.undo import UndoBlockedError, take_back, touched
from monitoring.imports.wizard.forms import ColumnsForm, UploadForm, decisions_form
from monitoring.imports.wizard.preview import has_long_rows, place, remarks
from monitoring.imports.wizard.steps import next_step, steps_of
from monitoring.models import SpreadsheetImport
from monitoring.tables import Limits, UnreadableFile

PER_PAGE = 50
MOST_UNFINISHED = 5
MOST_REMARKS = 100
MOST_OBSTACLES = 50
MISSING = "missing"
BUSY = gettext_lazy("Somebody else is writing just now. Nothing has been done: try again in a moment.")
COLUMNS_TITLE = gettext_lazy("What do the columns hold?")


@admin.register(SpreadsheetImport)
class SpreadsheetImportAdmin(GovernedAdmin):
    list_display = ("file_name", "report", "state", "numbers", "created_by", "uploaded_on", "finished_on")
    list_filter = ("state", "report__municipality")
    list_select_related = ("report__municipality", "created_by")
    search_fields = ("file_name", "report__title")
    ordering = ("-created_at",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "workbook")

    @admin.display(description=gettext_lazy("result"))
    def numbers(self, spreadsheet_import: SpreadsheetImport) -> str:
        result = spreadsheet_import.result
        if "new" not in result:
            return ""
        counts = {kind: len(result[kind]) for kind in EntryKind}
        return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts

    @admin.display(description=gettext_lazy("uploaded on"), ordering="created_at")
    def uploaded_on(self, spreadsheet_import: SpreadsheetImport) -> str:
        return date_format(timezone.localtime(spreadsheet_import.created_at), "d.m.Y")

    @admin.display(description=gettext_lazy("imported on"), ordering="finished_at")
    def finished_on(self, spreadsheet_import: SpreadsheetImport) -> str:
        finished_at = spreadsheet_import.finished_at
        return date_format(timezone.localtime(finished_at), "d.m.Y") if finished_at else ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was imported stays on record; only what never was can be thrown away."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.state in UNFINISHED)

    def get_urls(self) -> list[URLPattern]:
        steps = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"import_{name}")
            for name, view in (
                ("columns", self.columns),
                ("decisions", self.decisions),
                ("preview", self.preview),
                ("run", self.run),
                ("result", self.result),
                ("errors", self.errors),
                ("undo", self.undo),
            )
        ]
        return steps + super().get_urls()

    # Steps

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload a file for a report."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        reports = Report.objects.filter(choosable(request, SpreadsheetImport, Report))
        initial = {"report": request.GET.get("report")}
        form = UploadForm(reports, request.POST or None, request.FILES or None, initial=initial)
        unfinished = (
            seen(request, SpreadsheetImport).defer("content", "workbook").select_related("report__municipality")
        )
        unfinished = unfinished.filter(state=ImportState.OPEN, created_by=request.user.pk)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            job = ImportJob.receive(
                form.cleaned_data["report"],
                upload.read(Limits.from_settings().bytes + 1),
                upload.name,
                request.user,  # type: ignore[arg-type]
                form.cleaned_data["kind"],
            )
            try:
                return self._take(job)
            except UnreadableFile as error:
                form.add_error("file", str(error.message))
        return self._page(
            request,
            "add",
            form=form,
            has_reports=reports.exists(),
            may_add_reports=can(request.user, Action.ADD, Report),
            unfinished=unfinished[:MOST_UNFINISHED],
            title=_("Import a table"),
        )

    def _take(self, job: ImportJob) -> HttpResponseRedirect:
        """Read a file, a large one beside the request. Raises UnreadableFile."""
        if tasks.takes_long(bytes(job.spreadsheet_import.content)):
            tasks.read(job)
            return self._step("result", job.spreadsheet_import)
        job.read().spreadsheet_import.save()
        return self._step("columns", job.spreadsheet_import)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The list leads to the step that comes next."""
        key = row_id(object_id)
        if key is None:
            return redirect("admin:monitoring_spreadsheetimport_changelist")
        found = self._find(request, key)
        return self._step(next_step(found), found)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Imports of tables"), **(extra_context or {})})

    def columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the sheet and what each column holds."""
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
        if request.method == "POST" and "sheet" in request.POST:
            chosen = request.POST["sheet"][:LONGEST_NAME]
            if chosen != found.sheet and chosen in {sheet.name[:LONGEST_NAME] for sheet in job.workbook.sheets}:
                found.sheet, found.columns = chosen, None
                found.save(update_fields=["sheet", "columns"])
            return self._step("columns", found)
        try:
            form = ColumnsForm(job, request.POST or None)
        except UnreadableFile as error:
            return self._page(request, "columns", job=job, unreadable=error.message, title=COLUMNS_TITLE)
        if request.method == "POST" and form.is_valid():
            job.choose_columns(form.columns())
            found.save(update_fields=["columns"])
            if form.cleaned_data["keep"]:
                job.keep_columns()
            return self._step("decisions", found)
        samples = [
            (form[f"column_{heading.index}"], " · ".join(job.samples(heading))) for heading in job.table.headings
        ]
        return self._page(
            request,
            "columns",
            job=job,
            form=form,
            samples=samples,
            decides_by_title=found.kind == ImportKind.MEASURES and MeasureColumn.CODE not in job.columns.values(),
            kept=job.has_kept_columns,
            title=COLUMNS_TITLE,
        )

    def decisions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide about words nobody knows."""
        job = self._readable(request, pk)
        if isinstance(job, HttpResponseRedirect):
            return job
        found = job.spreadsheet_import
        plan = job.plan()
        form = decisions_form(plan)(plan, job.table.as_of, request.POST or None)
        if request.method == "POST" and form.is_valid():
            job.answer(form.answers())
            found.save(update_fields=["answers"])
            return self._step("preview", found)
        return self._page(request, "decisions", job=job, form=form, title=_("What is to be decided"))

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would happen; nothing is written yet."""
        job = self._readable(request, pk)
        if isinstance(job, HttpResponseRedirect):
            return job
        plan = job.plan()
        counts = {kind.value: len(plan.of_kind(kind)) for kind in EntryKind} | {MISSING: len(plan.not_in_file)}
        chosen = request.GET.get("show", "")
        if chosen not in counts:
            chosen = next((kind for kind in counts if counts[kind]), EntryKind.NEW)
        rows: list[Any] = sorted(plan.not_in_file, key=place) if chosen == MISSING else plan.of_kind(EntryKind(chosen))
        return self._page(
            request,
            "preview",
            job=job,
            plan=plan,
            counts=counts,
            chosen=chosen,
            page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            page_query=f"show={chosen}&page",
            problems=Paginator(plan.all_problems, PER_PAGE).get_page(request.GET.get("problems")),
            remarks=remarks(job, plan)[:MOST_REMARKS],
            has_long_rows=has_long_rows(job),
            title=_("What the import would do"),
        )

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Import, all or nothing; a large file beside the request."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self._readable(request, pk)
        if isinstance(job, HttpResponseRedirect):
            return job
        found = job.spreadsheet_import
        try:
            if len(job.table.records) > tasks.LARGE:
                tasks.start(job, request.user)  # type: ignore[arg-type]
                return self._step("result", found)
            plan = job.run(request.user)  # type: ignore[arg-type]
        except TakenImportError:
            messages.warning(request, _("This import has been started already."))
            return self._step("result", found)
        except (BusyError, RefusedImportError) as error:
            refused = _("Nothing was written: there are problems or open decisions.")
            messages.error(request, BUSY if isinstance(error, BusyError) else refused)
            return self._step("preview", found)
        if not plan.has_nothing_to_do:
            messages.success(request, _("The table has been imported."))
        return self._step("result", found)

    def result(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What came of it; while a large file is on its way, the page looks again by itself."""
        found = self._find(request, pk)
        if found.state == ImportState.OPEN:
            return self._step(next_step(found), found)
        seconds = int((timezone.now() - found.started_at).total_seconds()) if found.started_at else 0
        is_at_work = found.state in AT_WORK
        return self._page(
            request,
            "result",
            found=found,
            seconds=seconds,
            is_at_work=is_at_work,
            waits_for_worker=is_at_work and not is_worker_alive(),
            title=_("Result of the import"),
        )

    def errors(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows of the file with one more column that says what is wrong."""
        job = self._readable(request, pk)
        if isinstance(job, HttpResponseRedirect):
            return job
        response = HttpResponse(error_table(job, job.plan()), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="fehler.csv"'
        return response

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the whole import back, or say what stands in the way."""
        found = self._find(request, pk)
        if found.state != ImportState.DONE:
            return self._step("result", found)
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
                return self._step("result", found)
        return self._page(
            request,
            "undo",
            found=found,
            obstacles=obstacles[:MOST_OBSTACLES],
            unnamed=len(obstacles[MOST_OBSTACLES:]),
            touched=touched(found),
            title=_("Take the import back?"),
        )

    # Around the steps

    def _find(self, request: HttpRequest, pk: int) -> SpreadsheetImport:
        if not self.has_add_permission(request):
            raise PermissionDenied
        imports = seen(request, SpreadsheetImport).select_related("report__municipality").defer("content", "workbook")
        found: SpreadsheetImport = get_object_or_404(imports, pk=pk)
        return found

    def _open(self, request: HttpRequest, pk: int) -> SpreadsheetImport | HttpResponseRedirect:
        """An import that can still be worked on; a finished one leads to its result."""
        found = self._find(request, pk)
        if found.state == ImportState.FAILED:
            open_again(found)
        return found if found.state == ImportState.OPEN else self._step("result", found)

    def _readable(self, request: HttpRequest, pk: int) -> ImportJob | HttpResponseRedirect:
        """The job of an open import; the step "columns" says what is wrong with a sheet that cannot be read."""
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
        try:
            _table = job.table
        except UnreadableFile:
            return self._step("columns", found)
        return job

    def _step(self, name: str, spreadsheet_import: SpreadsheetImport) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:import_{name}", args=[spreadsheet_import.pk]))

    def _page(self, request: HttpRequest, step: str, **context: Any) -> HttpResponse:
        job: ImportJob | None = context.get("job")
        found = context.setdefault("found", job.spreadsheet_import if job else None)
        return render(
            request,
            f"admin/monitoring/spreadsheetimport/{step}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "steps": steps_of(found, "result" if step == "undo" else step),
                "step": step,
                "found": found,
                "may_discard": found is not None and self.has_delete_permission(request, found),
                **context,
            },
        )
