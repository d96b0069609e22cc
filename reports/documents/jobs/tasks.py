"""Makes a large document in a task, and writes its progress into its row."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from catalog.permissions.scope import STRANGER
from catalog.tasks.task import TaskContext, is_given_up, task
from reports.choices import PreparedState
from reports.models import PreparedFile

logger = logging.getLogger(__name__)
EVERY = 25  # measures between two reports of progress


@task(takes_context=True)
def make_document(context: TaskContext[Any, Any], file_id: int, recipe: str, arguments: dict[str, Any]) -> None:
    """Makes a document; `recipe` is the path of the function that finds it.

    Does nothing if the document is finished or was given up meanwhile.
    """
    found = PreparedFile.objects.at_work().without_content().select_related("asked_by").filter(pk=file_id).first()
    if found is None:
        return
    if is_given_up(context):
        say(found, state=PreparedState.FAILED)
        return
    try:
        make(found, recipe, arguments)
    except Exception:
        logger.exception("%s could not be made", found.name)
        say(found, state=PreparedState.FAILED)


def make(file: PreparedFile, recipe: str, arguments: dict[str, Any]) -> None:
    """Makes the file; every attempt begins anew."""

    def say_how_far(done: int) -> None:
        if done % EVERY == 0:
            say(file, done=done)

    say(file, state=PreparedState.READING, done=0)
    found = import_string(recipe)(file.asked_by or STRANGER, **arguments)
    document = found.built(say_how_far)
    say(file, state=PreparedState.WRITING, done=file.total)
    content = found.written(document)
    say(file, state=PreparedState.DONE, content=content, size=len(content))


def say(file: PreparedFile, **known: Any) -> None:
    PreparedFile.objects.at_work().filter(pk=file.pk).update(seen_at=timezone.now(), **known)
