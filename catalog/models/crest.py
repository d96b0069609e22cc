from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.fields import LineField
from catalog.models.municipality import Municipality
from catalog.models.versions import Versions
from catalog.querysets import CrestQuerySet

if TYPE_CHECKING:
    from catalog.pictures import Png

DIGITS = 12  # characters of a digest; enough that two pictures never share one by chance


class Crest(models.Model):
    """The coat of arms of a municipality: a PNG of our own making, whatever was uploaded.

    `digest` changes with the picture. The history keeps the texts and when the picture changed, but no picture.
    """

    municipality = models.OneToOneField(
        Municipality,
        on_delete=models.CASCADE,
        related_name="crest",
        verbose_name=_("municipality"),
        error_messages={"unique": _("This municipality has a crest already.")},
    )
    description = LineField(
        _("text alternative"),
        max_length=300,
        help_text=_("What the picture shows, for people who do not see it: “A silver tower on red”."),
    )
    source = LineField(
        _("source and permission"),
        max_length=300,
        help_text=_(
            "Who drew it, and who has permitted its use here; it stands at the end of the municipality's page. Crests "
            "are protected: without the permission of the municipality nobody may show one."
        ),
    )
    picture = models.BinaryField(_("picture"), default=bytes)
    width = models.PositiveSmallIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveSmallIntegerField(_("height"), default=0, editable=False)
    digest = models.CharField(_("version of the picture"), max_length=DIGITS, editable=False)

    objects = CrestQuerySet["Crest"].as_manager()
    history = Versions(excluded_fields=["picture", "width", "height", "digest"])

    class Meta:
        verbose_name = _("crest")
        verbose_name_plural = _("crests")

    def __str__(self) -> str:
        return self.municipality.name

    @property
    def address(self) -> str:
        """Returns the address of the picture, another one for each picture, so that browsers may keep it."""
        return f"{reverse('crest', args=[self.municipality.slug])}?v={self.digest}"

    def show(self, picture: Png) -> None:
        """Takes a picture for the one before it; not saved."""
        self.picture, self.width, self.height = picture.content, picture.width, picture.height
        self.digest = hashlib.sha256(picture.content).hexdigest()[:DIGITS]
