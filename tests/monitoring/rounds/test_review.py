"""The page on which a planner reviews answers: old beside new, what needs a second look, and who may do it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import User
from monitoring.choices import AnswerState, Status
from monitoring.models import AnsweredMilestone, ReportingRound, RoundAnswer, StatusUpdate
from monitoring.rounds.review.reviewing import AnswerFacts, problems_of
from tests import factories
from tests.reports.pages import get, text, texts

DAY, TODAY = date(2026, 12, 31), date(2027, 1, 20)
UNREAD = AnswerFacts(status_before=Status.IN_PREPARATION, status=Status.IN_PROGRESS, day=DAY)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(datetime(2027, 1, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        (UNREAD, 0),
        (AnswerFacts(is_unchanged=True, due_before=date(2026, 1, 1), day=DAY), 0),
        (AnswerFacts(is_unchanged=True, has_report=False), 1),
        (AnswerFacts(is_unchanged=True, others=["Amt B"]), 1),
        (AnswerFacts(is_unchanged=True, same_day=True), 1),
        (AnswerFacts(says_anything=False), 1),
        (AnswerFacts(in_closed_report=True), 1),
        (AnswerFacts(other_values=["Plätze"]), 1),
        (AnswerFacts(status_before=Status.DONE, status=Status.IN_PROGRESS), 1),
        (AnswerFacts(status_before=Status.IN_PROGRESS, status=Status.DONE), 0),
        (AnswerFacts(status_before=Status.IN_PROGRESS, status=Status.POSTPONED, reason="Geld fehlt"), 1),
        (AnswerFacts(status_before=Status.IN_PROGRESS, status=Status.POSTPONED), 2),
        (AnswerFacts(status_before=Status.IN_PROGRESS, status=Status.NOT_FEASIBLE), 1),
        (AnswerFacts(status=Status.NOT_FEASIBLE, asks_reason=False), 0),
        (AnswerFacts(status=Status.IN_PROGRESS, due_before=date(2026, 12, 30), day=DAY), 1),
        (AnswerFacts(status=Status.IN_PROGRESS, due_before=date(2026, 12, 30), day=DAY, reason="Frost"), 0),
        (AnswerFacts(status=Status.DONE, due_before=date(2026, 12, 30), day=DAY), 0),
        (AnswerFacts(due_before=date(2026, 1, 1), due=date(2027, 1, 1), due_reason="Frost", day=DAY), 1),
        (AnswerFacts(due_before=date(2027, 6, 1), due=date(2027, 1, 1), day=DAY), 0),
        (AnswerFacts(postponed=["Grundstein"]), 1),
    ],
)
def test_what_needs_a_second_look(facts: AnswerFacts, number: int) -> None:
    assert len(problems_of(facts)) == number, problems_of(facts)


@pytest.fixture
def round_(db: None) -> ReportingRound:
    report = factories.make_report(factories.make_municipality(slug="stadt"))
    return factories.make_round(report, title="Halbjahr 2/2026", as_of=DAY)


@pytest.fixture
def planner(round_: ReportingRound, client: Client) -> User:
    planner = factories.make_planner(round_.municipality)
    client.force_login(planner)
    return planner


def make_answer(round_: ReportingRound, **fields: Any) -> RoundAnswer:
    report = round_.reports.get()
    measure = factories.make_measure(report, due="31.12.2027")
    factories.make_update(measure, as_of=date(2026, 7, 2), text="Der Bau stockt noch.", status=Status.IN_PREPARATION)
    request = factories.make_request(round_, factories.make_office(report.municipality))
    submitted = datetime(2027, 1, 19, tzinfo=UTC)
    return factories.make_answer(
        request, measure, **{"state": AnswerState.SUBMITTED, "submitted_at": submitted, **fields}
    )


def page_of(round_: ReportingRound) -> str:
    return reverse("admin:round_review", args=[round_.pk])


def test_old_stands_beside_new(client: Client, round_: ReportingRound, planner: User) -> None:
    answer = make_answer(round_, status=Status.IN_PROGRESS, text="Der Bau läuft noch.", due="30.06.2028")
    milestone = factories.make_milestone(answer.measure, title="Grundstein")
    AnsweredMilestone.objects.create(answer=answer, milestone=milestone, done_as="15.10.2026")
    make_answer(round_, is_unchanged=True)
    make_answer(round_, state=AnswerState.TYPED, text="Noch nicht abgegeben")
    page = get(client, page_of(round_))
    assert [word.strip() for word in texts(page, "del")] == ["stockt", "31.12.2027", "offen"]
    assert [word.strip() for word in texts(page, "ins")] == ["läuft", "30.06.2028", "15.10.2026"]
    shown = text(page, "#content")
    assert "Noch nicht abgegeben" not in shown
    assert "Die Frist wird ohne Begründung verschoben." in shown
    assert "Grundstein: erreicht" in shown


def test_it_says_which_offices_are_not_responsible(client: Client, round_: ReportingRound, planner: User) -> None:
    answer = make_answer(round_, state=AnswerState.OPEN, not_ours="Das macht das Bauamt.")
    make_answer(round_, is_unchanged=True, not_ours="")
    page = get(client, page_of(round_))
    assert "Das macht das Bauamt." in text(page, ".editing")
    hand_over = reverse("admin:round_request", args=[answer.request_id])
    assert page.select(f'a[href="{hand_over}#hand-over"]')
    assert get(client, hand_over).select("#hand-over")
    missing = get(client, reverse("admin:round_missing", args=[round_.pk]))
    assert missing.select(f'dd a[href="{page_of(round_)}"]')


def test_all_without_a_problem_are_published_at_once(client: Client, round_: ReportingRound, planner: User) -> None:
    good = [make_answer(round_, is_unchanged=True), make_answer(round_, status=Status.DONE, text="Fertig.")]
    bad = make_answer(round_, status=Status.NOT_STARTED, text="Von vorn.")
    late = make_answer(round_, is_unchanged=True, submitted_at=datetime(2027, 1, 20, 11, 59, tzinfo=UTC))
    seen = {"seen": datetime(2027, 1, 20, 9, tzinfo=UTC).isoformat()}
    response = client.post(reverse("admin:round_publish", args=[round_.pk]), seen, follow=True)
    assert "2 Antworten" in response.content.decode()
    states = dict(RoundAnswer.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in good] == [AnswerState.PUBLISHED] * 2
    assert [states[one.pk] for one in (bad, late)] == [AnswerState.SUBMITTED] * 2


def test_one_is_published_edited_or_sent_back(client: Client, round_: ReportingRound, planner: User) -> None:
    one, other, third = (make_answer(round_, text=f"Text {number}") for number in range(3))
    version = {"version": "0"}
    response = client.post(reverse("admin:round_answer_publish", args=[round_.pk, one.pk]), version, follow=True)
    assert "Jetzt öffentlich zu sehen." in response.content.decode()
    form = {**version, "text": "Bessere Worte", "status": Status.DONE}
    client.post(reverse("admin:round_answer", args=[round_.pk, other.pk]), form)
    assert StatusUpdate.objects.get(measure=other.measure, as_of=DAY).text == "Bessere Worte"
    address = reverse("admin:round_answer_send_back", args=[round_.pk, third.pk])
    assert "Schreiben Sie, was das Amt" in client.post(address, version, follow=True).content.decode()
    client.post(address, {**version, "remark": "Bitte mit Zahlen"})
    third.refresh_from_db()
    assert (third.state, third.remark) == (AnswerState.SENT_BACK, "Bitte mit Zahlen")


def test_a_report_of_the_same_day_asks_what_becomes_of_it(
    client: Client, round_: ReportingRound, planner: User
) -> None:
    answer = make_answer(round_, text="Mehr dazu.")
    other = factories.make_update(answer.measure, as_of=DAY, text="Schon gemeldet.")
    publish = reverse("admin:round_answer_publish", args=[round_.pk, answer.pk])
    response = client.post(publish, {"version": "0"}, follow=True)
    edit = reverse("admin:round_answer", args=[round_.pk, answer.pk])
    assert response.redirect_chain[-1][0] == edit
    assert "Schon gemeldet." in response.content.decode()
    assert client.post(edit, {"version": "0", "text": "Mehr dazu."}).status_code == 200
    other.refresh_from_db()
    assert other.text == "Schon gemeldet."
    client.post(edit, {"version": "0", "text": "Mehr dazu.", "beside": "append"})
    other.refresh_from_db()
    assert other.text == "Schon gemeldet.\n\nMehr dazu."


def test_what_the_planner_types_is_not_lost_when_the_office_takes_back(
    client: Client, round_: ReportingRound, planner: User
) -> None:
    answer = make_answer(round_, text="Erste Fassung")
    RoundAnswer.objects.update(state=AnswerState.TYPED, version=1)
    edit = reverse("admin:round_answer", args=[round_.pk, answer.pk])
    page = client.post(edit, {"version": "0", "text": "Sorgsam formuliert"}).content.decode()
    assert "Sorgsam formuliert" in page
    assert "nicht mehr abgegeben" in page
    assert not StatusUpdate.objects.filter(as_of=DAY).exists()


def test_only_planners_of_the_city_review(client: Client, round_: ReportingRound) -> None:
    answer = make_answer(round_, text="Neues")
    office = answer.request.office
    strangers = [
        factories.make_planner(factories.make_municipality()),
        factories.make_contributor(office),
        factories.make_administrator(),
    ]
    addresses = [
        page_of(round_),
        reverse("admin:round_answer", args=[round_.pk, answer.pk]),
        reverse("admin:round_close", args=[round_.pk]),
    ]
    acts = [
        reverse("admin:round_publish", args=[round_.pk]),
        reverse("admin:round_answer_publish", args=[round_.pk, answer.pk]),
        reverse("admin:round_answer_send_back", args=[round_.pk, answer.pk]),
        reverse("admin:round_close", args=[round_.pk]),
    ]
    for user in strangers:
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} <= {403, 404}
        assert {client.post(address, {"version": "0", "remark": "x"}).status_code for address in acts} <= {403, 404}
    answer.refresh_from_db()
    round_.refresh_from_db()
    assert (answer.state, round_.closed_at) == (AnswerState.SUBMITTED, None)


def test_the_answer_of_another_round_is_not_found(client: Client, round_: ReportingRound, planner: User) -> None:
    other = make_answer(factories.make_round(round_.reports.get(), as_of=DAY), text="Neues")
    for name in ("round_answer", "round_answer_publish", "round_answer_send_back"):
        address = reverse(f"admin:{name}", args=[round_.pk, other.pk])
        assert client.post(address, {"version": "0"}).status_code == 404


def test_queries_do_not_grow_with_the_answers(client: Client, round_: ReportingRound, planner: User) -> None:
    def queries() -> int:
        client.get(page_of(round_))
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(round_))
        return len(captured)

    def add(number: int) -> None:
        for _number in range(number):
            answer = make_answer(round_, text="Neues", due="30.06.2028")
            milestone = factories.make_milestone(answer.measure)
            AnsweredMilestone.objects.create(answer=answer, milestone=milestone, done_as="15.10.2026")
            factories.make_answer(
                factories.make_request(round_, factories.make_office(round_.municipality)), answer.measure
            )

    add(2)
    few = queries()
    add(10)
    assert queries() == few
    add(45)
    assert len(texts(get(client, page_of(round_)), "#content li[id^=antwort]")) == 50
