from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, LineField, ProseField


class SavedView(models.Model):
    """The filters of a list of the administration, as a person has named them. Nobody else sees them.

    They are a setting, not something that was resolved: without history, and gone with the person.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("person")
    )
    listing = LineField(_("list"), max_length=100, editable=False)
    name = LineField(_("name"), max_length=60)
    query = ProseField(_("filters"), longest=LONGEST_NOTE, blank=True, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="saved_view_once_per_name",
                fields=["person", "listing", "name"],
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
