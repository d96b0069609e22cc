"""Publishes several rows at once, or makes them drafts again."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.audience import AudienceAdmin
from catalog.choices import Publication
from catalog.models import Measure
from catalog.permissions.admin import GovernedAdmin
from catalog.permissions.policy import measure_id, permitted, public_measure
from catalog.permissions.registry import Action
from monitoring.audience import who_sees
from monitoring.models import StatusUpdate


class OfMeasureAdmin(AudienceAdmin, GovernedAdmin):
    """An admin that says what a row waits for that the public does not see."""

    def say_who_sees(self, request: HttpRequest, row: Any) -> None:
        """Says whether the public sees the row, and what it waits for; a row without a state is as its measure is."""
        is_public = Measure.objects.filter(public_measure(), pk=measure_id(row) or 0).exists()
        publication = getattr(row, "publication", Publication.PUBLISHED)
        self.message_user(request, str(who_sees(publication, is_public=is_public)), messages.INFO)

    def say_same_day(self, request: HttpRequest, updates: Iterable[StatusUpdate]) -> None:
        """Says for which days a measure has more than one update, published or not; one query."""
        saved = {(update.measure_id, update.as_of) for update in updates}
        rows = StatusUpdate.objects.filter(
            measure__in={pk for pk, _day in saved}, as_of__in={day for _pk, day in saved}
        )
        many = rows.order_by("as_of").values_list("measure", "as_of").annotate(number=Count("pk")).filter(number__gt=1)
        for measure, day, number in many:
            if (measure, day) in saved:
                words = gettext("There are %(number)s updates as of %(day)s. The published one counts.")
                values = {"number": number, "day": f"{day:%d.%m.%Y}"}
                self.message_user(request, words % values, messages.WARNING)


class PublishingAdmin(OfMeasureAdmin):
    """An admin with actions that publish rows, release them for the committee or make them drafts."""

    actions: Any = ("publish", "unpublish")

    @admin.action(description=_("Publish selected %(verbose_name_plural)s"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = self._set_publication(request, queryset, Publication.PUBLISHED)
        words = ngettext("%(count)d published.", "%(count)d published.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Turn selected %(verbose_name_plural)s into drafts"), permissions=["publish"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = self._set_publication(request, queryset, Publication.DRAFT)
        words = ngettext("%(count)d turned into a draft.", "%(count)d turned into drafts.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Release selected %(verbose_name_plural)s for the committee"), permissions=["publish"])
    def release(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = self._set_publication(request, queryset, Publication.COMMITTEE)
        words = ngettext("%(count)d released for the committee.", "%(count)d released for the committee.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    @transaction.atomic
    def _set_publication(self, request: HttpRequest, selected: QuerySet[Any], publication: Publication) -> int:
        """Changes the rows that this person may publish, and returns their number.

        Saves each by itself, so that each has an entry in its history.
        """
        with translation.override(None):
            change = [{"changed": {"fields": [gettext("publication")]}}]
        count = 0
        allowed = selected.filter(permitted(request.user, Action.PUBLISH, self.model))
        for row in allowed.exclude(publication=publication):
            row.publication = publication
            try:
                row.validate_constraints()
            except ValidationError as error:
                self.message_user(request, f"{row}: {' '.join(error.messages)}", messages.WARNING)
                continue
            row.save(update_fields=["publication"])
            self.log_change(request, row, change)
            count += 1
        return count
