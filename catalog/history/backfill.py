"""Gives rows that were loaded without history, from fixtures or a dump, a version of their present state."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.history.tracked_models import TrackedModel, tracked_models
from catalog.row_values import differing, values_of

BATCH = 1000


@transaction.atomic
def record_what_was_loaded() -> int:
    """Adds the missing versions and returns their number.

    The first real change then has something to be compared with.
    """
    return sum(_catch_up(kind) for kind in tracked_models().values())


def _catch_up(kind: TrackedModel) -> int:
    newest: dict[Any, Any] = {version.id: version for version in kind.history.order_by("history_id")}
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("loaded from a file")
    missing = []
    for row in kind.model._base_manager.all():
        known = newest.get(row.pk)
        if known is not None and known.history_type != "-" and not any(differing(known, row)):
            continue
        fields = values_of(row, kind.history.model.tracked_fields)
        kind_of_change = "+" if known is None or known.history_type == "-" else "~"
        missing.append(
            kind.history.model(
                **fields, history_type=kind_of_change, history_date=timezone.now(), history_change_reason=reason
            )
        )
    kind.history.bulk_create(missing, batch_size=BATCH)
    return len(missing)
