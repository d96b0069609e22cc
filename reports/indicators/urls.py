from django.urls import path

from reports.indicators.views import indicators

urlpatterns = [path("<slug:city>/<slug:slug>/indikatoren/", indicators, name="indicators")]
