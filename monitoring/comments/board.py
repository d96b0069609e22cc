"""The comments on one measure as a page: what it shows, and what its buttons do, whoever has opened which door."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.locking.row_locks import BUSY, BusyError
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.recycle_bin.cascade import remove
from monitoring.comments import writing
from monitoring.comments.forms import CommentForm
from monitoring.comments.threads import threads_on
from monitoring.models import Comment
from monitoring.rounds.mails.staff_mails import tell_people_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from catalog.models import Measure
    from monitoring.comments.audience import Audience
    from monitoring.comments.threads import Thread
    from monitoring.comments.writing import Writer

ACT = re.compile(r"(?P<verb>write|answer|close|reopen|delete)(?:-(?P<pk>\d{1,18}))?")
NEW = "neu"
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A thread with the form of an answer, which only an open one has."""

    thread: Thread
    form: CommentForm
    may_close: bool
    to_delete: frozenset[int] = frozenset()

    @property
    def answer_act(self) -> str:
        return f"answer-{self.thread.first.pk}"


@dataclass
class Board:
    """The comments on a measure for whoever has come in; `address` is that of the page."""

    http: HttpRequest
    measure: Measure
    audience: Audience
    writer: Writer
    address: str
    may_write: bool = True
    bound: dict[str, CommentForm] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    status: int = 200

    def context(self) -> dict[str, Any]:
        threads = threads_on([self.measure.pk])[self.measure.pk]
        shown = [self._shown(thread) for thread in threads]
        return {
            "measure": self.measure,
            "open_threads": [one for one in shown if one.thread.is_open],
            "closed_threads": [one for one in shown if not one.thread.is_open],
            "new": self._form(NEW),
            "may_write": self.may_write,
            "problems": self.problems,
            "errors": [one["text"] for one in self.bound.values() if one.errors],
        }

    def _shown(self, thread: Thread) -> ShownThread:
        for comment in thread.comments:  # what may be done to it depends on its measure
            comment.measure = self.measure
        person = self.writer.person
        gone = (one for one in thread.comments if person and can(person, Action.DELETE, one))
        may_close = self.may_write and self.writer.may_close(thread)
        return ShownThread(thread, self._form(str(thread.first.pk)), may_close, frozenset(one.pk for one in gone))

    def _form(self, name: str) -> CommentForm:
        return self.bound.get(name) or CommentForm(self.audience, prefix=f"c{name}")

    def keep(self) -> None:
        """Keeps what was typed in the forms of the page, which is shown once more."""
        for key in (key for key, text in self.http.POST.items() if key.endswith("-text") and text):
            name = key.removeprefix("c").removesuffix("-text")
            self.bound[name] = CommentForm(self.audience, self.http.POST, prefix=f"c{name}")

    # What the buttons do

    def act(self) -> HttpResponse | None:
        """Does what was pressed; None where the page is to be shown once more, with what has gone wrong."""
        match = ACT.fullmatch(self.http.POST.get("act", ""))
        if match is None or (match["pk"] is None) != (match["verb"] == "write"):
            raise Http404
        pk = int(match["pk"] or 0)
        acts: dict[str, Callable[[int], HttpResponse | None]] = {
            "write": lambda _pk: self._write(None),
            "answer": self._write,
            "close": self._close,
            "reopen": self._reopen,
            "delete": self._delete,
        }
        try:
            return acts[match["verb"]](pk)
        except Comment.DoesNotExist as error:
            raise Http404 from error
        except (writing.CommentRefusedError, BusyError) as error:
            self.problems.append(str(BUSY) if isinstance(error, BusyError) else str(error))
            self.status = CONFLICT
            return None

    def _write(self, thread: int | None) -> HttpResponse | None:
        name = str(thread or NEW)
        form = CommentForm(self.audience, self.http.POST, prefix=f"c{name}")
        self.bound[name] = form
        if not form.is_valid():
            return None
        draft = writing.Draft(form.cleaned_data["text"], form.cleaned_data["spoken_to"], thread)
        written = writing.write(self.measure, draft, self.writer, self.audience)
        tell_people_of(self.measure.report.municipality_id)
        return self._done(_("The comment is written. It stays internal; nobody in public sees it."), written.anchor)

    def _close(self, pk: int) -> HttpResponse:
        done = writing.close(self.measure, pk, self._base(pk), self.writer)
        return self._done(_("Closed. It can be opened again below."), done.first.anchor)

    def _reopen(self, pk: int) -> HttpResponse:
        done = writing.reopen(self.measure, pk, self._base(pk), self.writer)
        return self._done(_("It is open again."), done.first.anchor)

    def _delete(self, pk: int) -> HttpResponse:
        """Moves a comment with its answers to the recycle bin, for whoever may."""
        comment = Comment.objects.select_related("measure__report").get(pk=pk, measure=self.measure)
        if not (self.writer.person and can(self.writer.person, Action.DELETE, comment)):
            raise Http404
        remove([comment], self.writer.person)
        return self._done(_("The comment lies in the recycle bin; it was never public."), "kommentare")

    def _base(self, pk: int) -> str:
        return self.http.POST.get(f"c{pk}-base", "")

    def _done(self, words: str, anchor: str) -> HttpResponse:
        messages.success(self.http, words)
        return redirect(f"{self.address}#{anchor}")
