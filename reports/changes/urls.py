from django.urls import path

from reports.changes.views import changes

urlpatterns = [path("<slug:city>/<slug:slug>/aenderungen/", changes, name="changes")]
