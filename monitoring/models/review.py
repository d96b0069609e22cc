from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, ProseField
from catalog.permissions.policy import published
from monitoring.choices import ReviewState

if TYPE_CHECKING:
    from django.db.models import Q


# For rows that are shown either to everybody or to nobody.
WITHOUT_COMMITTEE = [(state.value, state.label) for state in ReviewState if state != ReviewState.COMMITTEE]
IS_PUBLISHED: "Q" = published()


class Reviewed(models.Model):
    """A row that an office drafts and submits, and a planner publishes or sends back with a remark."""

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
        """Tells whether it is hidden from strangers, submitted or not."""
        return self.publication != ReviewState.PUBLISHED

    @property
    def is_submitted(self) -> bool:
        return self.publication == ReviewState.SUBMITTED
