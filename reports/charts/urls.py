from django.urls import path

from reports.charts.views import history

urlpatterns = [path("<slug:city>/<slug:slug>/verlauf/", history, name="history")]
