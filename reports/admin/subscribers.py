"""Subscribers in the admin: listed and deleted on request, never typed in."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from catalog.permissions.admin import GovernedAdmin
from reports.models import Subscriber
from reports.subscriptions.topic import Topic


@admin.register(Subscriber)
class SubscriberAdmin(GovernedAdmin):
    list_display = ("email", "number_of_subscriptions", "language", "last_digest_on")
    list_display_links = ("email",)
    search_fields = ("email",)
    fields = ("email", "language", "follows", "last_digest_on")
    readonly_fields = ("email", "language", "follows", "last_digest_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        confirmed = Count("subscriptions", filter=Q(subscriptions__confirmed_at__isnull=False))
        subscribers: QuerySet[Subscriber] = super().get_queryset(request).annotate(confirmed=confirmed)
        return subscribers

    @admin.display(description=_("subscriptions"), ordering="confirmed")
    def number_of_subscriptions(self, subscriber: Any) -> int:
        number: int = subscriber.confirmed
        return number

    @admin.display(description=_("follows"))
    def follows(self, subscriber: Subscriber) -> str:
        waiting = _("not confirmed")
        lines = [
            (Topic(subscription.followed).title, "" if subscription.is_confirmed else f" ({waiting})")
            for subscription in subscriber.subscriptions.with_followed()
        ]
        return format_html_join("", "<p>{}{}</p>", lines)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Returns the subscribers only, not every line of their news; no other right is needed."""
        return [str(subscriber) for subscriber in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []
