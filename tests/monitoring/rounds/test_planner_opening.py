"""A planner opens a round: settings, measures, offices, question; then the offices are written to, each once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import MailKind, MailState, Role
from catalog.models import DeletedThing, Municipality, Office, Report, SentMail, User
from catalog.recycle_bin.cascade import remove
from catalog.recycle_bin.restore import restore
from monitoring.choices import RoundQuestion, Status
from monitoring.models import LetterTemplate, ReportingRound, RoundRequest
from monitoring.rounds.opening import choose_usual_measures
from monitoring.rounds.planning import opening_views
from tests import factories
from tests.admin_pages import admin_url
from tests.queued import do_queued, number_queued
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.usefixtures("without_cities")
DAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg")


@pytest.fixture
def report(city: Municipality) -> Report:
    return factories.make_report(city)


@pytest.fixture
def office(city: Municipality) -> Office:
    return factories.make_office(city, name="Jugendamt", email="jugendamt@example.org")


@pytest.fixture
def person(city: Municipality) -> User:
    return factories.make_planner(city, email="planung@example.org")


@pytest.fixture
def planner(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def draft(report: Report) -> ReportingRound:
    """A draft on one report, as its settings have made it."""
    made = factories.make_round(
        report, title="Halbjahr 2/2026", slug="halbjahr-2-2026", opened_at=None, open_until=date(2027, 1, 28)
    )
    choose_usual_measures(made, DAY)
    return made


def settings_of(client: Client, url: str) -> dict[str, Any]:
    """What the form of the settings would send untouched."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    days = {name: value.isoformat() for name, value in values.items() if isinstance(value, date)}
    reports = [getattr(one, "pk", one) for one in values["reports"] or []]
    sent = {name: "" if value is None else value for name, value in values.items() if value is not False}
    return {**sent, **days, "reports": reports}


def page(name: str, *args: Any) -> str:
    return admin_url(f"round_{name}", *args)


def choose_again(draft: ReportingRound) -> None:
    choose_usual_measures(draft, DAY)


def confirm(client: Client, draft: ReportingRound) -> None:
    seen = client.get(page("open", draft.pk)).context["seen"]
    client.post(page("open", draft.pk), {"seen": seen})


def test_the_settings_propose_the_half_year_and_the_name_makes_the_address(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="A1")
    factories.make_update(factories.make_measure(report, code="A2"), status=Status.DONE)
    url = admin_url("monitoring_reportinground_add")
    sent = settings_of(planner, url)
    assert (sent["title"], sent["as_of"], sent["open_until"]) == ("Half-year 2/2026", "2026-12-31", "2027-01-28")
    assert "{frist}" in sent["letter"]
    assert sent["reports"] == [report.pk]  # the only one there is
    planner.post(url, sent)
    made = ReportingRound.objects.get()
    assert (made.slug, made.municipality, made.is_draft) == ("half-year-2-2026", report.municipality, True)
    assert set(made.questions) == set(RoundQuestion.values) - {RoundQuestion.COSTS}
    assert [measure.code for measure in made.measures.all()] == ["A1"]
    assert not SentMail.objects.exists()


def test_the_name_follows_the_day_unless_somebody_has_typed_one(planner: Client, report: Report) -> None:
    url = admin_url("monitoring_reportinground_add")
    sent = {**settings_of(planner, url), "reports": [report.pk], "as_of": "2026-06-30"}
    planner.post(url, sent)
    planner.post(url, {**sent, "title": "Sonderabfrage Wohnen"})
    assert set(ReportingRound.objects.values_list("title", flat=True)) == {"Half-year 1/2026", "Sonderabfrage Wohnen"}


def test_reports_of_two_cities_are_not_one_round(client: Client, report: Report) -> None:
    other = factories.make_report()
    client.force_login(factories.make_planner(report.municipality, other.municipality))
    url = admin_url("monitoring_reportinground_add")
    response = client.post(url, {**settings_of(client, url), "reports": [report.pk, other.pk]})
    assert "of one municipality" in response.content.decode()
    assert not ReportingRound.objects.exists()


def test_a_name_is_taken_once_and_unknown_placeholders_are_named(planner: Client, draft: ReportingRound) -> None:
    url = admin_url("monitoring_reportinground_add")
    sent = {**settings_of(planner, url), "reports": [draft.reports.get().pk], "title": draft.title}
    page_of_errors = planner.post(url, {**sent, "letter": "Guten Tag,\n{name}"}).content.decode()
    assert "already has a round of this name" in page_of_errors
    assert "Line 2: there is no placeholder “name”" in page_of_errors


def test_two_planners_do_not_overwrite_each_others_settings(planner: Client, draft: ReportingRound) -> None:
    url = page("settings", draft.pk)
    shown = planner.get(url)
    sent = {**settings_of(planner, url), "seen": shown.context["seen"]}
    draft.title = "Anders"
    draft.save()
    answer = planner.post(url, {**sent, "title": "Meins"}, follow=True)
    assert "changed meanwhile" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Anders"


def test_filters_narrow_the_list_and_ticks_are_kept_across_them(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    led = factories.make_measure(report, code="A1", lead=office)
    other = factories.make_measure(report, code="A2")
    late = factories.make_measure(report, code="A3", due="Ende 2025")
    choose_again(draft)
    url = page("measures", draft.pk)
    assert texts(get(planner, f"{url}?lead={office.pk}"), "tbody th") == [str(led)]
    assert texts(get(planner, f"{url}?deadline=gap"), "tbody th") == [str(late)]
    assert texts(get(planner, f"{url}?silent=on"), "tbody th") == [str(led), str(other), str(late)]
    shown = {"shown": f"{led.pk},{other.pk},{late.pk}", "measure": [led.pk, late.pk]}
    answer = planner.post(url, {**shown, "go": "filter", "lead": office.pk})
    assert answer.headers["Location"] == f"{url}?lead={office.pk}"
    planner.post(url, {"shown": f"{led.pk}", "go": "none", "lead": office.pk})
    assert [measure.code for measure in draft.measures.all()] == ["A3"]
    planner.post(url, {"shown": "", "go": "all"})
    assert draft.measures.count() == 3


def test_parts_stand_below_their_whole(planner: Client, draft: ReportingRound, report: Report) -> None:
    first = factories.make_measure(report, code="A1", title="Erste")
    factories.make_update(first)
    factories.make_measure(parent=first, code="M1", title="Teil")
    factories.make_measure(report, code="A2", title="Zweite")
    assert texts(get(planner, page("measures", draft.pk)), "tbody th") == ["A1 Erste", "A1 M1 Teil", "A2 Zweite"]


def test_nobody_can_report_a_day_that_is_not_reached(planner: Client, report: Report) -> None:
    url = admin_url("monitoring_reportinground_add")
    sent = {**settings_of(planner, url), "reports": [report.pk], "open_until": "2026-12-24"}
    assert "before the day whose state the offices report" in planner.post(url, sent).content.decode()
    assert not ReportingRound.objects.exists()


def test_a_measure_of_somebody_else_cannot_be_ticked(planner: Client, draft: ReportingRound) -> None:
    foreign = factories.make_measure()
    planner.post(page("measures", draft.pk), {"shown": f"{foreign.pk}", "measure": [foreign.pk]})
    assert not draft.measures.exists()


def test_offices_without_an_address_and_measures_without_an_office_are_named_before(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    silent = factories.make_office(report.municipality, name="Sportamt")
    factories.make_measure(report, code="A1", lead=office)
    factories.make_measure(report, code="A2", lead=silent)
    factories.make_measure(report, code="A3", title="Verwaist")
    choose_again(draft)
    shown = text(get(planner, page("offices", draft.pk)), "#content-main")
    assert "1 office has no e-mail address yet and would get no mail. Type it in below: Sportamt" in shown
    assert "A3 Verwaist" in shown
    answer = planner.post(
        page("offices", draft.pk),
        {f"email_{silent.pk}": "sport@example.org", f"email_{office.pk}": office.email, "go": "open"},
    )
    assert answer.headers["Location"] == page("open", draft.pk)
    silent.refresh_from_db()
    assert silent.email == "sport@example.org"
    assert silent.history.count() == 2
    assert office.history.count() == 1


def test_the_letter_is_shown_as_the_first_office_gets_it(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    draft.letter = "Liebes {amt}, {anzahl} bis {frist}: {runde}, Stand {stand}. {kommune}"
    draft.save()
    factories.make_measure(report, code="A1", title="Spielplatz", lead=office)
    choose_again(draft)
    letter = text(get(planner, page("offices", draft.pk)), ".round-letter")
    assert "Liebes Jugendamt, 1 Maßnahme bis 28.01.2027: Halbjahr 2/2026, Stand 30.06.2026. Heidelberg" in letter
    assert "- A1 Spielplatz" in letter
    assert "/rueckmeldung/probelauf/" in letter
    assert "PROBELAUF" not in letter


def test_a_rehearsal_sends_everything_to_the_planner_and_opens_nothing(
    planner: Client, draft: ReportingRound, report: Report, office: Office, mailoutbox: list[EmailMessage]
) -> None:
    factories.make_measure(report, lead=office)
    factories.make_measure(report, lead=factories.make_office(report.municipality))
    choose_again(draft)
    for _click in range(2):
        planner.post(page("rehearse", draft.pk))
    do_queued()
    assert [mail.to for mail in mailoutbox] == [["planung@example.org"]] * 2
    assert all("PROBELAUF. Diese Mail ginge an: " in mail.body for mail in mailoutbox)
    assert set(SentMail.objects.values_list("kind", flat=True)) == {MailKind.ROUND_REHEARSAL}
    draft.refresh_from_db()
    assert draft.is_draft
    assert not RoundRequest.objects.exists()


def test_a_planner_without_an_address_is_told_that_nothing_can_be_rehearsed(
    planner: Client, draft: ReportingRound, person: User
) -> None:
    person.email = ""
    person.save()
    answer = planner.post(page("rehearse", draft.pk), follow=True)
    assert "Your own e-mail address is not known" in answer.content.decode()
    assert number_queued() == 0


@pytest.mark.both
def test_opening_asks_once_more_and_writes_to_each_office_once(
    planner: Client, draft: ReportingRound, report: Report, office: Office, mailoutbox: list[EmailMessage]
) -> None:
    led = factories.make_measure(report, code="A1", lead=office)
    factories.make_measure(report, code="A2", lead=factories.make_office(report.municipality, name="Ohne Adresse"))
    choose_again(draft)
    asked = get(planner, page("open", draft.pk))
    assert "Open the round and write to 1 office" in text(asked, "form .submit-row")
    assert "Ohne Adresse" in text(asked, ".import-result")
    assert ReportingRound.objects.get().is_draft
    seen = planner.get(page("open", draft.pk)).context["seen"]
    for _click in range(2):
        planner.post(page("open", draft.pk), {"seen": seen})
    assert not mailoutbox  # the worker sends them
    do_queued()
    requests = {one.office.name: one for one in RoundRequest.objects.select_related("office")}
    assert set(requests) == {"Jugendamt", "Ohne Adresse"}
    assert [mail.to for mail in mailoutbox] == [["jugendamt@example.org"]]
    asking = requests["Jugendamt"]
    assert f"/rueckmeldung/{asking.token}/" in mailoutbox[0].body
    assert str(led) in mailoutbox[0].body
    assert mailoutbox[0].extra_headers["Auto-Submitted"] == "auto-generated"
    assert asking.sent_at
    entry = SentMail.objects.get()
    assert (entry.key, entry.state) == (f"round-request:{asking.pk}:{asking.digest[:12]}", MailState.SENT)
    planner.post(page("send_again", draft.pk))
    do_queued()
    assert len(mailoutbox) == 1


def test_what_has_changed_since_the_question_is_asked_again(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    factories.make_measure(report, lead=office)
    choose_again(draft)
    seen = planner.get(page("open", draft.pk)).context["seen"]
    factories.make_measure(report, lead=office)
    choose_again(draft)
    answer = planner.post(page("open", draft.pk), {"seen": seen}, follow=True)
    assert "These are the numbers now" in answer.content.decode()
    assert ReportingRound.objects.get().is_draft


def test_participants_are_written_to_on_request(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    measure = factories.make_measure(report, lead=office)
    partner = factories.make_office(report.municipality, name="Kulturamt")
    factories.make_responsibility(measure, partner, role=Role.PARTICIPATING)
    choose_again(draft)
    assert "Kulturamt" not in text(get(planner, page("offices", draft.pk)), ".round-table")
    draft.asks_participants = True
    draft.save()
    assert "Kulturamt" in text(get(planner, page("offices", draft.pk)), ".round-table")


def test_pages_and_mails_cost_as_little_for_many_measures(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            get(planner, page(name, draft.pk))
        return len(captured)

    names = ("measures", "offices", "open")
    factories.make_measure(report, lead=office)
    choose_again(draft)
    few = {name: queries(name) for name in names}
    for _number in range(20):
        factories.make_measure(report, lead=factories.make_office(report.municipality))
    choose_again(draft)
    assert {name: queries(name) for name in names} == few


def test_sending_asks_the_database_as_often_for_each_office(
    planner: Client, draft: ReportingRound, report: Report, mailoutbox: list[EmailMessage]
) -> None:
    """So it is in memory: one office at a time, with its measures."""
    for name in ("a", "b", "c"):
        led = factories.make_office(report.municipality, email=f"{name}@example.org")
        for _number in range({"a": 1, "b": 5, "c": 20}[name]):
            factories.make_measure(report, lead=led)
    choose_again(draft)
    confirm(planner, draft)
    with CaptureQueriesContext(connection) as captured:
        do_queued()
    assert len(mailoutbox) == 3
    of_answers = [query for query in captured.captured_queries if 'FROM "monitoring_roundanswer"' in query["sql"]]
    assert len(of_answers) == 3


def test_a_draft_goes_to_the_recycle_bin_and_comes_back_whole(draft: ReportingRound, report: Report) -> None:
    factories.make_measure(report)
    choose_again(draft)
    remove([draft], None)
    assert not ReportingRound.objects.exists()
    restore(DeletedThing.objects.get(), None)
    back = ReportingRound.objects.get()
    assert (list(back.reports.all()), back.measures.count()) == ([report], 1)


def test_a_round_that_was_opened_cannot_be_deleted(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    factories.make_measure(report, lead=office)
    choose_again(draft)
    confirm(planner, draft)
    assert planner.post(admin_url("monitoring_reportinground_delete", draft.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
    planner.post(admin_url("monitoring_reportinground_changelist"), chosen)
    assert ReportingRound.objects.exists()


def test_a_draft_that_was_opened_meanwhile_leads_to_its_page(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    factories.make_measure(report, lead=office)
    choose_again(draft)
    confirm(planner, draft)
    for name in ("measures", "offices", "open"):
        assert planner.get(page(name, draft.pk)).headers["Location"] == page("missing", draft.pk)
    assert planner.post(page("rehearse", draft.pk)).headers["Location"] == page("missing", draft.pk)


def test_a_round_is_repeated_half_a_year_later(planner: Client, report: Report) -> None:
    factories.make_measure(report)
    previous = factories.make_round(
        report,
        title="Runde 3",
        as_of=date(2026, 6, 30),
        open_until=date(2026, 7, 31),
        questions=[RoundQuestion.STATUS],
        needs_login=True,
        remind_after=None,
        letter="Liebe Kollegen",
    )
    url = f"{admin_url('monitoring_reportinground_add')}?previous={previous.pk}"
    sent = settings_of(planner, url)
    assert (sent["title"], sent["as_of"], sent["open_until"]) == ("Runde 4", "2026-12-31", "2027-01-31")
    planner.post(url, sent)
    made = ReportingRound.objects.get(title="Runde 4")
    assert made.previous == previous
    assert (made.questions, made.needs_login, made.remind_after) == ([RoundQuestion.STATUS], True, None)
    assert (made.letter, list(made.reports.all())) == ("Liebe Kollegen", [report])


def test_the_letter_of_the_municipality_stands_in_a_new_round(planner: Client, report: Report) -> None:
    planner.post(
        admin_url("monitoring_lettertemplate_add"),
        {"municipality": report.municipality.pk, "subject": "{runde}", "text": "Hochachtungsvoll\n{kommune}"},
    )
    assert LetterTemplate.objects.get().municipality == report.municipality
    sent = settings_of(planner, admin_url("monitoring_reportinground_add"))
    assert (sent["subject"], sent["letter"]) == ("{runde}", "Hochachtungsvoll\n{kommune}")


def test_restoring_an_earlier_version_does_not_make_a_draft_of_an_open_round(
    planner: Client, draft: ReportingRound, report: Report, office: Office
) -> None:
    factories.make_measure(report, lead=office)
    choose_again(draft)
    confirm(planner, draft)
    version = ReportingRound.history.filter(id=draft.pk).earliest()
    url = admin_url("monitoring_reportinground_restore", draft.pk, "monitoring.reportinground", version.history_id)
    planner.post(url, {"seen": planner.get(url).context["seen"]})
    assert ReportingRound.objects.get().is_running


def test_many_offices_stand_on_several_pages_and_every_button_keeps_their_addresses(
    planner: Client, draft: ReportingRound, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_views, "OFFICES_PER_PAGE", 2)
    offices = [factories.make_office(report.municipality, name=f"Amt {n}", email="") for n in range(5)]
    for one in offices:
        factories.make_measure(report, lead=one)
    choose_again(draft)
    assert rows_of(planner, draft) == ["Amt 0", "Amt 1"]
    sent = {f"email_{offices[0].pk}": "null@example.org", f"email_{offices[1].pk}": "eins@example.org"}
    answer = planner.post(page("offices", draft.pk), {**sent, "go": "page-2"})
    assert answer.headers["Location"] == f"{page('offices', draft.pk)}?seite=2"
    # Those without an address stand first, so the pages are others now; what was sent is what was shown.
    assert rows_of(planner, draft, "?seite=2") == ["Amt 4", "Amt 0"]
    answer = planner.post(f"{page('offices', draft.pk)}?seite=2", {f"email_{offices[4].pk}": "kein", "go": "open"})
    assert "Amt 4" in answer.content.decode()
    assert [one.email for one in Office.objects.filter(email__gt="").order_by("name")] == list(sent.values())


def rows_of(planner: Client, draft: ReportingRound, query: str = "") -> list[str]:
    shown = get(planner, f"{page('offices', draft.pk)}{query}")
    return [
        " ".join(one.get_text(" ", strip=True).split()).removesuffix(" no address") for one in shown.select("tbody th")
    ]
