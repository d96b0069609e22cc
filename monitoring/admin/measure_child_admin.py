"""The base of lists of rows that belong to a measure."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.models import Measure
from monitoring.admin.measure_list import BY_REPORT, PARTS_BELOW_THEIR_WHOLE
from monitoring.admin.searching import SearchByMeasure
from monitoring.forms import MeasureChoiceField


class MeasureChildAdmin(SearchByMeasure, VersionedAdmin):
    """An admin that lets a row move to another measure of the same report only."""

    list_select_related: ClassVar[tuple[str, ...]] = ("measure__parent", "measure__report__municipality")
    search_fields: ClassVar[tuple[str, ...]] = ("measure__code", "measure__title")

    @admin.display(description=_("measure"), ordering="measure__code_sort")
    def measure_name(self, row: Any) -> str:
        return str(row.measure)

    @admin.display(description=_("report"), ordering="measure__report__title")
    def report_name(self, row: Any) -> str:
        return str(row.measure.report.full_title)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "measure":
            measures = Measure.objects.select_related("parent", "report__municipality")
            kwargs["form_class"] = MeasureChoiceField
            kwargs["queryset"] = measures.order_by(*BY_REPORT, *PARTS_BELOW_THEIR_WHOLE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if field := form.base_fields.get("measure"):
            field.widget.can_add_related = field.widget.can_delete_related = False
            if obj:
                field.queryset = field.queryset.filter(report=obj.measure.report_id)
        return form
