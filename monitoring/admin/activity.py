"""Recent changes in the municipalities a person works for: one list, newest first, with filters."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choice_fields import OfMunicipalityField
from catalog.history.admin import page_of
from catalog.history.timeline import Timeline
from catalog.history.tracked_models import tracked_models
from catalog.models import Municipality, Report, User
from catalog.permissions.scope import municipalities_of, visible_kinds
from monitoring.choices import ImportState
from monitoring.models import SpreadsheetImport

CARRIED_OUT = (ImportState.DONE, ImportState.TAKEN_BACK)
ANY = gettext_lazy("all")


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        person: User = obj
        return person.get_full_name() or person.get_username()


class ActivityForm(forms.Form):
    """A form with the filters of the list; offers only what occurs in these municipalities."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=gettext_lazy("municipality"))
    report = OfMunicipalityField(Report.objects.none(), label=gettext_lazy("report"))
    kind = forms.ChoiceField(label=gettext_lazy("what"))
    person = PersonField(User.objects.none(), label=gettext_lazy("by whom"))
    spreadsheet_import = forms.ModelChoiceField(SpreadsheetImport.objects.none(), label=gettext_lazy("import"))
    first = forms.DateField(label=gettext_lazy("from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, request: HttpRequest, timeline: Timeline, labels: list[str]) -> None:
        super().__init__(data)
        self.timeline = timeline
        cities = municipalities_of(request)
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = cities
        fields["report"].queryset = Report.objects.filter(municipality__in=cities).select_related("municipality")
        fields["kind"].choices = [("", ANY), *((label, capfirst(tracked_models()[label].name)) for label in labels)]
        fields["person"].queryset = User.objects.filter(pk__in=timeline.people).order_by("last_name", "username")
        fields["spreadsheet_import"].queryset = SpreadsheetImport.objects.defer("content", "workbook").filter(
            report__municipality__in=cities, state__in=CARRIED_OUT
        )
        for field in fields.values():
            field.required = False
            field.label = capfirst(str(field.label))
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = str(ANY)

    def narrowed(self) -> Timeline:
        """Returns the filtered timeline; ignores filters that cannot be read."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        timeline = self.timeline.between(chosen.get("first"), chosen.get("last"))
        for place in ("municipality", "report"):
            if place in chosen:
                timeline = timeline.within(place, chosen[place].pk)
        if "kind" in chosen:
            timeline = timeline.only([chosen["kind"]])
        if "person" in chosen:
            timeline = timeline.filter(Q(history_user=chosen["person"]))
        if "spreadsheet_import" in chosen:
            timeline = timeline.filter(Q(history_change_reason__startswith=chosen["spreadsheet_import"].mark))
        return timeline


class ActivityAdmin(admin.ModelAdmin):
    """A mixin that adds the list to the pages of measures."""

    def get_urls(self) -> list[URLPattern]:
        happenings = path("happenings/", self.admin_site.admin_view(self.happenings_view), name="happenings")
        return [happenings, *super().get_urls()]

    def happenings_view(self, request: HttpRequest) -> HttpResponse:
        labels = visible_kinds(request)
        cities = list(municipalities_of(request).values_list("pk", flat=True))
        if not cities:
            raise PermissionDenied
        timeline = Timeline.of_municipalities(cities).only(labels)
        form = ActivityForm(request.GET, request, timeline, labels)
        found = form.narrowed()
        may_edit = self.has_change_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("What has happened"),
            "form": form,
            "page": page_of(found, request.GET.get("page"), with_internal=may_edit) if found else None,
        }
        return TemplateResponse(request, "admin/history/activity.html", context)
