"""Addresses of the workbench, below the administration; `catalog/report/3/` opens the report as a workplace."""

from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from measures_tracker.workbench import report_views, views
from measures_tracker.workbench.moving import views as moving_views


def _path(address: str, view: Any, name: str) -> URLPattern:
    found: URLPattern = path(address, admin.site.admin_view(view), name=name)
    return found


urlpatterns = [
    _path("suche/", views.search, "workbench-search"),
    _path("catalog/report/<int:pk>/", report_views.measures, "workplace-measures"),
    _path("catalog/report/<int:pk>/sections/", report_views.sections, "workplace-sections"),
    _path("catalog/report/<int:pk>/imports/", report_views.imports, "workplace-imports"),
    _path("catalog/report/<int:pk>/rounds/", report_views.rounds, "workplace-rounds"),
    _path("catalog/report/<int:pk>/indicators/", report_views.indicators, "workplace-indicators"),
    _path("catalog/report/<int:pk>/papers/", report_views.papers, "workplace-papers"),
    _path("catalog/report/<int:pk>/publication/", report_views.publication, "workplace-publication"),
    _path("catalog/report/<int:pk>/sections/<int:section>/move/", moving_views.move_section, "workplace-move"),
    _path("catalog/report/<int:pk>/sections/place/", moving_views.place_section, "workplace-place"),
    _path("catalog/report/<int:pk>/measures/move/", moving_views.move_chosen_measures, "workplace-move-measures"),
]
