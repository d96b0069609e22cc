"""What others do while a round runs: measures go and come back, offices are dissolved, people leave."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import DeletedThing
from catalog.recycle_bin.cascade import remove
from catalog.traces.places import find
from catalog.traces.removing import remove_from
from catalog.traces.words import Sought
from monitoring.choices import AnswerState
from monitoring.models import AnsweredMilestone, AnsweredValue, LetterTemplate, RoundAnswer, RoundRequest
from monitoring.rounds.office.answering import Typed, Writer, save_typed
from monitoring.rounds.opening import RoundStateError, hand_over
from tests import factories
from tests.admin_pages import admin_url
from tests.monitoring.rounds.office import answer_about, make_office_round, measure, page_of

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def asked() -> RoundRequest:
    return make_office_round()


@pytest.fixture
def planner(client: Client, asked: RoundRequest) -> Client:
    client.force_login(factories.make_planner(asked.round.municipality, username="planung"))
    return client


def everything() -> dict[str, list[dict[str, Any]]]:
    tables: list[Any] = [RoundRequest, RoundAnswer, AnsweredMilestone, AnsweredValue]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in tables}


@pytest.mark.both
@pytest.mark.parametrize("what", ["measure", "milestone", "indicator", "update"])
def test_what_goes_into_the_bin_comes_back_with_its_answers(planner: Client, asked: RoundRequest, what: str) -> None:
    answer = answer_about("A1")
    milestone, indicator = factories.make_milestone(measure("A1")), factories.make_indicator(measure("A1"))
    AnsweredMilestone.objects.create(answer=answer, milestone=milestone, done_as="Mai 2026")
    AnsweredValue.objects.create(answer=answer, indicator=indicator, value=Decimal(3), as_of=date(2026, 6, 30))
    answer.update = measure("A1").status_updates.get()
    answer.state, answer.text = AnswerState.SUBMITTED, "Gebaut."
    answer.save()
    before = everything()
    row = {"measure": measure("A1"), "milestone": milestone, "indicator": indicator, "update": answer.update}[what]
    remove([row], None)
    pages = [page_of(asked), admin_url("round_review", asked.round.pk), admin_url("round_request", asked.pk)]
    assert [planner.get(page).status_code for page in pages] == [200, 200, 200]
    planner.post(admin_url("catalog_deletedthing_change", DeletedThing.objects.get().pk), follow=True)
    assert everything() == before


def test_nothing_is_handed_over_to_offices_that_cannot_answer(asked: RoundRequest) -> None:
    city = asked.round.municipality
    gone = factories.make_office(city, dissolved_on=date(2026, 1, 1))
    elsewhere = factories.make_office(factories.make_municipality())
    for office in (gone, elsewhere):
        with pytest.raises(RoundStateError, match=office.name):
            hand_over(asked.answers.all(), office, "")
    assert asked.answers.count() == 2


def test_an_office_that_was_asked_before_gets_the_note_and_a_link_that_opens(asked: RoundRequest) -> None:
    other = factories.make_request(asked.round, factories.make_office(asked.round.municipality))
    other.revoke()
    given = hand_over([answer_about("A2")], other.office, "Bitte übernehmen.")
    assert (given.pk, given.note, given.handed_over_by) == (other.pk, "Bitte übernehmen.", asked.office)
    assert list(RoundRequest.objects.with_token(given.token)) == [given]


def test_a_note_by_telephone_replaces_all_that_the_office_has_typed(planner: Client, asked: RoundRequest) -> None:
    answer = answer_about("A1")
    milestone = factories.make_milestone(measure("A1"))
    AnsweredMilestone.objects.create(answer=answer, milestone=milestone, done_as="Mai 2026")
    RoundAnswer.objects.filter(pk=answer.pk).update(unread={"due": "bald"}, not_ours="Das macht ein anderes Amt.")
    planner.post(admin_url("round_note", answer.pk), {"version": answer.version, "is_unchanged": "on"})
    noted = answer_about("A1")
    assert (noted.state, noted.is_unchanged) == (AnswerState.SUBMITTED, True)
    assert (list(noted.milestones.all()), noted.unread, noted.not_ours) == ([], {}, "")


def test_the_note_shows_the_text_that_still_holds(planner: Client, asked: RoundRequest) -> None:
    told = measure("A1").status_updates.get()
    factories.make_update(measure("A1"), text="", next_steps="", as_of=date(2026, 5, 1), confirms=told)
    assert "Eine Stelle ist besetzt." in planner.get(admin_url("round_note", answer_about("A1").pk)).text


def test_using_the_page_leaves_no_versions_and_a_clean_name(client: Client, asked: RoundRequest) -> None:
    versions = asked.history.count()
    client.post(page_of(asked), {"act": "seen", "answered_by": " Frau\x00 \u202eWeiß\u200b\n"})
    asked.refresh_from_db()
    assert asked.last_used_by == "Frau Weiß"
    assert asked.history.count() == versions


def test_a_person_who_leaves_is_found_in_all_that_a_round_keeps(asked: RoundRequest) -> None:
    admin = factories.make_user(is_superuser=True, is_staff=True)
    name = "Käthe Wunderlich"
    RoundRequest.objects.update(last_used_by=name, note=f"Fragt {name}.")
    RoundAnswer.objects.filter(measure__code="A1").update(
        answered_by=name, remark=f"{name} weiß mehr.", not_ours=f"Das macht {name}.", unread={"due": name}
    )
    asked.round.letter = f"Rückfragen an {name}"
    asked.round.save()
    LetterTemplate.objects.create(municipality=asked.round.municipality, subject="Bitte", text=f"Gruß, {name}")
    sought = Sought("Käthe", "Wunderlich", "kwunder", "kaethe@stadt.example")
    found = find(sought, admin)
    assert {place.field for place in found.places} >= {
        *("last_used_by", "note", "answered_by", "remark", "not_ours", "unread", "letter", "text"),
    }
    remove_from(None, sought, admin)
    assert [place.id for place in find(sought, admin).places if not place.stays] == []
    assert name not in str(everything())


@pytest.mark.only("postgresql")
def test_nobody_answers_while_the_round_is_being_closed(asked: RoundRequest) -> None:
    with CaptureQueriesContext(connection) as queries:
        save_typed(asked, answer_about("A1").pk, None, Typed(fields={"text": "Neu"}), Writer())
    locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert '"monitoring_reportinground"' in locks[0]
