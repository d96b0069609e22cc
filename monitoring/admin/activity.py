"""Recent changes in the municipalities a person works for: one list, newest first, with filters."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choice_fields import OfMunicipalityField
from catalog.history.acts import FOLDED, is_act, same_act, without_mark
from catalog.history.admin import page_of
from catalog.history.timeline import Timeline
from catalog.history.tracked_models import tracked_models
from catalog.models import Municipality, Report, User
from catalog.permissions.large_choices import MOST_CHOICES
from catalog.permissions.large_lists import is_longer
from catalog.permissions.list_filters import sees_all
from catalog.permissions.scope import municipalities_of, visible_kinds
from catalog.querysets import row_id
from monitoring.choices import ImportState
from monitoring.models import SpreadsheetImport

CARRIED_OUT = (ImportState.DONE, ImportState.TAKEN_BACK)
ANY = gettext_lazy("all")
LONGEST_AGS = 8


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        person: User = obj
        return person.get_full_name() or person.get_username()


def name_by(field: Any, column: str) -> None:
    """Has a row named by a column that is unique, where there are too many to choose from a list."""
    name = field.queryset.model._meta.get_field(column).verbose_name
    field.to_field_name, field.widget = column, forms.TextInput()
    field.label = f"{field.label} ({name})"


class ActivityForm(forms.Form):
    """A form with the filters of the list; offers only what occurs in these municipalities."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=gettext_lazy("municipality"))
    report = OfMunicipalityField(Report.objects.none(), label=gettext_lazy("report"))
    kind = forms.ChoiceField(label=gettext_lazy("what"))
    person = PersonField(User.objects.none(), label=gettext_lazy("by whom"))
    spreadsheet_import = forms.ModelChoiceField(SpreadsheetImport.objects.none(), label=gettext_lazy("import"))
    first = forms.DateField(label=gettext_lazy("from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, cities: QuerySet[Municipality], timeline: Timeline, labels: list[str]) -> None:
        super().__init__(data)
        self.timeline = timeline
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = cities
        fields["kind"].choices = [("", ANY), *((label, capfirst(tracked_models()[label].name)) for label in labels)]
        imports = SpreadsheetImport.objects.defer("content", "workbook").filter(state__in=CARRIED_OUT)
        if is_longer(cities, MOST_CHOICES):
            name_by(fields["municipality"], "ags")
            name_by(fields["person"], "username")
            fields["person"].queryset = User.objects.all()
            cities = cities.filter(ags=str(data.get("municipality", ""))[:LONGEST_AGS])
        else:
            fields["person"].queryset = User.objects.filter(pk__in=timeline.people).order_by("last_name", "username")
        fields["report"].queryset = Report.objects.filter(municipality__in=cities).select_related("municipality")
        fields["spreadsheet_import"].queryset = imports.filter(report__municipality__in=cities)
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
        return timeline if "kind" in chosen else timeline.filter(FOLDED)


def chosen_act(timeline: Timeline, key: str) -> tuple[Timeline, Any]:
    """Returns the versions of the act that the key of an entry names, and the one that stands for it, or None."""
    label, _colon, number = key.partition(":")
    version = timeline.find(label, row_id(number) or 0)
    if version is None or not is_act(version):
        return timeline, None
    return timeline.filter(same_act(version)), version


class ActivityAdmin(admin.ModelAdmin):
    """A mixin that adds the list to the pages of measures."""

    def get_urls(self) -> list[URLPattern]:
        happenings = path("happenings/", self.admin_site.admin_view(self.happenings_view), name="happenings")
        return [happenings, *super().get_urls()]

    def happenings_view(self, request: HttpRequest) -> HttpResponse:
        labels = visible_kinds(request)
        cities = municipalities_of(request)
        if not cities.exists():
            raise PermissionDenied
        timeline = (
            Timeline.everywhere()
            if sees_all(request, Report)
            else Timeline.of_municipalities(cities.values_list("pk", flat=True))
        ).only(labels)
        form = ActivityForm(request.GET, cities, timeline, labels)
        found, act = chosen_act(timeline, request.GET.get("act", ""))
        if act is None:
            found = form.narrowed()
        may_edit = self.has_change_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("What has happened"),
            "form": form,
            "act": without_mark(act.history_change_reason) if act else "",
            "with_acts": act is None and not form.cleaned_data.get("kind"),
            "page": page_of(found, request.GET.get("page"), with_internal=may_edit) if found else None,
        }
        return TemplateResponse(request, "admin/history/activity.html", context)
