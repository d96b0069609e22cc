"""The address of what was typed when a session had ended."""

from django.urls import path

from catalog.kept_forms.views import kept_form

kept_forms = [path("<uuid:pk>/", kept_form, name="kept-form")]
