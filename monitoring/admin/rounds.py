"""The rounds in the administration."""

from django.contrib import admin
from django.urls import URLPattern

from catalog.permissions.admin import GovernedAdmin
from monitoring.models import ReportingRound
from monitoring.rounds import review_urls


@admin.register(ReportingRound)
class ReportingRoundAdmin(GovernedAdmin):
    list_display = ("title", "as_of", "open_until")

    def get_urls(self) -> list[URLPattern]:
        return [*review_urls.urlpatterns, *super().get_urls()]
