"""Addresses of an import: a page for each step, open to whoever has the administration."""

from django.contrib import admin
from django.urls import path

from catalog.admin_base.way_back import keeps_way_back
from monitoring.imports.wizard import views

STEPS = {
    "columns": views.columns,
    "decisions": views.decisions,
    "preview": views.preview,
    "run": views.run,
    "result": views.result,
    "errors": views.errors,
    "undo": views.undo,
}

TABLES = {"empty": views.template, "filled": views.filled}

urlpatterns = [
    *(
        path(f"report/<int:pk>/{name}/", admin.site.admin_view(view), name=f"import_{name}")
        for name, view in TABLES.items()
    ),
    *(
        path(f"<int:pk>/{name}/", admin.site.admin_view(keeps_way_back(view)), name=f"import_{name}")
        for name, view in STEPS.items()
    ),
]
