"""Queues large documents, unless the same one is being made or too many are.

Every document costs minutes of a worker, so strangers cannot queue any number of them, and leave one place for people
with a login.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from reports.documents.jobs.tasks import make_document
from reports.models import PreparedFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.models import User
    from reports.documents.jobs.job import DocumentJob

MOST_AT_WORK = 3  # queued or being made; a booklet of 500 measures takes half a minute
MOST_OF_STRANGERS = 2
MOST_KEPT = 50


class TooManyError(Exception):
    """An error: too many documents are being made; nothing has been started."""


def enqueue(order: DocumentJob, user: User | None, site: str) -> PreparedFile:
    """Returns the file that is being made or has just been, or a new one. Raises TooManyError.

    `user` is None for strangers. Two who ask for different documents at the very same moment may both still get in.
    """
    tidy_up()
    question = checksum(order, user, site)
    files = PreparedFile.objects.without_content()
    if found := files.answering(question).first():
        return found
    if is_too_much(for_stranger=user is None):
        raise TooManyError
    try:
        with transaction.atomic():
            prepared = PreparedFile.objects.create(
                question=question,
                asked_by=user,
                report=order.report,
                title=order.title,
                name=order.name,
                content_type=order.content_type,
                address=order.address,
                page=order.page,
                total=order.measures,
            )
            make_document.enqueue(prepared.pk, path_of(order.find_recipe), order.arguments)
    except IntegrityError:  # another request for the same was faster
        return files.answering(question).get()
    return prepared


def path_of(function: Callable[..., object]) -> str:
    """Returns the path to import the function from."""
    return f"{function.__module__}.{function.__qualname__}"


def is_too_much(*, for_stranger: bool) -> bool:
    people = list(PreparedFile.objects.at_work().values_list("asked_by", flat=True))
    strangers = sum(person is None for person in people)
    return len(people) >= MOST_AT_WORK or (for_stranger and strangers >= MOST_OF_STRANGERS)


def checksum(order: DocumentJob, user: User | None, site: str) -> str:
    """Returns a checksum of visitor and document; includes the site, as links in the document lead there."""
    return hashlib.sha256("\n".join([str(user.pk if user else ""), site, order.address]).encode()).hexdigest()


def tidy_up() -> None:
    """Deletes old files, and the oldest if there are too many."""
    files = PreparedFile.objects.all()
    files.outdated().delete()
    newest = files.order_by("-created_at", "-pk").values_list("pk", flat=True)
    if surplus := list(newest[MOST_KEPT:]):
        files.filter(pk__in=surplus).delete()
