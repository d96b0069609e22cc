"""The templates of papers: blocks in the order and words of a city, with a preview."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import TextField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.permissions.admin import GovernedInline
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from reports.addresses.query_string import word
from reports.admin.documents import ENDING, as_file
from reports.choices import Audience, PaperKind
from reports.council.issuing import content_of, draft
from reports.council.standard_form import plain_blocks
from reports.models import CouncilPaper, PaperTemplate, TemplateBlock
from reports.models.wording import IN_FACTS, NUMBER, OF_CONSULTATION

MOST_PAPERS = 20


LOW: dict[Any, dict[str, Any]] = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}


class BlockInline(GovernedInline, admin.StackedInline):
    model = TemplateBlock
    formfield_overrides = LOW
    fields = (("order", "kind", "heading", "keeps_empty"), "lines")
    extra = 0


@admin.register(PaperTemplate)
class PaperTemplateAdmin(ScopedAdmin):
    root = "municipality"
    dependents = ()

    change_form_template = "admin/reports/papertemplate/change_form.html"
    list_display = ("name", "municipality", "title")
    list_select_related = ("municipality",)
    list_filter = ("municipality",)
    search_fields = ("name",)
    formfield_overrides = LOW
    fields = ("municipality", "name", "title", "letterhead", "accent", "font", "word_font")
    inlines = (BlockInline,)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Adds the blocks of the plain form to a new template."""
        for order, block in enumerate(plain_blocks(PaperKind.DECISION), 1):
            TemplateBlock.objects.create(
                template=obj, order=order, kind=block.kind, heading=block.heading, lines=block.lines
            )
        return HttpResponseRedirect(reverse("admin:reports_papertemplate_change", args=[obj.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["names"] = {
            "facts": [f"{{{name}}}" for name in IN_FACTS],
            "sequence": [f"{{{name}}}" for name in OF_CONSULTATION],
            "results": [f"{{{NUMBER}}}"],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", preview, name="paper_template_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows a paper of the municipality in this template: the one asked for, or else the newest."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        template: PaperTemplate | None = self.get_object(request, unquote(object_id))
        if template is None:
            raise Http404
        papers = CouncilPaper.objects.filter(permitted(request.user, Action.VIEW, CouncilPaper))
        papers = papers.filter(municipality=template.municipality).select_related("municipality", "report")
        choice = list(papers[:MOST_PAPERS])
        asked = row_id(word(request.GET.getlist("vorlage")))
        paper = papers.filter(pk=asked).first() if asked else next(iter(choice), None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": template,
            "papers": choice,
            "paper": paper,
            "title": gettext("Preview: %(template)s") % {"template": template},
        }
        if paper:
            paper.template = template
            if ending := word(request.GET.getlist(ENDING)):
                return as_file(request, paper, Audience.HOUSE, ending)
            context["document"] = draft(content_of(paper, Audience.HOUSE))
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/reports/papertemplate/preview.html", context)
