"""Work beside a request that no thread does: each thread begins with a commit, which no test reaches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from django.db import transaction
from django.db.models import Model

from catalog.liveness import Begin, Work, working_on


def beginning_in(held: ExitStack, work: list[Work] | None = None) -> Callable[[], AbstractContextManager[Begin]]:
    """In place of `liveness.beginning`: what begins looks alive until `held` is closed; the list gets the work."""

    @contextmanager
    def beginning() -> Iterator[Begin]:
        def begin(row: Model, task: Work) -> None:
            held.enter_context(working_on(row))
            if work is not None:
                work.append(task)

        with transaction.atomic():
            yield begin

    return beginning
