"""Files that take too long to be made within a request. They are deleted after a while, and never backed up."""

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from reports.choices import PreparedState
from reports.querysets import AT_WORK, KEPT_FOR, PreparedFileQuerySet


class PreparedFile(models.Model):
    """A document that was asked for, with its progress and finally the file. Its address cannot be guessed.

    People with a login have a file of their own, as they may see more than others; strangers who ask for the same
    document share one.
    """

    token = models.CharField(max_length=43, unique=True, default=token_urlsafe, editable=False)
    question = models.CharField(_("question"), max_length=64)  # a checksum of document and person or stamp
    visitor = models.CharField(_("visitor"), max_length=64, blank=True)  # a keyed checksum of login or address
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    # A deleted report takes no file along: without the report, nobody finds the file.
    report = models.ForeignKey(
        Report, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("report")
    )
    title = models.TextField(_("title"))
    name = models.CharField(_("file"), max_length=500)
    content_type = models.CharField(_("kind of file"), max_length=100)
    address = models.TextField(_("address"))  # where to ask for it once more
    page = models.TextField(_("page"))  # where the visitor came from

    state = models.CharField(_("state"), max_length=10, choices=PreparedState, default=PreparedState.READING)
    done = models.PositiveIntegerField(_("measures read"), default=0)
    total = models.PositiveIntegerField(_("measures in all"))
    content = models.BinaryField(_("content"), default=bytes)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    seen_at = models.DateTimeField(_("last sign of life"), default=timezone.now)

    objects = PreparedFileQuerySet["PreparedFile"].as_manager()

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        constraints = [
            models.UniqueConstraint(
                name="file_prepared_once_at_a_time",
                fields=["question"],
                condition=models.Q(state__in=AT_WORK),
                violation_error_message=_("This file is already being made."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def seconds(self) -> int:
        """Returns the seconds since it was asked for."""
        return int((timezone.now() - self.created_at) / timedelta(seconds=1))

    @property
    def kept_until(self) -> str:
        """Returns the time of day: "14:05"."""
        return f"{timezone.localtime(self.created_at + KEPT_FOR):%H:%M}"

    @property
    def ending(self) -> str:
        """Returns the common name of the format: "PDF"."""
        return self.name.rpartition(".")[2].upper()
