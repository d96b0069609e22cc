from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.fields import DerivedColumns, FormattedField, SearchField
from catalog.models import Measure
from catalog.models.versions import Versions
from monitoring.choices import NEEDS_REASON, SHOWN_WORDS, UNSTATED, Status
from monitoring.models.review import IS_PUBLISHED, Reviewed
from monitoring.querysets import StatusUpdateQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLD = ("text", "next_steps", "reason")


class StatusUpdate(Reviewed, DerivedColumns):
    """A report about a measure on a day. The newest published one is the measure's status."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="status_updates", verbose_name=_("measure")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=Status,
        blank=True,
        help_text=_("Empty if the report names no status: then the last word stays, marked with its date."),
    )
    text = FormattedField(
        _("what has happened"), blank=True, help_text=_("Three short sentences are enough for the committee.")
    )
    next_steps = FormattedField(_("next steps"), blank=True)
    reason = FormattedField(_("reason"), blank=True, help_text=_("Why the measure is late, postponed or not feasible."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="status_updates",
        verbose_name=_("author"),
    )
    confirms = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="confirmed_by",
        verbose_name=_("confirms"),
        help_text=_("The office said that nothing has changed since this update; its text still holds."),
    )
    as_of = models.DateField(_("as of"), help_text=_("The day the report describes, not the day of typing."))
    search_text = SearchField(of=["text", "next_steps", "reason"])

    comes_back = False  # set while restoring a row, whatever the rules say today

    objects = StatusUpdateQuerySet["StatusUpdate"].as_manager()
    history = Versions(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("status update")
        verbose_name_plural = _("status updates")
        ordering = ["-as_of", "-pk"]
        indexes = [
            models.Index(fields=["measure", "-as_of"], name="status_update_newest"),
            models.Index(fields=["-as_of"], name="status_update_by_day", condition=IS_PUBLISHED),
            models.Index(fields=["publication"], name="status_update_in_hand", condition=~IS_PUBLISHED),
        ]
        constraints = [
            models.UniqueConstraint(
                name="status_update_one_published_per_day",
                fields=["measure", "as_of"],
                condition=IS_PUBLISHED,
                violation_error_message=_("An update as of this day is already published. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{SHOWN_WORDS[self.shown_status]} ({self.as_of:%d.%m.%Y})"

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.measure.natural_key(), str(self.as_of))

    natural_key.dependencies = ["catalog.measure"]  # type: ignore[attr-defined]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Saves; an update with a text of its own confirms no other."""
        if self.confirms_id and self.has_own_text:
            self.confirms = None
            update_fields = {*update_fields, "confirms"} if update_fields is not None else None
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        if self.as_of and self.as_of > timezone.localdate():
            raise ValidationError({"as_of": _("A report cannot describe a day that is still to come.")})
        if self.status in NEEDS_REASON and not self.reason and not self.comes_back:
            raise ValidationError({"reason": _("Say why: the status promises the reason.")})

    @property
    def shown_status(self) -> str:
        """The word of the report, or UNSTATED where it has none."""
        return self.status or UNSTATED

    @property
    def has_own_text(self) -> bool:
        return any(getattr(self, name) for name in TOLD)

    @property
    def confirmed(self) -> StatusUpdate | None:
        """Returns the update that it confirms, while that is published; load many `with_confirmed()`."""
        return self.confirms if self.confirms and not self.confirms.is_draft else None

    @property
    def told(self) -> StatusUpdate:
        """Returns the update whose text, next steps and reason hold: the one it confirms, or itself."""
        return self.confirmed or self

    @property
    def confirmation_words(self) -> str:
        """Returns “unchanged, confirmed as of 31.12.2026 (report of 02.07.2026)”; "" for other updates."""
        if self.confirmed is None:
            return ""
        days = {"day": f"{self.as_of:%d.%m.%Y}", "before": f"{self.confirmed.as_of:%d.%m.%Y}"}
        return gettext("unchanged, confirmed as of %(day)s (report of %(before)s)") % days

    @property
    def anchor(self) -> str:
        """Returns the id of the update on the page of its measure."""
        return f"meldung-{self.pk}"
