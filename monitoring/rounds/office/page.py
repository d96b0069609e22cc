"""What the page of an office shows: its measures with their forms, how far each answer is, and what has gone wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring.choices import AnswerState
from monitoring.comments.threads import threads_on
from monitoring.exports.office_formats import FILE_WORDS, FORMATS
from monitoring.rounds.office.answer_forms import AnswerForm

if TYPE_CHECKING:
    from monitoring.comments.threads import Thread
    from monitoring.rounds.office.asked import AskedMeasure
    from monitoring.rounds.office.doors import Visit

ICONS = {
    AnswerState.OPEN: "none",
    AnswerState.TYPED: "in_progress",
    AnswerState.SUBMITTED: "done",
    AnswerState.SENT_BACK: "open",
    AnswerState.PUBLISHED: "done",
}
OPEN_AT_FIRST = "offen"  # parameter: the measure that stands open, by the id of its answer


@dataclass
class Page:
    """What the page shows: forms as stored, but for those that are handed in, and what has gone wrong."""

    visit: Visit
    asked: list[AskedMeasure]
    forms: dict[int, AnswerForm] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    name_error: str = ""
    status: int = 200

    def response(self) -> HttpResponse:
        if self.visit.wants_json:
            return JsonResponse({"problem": " ".join(self.problems)}, status=self.status)
        return render(self.visit.http, "rounds/office_page.html", self.context(), status=self.status)

    def context(self) -> dict[str, Any]:
        request = self.visit.request
        entries = [Entry(one, self.forms.get(one.answer.pk) or AnswerForm(one)) for one in self.asked]
        self._open_some(entries)
        threads = threads_on(one.measure.pk for one in self.asked)
        for entry in entries:
            entry.threads = threads.get(entry.asked.measure.pk, [])
            entry.comments_url = f"{self.visit.address}kommentare/{entry.asked.answer.pk}/"
        answered, total = sum(one.is_answered for one in self.asked), len(self.asked)
        return {
            "visit": self.visit,
            "request_of_office": request,
            "round": request.round,
            "municipality": request.round.municipality,
            "entries": entries,
            "several_reports": len({one.measure.report_id for one in self.asked}) > 1,
            "answered": answered,
            "total": total,
            "share": 100 * answered / total if total else 0,
            "begun": sum(one.is_begun for one in self.asked),
            "days_left": request.days_left(timezone.localdate()),
            "files": [(ending, words) for ending, words in FILE_WORDS.items() if ending in FORMATS],
            "problems": self.problems,
            "name": self.visit.name,
            "name_error": self.name_error,
            "has_errors": bool(self.problems or self.name_error or any(entry.has_errors for entry in entries)),
        }

    def _open_some(self, entries: list[Entry]) -> None:
        """Opens what has errors, else what was asked for, else the first that is not answered."""
        wanted = self.visit.http.GET.get(OPEN_AT_FIRST, "")
        chosen = [entry for entry in entries if entry.has_errors]
        chosen = chosen or [entry for entry in entries if str(entry.asked.answer.pk) == wanted]
        for entry in chosen or [entry for entry in entries if entry.asked.is_awaited][:1]:
            entry.is_open = True


@dataclass
class Entry:
    """One measure on the page; `is_open` tells whether its form is unfolded."""

    asked: AskedMeasure
    form: AnswerForm
    is_open: bool = False
    threads: list[Thread] = field(default_factory=list)
    comments_url: str = ""

    @property
    def open_comments(self) -> int:
        return sum(thread.is_open for thread in self.threads)

    @property
    def state(self) -> str:
        """Returns the words for how far the answer has come."""
        answer = self.asked.answer
        if not self.asked.is_submitted:
            began = self.asked.is_begun and answer.state == AnswerState.OPEN
            return str((AnswerState.TYPED if began else AnswerState(answer.state)).label)
        words = _("confirmed as unchanged") if answer.is_unchanged else str(AnswerState.SUBMITTED.label)
        return f"{words}, {date_format(timezone.localtime(answer.submitted_at), 'd.m.Y')}"

    @property
    def icon(self) -> str:
        return ICONS[AnswerState(self.asked.answer.state)]

    @property
    def look(self) -> str:
        is_back = self.asked.answer.state == AnswerState.SENT_BACK
        return "gap" if is_back else f"status s-{self.icon}"

    @property
    def has_errors(self) -> bool:
        return bool(self.form.conflict or (self.form.is_bound and self.form.errors))

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Returns the errors with the ids of what they are about, for the summary; conflicts stand there already."""
        if not self.form.is_bound or self.form.conflict:
            return []
        return [(self.form.id_of(name), str(error)) for name, errors in self.form.errors.items() for error in errors]
