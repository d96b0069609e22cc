"""The comments on a measure for an office that a round asks about it, behind its link or a login."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalog import rate_limits
from monitoring.comments.audience import audience_of
from monitoring.comments.board import Board
from monitoring.comments.writing import Writer
from monitoring.models import RoundAnswer
from monitoring.rounds.office import answering
from monitoring.rounds.office.doors import Visit, by_link, by_login, is_from_here, keep_name, keep_secret

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR = timedelta(hours=1)
COMMENTS_PER_LINK = 30  # in an hour: more than people write, and few enough to delete
SAYS_SOMETHING = ("write", "answer")  # needs a name
FORBIDDEN, TOO_MANY = 403, 429


@csrf_exempt  # see `doors.is_from_here`
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def comments_by_link(http: HttpRequest, token: str, answer: int) -> HttpResponse:
    return keep_secret(_respond(http, by_link(http, token), answer))


@csrf_exempt  # as above
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def comments_by_login(http: HttpRequest, pk: int, answer: int) -> HttpResponse:
    return keep_secret(_respond(http, by_login(http, pk), answer))


def _respond(http: HttpRequest, visit: Visit | HttpResponse, pk: int) -> HttpResponse:
    if isinstance(visit, HttpResponse):
        return visit
    related = ("measure__report__municipality", "measure__parent")
    answer = get_object_or_404(RoundAnswer.objects.select_related(*related), pk=pk, request=visit.request)
    measure, office = answer.measure, visit.request.office
    board = Board(
        http,
        measure,
        audience_of(measure, [office]),
        Writer(visit.person, visit.name, office),
        _address_of(visit, answer),
        may_write=visit.may_write and not measure.report.is_closed,
    )
    if http.method == "POST":
        if not board.may_write:
            return HttpResponse(_("Planners write in the administration; here they only read."), status=FORBIDDEN)
        board.status, problem = _refusal(visit)
        if problem:
            board.problems.append(problem)
            board.keep()
        elif done := board.act():
            answering.note_use(visit.request, visit.name)
            keep_name(visit, done)
            return done
    context = {
        **board.context(),
        "visit": visit,
        "request_of_office": visit.request,
        "municipality": visit.request.round.municipality,
        "back": f"{visit.address}?offen={answer.pk}#a{answer.pk}",
        "name": visit.name,
    }
    return render(http, "comments/office.html", context, status=board.status)


def _address_of(visit: Visit, answer: RoundAnswer) -> str:
    if visit.person:
        return reverse("office-comments-of-request", args=[visit.request.pk, answer.pk])
    return f"{visit.address}kommentare/{answer.pk}/"


def _refusal(visit: Visit) -> tuple[int, str]:
    """Returns the code and the words for a form that is not taken; 200 and "" for one that is."""
    if not is_from_here(visit):
        words = _("This was not saved: the form seems to come from another page. Please send it once more.")
        return FORBIDDEN, words
    if not visit.name and visit.http.POST.get("act", "").startswith(SAYS_SOMETHING):
        return 200, _("Give your name once, so that the planners know whom to ask.")
    if not rate_limits.allow("comments", str(visit.request.pk), most=COMMENTS_PER_LINK, within=HOUR):
        return TOO_MANY, _(
            "Too much was written behind this link within an hour. Your text still stands; send it later."
        )
    return 200, ""
