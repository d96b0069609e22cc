"""German pages at the root, the same pages in English below /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from catalog.kept_forms.urls import kept_forms
from catalog.people.urls import choice_of_mails, forgotten_password, people, second_factor, single_sign_on
from catalog.saved_views.views import saved_views
from measures_tracker.handbook.urls import urlpatterns as handbook
from measures_tracker.health import health
from measures_tracker.root_files import favicon, robots_txt
from measures_tracker.security_txt import security_txt
from measures_tracker.workbench.urls import urlpatterns as workbench
from monitoring.bulk.urls import urlpatterns as bulk
from monitoring.comments.views import measure_comments, open_comments
from monitoring.grid.views import grid
from monitoring.succession import measure_views
from monitoring.succession.office_views import hand_over_office
from monitoring.succession.views import next_report

handler500 = "measures_tracker.faults.error_page"

urlpatterns = [
    path("healthz", health, name="health"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("robots.txt", robots_txt, name="robots-txt"),
    path("favicon.ico", favicon, name="favicon"),
    path("sso/", include(single_sign_on)),
    *i18n_patterns(
        path("admin/zweiter-faktor/", include(second_factor)),
        path("admin/passwort/", include(forgotten_password)),
        path("admin/benachrichtigungen/", include(choice_of_mails)),
        path("admin/weiter/", include(kept_forms)),
        path("admin/ansichten/", include(saved_views)),
        path("admin/fortschreibung/<int:pk>/", admin.site.admin_view(next_report), name="next-report"),
        path("admin/tabelle/<int:pk>/", admin.site.admin_view(grid), name="report-grid"),
        path("admin/amtsnachfolge/<int:pk>/", admin.site.admin_view(hand_over_office), name="office-handover"),
        path(
            "admin/zusammenfuehren/<int:pk>/", admin.site.admin_view(measure_views.merge_measures), name="measure-merge"
        ),
        path("admin/teilen/<int:pk>/", admin.site.admin_view(measure_views.split_measure), name="measure-split"),
        path("admin/", include(bulk)),
        path("admin/kommentare/", admin.site.admin_view(open_comments), name="open-comments"),
        path("admin/kommentare/<int:pk>/", admin.site.admin_view(measure_comments), name="measure-comments"),
        path("admin/", include(workbench)),
        path("admin/", admin.site.urls),
        path("", include(handbook)),
        path("", include(people)),
        path("", include("monitoring.rounds.office.urls")),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]
