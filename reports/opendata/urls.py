from django.urls import path

from reports.opendata.views import measures_csv, measures_json, measures_xlsx, package

urlpatterns = [
    path("<slug:city>/<slug:slug>/measures.csv", measures_csv, name="measures-csv"),
    path("<slug:city>/<slug:slug>/measures.xlsx", measures_xlsx, name="measures-xlsx"),
    path("<slug:city>/<slug:slug>/measures.json", measures_json, name="measures-json"),
    path("<slug:city>/<slug:slug>/datapackage.json", package, name="data-package"),
]
