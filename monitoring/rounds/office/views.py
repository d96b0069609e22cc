"""The page on which an office answers all that it is asked in a round, behind one link.

A GET changes nothing, as scanners and previews of mails open every link. All measures stand in one form: whichever
button is pressed, whatever was typed anywhere on the page is saved first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from monitoring.rounds.mails.staff_mails import tell_soon
from monitoring.rounds.office import answering
from monitoring.rounds.office.answer_forms import AnswerForm, digest_of
from monitoring.rounds.office.asked import load_asked
from monitoring.rounds.office.doors import Visit, by_link, by_login, is_from_here, keep_name, keep_secret
from monitoring.rounds.office.files import preview, take_over
from monitoring.rounds.office.page import OPEN_AT_FIRST, Page
from monitoring.rounds.opening import RoundStateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from monitoring.rounds.office.asked import AskedMeasure

FORBIDDEN, CONFLICT = 403, 409
SENT = re.compile(r"a(\d{1,18})-base")
ACT = re.compile(r"(?P<verb>[a-z-]+?)(?:-(?P<pk>\d{1,18}))?")


@csrf_exempt  # see `doors.is_from_here`
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def office_page(http: HttpRequest, token: str) -> HttpResponse:
    return keep_secret(_answer(http, by_link(http, token)))


@csrf_exempt  # as above
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def office_page_of_request(http: HttpRequest, pk: int) -> HttpResponse:
    return keep_secret(_answer(http, by_login(http, pk)))


def _answer(http: HttpRequest, visit: Visit | HttpResponse) -> HttpResponse:
    if isinstance(visit, HttpResponse):
        return visit
    if http.method != "POST":
        return Page(visit, load_asked(visit.request)).response()
    if not visit.may_write:
        return HttpResponse(_("Planners read here. Note an answer on the page of the round."), status=FORBIDDEN)
    response = Sending(visit).response()
    keep_name(visit, response)
    return response


class Sending:
    """A form that was sent: what was typed is saved, then the button does what it says."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.data = visit.http.POST
        match = ACT.fullmatch(self.data.get("act", "save"))
        if match is None:
            raise Http404
        self.verb = match["verb"]
        self.pk = int(match["pk"]) if match["pk"] else None
        sent = {int(found[1]) for name in self.data if (found := SENT.fullmatch(name))}
        named = sent if self.pk is None else sent | {self.pk}
        self.asked = self._load(named)
        if not named <= self.asked.keys():
            raise Http404  # an answer of another office
        self.forms = {pk: AnswerForm(self.asked[pk], self.data) for pk in sent}

    def response(self) -> HttpResponse:
        if not is_from_here(self.visit):
            problem = _("This was not saved: the form seems to come from another page. Please send it once more.")
            return self._page(self.forms, [problem], status=FORBIDDEN)
        answering.note_use(self.visit.request, self.visit.name)
        if self.verb == "seen":
            return JsonResponse({})
        conflicts = self._save()
        if conflicts:
            return self._conflict(conflicts)
        if self.visit.wants_json:
            return self._saved_in_json()
        act = ACTS.get(self.verb)
        if act is None or (self.pk is None and self.verb not in WITHOUT_MEASURE):
            raise Http404
        try:
            return act(self)
        except RoundStateError as error:  # somebody was faster
            return self._page({}, [str(error)], status=CONFLICT)

    # Saving

    def _save(self) -> dict[int, AnswerForm]:
        """Saves what was changed; returns the forms that somebody else has changed meanwhile, unsaved."""
        conflicts: dict[int, AnswerForm] = {}
        for pk, form in self.forms.items():
            if form.is_changed and not self._save_one(form):
                conflicts[pk] = form
            elif form.is_unseen and (pk == self.pk or self.verb == "submit-all"):
                conflicts[pk] = AnswerForm(self.asked[pk])  # nobody submits what they have not seen
        return conflicts

    def _save_one(self, form: AnswerForm) -> bool:
        form.is_valid()
        try:
            pk = form.asked.answer.pk
            answering.save_typed(self.visit.request, pk, form.version, form.typed(), self.visit.writer)
        except RoundStateError:
            return False
        return True

    def _conflict(self, conflicts: dict[int, AnswerForm]) -> HttpResponse:
        stored = self._load(conflicts)
        problems = []
        shown = {}
        for pk, form in conflicts.items():
            one = stored[pk]
            anew = AnswerForm(one, self.data) if form.is_bound else AnswerForm(one)
            anew.conflict = conflict_of(one)
            problems.append(f"{one.measure.full_code}: {anew.conflict}")
            shown[pk] = anew
        return self._page(shown, problems, status=CONFLICT)

    def _saved_in_json(self) -> HttpResponse:
        stored = self._load(self.forms)
        return JsonResponse(
            {
                "saved": date_format(timezone.localtime(), "H:i"),
                "bases": {
                    form.add_prefix("base"): f"{stored[pk].answer.version}:{digest_of(form.raw())}"
                    for pk, form in self.forms.items()
                },
            }
        )

    # The acts

    def save(self) -> HttpResponse:
        now = date_format(timezone.localtime(), "H:i")
        return self._done(_("Saved at %(time)s; not submitted yet.") % {"time": now}, opened=self.pk)

    def submit(self) -> HttpResponse:
        return self._submit([self._target()])

    def submit_all(self) -> HttpResponse:
        """Submits all that is begun, or nothing where something is missing."""
        begun = [one for one in load_asked(self.visit.request) if one.is_begun]
        if not begun:
            return self._page({}, [_("There is nothing to submit: nothing is typed that has not been submitted yet.")])
        return self._submit(begun)

    @transaction.atomic
    def _submit(self, measures: list[AskedMeasure]) -> HttpResponse:
        forms = {one.answer.pk: AnswerForm.filled(one) for one in measures}
        missing = [form for form in forms.values() if not form.check_submission()]
        if missing or not self.visit.name:
            return self._page(forms, [], needs_name=True)
        for form in forms.values():
            answer = form.asked.answer
            if answer.unread:  # kept aside while it was confirmed as unchanged
                typed = form.typed()
                answer = answering.save_typed(self.visit.request, answer.pk, answer.version, typed, self.visit.writer)
            answering.submit(self.visit.request, answer.pk, answer.version, self.visit.writer)
        tell_soon(self.visit.request.round)
        codes = ", ".join(one.measure.full_code or str(one.measure) for one in measures)
        words = _("%(measures)s: submitted; not public yet, the planners check it first.")
        return self._done(words % {"measures": codes})

    def unchanged(self) -> HttpResponse:
        if not self.visit.name:
            return self._page({}, [], needs_name=True)
        one = self._target()
        kept = one.stored() if one.is_begun else {}
        answering.confirm_unchanged(self.visit.request, one.answer.pk, one.answer.version, self.visit.writer, kept)
        tell_soon(self.visit.request.round)
        words = _("%(measure)s: confirmed as unchanged; not public yet, the planners check it first.")
        said = words % {"measure": one.measure.full_code or one.measure}
        if kept:
            aside = _("What you had typed is kept aside; it comes back if you take this back.")
            said = f"{said} {aside}"
        return self._done(said)

    def take_back(self) -> HttpResponse:
        one = self._target()
        answering.take_back(self.visit.request, one.answer.pk, self.visit.writer)
        words = _("%(measure)s: taken back. Change it and submit it again.")
        return self._done(words % {"measure": one.measure.full_code or one.measure}, opened=self.pk)

    def prefill(self) -> HttpResponse:
        """Puts the last text into the empty fields, to be changed there."""
        one = self._target()
        last, form = one.last_text, AnswerForm.filled(one)
        if last is not None and form.is_valid():
            for name in ("text", "next_steps"):
                if name in form.fields and not form.cleaned_data.get(name):
                    form.cleaned_data[name] = getattr(last, name)
            answer = one.answer
            answering.save_typed(self.visit.request, answer.pk, answer.version, form.typed(), self.visit.writer)
        return self._done(_("The text of the last report stands in the fields now. Change what has changed."), self.pk)

    def not_ours(self) -> HttpResponse:
        note = " ".join(self.data.get(f"a{self.pk}-not_ours", "").split())
        one = self._target()
        if not note:
            form = AnswerForm.filled(one)
            form.is_valid()
            form.not_ours_error = _("Say in a few words why, or which office it is.")
            form.add_error(None, form.not_ours_error)
            return self._page({one.answer.pk: form}, [])
        answering.say_not_ours(self.visit.request, one.answer.pk, note, self.visit.writer)
        words = _("%(measure)s: the planners are told that it is not yours. They decide who is asked.")
        return self._done(words % {"measure": one.measure.full_code or one.measure})

    def ours(self) -> HttpResponse:
        one = self._target()
        answering.say_not_ours(self.visit.request, one.answer.pk, "", self.visit.writer)
        return self._done(_("The note to the planners is taken back."), opened=self.pk)

    def upload(self) -> HttpResponse:
        return preview(self.visit, load_asked(self.visit.request), self._page)

    def adopt(self) -> HttpResponse:
        number = take_over(self.visit, self._load())
        words = ngettext(
            "%(number)s answer of the file is taken over; it is not submitted yet.",
            "%(number)s answers of the file are taken over; they are not submitted yet.",
            number,
        )
        return self._done(words % {"number": number})

    # What follows

    def _target(self) -> AskedMeasure:
        """Returns the measure of the button as it is stored now."""
        if self.pk is None:
            raise Http404
        return self._load([self.pk])[self.pk]

    def _load(self, pks: Iterable[int] | None = None) -> dict[int, AskedMeasure]:
        """Returns the measures of these answers, all by default, as they are stored now."""
        return {one.answer.pk: one for one in load_asked(self.visit.request, pks)}

    def _done(self, words: str, opened: int | None = None) -> HttpResponse:
        messages.success(self.visit.http, words)
        query = f"?{OPEN_AT_FIRST}={opened}#a{opened}" if opened else "#meldung"
        return redirect(f"{self.visit.address}{query}")

    def _page(
        self, forms: dict[int, AnswerForm], problems: list[str], *, status: int = 200, needs_name: bool = False
    ) -> HttpResponse:
        error = _("Give your name once, so that the planners know whom to ask.") if needs_name else ""
        page = Page(self.visit, load_asked(self.visit.request), forms, problems, status=status)
        page.name_error = error if not self.visit.name else ""
        return page.response()


ACTS: dict[str, Callable[[Sending], HttpResponse]] = {
    "save": Sending.save,
    "submit": Sending.submit,
    "submit-all": Sending.submit_all,
    "unchanged": Sending.unchanged,
    "take-back": Sending.take_back,
    "prefill": Sending.prefill,
    "not-ours": Sending.not_ours,
    "ours": Sending.ours,
    "upload": Sending.upload,
    "adopt": Sending.adopt,
}
WITHOUT_MEASURE = frozenset({"save", "submit-all", "upload", "adopt"})


def conflict_of(one: AskedMeasure) -> str:
    """Returns what has happened to an answer while somebody was typing."""
    if not one.is_awaited:
        return _("It has been submitted meanwhile. What you have typed still stands below and is not saved.")
    who = one.answer.answered_by or _("somebody")
    words = _("%(who)s has saved this meanwhile. Nothing is overwritten: compare, then save or submit once more.")
    return words % {"who": who}
