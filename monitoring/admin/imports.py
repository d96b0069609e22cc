"""A spreadsheet on its way into a report: upload, columns, decisions, preview, import, result.

Each step is a page of its own, works without script, and finds everything it needs in the database.
"""

import csv
import io
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.import_forms import ColumnsForm, DecisionsForm, UploadForm
from monitoring.imports import background
from monitoring.imports.claims import UNFINISHED, TakenImportError, open_again, reopen_interrupted
from monitoring.imports.job import ImportJob
from monitoring.imports.plan import Kind, Plan
from monitoring.imports.run import RefusedImportError
from monitoring.imports.undo import UndoBlockedError, take_back
from monitoring.models import ImportState, SpreadsheetImport
from monitoring.tables import UnreadableFile
from monitoring.tables.writing import neutralise

PER_PAGE = 50
MISSING = "missing"
STEPS = (
    ("add", gettext_lazy("File")),
    ("columns", gettext_lazy("Columns")),
    ("decisions", gettext_lazy("Decisions")),
    ("preview", gettext_lazy("Preview")),
    ("result", gettext_lazy("Result")),
)


@admin.register(SpreadsheetImport)
class SpreadsheetImportAdmin(admin.ModelAdmin):
    list_display = ("file_name", "report", "state", "numbers", "created_by", "created_at", "finished_at")
    list_filter = ("state", "report__municipality")
    list_select_related = ("report__municipality", "created_by")
    search_fields = ("file_name", "report__title")
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    @admin.display(description=gettext_lazy("result"))
    def numbers(self, spreadsheet_import: SpreadsheetImport) -> str:
        result = spreadsheet_import.result
        if "new" not in result:
            return ""
        counts = {kind: len(result[kind]) for kind in Kind}
        return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was imported stays on record; only what never was can be thrown away."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.state in UNFINISHED)

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

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
        form = UploadForm(request.POST or None, request.FILES or None, initial={"report": request.GET.get("report")})
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                job = ImportJob.upload(form.cleaned_data["report"], upload.read(), upload.name, request.user)  # type: ignore[arg-type]
                _table = job.table
            except UnreadableFile as error:
                form.add_error("file", str(error.message))
            else:
                job.spreadsheet_import.save()
                return self._step("columns", job.spreadsheet_import)
        return self._page(request, "add", form=form, title=_("Import a table"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        reopen_interrupted()
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The list leads to the step that comes next."""
        found = self._find(request, int(object_id)) if object_id.isdecimal() else None
        if found is None:
            return redirect("admin:monitoring_spreadsheetimport_changelist")
        return self._step("columns" if found.state == ImportState.OPEN else "result", found)

    def columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the sheet and what each column holds."""
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
        if request.method == "POST" and "sheet" in request.POST and request.POST["sheet"] != found.sheet:
            found.sheet, found.columns = request.POST["sheet"][:255], None
            found.save(update_fields=["sheet", "columns"])
            return self._step("columns", found)
        try:
            form = ColumnsForm(job, request.POST or None)
        except UnreadableFile as error:
            return self._page(request, "columns", job=job, unreadable=error.message, title=_("Columns"))
        if request.method == "POST" and form.is_valid():
            job.choose_columns(form.columns())
            found.save(update_fields=["columns"])
            if form.cleaned_data["keep"]:
                job.keep_columns()
            return self._step("decisions", found)
        samples = [
            (form[f"column_{heading.index}"], " · ".join(job.samples(heading))) for heading in job.table.headings
        ]
        return self._page(request, "columns", job=job, form=form, samples=samples, title=_("Columns"))

    def decisions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide about words nobody knows."""
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
        form = DecisionsForm(job.plan(), request.POST or None)
        if request.method == "POST" and form.is_valid():
            job.answer(form.answers())
            found.save(update_fields=["answers"])
            return self._step("preview", found)
        return self._page(request, "decisions", job=job, form=form, title=_("Decisions"))

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would happen; nothing is written yet."""
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
        plan = job.plan()
        counts = {kind.value: len(plan.of_kind(kind)) for kind in Kind} | {MISSING: len(plan.not_in_file)}
        chosen = request.GET.get("show", "")
        if chosen not in counts:
            chosen = next((kind for kind in counts if counts[kind]), Kind.NEW)
        rows: list[Any] = plan.not_in_file if chosen == MISSING else plan.of_kind(Kind(chosen))
        return self._page(
            request,
            "preview",
            job=job,
            plan=plan,
            counts=counts,
            chosen=chosen,
            page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            problems=Paginator(plan.all_problems, PER_PAGE).get_page(request.GET.get("problems")),
            title=_("Preview"),
        )

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Import, all or nothing; a large file in the background."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
        try:
            if len(job.table.records) > background.LARGE:
                with transaction.atomic():
                    background.start(job, request.user)  # type: ignore[arg-type]
                return self._step("result", found)
            job.run(request.user)  # type: ignore[arg-type]
        except TakenImportError:
            messages.warning(request, _("This import has been started already."))
            return self._step("result", found)
        except RefusedImportError:
            messages.error(request, _("Nothing was written: there are problems or open decisions."))
            return self._step("preview", found)
        messages.success(request, _("The table has been imported."))
        return self._step("result", found)

    def result(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What came of it; while a large file is on its way, the page looks again by itself."""
        found = self._find(request, pk)
        if found.state == ImportState.OPEN:
            return self._step("preview", found)
        seconds = int((timezone.now() - found.started_at).total_seconds()) if found.started_at else 0
        return self._page(
            request,
            "result",
            found=found,
            seconds=seconds,
            is_running=found.state == ImportState.RUNNING,
            title=_("Result"),
        )

    def errors(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows of the file with one more column that says what is wrong."""
        found = self._open(request, pk)
        if isinstance(found, HttpResponseRedirect):
            return found
        job = ImportJob(found)
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
                take_back(found)
            except UndoBlockedError as blocked:
                obstacles = blocked.obstacles
            else:
                messages.success(request, _("The import has been taken back."))
                return self._step("result", found)
        return self._page(request, "undo", found=found, obstacles=obstacles, title=_("Take back"))

    # Around the steps

    def _find(self, request: HttpRequest, pk: int) -> SpreadsheetImport:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if pk in reopen_interrupted():
            messages.warning(request, _("The import was interrupted and nothing was written. It can be started again."))
        imports = SpreadsheetImport.objects.select_related("report__municipality")
        return get_object_or_404(imports, pk=pk)

    def _open(self, request: HttpRequest, pk: int) -> SpreadsheetImport | HttpResponseRedirect:
        """An import that can still be worked on; a finished one leads to its result."""
        found = self._find(request, pk)
        if found.state == ImportState.FAILED:
            open_again(found)
        return found if found.state == ImportState.OPEN else self._step("result", found)

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
                "steps": STEPS,
                "step": step,
                "found": found,
                **context,
            },
        )


def error_table(job: ImportJob, plan: Plan) -> str:
    """The records with a problem as CSV for Excel: all columns as they came and "Fehler"."""
    wrong: dict[int, list[str]] = {}
    for problem in plan.all_problems:
        place = f"{problem.column}: " if problem.column else ""
        wrong.setdefault(problem.row, []).append(f"{place}{problem.message}")
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(heading.text for heading in job.table.headings), _("Error")])
    for record in job.table.records:
        if record.number in wrong:
            writer.writerow([neutralise(cell) for cell in (*record.cells, " | ".join(wrong[record.number]))])
    return "\ufeff" + output.getvalue()
