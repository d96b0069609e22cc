"""Rounds in which a planner asks the offices what has become of their measures."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, LineField, ProseField, UniqueWithin
from catalog.models import Measure, Municipality, Office, Report
from catalog.models.invitation import digest_of
from catalog.models.versions import Versions
from monitoring.choices import RoundQuestion
from monitoring.models.letters import LONGEST_SUBJECT, validate_letter

if TYPE_CHECKING:
    from datetime import date

WEEK = 7
LATEST_REMINDER = 90  # days
USUAL_QUESTIONS = [question.value for question in RoundQuestion if question != RoundQuestion.COSTS]


def usual_questions() -> list[str]:
    return list(USUAL_QUESTIONS)


def validate_questions(value: object) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(RoundQuestion.values):
        raise ValidationError(_("Choose at least one thing to ask for."))


def days_of_reminder(label: Any, default: int | None) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        default=default,
        validators=[MaxValueValidator(LATEST_REMINDER)],
        help_text=_("In days; empty: none is sent."),
    )


class ReportingRoundQuerySet(models.QuerySet["ReportingRound"]):
    def running(self) -> Self:
        """Returns the rounds whose offices can answer: opened and not closed."""
        return self.filter(opened_at__isnull=False, closed_at__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)


class ReportingRound(UniqueWithin):
    """A round in which each office is asked once, such as “Halbjahr 2/2026”. Until it is opened it is a draft."""

    within = "municipality"

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="reporting_rounds", verbose_name=_("municipality")
    )
    reports = models.ManyToManyField(Report, related_name="reporting_rounds", verbose_name=_("reports"))
    measures = models.ManyToManyField(
        Measure, related_name="+", blank=True, verbose_name=_("measures that are asked about")
    )
    previous = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("repeats"),
    )
    title = LineField(_("name"), max_length=100, help_text=_("As pages and papers call it, such as “Halbjahr 2/2026”."))
    slug = models.SlugField(_("address"), max_length=100)

    questions: Any = models.JSONField(_("what is asked"), default=usual_questions, validators=[validate_questions])
    asks_participants = models.BooleanField(
        _("ask participating offices, too"),
        default=False,
        help_text=_("Otherwise only the offices that lead a measure are asked."),
    )
    needs_login = models.BooleanField(
        _("only with a login"),
        default=False,
        help_text=_("The link in the mail then opens nothing without the login of an office contributor."),
    )
    subject = LineField(_("subject"), max_length=LONGEST_SUBJECT, blank=True, validators=[validate_letter])
    letter = ProseField(
        _("letter"),
        blank=True,
        validators=[validate_letter],
        help_text=_("{amt}, {anzahl}, {frist}, {runde}, {stand} and {kommune} stand for what they name."),
    )

    remind_before = days_of_reminder(_("reminder before the end"), WEEK)
    remind_on_day = models.BooleanField(_("reminder on the last day"), default=True)
    remind_after = days_of_reminder(_("reminder after the end"), WEEK)
    escalate_after = days_of_reminder(_("to the superior office, after the end"), 2 * WEEK)

    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("opened by"),
    )
    as_of = models.DateField(_("as of"), help_text=_("The day whose state the offices report."))
    open_until = models.DateField(_("open until"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    objects = ReportingRoundQuerySet.as_manager()
    # An earlier version that comes back must not make a draft of a round whose offices have been written to.
    history = Versions(excluded_fields=["opened_at", "closed_at"])

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ["-open_until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_slug_unique_per_municipality",
                fields=["municipality", "slug"],
                violation_error_message=_("Another round of this municipality has this address."),
            ),
            models.UniqueConstraint(
                name="round_title_unique_per_municipality",
                fields=["municipality", "title"],
                violation_error_message=_("This municipality already has a round of this name."),
            ),
            models.CheckConstraint(
                name="round_is_opened_before_it_is_closed",
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                violation_error_message=_("A round is opened before it is closed."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.ags, self.slug)

    natural_key.dependencies = ["catalog.municipality"]  # type: ignore[attr-defined]  # read by dumpdata

    @property
    def is_draft(self) -> bool:
        return self.opened_at is None

    @property
    def is_running(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def day_of_report(self) -> date:
        """Returns the day that its reports describe: that of the round, but no day to come on publishing."""
        return min(self.as_of, timezone.localdate(self.closed_at))

    def asks(self, question: RoundQuestion) -> bool:
        return question.value in self.questions

    def days_left(self, today: date) -> int:
        """Returns the days until its end: 0 on the last day, less than 0 after it."""
        return (self.open_until - today).days


class RoundRequestQuerySet(models.QuerySet["RoundRequest"]):
    def running(self) -> Self:
        """Returns the requests of rounds that are opened and not closed."""
        return self.filter(round__opened_at__isnull=False, round__closed_at__isnull=True)

    def with_token(self, token: str) -> Self:
        """Returns the request that a link opens: none of a round that is closed or not yet opened, none revoked."""
        return self.running().filter(digest=digest_of(token), revoked_at__isnull=True)


class RoundRequest(models.Model):
    """What one office is asked in a round. Its link needs no login, and works until the round is closed.

    The token of the link is not stored. It follows from the secret key of the installation, so that a reminder can name
    it again; the database holds only its digest.
    """

    round = models.ForeignKey(
        ReportingRound, on_delete=models.CASCADE, related_name="requests", verbose_name=_("reporting round")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="round_requests", verbose_name=_("office")
    )
    handed_over_by = models.ForeignKey(
        Office,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    note = ProseField(_("note for the office"), longest=LONGEST_NOTE, blank=True)
    salt = models.CharField(max_length=64, editable=False, default=secrets.token_hex)
    digest = models.CharField(max_length=64, editable=False, db_index=True)

    open_until = models.DateField(_("extended until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("mail sent at"), null=True, blank=True, editable=False)
    first_opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)
    last_used_by = LineField(_("last used by"), max_length=200, blank=True)
    revoked_at = models.DateTimeField(_("link revoked at"), null=True, blank=True, editable=False)

    objects = RoundRequestQuerySet.as_manager()
    history = Versions(excluded_fields=["salt", "digest", "first_opened_at", "last_used_at", "last_used_by", "sent_at"])

    class Meta:
        verbose_name = _("request to an office")
        verbose_name_plural = _("requests to offices")
        ordering = ["office__name"]
        constraints = [
            models.UniqueConstraint(
                name="round_request_once_per_office",
                fields=["round", "office"],
                violation_error_message=_("This office is already asked in this round."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} – {self.round}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.digest = digest_of(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """Returns the token of its link."""
        secret = salted_hmac("monitoring.rounds.request", self.salt, algorithm="sha256").digest()
        return urlsafe_b64encode(secret).rstrip(b"=").decode()

    @property
    def is_known(self) -> bool:
        """Tells whether the token opens it; not after the secret key of the installation was changed."""
        return self.digest == digest_of(self.token)

    def renew_token(self) -> None:
        """Makes a new link, by which the former one opens nothing any more, revoked or not. Saves."""
        self.salt, self.revoked_at = secrets.token_hex(), None
        self.digest = digest_of(self.token)
        self.save(update_fields=["salt", "digest", "revoked_at"])

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    @property
    def last_day(self) -> date:
        """Returns the day until which the office is to answer."""
        return max(self.open_until, self.round.open_until) if self.open_until else self.round.open_until

    def days_left(self, today: date) -> int:
        return (self.last_day - today).days
