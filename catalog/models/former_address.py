from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.querysets import FormerAddressQuerySet


class FormerAddress(models.Model):
    """A part of an address that led to a row before it was renamed or moved.

    The database writes it when a row changes: see catalog/triggers.py. Where measures are merged, `lead_on` does. It
    holds ids instead of foreign keys, which a row that is deleted and restored would lose.
    """

    kind = models.CharField(_("kind"), max_length=20)
    place = models.BigIntegerField(
        _("place"),
        help_text=_(
            "Id of what it lay in: report of a measure, measure of its part, else municipality; 0 for city or theme."
        ),
    )
    segment = models.CharField(_("former address"), max_length=100)
    code_key = models.CharField(_("former number"), max_length=100, blank=True)
    object_id = models.BigIntegerField(_("leads to"))

    objects = FormerAddressQuerySet["FormerAddress"].as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                name="former_address_leads_to_one_row",
                fields=["kind", "place", "segment"],
                violation_error_message=_("This former address already leads somewhere."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} → {self.object_id}"
