"""Addresses of the review and the end of a round, below its page in the administration."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from monitoring.rounds.review import closing_views, views

PAGES: dict[str, tuple[Callable[..., HttpResponse], str]] = {
    "<int:pk>/review/": (views.review, "round_review"),
    "<int:pk>/review/publish/": (views.publish_unproblematic, "round_publish"),
    "<int:pk>/review/<int:answer>/": (views.edit, "round_answer"),
    "<int:pk>/review/<int:answer>/publish/": (views.publish_one, "round_answer_publish"),
    "<int:pk>/review/<int:answer>/send-back/": (views.send_one_back, "round_answer_send_back"),
    "<int:pk>/close/": (closing_views.close, "round_close"),
}

urlpatterns = [path(route, admin.site.admin_view(view), name=name) for route, (view, name) in PAGES.items()]
