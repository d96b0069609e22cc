"""Subscriptions by e-mail. Addresses are personal data: no page, file or log shows them."""

from functools import reduce
from operator import or_
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.choices import Language
from catalog.models import Measure, Municipality, Office, Report
from reports.querysets import SubscriptionQuerySet

SCOPES = ("municipality", "report", "office", "measure")


def exactly_one_of(fields: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{other}__isnull": other != field for other in fields}) for field in fields))


class Subscriber(models.Model):
    """An e-mail address, deleted with its last subscription. All it follows comes in one mail a day."""

    email = models.EmailField(_("e-mail address"), unique=True)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.GERMAN)
    last_digest_on = models.DateField(_("last digest on"), null=True, blank=True)
    asked_on = models.DateField(_("last asked on"), null=True, blank=True)
    times_asked = models.PositiveSmallIntegerField(
        _("times asked"), default=0, help_text=_("Mails that asked for a confirmation on that day.")
    )

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]

    def __str__(self) -> str:
        """Returns a name without the address, as it stands in logs that outlive the row."""
        return f"{self._meta.verbose_name} {self.pk}"


class Subscription(models.Model):
    """A subject that a subscriber follows, from the day it was confirmed by mail."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("subscriber")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("report")
    )
    office = models.ForeignKey(
        Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("measure")
    )
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = SubscriptionQuerySet["Subscription"].as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="subscription_follows_exactly_one_thing",
                condition=exactly_one_of(SCOPES),
                violation_error_message=_("A subscription follows exactly one thing."),
            ),
            *(
                models.UniqueConstraint(
                    name=f"subscription_once_per_{scope}",
                    fields=["subscriber", scope],
                    violation_error_message=_("This subscriber already follows that."),
                )
                for scope in SCOPES
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def followed(self) -> Municipality | Report | Office | Measure:
        followed = self.municipality or self.report or self.office or self.measure
        if followed is None:
            raise ValueError(self)  # the database refuses such a row
        return followed

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ToldNews(models.Model):
    """News that a subscriber has been mailed; written before the mail leaves, so that nothing comes twice.

    What could already be read when a subscription was confirmed has no `told_on`.
    """

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="told_news", verbose_name=_("subscriber")
    )
    key = models.CharField(_("news"), max_length=50)
    told_on = models.DateField(_("told on"), null=True, blank=True)

    class Meta:
        verbose_name = _("told news")
        verbose_name_plural = _("told news")
        constraints = [
            models.UniqueConstraint(
                name="news_told_once",
                fields=["subscriber", "key"],
                violation_error_message=_("This has already been told."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
