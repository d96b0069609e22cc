from django.urls import path

from reports.measures.views import measure, measures, report

urlpatterns = [
    path("massnahmen/", measures, name="measures"),
    path("<slug:city>/massnahmen/", measures, name="city-measures"),
    path("<slug:city>/<slug:slug>/", report, name="report"),
    path("<slug:city>/<slug:slug>/<str:code>/", measure, name="measure"),
    path("<slug:city>/<slug:slug>/<str:code>/<str:part>/", measure, name="measure"),
]
