"""The address of bulk acts, below the administration."""

from django.contrib import admin
from django.urls import path

from monitoring.bulk.views import change_together

urlpatterns = [path("gemeinsam/", admin.site.admin_view(change_together), name="bulk-change")]
