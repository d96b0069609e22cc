"""Addresses of the planner's pages about rounds, below the list of rounds in the administration."""

from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from catalog.admin_base.way_back import keeps_way_back
from monitoring.rounds.planning import calendar, missing_views, opening_views, views

OF_ROUNDS = {
    "settings": views.change_settings,
    "measures": views.measures,
    "offices": opening_views.offices,
    "rehearse": opening_views.rehearse,
    "open": opening_views.open_,
    "missing": missing_views.missing,
    "remind_all": missing_views.remind_all,
    "send_again": missing_views.send_again,
}
OF_REQUESTS = {
    "remind": missing_views.remind,
    "extend": missing_views.extend,
    "hand_over": missing_views.give,
    "revoke": missing_views.revoke,
    "renew": missing_views.renew,
}


def _path(address: str, view: Any, name: str, **values: str) -> URLPattern:
    found: URLPattern = path(address, admin.site.admin_view(keeps_way_back(view)), values, name=f"round_{name}")
    return found


urlpatterns = [
    _path("calendar/", calendar.calendar_page, "calendar"),
    _path("calendar/rounds.ics", calendar.calendar_file, "calendar_file"),
    _path("request/<int:pk>/", missing_views.office, "request"),
    *(_path(f"request/<int:pk>/{name.replace('_', '-')}/", view, name) for name, view in OF_REQUESTS.items()),
    _path("answer/<int:pk>/", missing_views.note, "note"),
    *(_path(f"<int:pk>/{name.replace('_', '-')}/", view, name) for name, view in OF_ROUNDS.items()),
    *(
        _path(f"<int:pk>/missing/offices.{ending}", missing_views.export, f"missing_{ending}", ending=ending)
        for ending in ("csv", "xlsx")
    ),
]
