"""Make a large document in a thread of its own, and say in its row how far it is."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWriting
from threading import Thread
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from reports.models import PreparedFile, PreparedState

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.documents.document import Document
    from reports.preparing.order import Order

logger = logging.getLogger(__name__)
EVERY = 25  # measures from one sign of life to the next
SECONDS = 5.0  # the same while the file is written, when nothing else can be told


def begin(prepared: PreparedFile, order: Order) -> None:
    """Once the row is committed."""
    pk = prepared.pk
    aside(lambda: make(pk, order))


def aside(work: Callable[[], None]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    transaction.on_commit(Thread(target=run, daemon=False).start)


def make(pk: int, order: Order) -> None:
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
        content = _written(order, document, say)
        say(state=PreparedState.DONE, content=content, size=len(content))
    except Exception:
        logger.exception("%s could not be made", order.name)
        say(state=PreparedState.FAILED)


def _written(order: Order, document: Document, sign_of_life: Callable[[], None]) -> bytes:
    """Writing needs no database, so it has a thread of its own, and this one can say that it goes on."""
    with ThreadPoolExecutor(1) as writer:
        content = writer.submit(order.written, document)
        while True:
            try:
                return content.result(SECONDS)
            except StillWriting:
                if content.done():  # just now, or writing itself has failed by waiting for too long
                    return content.result()
                sign_of_life()
