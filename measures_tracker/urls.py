"""German pages at the root, the same pages in English below /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from catalog.urls import people
from reports.views.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include(people)),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]
