"""The pages of a council paper: its form, the check of the draft, and issuing it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.audience import AudienceAdmin
from catalog.admin_base.formsets import LabelledRows
from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.choice_fields import OfMunicipalityField
from catalog.choices import Column
from catalog.locking.row_locks import BusyError
from catalog.models import Report, User
from catalog.permissions.admin import GovernedInline, without_shortcuts
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from monitoring.attachments.forms import AttachedFileForm
from monitoring.attachments.uploads import look_at_uploads, was_cut_off
from monitoring.models import ReportingRound
from reports.addresses.query_string import word
from reports.admin.documents import ENDING, as_file
from reports.choices import Audience, ConsultationRole, PaperKind, PaperState
from reports.council.drafting import correct, draft_of_round, fill
from reports.council.forms import NewPaperForm, PaperForm, PaperLinksForm, PaperSectionForm
from reports.council.issuing import NotIssuedError, content_of, draft, issue, obstacles, withdraw
from reports.models import (
    Committee,
    Consultation,
    CouncilPaper,
    PaperAnnex,
    PaperBudget,
    PaperOffice,
    PaperSection,
    PaperTemplate,
)
from reports.models.figures import NAMES

# What the committee usually does with a paper of each kind.
PURPOSES = {
    PaperKind.NOTING: ConsultationRole.NOTING,
    PaperKind.DECISION: ConsultationRole.DECISION,
    PaperKind.INFORMATION: ConsultationRole.NOTING,
}

# Fields of the form that an issued paper shows as text.
SAID = {"columns": "names_of_columns"}


class PartInline(GovernedInline, admin.TabularInline):
    """An inline that offers rows of the municipality only."""

    formset = LabelledRows
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        for name in ("committee", "office"):
            if (field := formset.form.base_fields.get(name)) and obj:
                field.queryset = field.queryset.filter(municipality=obj.municipality_id)
                without_shortcuts(field.widget)
        return formset


class ConsultationInline(PartInline):
    model = Consultation
    fields = ("order", "committee", "role", "is_public", "hand_in_by", "meeting_on")
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuses further meetings once the paper is issued; they have a page of their own."""
        return super().has_add_permission(request, obj) and (obj is None or obj.is_draft)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)


class SectionInline(PartInline, admin.StackedInline):
    model = PaperSection
    form = PaperSectionForm
    template = admin.StackedInline.template  # room to write
    fields = (("order", "heading"), "text")


class AnnexForm(AttachedFileForm):
    """A form for an annex, which may be named without its file."""

    needs_file = False


class AnnexInline(PartInline, admin.StackedInline):
    model = PaperAnnex
    form = AnnexForm
    template = admin.StackedInline.template
    fields = (("order", "title"), ("look", "upload"), ("alternative", "is_public"), "seen_digest")
    readonly_fields = ("look",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns the fields; of an issued paper those without a place to type."""
        return self.fields if obj is None or obj.is_draft else ("title", "look", "alternative", "is_public")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaperAnnex]:
        return super().get_queryset(request).select_related("paper__municipality")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.was_cut_off = was_cut_off(request)
        return formset

    @admin.display(description=_("present file"))
    def look(self, annex: PaperAnnex) -> str:
        if not annex.digest:
            return gettext("none")
        link = '<a href="{}">{}</a> ({}, {})'
        size = filesizeformat(annex.size)
        return format_html(link, annex.get_absolute_url(), annex.file_name, annex.get_kind_display(), size)


class OfficeInline(PartInline):
    model = PaperOffice
    fields = ("order", "office", "part")


class BudgetInline(GovernedInline, admin.StackedInline):
    model = PaperBudget
    max_num = 1
    fields = (
        "has_effect",
        ("cost_of_preparing", "cost_of_implementation", "follow_up_costs"),
        ("is_secured", "sub_budget", "product", "year"),
        ("possible_revenue", "covered_by"),
    )
    readonly_fields = ("year_as_written",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns columns that show years as text, as numbers would be grouped like amounts."""
        if obj is None or obj.is_draft:
            return self.fields
        return [
            tuple("year_as_written" if name == "year" else name for name in row) if isinstance(row, tuple) else row
            for row in self.fields
        ]

    @admin.display(description=PaperBudget._meta.get_field("year").verbose_name)
    def year_as_written(self, budget: PaperBudget) -> str:
        return str(budget.year or "")


@admin.register(CouncilPaper)
class CouncilPaperAdmin(AudienceAdmin, ScopedAdmin):
    goes_on_after_adding = True
    root = "report"
    dependents = ("supersedes",)

    form = PaperForm
    view_on_site = False  # a draft has no page
    change_form_template = "admin/reports/councilpaper/change_form.html"
    list_display = ("subject", "reference", "report", "kind", "dated_on", "state")
    list_select_related = ("report",)
    list_filter = ("municipality", "report", "kind", "state")
    search_fields = ("subject", "reference")
    address_from = "subject"
    fieldsets = (
        (None, {"fields": ("report", "kind", "subject", "slug", "reference", "dated_on", "template")}),
        (
            _("Origin"),
            {
                "fields": (
                    "responsible_office",
                    ("contact", "shows_contact"),
                    "supersedes",
                    "council_url",
                    "oparl_url",
                )
            },
        ),
        (_("Proposal"), {"fields": ("notice", "proposal", "proposal_kind")}),
        (_("Annexes made from the report"), {"fields": ("rows", "columns", "shows_changes", "shows_indicators")}),
    )
    inlines = (ConsultationInline, SectionInline, AnnexInline, OfficeInline, BudgetInline)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns a form that asks for the first committee if the paper is new."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.is_draft:
            return fieldsets
        if obj:
            return [
                (name, {**options, "fields": [SAID.get(str(field), field) for field in options["fields"]]})
                for name, options in fieldsets
            ]
        return [
            fieldsets[0],
            (_("First consultation"), {"fields": ("committee", ("meeting_on", "hand_in_by"))}),
            *fieldsets[1:],
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *SAID.values())

    @admin.display(description=CouncilPaper._meta.get_field("columns").verbose_name)
    def names_of_columns(self, paper: CouncilPaper) -> str:
        return ", ".join(str(Column(column).label) for column in paper.columns)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Judges the files of annexes before anything is locked."""
        if request.method == "POST" and self.has_change_permission(request):
            look_at_uploads(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "report":
            kwargs["form_class"] = OfMunicipalityField
            kwargs["queryset"] = Report.objects.select_related("municipality")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offers rows of the municipality and issued papers about the same report."""
        if obj is None:
            kwargs["form"] = NewPaperForm
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        report = Report.objects.filter(pk=self.root_of(request, obj) or 0).first()
        for name in ("responsible_office", "template"):
            if (field := form.base_fields.get(name)) and report:
                field.queryset = field.queryset.filter(municipality=report.municipality_id)
                without_shortcuts(field.widget)
        if field := form.base_fields.get("committee"):
            theirs = Committee.objects.filter(permitted(request.user, Action.CHANGE, Committee)).select_related(
                "municipality"
            )
            field = form.base_fields["committee"] = deepcopy(field)  # which all forms have in common
            field.queryset = theirs.filter(municipality=report.municipality_id) if report else theirs
            self.search_if_long(field, Consultation._meta.get_field("committee"), request)
        if field := form.base_fields.get("supersedes"):
            field.queryset = field.queryset.exclude(state=PaperState.DRAFT)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Returns the template of a city that has one."""
        initial = super().get_changeform_initial_data(request)
        templates = PaperTemplate.objects.filter(municipality__reports=initial[self.root] or 0)
        only = {"template": templates[0].pk} if len(templates) == 1 else {}
        return {**only, **initial}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change and (committee := form.cleaned_data.get("committee")):
            days = {name: form.cleaned_data.get(name) for name in ("meeting_on", "hand_in_by")}
            Consultation.objects.create(paper=obj, committee=committee, role=PURPOSES[obj.kind], **days)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Leads on to the page of the paper, which is filled in already as far as known."""
        fill(obj)
        return HttpResponseRedirect(reverse("admin:reports_councilpaper_change", args=[obj.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["figure_names"] = [f"{{{name}}}" for name in NAMES]
        return super().render_change_form(request, context, *args, **kwargs)

    # Pages beside the form: check and issue

    def get_urls(self) -> list[URLPattern]:
        steps = {
            "check": self.check_view,
            "fill": self.fill_view,
            "issue": self.issue_view,
            "withdraw": self.withdraw_view,
            "correct": self.correct_view,
            "links": self.links_view,
        }
        own = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"paper_{name}")
            for name, view in steps.items()
        ]
        of_round = path("round/<int:pk>/<int:report>/", self.admin_site.admin_view(self.round_view), name="round_paper")
        return [of_round, *own, *super().get_urls()]

    def round_view(self, request: HttpRequest, pk: int, report: int) -> HttpResponse:
        """Drafts the paper about what a round has frozen of a report, and leads to its form."""
        if not can(request.user, Action.VIEW, ReportingRound):
            raise PermissionDenied
        rounds = ReportingRound.objects.closed().filter(permitted(request.user, Action.VIEW, ReportingRound))
        found = get_object_or_404(rounds, pk=pk)
        about = get_object_or_404(found.reports.select_related("municipality"), pk=report)
        if not can(request.user, Action.ADD, CouncilPaper, at=about):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            paper = draft_of_round(about, found)
        except BusyError:
            messages.error(request, _("Somebody else is writing into this report just now. Try again in a moment."))
            return HttpResponseRedirect(reverse("admin:round_close", args=[found.pk]))
        messages.success(request, _("This is the draft; it is not public. Check the words and name the committee."))
        return HttpResponseRedirect(reverse("admin:reports_councilpaper_change", args=[paper.pk]))

    def _paper(self, request: HttpRequest, object_id: str, act: Action) -> CouncilPaper:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found: CouncilPaper | None = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        if not can(request.user, act, found):
            raise PermissionDenied
        return found

    def check_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows the paper as it would be issued now, to the council and to everybody."""
        paper = self._paper(request, object_id, Action.VIEW)
        audience = Audience.PUBLIC if word(request.GET.getlist("fuer")) == Audience.PUBLIC else Audience.HOUSE
        if ending := word(request.GET.getlist(ENDING)):
            return as_file(request, paper, audience, ending)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": paper,
            "paper": paper,
            "audience": audience,
            "document": draft(content_of(paper, audience)),
            "obstacles": obstacles(paper) if paper.is_draft else [],
            "may_issue": paper.is_draft and can(request.user, Action.PUBLISH, paper),
            "title": gettext("Check: %(paper)s") % {"paper": paper},
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/reports/councilpaper/check.html", context)

    def fill_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._act(request, object_id, Action.CHANGE, fill, _("What was empty has been filled in."))

    def issue_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        words = _("The paper has been issued. From now on nothing in it changes.")
        return self._act(request, object_id, Action.PUBLISH, lambda paper: issue(paper, somebody(request)), words)

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        words = _("The paper has been withdrawn. It stays visible, marked as withdrawn.")
        return self._act(request, object_id, Action.PUBLISH, lambda paper: withdraw(paper, somebody(request)), words)

    def correct_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        words = _("This is a new draft. Once issued, it replaces the paper.")
        return self._act(request, object_id, Action.PUBLISH, correct, words)

    def links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Saves the links to an issued paper, which are all that may change in it."""
        paper = self._paper(request, object_id, Action.PUBLISH)
        form = PaperLinksForm(request.POST if request.method == "POST" else None, instance=paper)
        if request.method == "POST" and form.is_valid():
            paper._history_user = somebody(request)  # type: ignore[attr-defined]
            paper.save(update_fields=PaperLinksForm.Meta.fields)
            messages.success(request, _("The links have been saved."))
            return HttpResponseRedirect(reverse("admin:reports_councilpaper_change", args=[paper.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": paper,
            "form": form,
            "title": gettext("Links: %(paper)s") % {"paper": paper},
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/reports/councilpaper/links.html", context)

    def _act(
        self, request: HttpRequest, object_id: str, act: Action, do: Callable[[CouncilPaper], Any], words: Any
    ) -> HttpResponse:
        """Does the action on POST and reports it, or shows the obstacles."""
        paper = self._paper(request, object_id, act)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        shown = paper
        try:
            made = do(paper)
        except NotIssuedError as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
        except BusyError:
            messages.error(request, _("Somebody else is writing into this report just now. Try again in a moment."))
        else:
            shown = made or paper
            messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:reports_councilpaper_change", args=[shown.pk]))


def somebody(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
