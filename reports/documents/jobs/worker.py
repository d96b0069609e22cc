"""Make a large document in a thread of its own, and say in its row how far it is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.utils import timezone

from reports.choices import PreparedState
from reports.models import PreparedFile

if TYPE_CHECKING:
    from reports.documents.jobs.job import DocumentJob

logger = logging.getLogger(__name__)
EVERY = 25  # measures from one sign of life to the next


def make(pk: int, order: DocumentJob) -> None:
    """Whoever has given up meanwhile and asked once more is not disturbed."""
    row = PreparedFile.objects.at_work().filter(pk=pk)

    def say(**known: object) -> None:
        row.update(seen_at=timezone.now(), **known)

    def say_how_far(done: int) -> None:
        if done % EVERY == 0:
            say(done=done)

    try:
        document = order.built(say_how_far)
        say(state=PreparedState.WRITING, done=order.measures)
        content = order.written(document)
        say(state=PreparedState.DONE, content=content, size=len(content))
    except Exception:
        logger.exception("%s could not be made", order.name)
        say(state=PreparedState.FAILED)
