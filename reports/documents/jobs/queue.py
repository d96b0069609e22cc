"""Queues large documents, unless the same one is being made or too many are.

Every document costs up to minutes of a worker. A visitor has one made at a time, and strangers leave some places for
people with a login.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS as USING
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.revisions.stamps import stamp_of
from reports.documents.jobs.tasks import make_document
from reports.models import PreparedFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.models import User
    from reports.documents.jobs.job import DocumentJob

MOST_AT_WORK = 20  # queued or being made; a booklet of 500 measures takes half a minute
MOST_OF_STRANGERS = 15
MOST_KEPT = 50


class TooManyError(Exception):
    """An error: too many documents are being made; nothing has been started."""


def enqueue(order: DocumentJob, user: User | None, site: str, visitor: str = "") -> PreparedFile:
    """Returns the file that is being made or has been, or a new one. Raises TooManyError.

    `user` is None for strangers; `visitor` tells one from another. Two who ask for different documents at the very same
    moment may both still get in.
    """
    tidy_up()
    question = checksum(order, user, site)
    files = PreparedFile.objects.without_content()
    if found := files.answering(question).first():
        return found
    if is_too_much(visitor, for_stranger=user is None):
        raise TooManyError
    try:
        with transaction.atomic():
            prepared = PreparedFile.objects.create(
                question=question,
                asked_by=user,
                visitor=visitor,
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


def is_too_much(visitor: str, *, for_stranger: bool) -> bool:
    asked = list(PreparedFile.objects.at_work().values_list("asked_by", "visitor"))
    strangers = sum(person is None for person, _visitor in asked)
    waits = bool(visitor) and any(other == visitor for _person, other in asked)
    return waits or len(asked) >= MOST_AT_WORK or (for_stranger and strangers >= MOST_OF_STRANGERS)


def checksum(order: DocumentJob, user: User | None, site: str) -> str:
    """Returns a checksum of document and person or, for strangers, of what they may see at this moment.

    Includes the site, as links in the document lead there.
    """
    seen = f"person {user.pk}" if user else f"{stamp_of(order.report.municipality_id, USING)} {timezone.localdate()}"
    return hashlib.sha256(f"{seen}\n{site}\n{order.address}".encode()).hexdigest()


def tidy_up() -> None:
    """Deletes old files, and the oldest if there are too many."""
    files = PreparedFile.objects.all()
    files.outdated().delete()
    newest = files.order_by("-created_at", "-pk").values_list("pk", flat=True)
    if surplus := list(newest[MOST_KEPT:]):
        files.filter(pk__in=surplus).delete()
