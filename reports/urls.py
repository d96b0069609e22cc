"""Where things are: names only, filters belong in the query string."""

from django.urls import path
from django.views.generic import RedirectView, TemplateView

from reports.views.downloads import measures_csv, measures_json, measures_xlsx, package
from reports.views.home import home
from reports.views.measure import measure
from reports.views.measures import measures
from reports.views.municipality import municipality
from reports.views.office import office
from reports.views.report import report
from reports.views.site import accessibility, status_definitions

urlpatterns = [
    path("", home, name="home"),
    path("status/", status_definitions, name="status-definitions"),
    path("barrierefreiheit/", accessibility, name="accessibility"),
    path("impressum/", TemplateView.as_view(template_name="site/imprint.html"), name="imprint"),
    path("datenschutz/", TemplateView.as_view(template_name="site/privacy.html"), name="privacy"),
    path("massnahmen/", measures, name="measures"),
    path("<slug:city>/", municipality, name="municipality"),
    path("<slug:city>/massnahmen/", measures, name="city-measures"),
    path("<slug:city>/aemter/", RedirectView.as_view(pattern_name="municipality"), name="offices"),
    path("<slug:city>/aemter/<slug:slug>/", office, name="office"),
    path("<slug:city>/<slug:slug>/", report, name="report"),
    path("<slug:city>/<slug:slug>/measures.csv", measures_csv, name="measures-csv"),
    path("<slug:city>/<slug:slug>/measures.xlsx", measures_xlsx, name="measures-xlsx"),
    path("<slug:city>/<slug:slug>/measures.json", measures_json, name="measures-json"),
    path("<slug:city>/<slug:slug>/datapackage.json", package, name="data-package"),
    path("<slug:city>/<slug:slug>/<str:code>/", measure, name="measure"),
    path("<slug:city>/<slug:slug>/<str:code>/<str:part>/", measure, name="measure"),
]
