from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """A part of the stamp of a place: the stamp changes with everything that the public may see of it.

    Only the database writes it: see catalog/revisions/triggers.py. On PostgreSQL each transaction that changes
    something has a row of its own, so that none waits for another, and takes in those that lie there already.
    """

    place = models.BigIntegerField(_("place"))
    writer = models.BigIntegerField(_("transaction"))
    token = models.BigIntegerField(_("random number"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(
                name="revision_of_a_place_by_transaction",
                fields=["place", "writer"],
                violation_error_message=_("This transaction has changed this place already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.token}"
