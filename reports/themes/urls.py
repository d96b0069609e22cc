from django.urls import path

from reports.themes.views import theme, themes

urlpatterns = [
    path("themen/", themes, name="themes"),
    path("themen/<slug:slug>/", theme, name="theme"),
]
