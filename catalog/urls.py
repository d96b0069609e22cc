"""Addresses around people: coming in by invitation, and going."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from catalog.joining import join

people = [
    path("abmelden/", LogoutView.as_view(next_page="home"), name="log-out"),
    path("einladung/<str:token>/", join, name="invitation"),
]
