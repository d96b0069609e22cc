"""Finds who has changed a row or field last, as far as history knows."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from catalog.history.acts import without_mark
from catalog.history.tracked_models import tracked_model_of

FAR_BACK = 20  # versions that are looked through for the one that changed a field


@dataclass(frozen=True)
class Author:
    name: str
    moment: datetime | None = None

    def __str__(self) -> str:
        if self.moment is None:
            return self.name
        return f"{self.name}, {date_format(localtime(self.moment), 'SHORT_DATETIME_FORMAT')}"

    @property
    def order(self) -> float:
        """Returns the time of the change, so that the latest author sorts last."""
        return self.moment.timestamp() if self.moment else 0


def author_of(row: Model, field: str = "") -> Author:
    """Returns the last author of a row, deleted or not, or of one of its fields."""
    kind = tracked_model_of(row)
    versions: list[Any] = []
    if kind:
        recorded = kind.history.filter(id=row.pk).order_by("-history_id").select_related("history_user")
        versions = list(recorded[:FAR_BACK])
    if not versions:
        return Author(_("somebody"))
    version = changing(versions, field) if field in {one.name for one in row._meta.concrete_fields} else versions[0]
    user = version.history_user
    name = (user.get_full_name() or user.get_username()) if user else without_mark(version.history_change_reason or "")
    return Author(name or _("somebody"), version.history_date)


def changing(versions: list[Any], field: str) -> Any:
    """Returns the newest version in which a field differs from the version before."""
    attribute = versions[0]._meta.get_field(field).attname
    return next(
        (one for one, before in pairwise(versions) if getattr(one, attribute) != getattr(before, attribute)),
        versions[0],
    )
