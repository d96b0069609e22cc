"""What planners and offices write to each other about a measure, behind the doors of the administration."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.fields import LineField, ProseField
from catalog.models import Measure, Office
from catalog.models.versions import Versions
from catalog.texts.plain_text import one_line, shortened

LONGEST_COMMENT = 4_000
LONGEST_NAME = 60
OPEN = Q(thread__isnull=True, closed_at__isnull=True)


class CommentQuerySet(models.QuerySet["Comment"]):
    def threads(self) -> Self:
        """Returns the comments that begin a thread."""
        return self.filter(thread__isnull=True)

    def open(self) -> Self:
        """Returns the first comments of threads that nobody has closed."""
        return self.filter(OPEN)


class Comment(models.Model):
    """A comment on a measure, or an answer to one. It is internal: no page of the public, paper or file holds it.

    A `thread` has one level: an answer names the first comment, which alone is open or closed. `writer_name` is what
    somebody behind the link of an office calls themselves; who has logged in is `written_by`.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="comments", verbose_name=_("measure"))
    thread = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers", verbose_name=_("answers")
    )
    text = ProseField(_("comment"), longest=LONGEST_COMMENT, blank=True)  # the constraint says what is missing

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    writer_name = LineField(_("name given by the writer"), max_length=200, blank=True)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("office"),
        help_text=_("The office that the writer speaks for; planners speak for none."),
    )

    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a comment", "closed by"),
    )
    written_at = models.DateTimeField(_("written at"))
    closed_at = models.DateTimeField(pgettext_lazy("of a comment", "closed at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Write something first."),
            ),
            models.CheckConstraint(
                name="comment_answers_another",
                condition=Q(thread__isnull=True) | ~Q(thread=F("pk")),
                violation_error_message=_("A comment cannot answer itself."),
            ),
            models.CheckConstraint(
                name="comment_closed_with_its_thread",
                condition=Q(closed_at__isnull=True) | Q(thread__isnull=True),
                violation_error_message=_("Only the comment that began it is closed."),
            ),
        ]
        indexes = [models.Index(fields=["measure"], name="comment_open", condition=OPEN)]

    def __str__(self) -> str:
        return shortened(one_line(self.text), LONGEST_NAME)

    @property
    def anchor(self) -> str:
        """Returns the id of the comment on a page."""
        return f"kommentar-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.thread_id is None and self.closed_at is None

    @property
    def writer(self) -> str:
        """Returns who has written it: the person, else the name that was given, else nobody; with the office."""
        name = self.written_by.name if self.written_by else self.writer_name
        office = (self.office.abbreviation or self.office.name) if self.office else ""
        return f"{name} ({office})" if name and office else name or office or str(_("somebody"))


class CommentMention(models.Model):
    """A person or an office that a comment speaks to; it is told by mail."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions", verbose_name=_("comment"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    office = models.ForeignKey(
        Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("office")
    )

    class Meta:
        verbose_name = _("mention in a comment")
        verbose_name_plural = _("mentions in comments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_mentions_person_or_office",
                condition=Q(person__isnull=True, office__isnull=False) | Q(person__isnull=False, office__isnull=True),
                violation_error_message=_("A comment speaks to a person or to an office."),
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.name}"

    @property
    def name(self) -> str:
        if self.person:
            return self.person.name
        return (self.office.abbreviation or self.office.name) if self.office else ""
