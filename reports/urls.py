"""Where things are: names only, filters belong in the query string."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
