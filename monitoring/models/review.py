from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, ProseField
from catalog.permissions import published

if TYPE_CHECKING:
    from django.db.models import Q


class ReviewState(models.TextChoices):
    """How far a report has come from the office to the public; the values are those of `Publication` and one more."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("to be reviewed")
    COMMITTEE = "committee", _("released for the committee")
    PUBLISHED = "published", _("published")


# For what is either shown to everybody or to nobody.
WITHOUT_COMMITTEE = [(state.value, state.label) for state in ReviewState if state != ReviewState.COMMITTEE]
IS_PUBLISHED: "Q" = published()


class Reviewed(models.Model):
    """Drafted by an office, submitted, and published by a planner or sent back with a remark."""

    publication = models.CharField(_("publication"), max_length=20, choices=ReviewState, default=ReviewState.DRAFT)
    remark = ProseField(
        _("remark of the review"),
        longest=LONGEST_NOTE,
        blank=True,
        help_text=_("What the office should change; only people who work on the measure see it."),
    )

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        """Whether it is hidden from strangers, however far it has come."""
        return self.publication != ReviewState.PUBLISHED

    @property
    def is_submitted(self) -> bool:
        return self.publication == ReviewState.SUBMITTED
