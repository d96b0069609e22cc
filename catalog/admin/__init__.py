"""The admin for what was resolved. Measures are edited together with what happened since: see monitoring."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.admin.bin import DeletedThingAdmin
from catalog.admin.municipalities import MunicipalityAdmin, OfficeAdmin
from catalog.admin.people import PersonAdmin
from catalog.admin.reports import ReportAdmin, SectionAdmin

admin.site.site_header = _("Measures tracker")
admin.site.site_title = _("Measures tracker")
admin.site.index_title = _("Overview")

__all__ = ["DeletedThingAdmin", "MunicipalityAdmin", "OfficeAdmin", "PersonAdmin", "ReportAdmin", "SectionAdmin"]
