"""The page of an office: answering all that a round asks, behind one link."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from monitoring.choices import AnswerState, Interval, Status
from monitoring.models import RoundAnswer, RoundRequest, StatusUpdate
from tests import factories
from tests.monitoring.rounds.office import TODAY, Desk, answer_about, make_office_round, measure, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def request_of_office() -> RoundRequest:
    return make_office_round()


def test_one_page_shows_what_was_reported_last_beside_the_new(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office)
    assert "Jugendamt: 2 Maßnahmen" in desk.text
    assert "0 von 2 beantwortet" in desk.text
    assert "Eine Stelle ist besetzt." in desk.part("A1").get_text()
    assert desk.part("A1").has_attr("open")
    assert not desk.part("A2").has_attr("open")
    assert "Unverändert" in desk.part("A1").get_text()
    assert "Unverändert" not in desk.part("A2").get_text()  # nothing has been reported that could be confirmed
    assert "Es gibt noch keine Meldung." in desk.part("A2").get_text(" ", strip=True)


def test_looking_changes_nothing(request_of_office: RoundRequest, client: Client) -> None:
    before = RoundRequest.objects.values().get(), list(RoundAnswer.objects.values())
    for ask in (client.get, client.head):
        assert ask(page_of(request_of_office)).status_code == 200
    assert (RoundRequest.objects.values().get(), list(RoundAnswer.objects.values())) == before


def test_a_key_or_a_finger_opens_the_link(request_of_office: RoundRequest, client: Client) -> None:
    client.post(page_of(request_of_office), {"act": "seen"}, headers={"accept": "application/json"})
    request_of_office.refresh_from_db()
    assert request_of_office.first_opened_at == TODAY == request_of_office.last_used_at


def test_unchanged_takes_one_click(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).press("unchanged", "A1")
    answer = answer_about("A1")
    assert answer.state == AnswerState.SUBMITTED
    assert answer.is_unchanged
    assert (answer.text, answer.answered_by) == ("", "Kim Muster")
    assert "A1: unverändert bestätigt; noch nicht öffentlich, die Planung prüft es zuerst." in desk.said
    assert "1 von 2 beantwortet" in desk.text
    assert desk.part("A2").has_attr("open")
    assert StatusUpdate.objects.count() == 1


def test_nothing_can_be_confirmed_before_the_first_report(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).press("unchanged", "A2")
    assert "Es gibt noch keine Meldung" in desk.errors
    assert answer_about("A2").state == AnswerState.OPEN


@pytest.mark.both
def test_a_changed_measure_is_submitted(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A2", status=Status.IN_PROGRESS, text="Zwei Räume\r\nsind gemietet.")
    desk.press("submit", "A2")
    answer = answer_about("A2")
    assert (answer.state, answer.status) == (AnswerState.SUBMITTED, Status.IN_PROGRESS)
    assert answer.text == "Zwei Räume\nsind gemietet."
    assert "A2: abgegeben; noch nicht öffentlich, die Planung prüft sie zuerst." in desk.said
    request_of_office.refresh_from_db()
    assert (request_of_office.last_used_by, request_of_office.first_opened_at) == ("Kim Muster", TODAY)
    assert "Zuletzt benutzt von Kim Muster am 06.07.2026, 12:42" in Desk(request_of_office).text


def test_the_name_is_asked_for_once(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office, name="").type("A2", status=Status.DONE, text="Fertig.").press("submit", "A2")
    assert "Nennen Sie einmal Ihren Namen" in desk.errors
    assert answer_about("A2").state == AnswerState.TYPED  # kept all the same
    desk.name = "Kim Muster"
    desk.reload()
    desk.press("submit", "A2")
    assert answer_about("A2").state == AnswerState.SUBMITTED
    cookie = desk.client.cookies["name"]
    assert cookie["path"] == page_of(request_of_office)
    assert cookie["httponly"]
    desk.name = ""
    desk.reload()
    assert desk.fields["answered_by"] == "Kim Muster"
    assert desk.press("unchanged", "A1").errors == ""


def test_whatever_was_typed_is_saved_whichever_button_is_pressed(request_of_office: RoundRequest) -> None:
    """Without a script a page has one form: the button of one measure may not lose the text of another."""
    desk = Desk(request_of_office).type("A2", text="Halb geschrieben").press("unchanged", "A1")
    assert (answer_about("A2").state, answer_about("A2").text) == (AnswerState.TYPED, "Halb geschrieben")
    assert desk.value("A2", "text") == "Halb geschrieben"


def test_the_script_saves_while_typing(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A1", text="Im Entstehen")
    response = desk.autosave("A1")
    assert response.json()["saved"] == "12:42"
    assert (answer_about("A1").text, answer_about("A1").version) == ("Im Entstehen", 1)
    assert desk.autosave("A1").status_code == 200
    assert answer_about("A1").version == 1  # nothing new
    desk.type("A1", text="Im Entstehen, weiter")
    desk.autosave("A1")
    assert desk.press("submit", "A1").errors == ""
    assert answer_about("A1").text == "Im Entstehen, weiter"


def test_emptied_again_is_not_begun(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A1", text="x")
    desk.autosave("A1")
    desk.type("A1", text="")
    desk.autosave("A1")
    assert answer_about("A1").state == AnswerState.OPEN


@pytest.mark.both
def test_what_a_colleague_has_saved_is_shown_beside(request_of_office: RoundRequest) -> None:
    mine, theirs = Desk(request_of_office), Desk(request_of_office, name="Toni Beispiel")
    theirs.type("A1", text="Von Toni").press("save", "A1")
    mine.type("A1", text="Von mir")
    assert mine.autosave("A1").status_code == 409
    mine.press("submit", "A1")
    assert mine.response.status_code == 409
    assert answer_about("A1").text == "Von Toni"
    assert "Toni Beispiel hat dies inzwischen gespeichert" in mine.errors
    assert "Inzwischen gespeichert: Von Toni" in " ".join(mine.part("A1").get_text(" ", strip=True).split())
    assert mine.value("A1", "text") == "Von mir"
    mine.press("submit", "A1")  # having seen it
    assert (answer_about("A1").text, answer_about("A1").state) == ("Von mir", AnswerState.SUBMITTED)


def test_nobody_submits_what_they_have_not_seen(request_of_office: RoundRequest) -> None:
    mine, theirs = Desk(request_of_office), Desk(request_of_office, name="Toni Beispiel")
    theirs.type("A1", text="Von Toni").press("save", "A1")
    assert mine.press("submit", "A1").response.status_code == 409
    assert answer_about("A1").state == AnswerState.TYPED
    assert mine.value("A1", "text") == "Von Toni"
    assert mine.press("submit", "A1").errors == ""


def test_all_are_submitted_only_as_they_were_seen(request_of_office: RoundRequest) -> None:
    mine, theirs = Desk(request_of_office), Desk(request_of_office, name="Toni Beispiel")
    theirs.type("A1", text="Von Toni").press("save", "A1")
    mine.type("A2", status=Status.DONE, text="Fertig.").press("submit-all")
    assert set(RoundAnswer.objects.values_list("state", flat=True)) == {AnswerState.TYPED}
    mine.press("submit-all")  # having seen it
    assert set(RoundAnswer.objects.values_list("state", flat=True)) == {AnswerState.SUBMITTED}


def test_a_form_that_names_no_version_overwrites_nothing(request_of_office: RoundRequest) -> None:
    desk, pk = Desk(request_of_office), answer_about("A1").pk
    for base in ("", "x", "None:", "-1:x", "99999999999:x"):
        sent = {"act": f"save-{pk}", f"a{pk}-base": base, f"a{pk}-text": "Von irgendwo"}
        assert desk.client.post(desk.address, sent).status_code == 409
    assert answer_about("A1").text == ""


def test_what_was_submitted_meanwhile_is_not_overwritten(request_of_office: RoundRequest) -> None:
    mine, theirs = Desk(request_of_office), Desk(request_of_office, name="Toni Beispiel")
    theirs.press("unchanged", "A1")
    mine.type("A1", text="Zu spät getippt").press("submit", "A1")
    assert mine.response.status_code == 409
    assert "inzwischen abgegeben" in mine.errors
    assert "Zu spät getippt" in mine.text
    assert answer_about("A1").is_unchanged


def test_all_that_is_begun_is_submitted_at_once(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A1", text="Neues.").type("A2", status=Status.DONE, text="Fertig.")
    desk.press("submit-all")
    assert set(RoundAnswer.objects.values_list("state", flat=True)) == {AnswerState.SUBMITTED}
    assert "A1, A2: abgegeben" in desk.said
    assert "Alles ist beantwortet." in desk.text


def test_all_or_none_where_something_is_missing(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A1", text="Neues.").type("A2", status=Status.POSTPONED, text="Später.")
    desk.press("submit-all")
    assert set(RoundAnswer.objects.values_list("state", flat=True)) == {AnswerState.TYPED}
    assert "A2: Sagen Sie, warum die Maßnahme „zurückgestellt“ ist." in desk.errors
    link = desk.page.select_one(".problems a")
    assert link is not None
    assert desk.page.select_one(str(link["href"])) is not None
    desk.type("A2", reason="Kein Geld.").press("submit-all")
    assert set(RoundAnswer.objects.values_list("state", flat=True)) == {AnswerState.SUBMITTED}


def test_nothing_new_is_no_answer(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).press("submit", "A1")
    assert "sagt nichts Neues" in desk.errors
    desk.press("prefill", "A1").press("submit", "A1")
    assert "sagt nichts Neues" in desk.errors
    assert "Wählen Sie einen Stand" in Desk(request_of_office).press("submit", "A2").errors


def test_the_last_text_is_taken_over_on_request(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office)
    assert desk.value("A1", "text") == ""
    desk.type("A1", next_steps="Etwas anderes").press("prefill", "A1")
    assert desk.value("A1", "text") == "Eine Stelle ist besetzt."
    assert desk.value("A1", "next_steps") == "Etwas anderes"


def test_what_is_submitted_can_be_taken_back_until_it_is_published(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A1", text="Voreilig.").press("submit", "A1").press("take-back", "A1")
    assert answer_about("A1").state == AnswerState.TYPED
    assert desk.value("A1", "text") == "Voreilig."
    desk.press("submit", "A1")
    RoundAnswer.objects.filter(measure__code="A1").update(state=AnswerState.PUBLISHED)
    desk.press("take-back", "A1")
    assert "ist schon veröffentlicht" in desk.errors
    assert answer_about("A1").state == AnswerState.PUBLISHED


@pytest.mark.both
def test_text_comes_back_when_unchanged_is_taken_back(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).type("A1", text="Doch etwas.", costs="500 Euro").press("unchanged", "A1")
    assert answer_about("A1").text == ""
    desk.press("take-back", "A1")
    assert (desk.value("A1", "text"), desk.value("A1", "costs")) == ("Doch etwas.", "500 Euro")
    assert desk.press("submit", "A1").errors == ""
    answer = answer_about("A1")
    assert (answer.text, answer.costs, answer.unread, answer.is_unchanged) == ("Doch etwas.", "500 Euro", {}, False)


def test_what_was_sent_back_shows_the_remark_and_stays_sent_back_while_typing(request_of_office: RoundRequest) -> None:
    RoundAnswer.objects.filter(measure__code="A2").update(
        state=AnswerState.SENT_BACK, remark="Bitte mit Datum.", text="Gemacht.", status=Status.DONE
    )
    desk = Desk(request_of_office)
    assert "Bitte mit Datum." in desk.part("A2").get_text()
    desk.type("A2", text="Am 1. Mai gemacht.").press("save", "A2")
    assert answer_about("A2").state == AnswerState.SENT_BACK
    desk.press("submit", "A2")
    assert answer_about("A2").state == AnswerState.SUBMITTED


def test_not_ours_is_a_note_to_the_planner(request_of_office: RoundRequest) -> None:
    desk = Desk(request_of_office).press("not-ours", "A2")
    assert "Schreiben Sie kurz, warum" in desk.errors
    desk.type("A2", not_ours="Das macht das Sozialamt.").press("not-ours", "A2")
    assert answer_about("A2").not_ours == "Das macht das Sozialamt."
    assert answer_about("A2").state == AnswerState.OPEN
    assert "Das macht das Sozialamt." in desk.part("A2").get_text()
    assert answer_about("A2").not_ours
    desk.press("ours", "A2")
    assert answer_about("A2").not_ours == ""


# What is asked, and how it is checked


def test_only_what_the_round_asks_is_asked() -> None:
    desk = Desk(make_office_round(questions=["text", "status"]))
    names = {name.partition("-")[2] for name in desk.fields if name.startswith("a") and "-" in name}
    assert names == {"base", "status", "text", "not_ours"}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"due": "31.02.2027", "due_reason": "Bau"}, "Einen Tag „31.02.2027“ gibt es nicht."),
        ({"due": "bald mal", "due_reason": "Bau"}, "Schreiben Sie zum Beispiel 15.10.2023"),
        ({"due": "Ende 2027"}, "Sagen Sie, warum sich die Frist verschiebt."),
        ({"due": "Ende 2020", "due_reason": "Bau"}, "endet, bevor sie beginnt"),
        ({"text": "Geht weiter."}, "Die Frist ist verstrichen."),
        ({"status": "not_feasible", "text": "Geht nicht."}, "Sagen Sie, warum die Maßnahme „nicht umsetzbar“ ist."),
        ({"status": "done", "text": "Fertig."}, ""),
        ({"due": "Ende 2027", "due_reason": "Bauverzug"}, ""),
        ({"text": "Geht weiter.", "reason": "Krankheit"}, ""),
        ({"due": "30.06.2026", "text": "Geht weiter.", "reason": "Krankheit"}, ""),
        ({"due": "laufend", "due_reason": "Beschluss vom Mai"}, ""),
        ({"costs": "x" * 501, "reason": "Krankheit"}, "500"),
    ],
)
def test_what_is_missing_or_unreadable(request_of_office: RoundRequest, typed: dict[str, str], error: str) -> None:
    late = measure("A1")
    late.start, late.due = "2025", "30.06.2026"
    late.save()
    desk = Desk(request_of_office).type("A1", **typed).press("submit", "A1")
    assert error in desk.errors
    assert (answer_about("A1").state == AnswerState.SUBMITTED) is not bool(error)
    for name, text in typed.items() if error else ():
        assert desk.value("A1", name) == text  # nothing typed is lost


@pytest.mark.both
def test_milestones_are_reached_or_moved(request_of_office: RoundRequest) -> None:
    first, second = (
        factories.make_milestone(measure("A1"), title=title, due="31.12.2025") for title in ("Bau", "Fest")
    )
    factories.make_milestone(measure("A1"), title="Längst vorbei", done_on=date(2025, 1, 1))
    desk = Desk(request_of_office)
    assert "Bau" in desk.part("A1").get_text()
    assert "Längst vorbei" not in desk.part("A1").get_text()
    done, due, why = (f"m{first.pk}__done_as", f"m{second.pk}__due", f"m{second.pk}__due_reason")
    desk.type("A1", **{done: "24.12.2026", due: "Ende 2026"}).press("submit", "A1")
    assert "Dieser Tag kommt erst noch." in desk.errors
    desk.type("A1", **{done: "irgendwann"}).press("submit", "A1")
    assert "lässt sich nicht als Datum lesen" in desk.errors
    assert desk.value("A1", done.replace("__", "-")) == "irgendwann"
    desk.type("A1", **{done: "Mai 2026"}).press("submit", "A1")
    assert "Sagen Sie, warum sich die Frist verschiebt." in desk.errors
    desk.type("A1", **{why: "Regen"}).press("submit", "A1")
    answer = answer_about("A1")
    assert answer.state == AnswerState.SUBMITTED, desk.errors
    assert answer.unread == {}
    told = {(one.milestone_id, one.done_as, one.due, one.due_reason) for one in answer.milestones.all()}
    assert told == {(first.pk, "Mai 2026", "", ""), (second.pk, "", "Ende 2026", "Regen")}
    assert "Mai 2026" in desk.part("A1").get_text()


def test_values_of_indicators(request_of_office: RoundRequest) -> None:
    indicator = factories.make_indicator(measure("A1"), interval=Interval.YEARLY)
    factories.make_value(indicator, value=50, as_of=date(2024, 12, 31))
    desk = Desk(request_of_office)
    value, day = f"v{indicator.pk}__value", f"v{indicator.pk}__as_of"
    assert desk.value("A1", day.replace("__", "-")) == "31.12.2025"
    assert "letzter Wert: 50 (31.12.2024)" in " ".join(desk.part("A1").get_text().split())
    for typed, error in (
        ({value: "viele"}, "Zahl"),
        ({value: "60", day: "31.12.2026"}, "der noch kommt"),
        ({value: "60", day: "31.12.2024"}, "hat für diesen Tag schon einen Wert"),
        ({value: "60", day: "neulich"}, "lässt sich nicht als Datum lesen"),
    ):
        desk.type("A1", **typed).press("submit", "A1")
        assert error in desk.errors
        assert desk.value("A1", value.replace("__", "-")) == typed[value]
    desk.type("A1", **{value: "1.250,5", day: "31.12.2025"}).press("submit", "A1")
    (told,) = answer_about("A1").values.all()
    assert (float(told.value), told.as_of) == (1250.5, date(2025, 12, 31))
    assert answer_about("A1").state == AnswerState.SUBMITTED


def test_a_confirmed_report_is_shown_with_the_text_that_holds(request_of_office: RoundRequest) -> None:
    first = StatusUpdate.objects.get()
    factories.make_update(measure("A1"), confirms=first, as_of=date(2026, 6, 1))
    desk = Desk(request_of_office)
    assert "Eine Stelle ist besetzt." in desk.part("A1").get_text()
    assert desk.press("unchanged", "A1").errors == ""


def test_open_questions_are_named(request_of_office: RoundRequest) -> None:
    late = measure("A1")
    late.due = "30.06.2025"
    late.save()
    text = " ".join(Desk(request_of_office).part("A1").get_text(" ").split())
    assert "Offene Fragen" in text
    assert "verspätet" in text or "verstrichen" in text


@pytest.mark.both
@pytest.mark.parametrize("number", [2, 20])
def test_the_page_needs_twelve_queries_however_many_measures_there_are(
    number: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = make_office_round(number=number)
    for one in request.answers.select_related("measure"):
        factories.make_update(one.measure, status="", as_of=date(2026, 2, 1))  # the last word is an older one
        factories.make_milestone(one.measure)
        indicator = factories.make_indicator(one.measure)
        factories.make_value(indicator)
        factories.make_target(indicator)
    with django_assert_num_queries(13):
        assert client.get(page_of(request)).status_code == 200
