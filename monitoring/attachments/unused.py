"""Finds files that nobody can bring back any more: no row, no recycle bin and no recent version names them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import DAYS_KEPT, DeletedThing
from monitoring.attachments.contents import PREVIEW, in_folder
from monitoring.models import FileContent
from monitoring.models.attachments import attaching

HOURS_OF_GRACE = 24  # for files whose form is still being filled in


def unused() -> QuerySet[FileContent]:
    """Returns what is kept of files that no row, bin or version of the last 90 days names, from yesterday or before."""
    since = timezone.now() - timedelta(hours=HOURS_OF_GRACE)
    found = FileContent.objects.filter(kept_at__lt=since)
    for model in attaching():
        versions = model.history.filter(history_date__gte=timezone.now() - timedelta(days=DAYS_KEPT))
        found = found.exclude(digest__in=model._base_manager.exclude(digest="").order_by().values("digest"))
        found = found.exclude(digest__in=versions.exclude(digest="").order_by().values("digest"))
    return found.exclude(digest__in=list(in_recycle_bin())).defer("content", "preview")


def in_recycle_bin() -> Iterator[str]:
    """Yields the checksums that deleted rows name."""
    labels = [model._meta.label_lower for model in attaching()]
    about = Q(label__in=labels)
    for label in labels:
        about |= Q(contents__has_key=label)
    for rows in DeletedThing.objects.filter(about).order_by().values_list("rows", flat=True).iterator(chunk_size=10):
        yield from (digest for entry in rows if (digest := digest_in(entry, labels)))


def digest_in(entry: Any, labels: list[str]) -> str:
    return str(entry["fields"].get("digest", "")) if entry["model"] in labels else ""


def strays() -> Iterator[Path]:
    """Yields files of the folder that no row knows, from yesterday or before: what was written and then taken back."""
    before = (timezone.now() - timedelta(hours=HOURS_OF_GRACE)).timestamp()
    for path in in_folder():
        is_known = FileContent.objects.filter(digest=path.name.removesuffix(PREVIEW)).exists()
        if not is_known and path.stat().st_mtime < before:
            yield path
