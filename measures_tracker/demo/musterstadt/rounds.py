"""The running round: some offices have answered, some partly, some not at all, and something waits for review."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import override

from catalog.choices import MailKind, MailState
from catalog.models import SentMail
from measures_tracker.demo.musterstadt.reports import SECOND
from measures_tracker.demo.musterstadt.updates import WORDS
from monitoring.choices import AnswerState
from monitoring.models import LetterTemplate, ReportingRound, RoundAnswer, RoundRequest, StatusUpdate
from monitoring.rounds.mails.request_mails import DIGITS_OF_DIGEST, key_of, request_in
from monitoring.rounds.opening import choose_usual_measures, chosen_measures, open_round
from monitoring.rounds.planning.forms import slug_for
from monitoring.rounds.planning.letters import half_year_end, title_for
from monitoring.rounds.planning.progress import TO_OFFICES

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import User
    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.tables import Row, TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

OPENED, ENDS = timedelta(days=-16), timedelta(days=12)  # from the day the city is made
ANSWERED, REMINDED = timedelta(days=-4), timedelta(days=-2)
DONE, HALF, SENT_BACK, OPEN, LOST = "fertig", "halb", "zurück", "geöffnet", "unzustellbar"
USED = (DONE, HALF, SENT_BACK, OPEN)
BOUNCE = "550 5.1.1 Recipient address rejected: user unknown"
SUBJECT = "{runde}: Stand Ihrer Maßnahmen, bitte bis {frist}"
LETTER = (
    "Guten Tag,\n\n"
    "zweimal im Jahr berichten wir dem Ausschuss, was aus den Maßnahmen der Fortschreibung geworden ist. Bitte sagen "
    "Sie uns bis {frist}, wie weit {amt} ist: {anzahl}, Stand {stand}. Wo sich nichts geändert hat, genügt ein Klick.\n"
    "\nVielen Dank!\nStabsstelle Sozialplanung der Stadt {kommune}"
)


def make_round(
    tables: TextTables, city: InventedCity, reports: dict[int, InventedReport], times: Timetable, planner: User
) -> None:
    """Opens the round of the day and answers for the offices, unless it is there; that of an earlier day goes."""
    _keep_letter(city)
    known = ReportingRound.objects.filter(municipality=city.municipality, opened_by=planner, snapshots=None)
    made = [one for one in known if one.history.filter(history_user=None, history_type="+").exists()]
    if any(one.open_until == times.day + ENDS for one in made):
        return
    for one in made:
        _remove(one)
    running = _open(city, reports[SECOND], times.day, planner)
    answers = {row["Nr"]: row for row in tables.rows("antworten")}
    ways = {city.offices[row["Kürzel"]].pk: row for row in tables.rows("runde")}
    places = {measure.pk: place for place, measure in reports[SECOND].measures.items()}
    writer = _AnswerWriter(times, answers, places)
    for request in running.requests.select_related("office"):
        row = ways[request.office_id]
        _write_mails(request, row["Weg"], times.day)
        if row["Weg"] in USED:
            _open_link(request, row["Name"], times.day)
        for answer in request.answers.select_related("measure").order_by("measure__code_sort", "pk"):
            writer.write(answer, row["Weg"], row["Name"])


def _keep_letter(city: InventedCity) -> None:
    LetterTemplate.objects.get_or_create(municipality=city.municipality, defaults={"subject": SUBJECT, "text": LETTER})


def _open(city: InventedCity, report: InventedReport, day: date, planner: User) -> ReportingRound:
    with override("de"):
        title = title_for(half_year_end(day))
    draft = ReportingRound(
        municipality=city.municipality,
        title=title,
        slug=slug_for(title, city.municipality),
        subject=SUBJECT,
        letter=LETTER,
        as_of=day.replace(day=1) - timedelta(days=1),
        open_until=day + ENDS,
    )
    if ReportingRound.objects.filter(municipality=city.municipality, title=title).exists():
        draft.title = f"{title} (Beispiel)"
    draft.save()
    draft.reports.set([report.report])
    choose_usual_measures(draft, day)
    open_round(draft, list(chosen_measures(draft, day)), planner)
    draft.opened_at = moment(day + OPENED)
    draft.save(update_fields=["opened_at"])
    return draft


def _remove(one: ReportingRound) -> None:
    keys = set(one.requests.values_list("pk", flat=True))
    mails = SentMail.objects.filter(municipality=one.municipality_id, kind__in=TO_OFFICES)
    mails.filter(pk__in=[mail.pk for mail in mails if request_in(mail.key) in keys]).delete()
    key = one.pk
    one.delete()
    RoundRequest.history.filter(id__in=keys).delete()
    ReportingRound.history.filter(id=key).delete()


def moment(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _write_mails(request: RoundRequest, way: str, day: date) -> None:
    """Writes down what would have been sent to an office at example.org."""
    sent_at = moment(day + OPENED)
    parts = (request.digest[:DIGITS_OF_DIGEST],)
    _log(request, MailKind.ROUND_REQUEST, parts, sent_at, MailState.BOUNCED if way == LOST else MailState.SENT)
    RoundRequest.objects.filter(pk=request.pk).update(sent_at=sent_at)
    if way not in (DONE, LOST):
        reminded_at = moment(day + REMINDED)
        _log(request, MailKind.ROUND_REMINDER, ("by-hand", f"{reminded_at:%Y-%m-%d}"), reminded_at, MailState.SENT)


def _log(request: RoundRequest, kind: MailKind, parts: tuple[str, ...], sent_at: datetime, state: MailState) -> None:
    SentMail.objects.create(
        municipality_id=request.office.municipality_id,
        key=key_of(kind, request.pk, *parts),
        kind=kind,
        email=request.office.email,
        about=str(request),
        state=state,
        error=BOUNCE if state == MailState.BOUNCED else "",
        sent_at=sent_at,
    )


def _open_link(request: RoundRequest, name: str, day: date) -> None:
    used_at = moment(day + ANSWERED, 11)
    facts = {"first_opened_at": used_at, "last_used_at": used_at, "last_used_by": name}
    RoundRequest.objects.filter(pk=request.pk).update(**facts)


class _AnswerWriter:
    """Answers as the table says, else unchanged: all measures of offices that are done, every other one of others."""

    def __init__(self, times: Timetable, answers: dict[str, Row], places: dict[int, str]) -> None:
        self._times = times
        self._answers = answers
        self._places = places
        self._number = 0

    def write(self, answer: RoundAnswer, way: str, name: str) -> None:
        row = self._answers.get(self._places[answer.measure_id])
        if row is not None and way in USED and (row["Stand"] or row["Text"]):
            self._tell(answer, row)
        elif way == DONE or (way in (HALF, SENT_BACK) and self._is_next()):
            self._confirm(answer)
        if answer.state == AnswerState.OPEN:
            return
        answer.answered_by = name
        answer.saved_at = moment(self._times.day + ANSWERED, 11)
        answer.submitted_at = None if answer.state == AnswerState.TYPED else answer.saved_at
        answer.version = 1
        answer.save()

    def _is_next(self) -> bool:
        self._number += 1
        return self._number % 2 == 1

    def _tell(self, answer: RoundAnswer, row: Row) -> None:
        answer.state, answer.status, answer.remark = row["Zustand"], WORDS[row["Stand"]], row["Bemerkung"]
        answer.text, answer.next_steps, answer.reason = row["Text"], row["Nächste Schritte"], row["Grund"]
        answer.due, answer.due_reason = self._times.wording(row["Frist"]), row["Grund der Frist"]
        if answer.state == AnswerState.SENT_BACK:
            answer.reviewed_at = moment(self._times.day + REMINDED)

    def _confirm(self, answer: RoundAnswer) -> None:
        """Says that nothing has changed, where there is a report that still holds."""
        answer.state = AnswerState.SUBMITTED
        if StatusUpdate.objects.published().filter(measure=answer.measure_id).exists():
            answer.is_unchanged = True
        else:
            answer.text = "Noch nicht begonnen; die Mittel sind angemeldet."
