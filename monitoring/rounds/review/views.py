"""The pages on which a planner reviews the answers of a round: publishes them, edits them or sends them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalog.locking.row_locks import BUSY, BusyError
from catalog.models import Measure
from catalog.permissions.policy import can, public_measure
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundAnswer
from monitoring.rounds.mails.staff_mails import tell_soon
from monitoring.rounds.opening import ChangedMeanwhileError, RoundStateError
from monitoring.rounds.pages import find, page
from monitoring.rounds.review.forms import PublishForm, SendBackForm
from monitoring.rounds.review.publishing import Decision, ReportedAlreadyError, publish, send_back
from monitoring.rounds.review.reviewing import AnswerReview, load_reviews, not_ours, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

PER_PAGE = 50
MOST_AT_ONCE = 300  # answers that one click publishes; what is left takes another
AT_ONCE = 100  # answers that are loaded together
PAGE = "seite"


class ReviewedAnswer(NamedTuple):
    """An answer on the page, with the form that sends it back."""

    review: AnswerReview
    send_back: SendBackForm


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows all submitted answers of a round, old beside new; those with problems name them."""
    found = find(request, pk, Action.VIEW)
    keys = submitted(found)
    listed = Paginator(keys, PER_PAGE).get_page(request.GET.get(PAGE))
    reviews = load_reviews(found, listed.object_list)
    return page(
        request,
        "review",
        found,
        page=listed,
        rows=[ReviewedAnswer(one, send_back_form(one)) for one in reviews],
        may_publish=may_publish(request, found),
        not_ours=not_ours(found)[:PER_PAGE],
        unproblematic=sum(not one.problems for one in reviews),
        seen=timezone.now().isoformat(),
        title=_("Review of the answers"),
    )


def edit(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """Publishes one answer in words that the planner may change, or says what keeps it from being published."""
    found = find(request, pk, Action.VIEW)
    one = reviewed(found, answer)
    form = PublishForm(one, request.POST or None)
    if request.method == "POST":
        refuse_unless_published_by(request, found)
        if form.is_valid() and (done := carry_out(request, one, form)):
            return done
        if fresh := next(iter(load_reviews(found, [answer])), None):
            one = fresh
    publishes = may_publish(request, found)
    return page(request, "answer", found, review=one, form=form, may_publish=publishes, title=_("Edit and publish"))


def carry_out(request: HttpRequest, one: AnswerReview, form: PublishForm) -> HttpResponse | None:
    """Publishes what the form says; None with the reason at the form where that did not work."""
    try:
        publish(one.answer, request.user, form.decision)  # type: ignore[arg-type]
    except RoundStateError as error:
        form.add_error(None, str(error))
        return None
    except BusyError:
        form.add_error(None, str(BUSY))
        return None
    tell_soon(one.answer.request.round)
    say_published(request, one.measure)
    return back(one.answer.request.round)


@require_POST
def publish_one(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """Publishes one answer as it is; where that needs a decision, leads to the page on which it is made."""
    found = find(request, pk, Action.VIEW)
    refuse_unless_published_by(request, found)
    one = reviewed(found, answer)
    try:
        publish(one.answer, request.user, Decision(version=version_in(request)))  # type: ignore[arg-type]
    except (ChangedMeanwhileError, BusyError) as error:
        messages.error(request, str(BUSY) if isinstance(error, BusyError) else str(error))
        return back(found)
    except ReportedAlreadyError as error:
        messages.warning(request, str(error))
        return redirect("admin:round_answer", found.pk, answer)
    except RoundStateError as error:
        messages.error(request, str(error))
        return redirect("admin:round_answer", found.pk, answer)
    tell_soon(one.answer.request.round)
    say_published(request, one.measure)
    return back(found)


@require_POST
def send_one_back(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """Sends an answer back to its office with a remark."""
    found = find(request, pk, Action.VIEW)
    refuse_unless_published_by(request, found)
    one = reviewed(found, answer)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(message) for some in form.errors.values() for message in some))
        return back(found)
    try:
        send_back(one.answer, form.cleaned_data["remark"], request.user, form.cleaned_data["version"])  # type: ignore[arg-type]
    except RoundStateError as error:
        messages.error(request, str(error))
        return back(found)
    tell_soon(found)
    words = _("%(measure)s: sent back to %(office)s. Nothing of it is public.")
    messages.success(request, words % {"measure": one.measure, "office": one.answer.request.office})
    return back(found)


@require_POST
def publish_unproblematic(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishes all answers without a problem that were submitted before the planner has seen the page."""
    found = find(request, pk, Action.VIEW)
    refuse_unless_published_by(request, found)
    seen = seen_at(request)
    published = left = 0
    for one in unproblematic(found, seen):
        if published + left == MOST_AT_ONCE:
            break
        try:
            publish(one.answer, request.user, Decision(version=one.answer.version))  # type: ignore[arg-type]
            published += 1
        except (RoundStateError, BusyError):
            left += 1
    if published:
        tell_soon(found)
    words = ngettext(
        "%(count)d answer published without a problem.", "%(count)d answers published without a problem.", published
    )
    messages.success(request, words % {"count": published})
    if left:
        words = ngettext("%(count)d could not be published.", "%(count)d could not be published.", left)
        messages.warning(request, words % {"count": left})
    return back(found)


def unproblematic(found: ReportingRound, seen: datetime) -> Iterator[AnswerReview]:
    keys = submitted(found)
    for start in range(0, len(keys), AT_ONCE):
        for one in load_reviews(found, keys[start : start + AT_ONCE]):
            is_seen = one.answer.submitted_at is None or one.answer.submitted_at <= seen
            if is_seen and not one.problems:
                yield one


def seen_at(request: HttpRequest) -> datetime:
    """Returns when the page was made on which the button was pressed."""
    now = timezone.now()
    try:
        found = parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return now
    return min(found, now) if found and timezone.is_aware(found) else now


# What all these pages need


def may_publish(request: HttpRequest, found: ReportingRound) -> bool:
    return found.is_running and can(request.user, Action.PUBLISH, RoundAnswer, at=found)


def refuse_unless_published_by(request: HttpRequest, found: ReportingRound) -> None:
    if not can(request.user, Action.PUBLISH, RoundAnswer, at=found):
        raise PermissionDenied


def reviewed(found: ReportingRound, answer: int) -> AnswerReview:
    """Returns an answer of the round with what it would change, be it decided on meanwhile; 404 for others."""
    reviews = load_reviews(found, [answer])
    if not reviews or reviews[0].answer.state == AnswerState.OPEN:
        raise Http404
    return reviews[0]


def send_back_form(one: AnswerReview) -> SendBackForm:
    return SendBackForm(initial={"version": one.answer.version}, auto_id=f"{one.answer.pk}-%s")


def version_in(request: HttpRequest) -> int:
    """Returns the version that was read; -1, which is none, where the form says nothing."""
    found = row_id(request.POST.get("version"))
    return -1 if found is None else found


def say_published(request: HttpRequest, measure: Measure) -> None:
    is_public = Measure.objects.filter(public_measure(), pk=measure.pk).exists()
    seen = _("The public sees it now.") if is_public else _("Published, but the measure or its report is not public.")
    messages.success(request, f"{measure}: {seen}")


def back(found: ReportingRound) -> HttpResponse:
    return redirect("admin:round_review", found.pk)
