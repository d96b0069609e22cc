"""Who is missing in a running round, and what a planner does about it: remind, extend, hand over, note an answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalog.choices import MailKind
from catalog.locking.row_locks import BUSY, BusyError, writing
from catalog.models import SentMail
from catalog.permissions.list_filters import seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.site_address import site_address
from monitoring.choices import AnswerState
from monitoring.exports.admin import attachment
from monitoring.exports.tables import CSV, XLSX, language_of_files, write_xlsx
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from monitoring.models.round_answers import FIELDS
from monitoring.rounds.mails.links import address_of_office
from monitoring.rounds.mails.request_mails import key_of
from monitoring.rounds.mails.sending import BY_HAND, send_reminders_now, send_requests
from monitoring.rounds.office.answer_forms import RowsForm
from monitoring.rounds.office.answering import Typed, locked, write_rows
from monitoring.rounds.office.asked import load_asked
from monitoring.rounds.opening import RoundStateError, about_handing_over, hand_over
from monitoring.rounds.pages import MOST_NAMED, OFFICES_PER_PAGE, PAGE, find, page
from monitoring.rounds.planning.forms import ExtendForm, HandOverForm, NoteForm
from monitoring.rounds.planning.progress import OfficeProgress, RoundProgress
from monitoring.rounds.planning.progress_table import HEADINGS, rows
from monitoring.rounds.review.reviewing import not_ours
from monitoring.tables.writing import write_csv


def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows all offices of a round that was opened, with what has come from them and gone to them."""
    found = find(request, pk, Action.VIEW)
    if found.is_draft:
        return redirect("admin:round_settings", found.pk)
    progress = RoundProgress(found, timezone.localdate())
    return page(
        request,
        "planner/missing",
        found,
        progress=progress,
        page=Paginator(progress.offices, OFFICES_PER_PAGE).get_page(request.GET.get(PAGE)),
        unsent=progress.unsent[:MOST_NAMED],
        number_not_ours=not_ours(found).count(),
        is_sending=any(one.request.office.email for one in progress.unsent),
        may_change=can(request.user, Action.CHANGE, found),
        title=str(found),
    )


def export(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Returns the table of offices for a spreadsheet, in the language of the installation."""
    found = find(request, pk, Action.VIEW)
    progress = RoundProgress(found, timezone.localdate())
    with language_of_files():
        headings, table = [str(heading) for heading in HEADINGS], rows(progress)
        if ending == "csv":
            return attachment(write_csv(headings, table), CSV, f"{found.slug}.csv")
        return attachment(write_xlsx(headings, table, found.title), XLSX, f"{found.slug}.xlsx")


@require_POST
def remind_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Reminds all offices that owe an answer, each once a day at most."""
    found = find(request, pk, Action.CHANGE)
    progress = RoundProgress(found, timezone.localdate())
    if not _is_running(request, found):
        return _to(found)
    keys = _not_reminded_today([one.request.pk for one in progress.to_remind])
    if keys:
        send_reminders_now.enqueue(found.pk, keys, site_address(request), _today())
        words = ngettext("One office is being reminded.", "%(n)s offices are being reminded.", len(keys))
        messages.success(request, words % {"n": len(keys)})
    else:
        messages.info(request, _("There is nobody to remind: all have answered, or have been reminded today."))
    return _to(found)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries once more to send the question to offices that have not got it; nobody gets it twice."""
    found = find(request, pk, Action.CHANGE)
    if _is_running(request, found):
        send_requests.enqueue(found.pk, None, site_address(request))
        messages.success(request, _("The mails that were not sent are tried again."))
    return _to(found)


def office(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what an office was asked, what it has answered, and the acts on it."""
    found = _find_request(request, pk, Action.VIEW)
    return _office_page(request, found)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Reminds one office now, once a day at most."""
    found = _find_request(request, pk, Action.CHANGE)
    if not _is_running(request, found.round):
        return _to(found.round)
    if not found.office.email:
        messages.error(request, _("%(office)s has no e-mail address.") % {"office": found.office})
    elif found.revoked_at:
        messages.error(
            request, _("The link of %(office)s is revoked. Make a new one first.") % {"office": found.office}
        )
    elif not found.answers.awaited().exists():
        messages.info(request, _("%(office)s has answered everything.") % {"office": found.office})
    elif not _not_reminded_today([found.pk]):
        messages.info(request, _("%(office)s has been reminded today.") % {"office": found.office})
    else:
        send_reminders_now.enqueue(found.round_id, [found.pk], site_address(request), _today())
        words = _("%(office)s is being reminded at %(address)s.")
        messages.success(request, words % {"office": found.office, "address": found.office.email})
    return _back(request, found)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives one office longer."""
    found = _find_request(request, pk, Action.CHANGE)
    form = ExtendForm(request.POST or None, found, timezone.localdate())
    if request.method != "POST" or not form.is_valid():
        return _office_page(request, found, extend_form=form)
    found.open_until = form.cleaned_data["open_until"]
    found.save(update_fields=["open_until"])
    words = _("%(office)s has until %(day)s.")
    day = date_format(found.open_until, "SHORT_DATE_FORMAT")
    messages.success(request, words % {"office": found.office, "day": day})
    return redirect("admin:round_request", found.pk)


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands measures over to another office, which is written to."""
    found = _find_request(request, pk, Action.CHANGE)
    form = HandOverForm(request.POST or None, found, _movable(found))
    if request.method != "POST" or not form.is_valid():
        return _office_page(request, found, hand_over_form=form)
    answers, other = list(form.cleaned_data["answers"]), form.cleaned_data["office"]
    try:
        with writing():
            given = hand_over(answers, other, form.cleaned_data["note"])
            about = about_handing_over(given, answers)
            send_requests.enqueue(found.round_id, [given.pk], site_address(request), about)
    except RoundStateError as error:
        messages.error(request, str(error))
    except BusyError:
        messages.warning(request, BUSY)
    else:
        words = ngettext(
            "One measure is now asked of %(office)s.", "%(n)s measures are now asked of %(office)s.", len(answers)
        )
        messages.success(request, words % {"n": len(answers), "office": other})
        if not other.email:
            messages.warning(request, _("%(office)s has no e-mail address.") % {"office": other})
    return redirect("admin:round_request", found.pk)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find_request(request, pk, Action.CHANGE)
    found.revoke()
    messages.success(request, _("The link of %(office)s opens nothing any more.") % {"office": found.office})
    return redirect("admin:round_request", found.pk)


@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a new link and mails it; the former one opens nothing any more."""
    found = _find_request(request, pk, Action.CHANGE)
    if not _is_running(request, found.round):
        return _to(found.round)
    with transaction.atomic():
        found.renew_token()
        RoundRequest.objects.filter(pk=found.pk).update(sent_at=None)
        send_requests.enqueue(found.round_id, [found.pk], site_address(request))
    words = _("%(office)s has a new link; the former one opens nothing any more.")
    messages.success(request, words % {"office": found.office})
    if found.office.email:
        messages.info(request, _("It is being sent to %(address)s.") % {"address": found.office.email})
    return redirect("admin:round_request", found.pk)


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes down what an office has said about a measure; the planner reviews it like any other answer."""
    if not can(request.user, Action.VIEW, RoundAnswer):
        raise PermissionDenied
    known = seen(request, RoundAnswer).select_related("request__round__municipality", "request__office", "measure")
    answer: RoundAnswer = get_object_or_404(known, pk=pk)
    if not can(request.user, Action.CHANGE, answer):
        raise PermissionDenied
    if not _is_running(request, answer.request.round) or _is_published(request, answer):
        return redirect("admin:round_request", answer.request_id)
    last = answer.measure.status_updates.published().order_by("-as_of", "-pk").first()
    (asked,) = load_asked(answer.request, [answer.pk])
    rows = RowsForm(asked, request.POST or None)
    form = NoteForm(request.POST or None, answer, rows, can_confirm=last is not None)
    if request.method == "POST" and form.is_valid():
        try:
            is_written = _write_note(request, answer, form)
        except (RoundStateError, RoundAnswer.DoesNotExist):  # closed, or handed over
            is_written = False
        if is_written:
            words = _("Noted for %(measure)s; not public yet: it waits for the review.")
            messages.success(request, words % {"measure": answer.measure})
            return redirect("admin:round_request", answer.request_id)
        messages.warning(request, _("%(measure)s was answered meanwhile.") % {"measure": answer.measure})
        return redirect("admin:round_note", answer.pk)
    title = _("What the office has said")
    context = {"request_": answer.request, "answer": answer, "form": form, "rows": rows, "last": last, "title": title}
    return page(request, "planner/note", answer.request.round, **context, version=answer.version)


@transaction.atomic
def _write_note(request: HttpRequest, answer: RoundAnswer, form: NoteForm) -> bool:
    """Tells whether the note was written: nobody else has saved the answer since it was shown."""
    stored = locked(answer.request, answer.pk)
    if str(stored.version) != request.POST.get("version") or stored.state == AnswerState.PUBLISHED:
        return False
    told = form.instance
    if told.is_unchanged:
        for name in FIELDS:
            setattr(told, name, "")
    told.state, told.noted_by = AnswerState.SUBMITTED, request.user
    told.version, told.unread, told.not_ours = stored.version + 1, {}, ""
    told.saved_at = told.submitted_at = timezone.now()
    told.save()
    write_rows(told, Typed() if told.is_unchanged else form.rows.typed())
    return True


# Around the acts


def _find_request(request: HttpRequest, pk: int, action: Action) -> RoundRequest:
    """Returns a request that this person sees; raises PermissionDenied where they may not do this to it."""
    if not can(request.user, Action.VIEW, RoundRequest):
        raise PermissionDenied
    known = seen(request, RoundRequest).select_related("round__municipality", "office", "handed_over_by")
    found: RoundRequest = get_object_or_404(known, pk=pk)
    if not can(request.user, action, found):
        raise PermissionDenied
    return found


def _office_page(request: HttpRequest, found: RoundRequest, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    answers = list(_answers(found))
    progress = OfficeProgress(found, today)
    for answer in answers:
        progress.counts[AnswerState(answer.state)] = progress.counts.get(AnswerState(answer.state), 0) + 1
    progress.mails = list(
        SentMail.objects.filter(municipality=found.round.municipality_id, key__contains=f":{found.pk}:")
        .filter(key__startswith="round-")
        .exclude(kind=MailKind.ROUND_REHEARSAL)
        .order_by("-sent_at", "-pk")
    )
    context = {
        "extend_form": ExtendForm(None, found, today),
        "hand_over_form": HandOverForm(None, found, _movable(found)),
        **forms,
    }
    return page(
        request,
        "planner/request",
        found.round,
        request_=found,
        answers=answers,
        office=progress,
        link=address_of_office(found.token, site_address(request)) if found.is_known and not found.revoked_at else "",
        may_change=can(request.user, Action.CHANGE, found),
        title=str(found.office),
        **context,
    )


def _answers(found: RoundRequest) -> QuerySet[RoundAnswer]:
    answers = found.answers.select_related("measure__parent", "measure__report", "noted_by")
    return answers.in_order()


def _movable(found: RoundRequest) -> QuerySet[RoundAnswer]:
    return _answers(found).exclude(state=AnswerState.PUBLISHED)


def _is_running(request: HttpRequest, reporting_round: ReportingRound) -> bool:
    if not reporting_round.is_running:
        messages.warning(request, _("This round is not open."))
    return reporting_round.is_running


def _is_published(request: HttpRequest, answer: RoundAnswer) -> bool:
    if answer.state == AnswerState.PUBLISHED:
        messages.warning(request, _("This answer is published already; change the update itself."))
    return bool(answer.state == AnswerState.PUBLISHED)


def _today() -> str:
    return timezone.localdate().isoformat()


def _not_reminded_today(keys: list[int]) -> list[int]:
    """Returns those of the requests that nobody has been reminded of by hand today."""
    day = _today()
    by_key = {key_of(MailKind.ROUND_REMINDER, key, BY_HAND, day): key for key in keys}
    reminded = set(SentMail.objects.filter(key__in=by_key).values_list("key", flat=True))
    return [key for name, key in by_key.items() if name not in reminded]


def _back(request: HttpRequest, found: RoundRequest) -> HttpResponseRedirect:
    """Leads to the page that the button stood on."""
    if request.POST.get("from") == "missing":
        return _to(found.round)
    return redirect("admin:round_request", found.pk)


def _to(reporting_round: ReportingRound) -> HttpResponseRedirect:
    return redirect("admin:round_missing", reporting_round.pk)
