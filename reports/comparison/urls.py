from django.urls import path

from reports.comparison.views import comparison

urlpatterns = [path("vergleich/", comparison, name="comparison")]
