"""The frozen text of issued papers. Nothing changes it, whatever becomes of the measures."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.append_only import AppendOnlyQuerySet, FrozenText
from reports.choices import Audience
from reports.models.papers import CouncilPaper
from reports.querysets import FrozenPaperError


class FrozenPaper(FrozenText):
    """The document of a paper as JSON, once for everybody and once with what is not public.

    A paper that nobody outside may read has no row for everybody. The paper cannot be deleted while this row exists,
    and this row neither changed nor deleted: triggers of the database refuse it, too.
    """

    paper = models.ForeignKey(CouncilPaper, on_delete=models.PROTECT, related_name="frozen", verbose_name=_("paper"))
    audience = models.CharField(_("for"), max_length=10, choices=Audience)
    text = models.TextField(_("document"))
    digest = models.CharField(_("checksum"), max_length=64)
    measures: Any = models.JSONField(
        _("measures in the table"), default=list
    )  # ids of the measures, for links to the paper
    issued_at = models.DateTimeField(_("issued at"))

    refusal = FrozenPaperError

    objects = AppendOnlyQuerySet["FrozenPaper"].as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        constraints = [
            models.UniqueConstraint(
                name="paper_frozen_once_per_audience",
                fields=["paper", "audience"],
                violation_error_message=_("The paper has already been issued."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} ({self.get_audience_display()})"
