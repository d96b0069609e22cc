"""Several measures of a report become one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.choices import AuditKind, Publication, Role
from catalog.models import AuditEntry, DeletedThing, Measure, MeasureTheme, Report, Responsibility
from catalog.recycle_bin.restore import restore
from monitoring.choices import AnswerState, Status
from monitoring.models import RoundAnswer, StatusUpdate
from reports.models import Subscriber, Subscription
from tests import factories
from tests.reports.pages import sent_by_preview, text
from tests.themes import Themes

pytestmark = pytest.mark.django_db


class Story:
    """A1 stays, A3 becomes part of it; both are led by somebody and were reported on."""

    def __init__(self) -> None:
        make = factories
        self.report = make.make_report(title="Plan")
        self.city = self.report.municipality
        self.office = make.make_office(self.city, name="Jobcenter")
        self.other = make.make_office(self.city, name="Jugendamt")
        self.first = make.make_measure(
            self.report,
            code="A1",
            title="Beratung",
            description="Beraten.",
            lead=self.office,
            paper_references="Drs. 1",
        )
        self.third = make.make_measure(
            self.report, code="A3", title="Treff", description="Treffen.", lead=self.other, due="Ende 2027"
        )
        for measure, reference in ((self.first, "Drs. 1"), (self.third, "Drs. 2")):
            measure.paper_references = reference
            measure.save()
        self.part = make.make_measure(parent=self.third, code="M1", title="Plakate")
        make.make_update(self.first, text="Läuft.", as_of=date(2024, 5, 1))
        make.make_update(self.third, status=Status.DONE, text="Fertig.", as_of=date(2025, 2, 1))
        make.make_milestone(self.third, title="Eröffnung")
        make.make_value(make.make_indicator(self.third, name="Gäste"))
        make.make_discussion(self.third)
        self.client = Client()
        self.planner = make.make_planner(self.city)
        self.client.force_login(self.planner)
        self.url = reverse("measure-merge", args=[self.first.pk])

    def previews(self, *others: Measure, **fields: Any) -> BeautifulSoup:
        chosen = [other.pk for other in others or [self.third]]
        sent = {"title": "Beratung und Treff", "takes_texts": "on", "others": chosen, **fields}
        return self.post({name: value for name, value in sent.items() if value is not None})

    def post(self, form: dict[str, Any]) -> BeautifulSoup:
        return BeautifulSoup(self.client.post(self.url, form, follow=True).text, "lxml")

    def confirms(self, page: BeautifulSoup) -> str:
        return text(self.post({**sent_by_preview(page), "confirm": "1"}))

    def merges(self, *others: Measure, **fields: Any) -> str:
        return self.confirms(self.previews(*others, **fields))

    @property
    def stored(self) -> Measure:
        return Measure.objects.get(pk=self.first.pk)


@pytest.fixture
def story() -> Story:
    return Story()


def test_the_measure_leads_to_the_page_which_offers_the_others(story: Story) -> None:
    form = story.client.get(reverse("admin:catalog_measure_change", args=[story.first.pk]))
    assert story.url in form.content.decode()
    page = BeautifulSoup(story.client.get(story.url).text, "lxml")
    assert [int(str(box["value"])) for box in page.select("input[name=others]")] == [story.third.pk]


@pytest.mark.both
def test_the_preview_says_what_comes_of_it_and_writes_nothing(story: Story) -> None:
    page = story.previews()
    words = text(page)
    assert "Beratung und Treff" in words
    assert "A3: Treffen." in words
    assert "Statusmeldungen, die übergehen: 1" in words
    assert "Ihr Stand ist dann: umgesetzt (01.02.2025)" in words
    assert Measure.objects.filter(pk=story.third.pk).exists()
    assert story.stored.title == "Beratung"
    assert not AuditEntry.objects.filter(kind=AuditKind.MERGED).exists()
    assert not DeletedThing.objects.filter(municipality=story.city).exists()


@pytest.mark.both
def test_all_that_belongs_to_the_other_goes_over(story: Story) -> None:
    said = story.merges()
    assert (
        "A3 Treff gehört jetzt zu „A1 Beratung und Treff“ und liegt im Papierkorb. Jetzt öffentlich zu sehen." in said
    )
    merged = story.stored
    assert (merged.title, merged.description) == ("Beratung und Treff", "Beraten.\n\nA3: Treffen.")
    assert (merged.due, merged.paper_references) == ("Ende 2027", "Drs. 1\nDrs. 2")
    assert [update.text for update in merged.status_updates.all()] == ["Fertig.", "Läuft."]
    assert merged.milestones.get().title == "Eröffnung"
    indicator = merged.indicators.get()
    assert (indicator.name, indicator.values.count()) == ("Gäste", 1)
    assert merged.discussions.count() == 1
    assert merged.parts.get() == story.part
    assert {one.office.name: one.role for one in merged.responsibilities.all()} == {
        "Jobcenter": "lead",
        "Jugendamt": "lead",
    }
    assert not Measure.objects.filter(pk=story.third.pk).exists()
    assert AuditEntry.objects.get(kind=AuditKind.MERGED).subject == "A3 Treff → A1 Beratung und Treff"
    version = merged.history.latest()
    assert (version.history_user, version.history_change_reason) == (story.planner, "zusammengeführt mit A3 Treff")
    assert merged.milestones.get().history.latest().history_change_reason == "übernommen aus A3 Treff"


def test_a_deadline_that_is_given_up_is_named(story: Story) -> None:
    story.first.due = "Ende 2028"
    story.first.save()
    assert "Die Frist bleibt „Ende 2028“; die von A3 war „Ende 2027“" in text(story.previews())


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ("third", "„A3 Treff“ ist nicht veröffentlicht; was übergeht, ist es von da an"),
        ("first", "„A3 Treff“ ist veröffentlicht; was übergeht, ist es nicht mehr"),
    ],
)
def test_what_becomes_public_or_hidden_is_said_before(story: Story, hidden: str, said: str) -> None:
    measure = getattr(story, hidden)
    measure.publication = Publication.DRAFT
    measure.save()
    assert said in text(story.previews())


@pytest.mark.both
def test_the_page_asks_as_much_for_many_measures_as_for_few(story: Story) -> None:
    def number() -> int:
        with CaptureQueriesContext(connection) as queries:
            story.client.get(story.url)
        return len(queries)

    number()
    few = number()
    for _ in range(5):
        factories.make_measure(story.report, section=factories.make_section(story.report))
    assert number() == few


def test_texts_of_the_other_stay_out_where_that_is_wished(story: Story) -> None:
    story.merges(takes_texts=None)
    assert story.stored.description == "Beraten."


def test_the_address_of_the_other_leads_to_the_one(story: Story) -> None:
    before = [story.third.get_absolute_url(), story.part.get_absolute_url(), f"/k/m{story.third.pk}/"]
    story.merges()
    here = story.stored.get_absolute_url()
    stranger = Client()
    assert [stranger.get(url, follow=True).request["PATH_INFO"] for url in before] == [here, f"{here}M1/", here]


@pytest.mark.both
def test_an_address_leads_on_through_two_merges(story: Story) -> None:
    before = story.third.get_absolute_url()
    second = factories.make_measure(story.report, code="A2", title="Konzept")
    story.url = reverse("measure-merge", args=[second.pk])
    story.merges(story.third)
    story.url = reverse("measure-merge", args=[story.first.pk])
    story.merges(second)
    for url in (before, f"/k/m{story.third.pk}/"):
        assert Client().get(url, follow=True).request["PATH_INFO"] == story.stored.get_absolute_url()


@pytest.mark.both
def test_what_both_reported_as_of_a_day_is_said_in_one_update(story: Story) -> None:
    factories.make_update(story.third, status=Status.DONE, text="Auch.", as_of=date(2024, 5, 1))
    page = story.previews()
    assert "Die Meldung vom 01.05.2024 sagt, was beide sagten; ihr Stand ist „in Umsetzung“" in text(page)
    story.confirms(page)
    update = StatusUpdate.objects.get(measure=story.first, as_of=date(2024, 5, 1))
    assert (update.text, update.status) == ("Läuft.\n\nA3: Auch.", Status.IN_PROGRESS)


@pytest.mark.both
def test_rows_of_the_same_name_are_told_apart(story: Story) -> None:
    factories.make_milestone(story.first, title="Eröffnung")
    factories.make_indicator(story.first, name="Gäste")
    factories.make_discussion(story.first)
    story.merges()
    assert {one.title for one in story.first.milestones.all()} == {"Eröffnung", "Eröffnung (A3)"}
    assert {one.name for one in story.first.indicators.all()} == {"Gäste", "Gäste (A3)"}
    assert {one.phase for one in story.first.discussions.all()} == {"Phase I", "Phase I (A3)"}


@pytest.mark.both
def test_an_office_named_twice_keeps_the_lead(story: Story) -> None:
    Responsibility.objects.create(measure=story.first, office=story.other, role=Role.PARTICIPATING)
    story.merges()
    assert Responsibility.objects.get(measure=story.first, office=story.other).role == Role.LEAD


@pytest.mark.both
def test_themes_of_both_are_those_of_the_one(story: Story) -> None:
    section = factories.make_section(story.report, Themes.WORK)
    Measure.objects.filter(pk=story.first.pk).update(section=section)
    MeasureTheme.objects.create(measure=story.third, theme=Themes.HOUSING.row)
    story.merges()
    assert set(story.first.themes.values_list("theme__slug", flat=True)) == {Themes.WORK, Themes.HOUSING}


@pytest.mark.both
def test_closed_rounds_keep_what_they_asked(story: Story) -> None:
    closed = factories.make_round(story.report, closed_at=timezone.now())
    request = factories.make_request(closed, story.office, story.first, story.third)
    story.merges()
    answers = RoundAnswer.objects.filter(request=request).order_by("pk")
    assert [answer.asked_about for answer in answers] == ["A1 Beratung und Treff", "A3 Treff"]
    page = text(BeautifulSoup(story.client.get(reverse("admin:round_request", args=[request.pk])).text, "lxml"))
    assert "A3 Treff" in page


@pytest.mark.both
def test_a_running_round_asks_about_the_one(story: Story) -> None:
    running = factories.make_round(story.report)
    both = factories.make_request(running, story.office, story.first, story.third)
    one = factories.make_request(running, story.other, story.third)
    page = story.previews()
    assert "Jobcenter wird in" in text(page)
    story.confirms(page)
    assert [answer.measure for answer in both.answers.all()] == [story.first]
    assert [answer.measure for answer in one.answers.all()] == [story.first]


@pytest.mark.parametrize("state", [AnswerState.TYPED, AnswerState.SUBMITTED, AnswerState.SENT_BACK])
def test_an_answer_in_hand_is_decided_first(story: Story, state: AnswerState) -> None:
    request = factories.make_request(factories.make_round(story.report), story.other)
    factories.make_answer(request, story.third, state=state, text="Neu.")
    page = story.previews()
    assert "Jugendamt antwortet gerade zu A3 Treff" in text(page)
    assert not page.select("input[name=shown]")


@pytest.mark.both
def test_subscribers_follow_the_one(story: Story) -> None:
    kim, ali = (Subscriber.objects.create(email=f"{name}@example.org") for name in ("kim", "ali"))
    for subscriber, measure in ((kim, story.third), (ali, story.third), (ali, story.first)):
        Subscription.objects.create(subscriber=subscriber, measure=measure, asked_at=timezone.now())
    story.merges()
    assert Subscription.objects.filter(measure=story.first).count() == 2
    assert Subscription.objects.filter(subscriber__in=[kim, ali]).count() == 2


def test_the_next_report_names_the_one_as_predecessor(story: Story) -> None:
    later = factories.make_measure(factories.make_report(story.city), predecessor=story.third)
    story.merges()
    assert Measure.objects.get(pk=later.pk).predecessor == story.stored


@pytest.mark.both
def test_the_recycle_bin_brings_back_the_measure_itself(story: Story) -> None:
    url = story.third.get_absolute_url()
    story.merges()
    restore(DeletedThing.objects.get(municipality=story.city), story.planner)
    back = Measure.objects.get(pk=story.third.pk)
    assert (back.title, back.description, back.status_updates.count()) == ("Treff", "Treffen.", 0)
    assert Client().get(url).status_code == 200


@pytest.mark.both
def test_what_somebody_else_wrote_meanwhile_is_not_lost(story: Story) -> None:
    page = story.previews()
    factories.make_update(story.third, status=Status.POSTPONED, reason="Umbau", as_of=date(2026, 1, 1))
    again = story.post({**sent_by_preview(page), "confirm": "1"})
    assert "Inzwischen wurde etwas geändert. Es wurde nichts geschrieben." in text(again)
    assert "zurückgestellt (01.01.2026)" in text(again)
    assert Measure.objects.filter(pk=story.third.pk).exists()
    story.confirms(again)
    assert story.first.status_updates.count() == 3


def test_parts_with_the_same_number_are_refused(story: Story) -> None:
    factories.make_measure(parent=story.first, code="M1")
    assert "Zwei Teile hätten die Nummer „M1“" in text(story.previews())


def test_only_what_lies_beside_it_can_become_part_of_it(story: Story) -> None:
    elsewhere = factories.make_measure(factories.make_report(story.city))
    away = factories.make_measure(factories.make_report(factories.make_municipality()))
    for other in (elsewhere, away, story.part, story.first):
        assert story.previews(other).select(".errorlist")
    assert "Kreuzen Sie mindestens eine Maßnahme an" in text(story.previews(others=None))


def test_a_closed_report_stays_as_it_is(story: Story) -> None:
    page = story.previews()
    Report.objects.filter(pk=story.report.pk).update(is_closed=True)
    assert story.client.post(story.url, {**sent_by_preview(page), "confirm": "1"}).status_code == 403
    assert Measure.objects.filter(pk=story.third.pk).exists()


@pytest.mark.both
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"others": ["x", "9" * 30]},
        {"title": "\0", "others": ["THIRD"]},
        {"title": "x" * 600, "others": ["THIRD"]},
        {"title": "x", "others": ["THIRD"], "confirm": "1", "shown": "x"},
    ],
)
def test_odd_input_is_no_fault(story: Story, form: dict[str, Any]) -> None:
    third = str(story.third.pk)
    sent = {name: third if value == ["THIRD"] else value for name, value in form.items()}
    assert story.client.post(story.url, sent).status_code == 200
    assert story.client.get(story.url + "?with=x&with=²").status_code == 200
    assert Measure.objects.filter(pk=story.third.pk).exists()


@pytest.mark.both
def test_files_go_over_and_those_of_an_update_stay_with_its_words(story: Story) -> None:
    same_day = factories.make_update(story.third, as_of=date(2024, 5, 1), text="Auch.")
    plain = factories.make_attachment(story.third)
    of_update = factories.make_attachment(story.third, update=same_day)

    story.confirms(story.previews())

    for file in (plain, of_update):
        file.refresh_from_db()
        assert file.measure == story.first
    assert of_update.update == StatusUpdate.objects.get(measure=story.first, as_of=date(2024, 5, 1))


def test_comments_and_their_answers_go_over(story: Story) -> None:
    comment = factories.make_comment(story.third)
    answer = factories.make_comment(story.third, thread=comment, text="Im Mai.")

    story.confirms(story.previews())

    for row in (comment, answer):
        row.refresh_from_db()
        assert row.measure == story.first


@pytest.mark.both
@pytest.mark.parametrize("make", [factories.make_attachment, factories.make_comment])
def test_what_somebody_adds_after_the_preview_is_noticed(story: Story, make: Callable[[Measure], object]) -> None:
    page = story.previews()
    make(story.third)

    assert "Inzwischen wurde etwas geändert" in story.confirms(page)
    assert Measure.objects.filter(pk=story.third.pk).exists()
