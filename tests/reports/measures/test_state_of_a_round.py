"""The state that a closed round has frozen: it stays as it was, whatever becomes of the rows it was made of."""

import json
import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Column, Publication, Role
from catalog.models import Measure, MeasureTheme, Office, Report
from monitoring.choices import Direction, Status
from monitoring.models import Milestone, ReportingRound, StatusUpdate
from monitoring.rounds.review.closing import close_round
from tests import factories
from tests.reports.documents.reading import of_docx
from tests.reports.pages import get, text, texts
from tests.themes import Themes

pytestmark = pytest.mark.django_db

DAY, TODAY = date(2026, 12, 31), date(2027, 1, 20)
PAGE, SLUG = "/stadt/bericht/", "halbjahr-2-2026"
PAGES = (
    PAGE,
    f"{PAGE}?ansicht=tabelle",
    f"{PAGE}?status=in-umsetzung",
    f"{PAGE}?suche=stockt",
    f"{PAGE}?amt=soziales&beteiligt=ja",
    f"{PAGE}?frist=verspaetet&sortierung=-frist",
    f"{PAGE}?ohne-meldung-seit=01.08.2026",
    f"{PAGE}?abschnitt=wohnen&thema=wohnen&jahr=2027",
    f"{PAGE}A1/",
    f"{PAGE}A2/",
    f"{PAGE}A2/T1/",
    f"{PAGE}indikatoren/",
    f"{PAGE}indikatoren/?ziel=kein-wert",
    "/stadt/massnahmen/",
    "/stadt/massnahmen/?status=in-umsetzung&sortierung=titel",
    "/stadt/massnahmen/?suche=stockt",
    f"{PAGE}measures.csv",
    f"{PAGE}measures.json?status=in-umsetzung",
    f"{PAGE}measures.json",
)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def report() -> Report:
    """A report with one of everything that a page may show, of which some happened after the day of the round."""
    city = factories.make_municipality(slug="stadt", name="Stadt")
    report = factories.make_report(
        city, slug="bericht", published_on=date(2020, 1, 1), columns=[*Column.values], reporting_interval=6
    )
    section = factories.make_section(report, Themes.HOUSING, slug="wohnen", title="Wohnen")
    below = factories.make_section(parent=section, slug="bauen", title="Bauen")
    office = factories.make_office(city, name="Amt für Soziales", slug="soziales")
    other = factories.make_office(city, name="Jobcenter", slug="jobcenter")
    late = factories.make_measure(report, code="A1", title="Kita bauen", section=below, due="31.03.2026", lead=office)
    factories.make_responsibility(late, other, role=Role.PARTICIPATING, note="bis 2027")
    told = {"text": "Der Bau stockt.", "reason": "Lieferzeiten"}
    before = factories.make_update(late, as_of=date(2026, 7, 2), **told)
    factories.make_update(late, as_of=DAY, confirms=before)
    factories.make_update(late, as_of=date(2027, 1, 10), status=Status.DONE, text="Fertig.")
    factories.make_milestone(late, title="Grundstein", due="30.06.2027", done_on=date(2027, 1, 12))
    factories.make_discussion(late, held_on=date(2026, 9, 1))
    indicator = factories.make_indicator(late, name="Plätze", direction=Direction.RISE)
    factories.make_target(indicator, due="31.12.2025", value=100)
    factories.make_value(indicator, value=50, as_of=date(2026, 1, 1))
    factories.make_value(indicator, value=120, as_of=date(2027, 1, 5))
    whole = factories.make_measure(report, code="A2", title="Beratung", costs="aus Fördermitteln")
    part = factories.make_measure(parent=whole, code="T1", title="Telefon", lead=other, horizon="short")
    factories.make_update(part, as_of=date(2026, 8, 1), status="", text="Es läuft.")
    factories.make_update(part, as_of=date(2026, 2, 1), status=Status.IN_PREPARATION)
    factories.make_measure(report, code="A3", title="Geheim", publication=Publication.DRAFT)
    factories.make_measure(report, code="A4", title="Neu", added_on=date(2027, 1, 3))
    return report


@pytest.fixture
def closed(report: Report) -> ReportingRound:
    found = factories.make_round(report, title="Halbjahr 2/2026", slug=SLUG, as_of=DAY, open_until=DAY)
    return close_round(found, factories.make_planner(report.municipality))


def asked(client: Client, page: str, state: str) -> str:
    response = client.get(f"{page}{'&' if '?' in page else '?'}stand={state}")
    assert response.status_code == 200, (page, state, response)
    content = response.content.decode()
    if "<main" in content:
        content = re.sub(r'<p class="notice as-of">.*?</p>', "", content, flags=re.DOTALL)
        content = re.sub(r'<nav class="views".*?</nav>', "", content, flags=re.DOTALL)
        content = re.sub(r'<select id="(?:filter-)?stand".*?</select>', "", content, flags=re.DOTALL)
        content = content.partition("<main")[2].partition("</main>")[0]
    return content.replace(SLUG, "STAND").replace(DAY.isoformat(), "STAND")


def states(client: Client) -> dict[str, str]:
    return {page: asked(client, page, SLUG) for page in (*PAGES, "/themen/wohnen/?kommune=stadt")}


def change_everything(report: Report) -> None:
    """Renames, edits and deletes what the state was made of."""
    late = Measure.objects.get(report=report, code="A1")
    late.title, late.due, late.change_reason, late.code = "Etwas anderes", "31.12.2030", "Pause", "B7"
    late.section = None
    late.save()
    late.responsibilities.all().delete()
    MeasureTheme.objects.create(measure=late, theme=Themes.WORK.row)
    StatusUpdate.objects.filter(measure=late).delete()
    Milestone.objects.all().delete()
    late.indicators.all().delete()
    late.discussions.all().delete()
    for office in Office.objects.filter(municipality=report.municipality):
        office.name = f"{office.name} (neu)"
        office.save()
    Measure.objects.get(report=report, code="T1").delete()
    Measure.objects.filter(report=report, code="A2").delete()
    report.sections.filter(slug="bauen").delete()
    report.sections.update(title="Anders", slug="anders")
    report.columns, report.title = [Column.TITLE.value], "Umbenannt"
    report.save()


def test_it_is_the_state_of_its_day(client: Client, closed: ReportingRound) -> None:
    for page in PAGES:
        assert asked(client, page, SLUG) == asked(client, page, DAY.isoformat()), page


def test_it_stays_whatever_becomes_of_the_rows(client: Client, report: Report, closed: ReportingRound) -> None:
    before = states(client)
    change_everything(report)
    after = states(client)
    for page, content in before.items():
        assert after[page] == content, page


def test_pages_say_what_is_shown(client: Client, closed: ReportingRound) -> None:
    snapshot = closed.snapshots.get()
    for page in (PAGE, f"{PAGE}A1/"):
        notice = text(get(client, f"{page}?stand={SLUG}"), ".as-of")
        assert "Stand Halbjahr 2/2026 (31.12.2026), festgehalten am 20.01.2027" in notice
        assert snapshot.digest[:16] in notice
    links = get(client, f"{PAGE}?stand={SLUG}")
    assert f'href="{PAGE}A1/?stand={SLUG}"' in str(links)
    assert "Halbjahr 2/2026 (31.12.2026)" in text(links, "#filter-stand")


def test_what_is_hidden_today_is_not_shown(client: Client, report: Report, closed: ReportingRound) -> None:
    StatusUpdate.objects.filter(text="Der Bau stockt.").update(publication=Publication.DRAFT)
    assert "stockt" not in client.get(f"{PAGE}?stand={SLUG}").content.decode()
    Measure.objects.filter(code="A1").update(publication=Publication.DRAFT)
    for page in (PAGE, f"{PAGE}measures.json"):
        assert "Kita bauen" not in client.get(f"{page}?stand={SLUG}").content.decode()
    assert client.get(f"{PAGE}A1/?stand={SLUG}").status_code == 404
    Report.objects.filter(pk=report.pk).update(is_public=False)
    assert client.get(f"{PAGE}?stand={SLUG}").status_code == 404


def test_the_address_of_today_leads_to_the_one_of_then(client: Client, report: Report, closed: ReportingRound) -> None:
    measure = Measure.objects.get(code="A1")
    measure.code = "B7"
    measure.save()
    response = client.get(f"{PAGE}B7/?stand={SLUG}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{PAGE}A1/?stand={SLUG}")


@pytest.mark.parametrize("state", ["halbjahr-9-2026", "laufend"])
def test_other_rounds_are_no_days(client: Client, report: Report, closed: ReportingRound, state: str) -> None:
    factories.make_round(report, slug="laufend")
    assert "ist kein Tag" in text(get(client, f"{PAGE}?stand={state}"), "main")
    assert client.get(f"{PAGE}measures.csv?stand={state}").status_code == 400


def test_elsewhere_a_round_stands_for_its_day(client: Client, report: Report, closed: ReportingRound) -> None:
    later = factories.make_report(report.municipality, slug="spaeter")
    factories.make_measure(later, code="Z1", title="Später", added_on=date(2026, 12, 1))
    for page in ("/stadt/spaeter/", "/stadt/spaeter/Z1/", "/stadt/massnahmen/"):
        shown = text(get(client, f"{page}?stand={SLUG}"), "main")
        assert "Später" in shown, page
        assert "31.12.2026" in shown, page


def test_pages_of_a_city_say_that_it_is_frozen(client: Client, closed: ReportingRound) -> None:
    for page in ("/stadt/massnahmen/", "/themen/wohnen/?kommune=stadt", "/stadt/aemter/soziales/"):
        address = f"{page}{'&' if '?' in page else '?'}stand={SLUG}"
        shown = get(client, address)
        assert "Stand am 31.12.2026 (Halbjahr 2/2026, so wie damals festgehalten)" in text(shown, ".as-of"), page
        assert f'href="{PAGE}A1/?stand={SLUG}"' in str(shown), page


def test_an_office_keeps_what_it_led_then(client: Client, report: Report, closed: ReportingRound) -> None:
    def rows(query: str) -> list[str]:
        return texts(get(client, f"/stadt/aemter/soziales/{query}"), ".office-measures tbody tr")

    before = rows(f"?stand={SLUG}")
    assert len(before) == 1
    assert "Kita bauen" in before[0]
    assert rows("?stand=2026-12-31") == before
    assert "umgesetzt" in rows("")[0]
    change_everything(report)
    assert rows(f"?stand={SLUG}") == before
    assert rows("") == []
    assert "ist kein Tag" in text(get(client, "/stadt/aemter/soziales/?stand=gestern"), ".problems")


def test_a_comparison_shows_the_frozen_state(client: Client, report: Report) -> None:
    second = factories.make_report(report.municipality, slug="zweiter", title="Zweiter", published_on=date(2021, 1, 1))
    section = factories.make_section(second, Themes.HOUSING, slug="wohnen", title="Wohnen")
    factories.make_update(factories.make_measure(second, code="B1", section=section), as_of=date(2026, 5, 1))
    found = factories.make_round(report, second, title="Halbjahr 2/2026", slug=SLUG, as_of=DAY, open_until=DAY)
    close_round(found, None)
    page = "/vergleich/?berichte=stadt/bericht&berichte=stadt/zweiter"
    before = compared(client, page, SLUG)
    assert before == compared(client, page, DAY.isoformat())
    assert "Kita bauen" in before
    assert "A4 Neu" not in before
    change_everything(report)
    assert compared(client, page, SLUG) == before
    shown = get(client, f"{page}&stand={SLUG}")
    assert "so wie damals festgehalten" in text(shown, ".as-of")
    assert "Halbjahr 2/2026" in text(shown, "#stand option[selected]")
    assert f"{PAGE}A1/?stand={SLUG}" in str(shown)


def compared(client: Client, page: str, state: str) -> str:
    """Returns the table of a comparison; the form beside it names reports as they are called today."""
    return str(get(client, f"{page}&stand={state}").select_one("table.comparison")).replace(state, "STAND")


def test_a_round_belongs_to_one_city(client: Client, report: Report, closed: ReportingRound) -> None:
    other = factories.make_report(factories.make_municipality(slug="dorf"), slug="plan")
    section = factories.make_section(other, Themes.HOUSING)
    factories.make_measure(other, section=section, title="Aus dem Dorf")
    shown = get(client, f"/vergleich/?berichte=stadt/bericht&berichte=dorf/plan&stand={SLUG}")
    assert "Eine Runde gehört zu einer einzigen Kommune." in text(shown, ".problems")
    assert not shown.select(".as-of")
    shown = get(client, f"/themen/wohnen/?stand={SLUG}")
    assert "gehört sie zu einer einzigen Kommune: Wählen Sie diese zuerst." in text(shown, ".problems")
    shown = get(client, f"/themen/wohnen/?kommune=dorf&stand={SLUG}")
    assert "ist kein Tag" in text(shown, ".problems")
    without_city = get(client, f"/themen/wohnen/?kommune=stadt&stand={SLUG}").select(".chosen .chips a")
    assert {str(link["href"]) for link in without_city} == {"/themen/wohnen/"}


def test_the_page_of_a_city_leads_to_its_measures_then(client: Client, closed: ReportingRound) -> None:
    response = client.get(f"/stadt/?stand={SLUG}")
    assert response.headers["Location"] == f"/stadt/massnahmen/?stand={SLUG}"
    assert client.get("/stadt/?stand=nie").status_code == 200


def test_files_hold_the_frozen_state(client: Client, closed: ReportingRound) -> None:
    response = client.get(f"{PAGE}statustabelle.docx?stand={SLUG}")
    assert response.status_code == 200
    assert SLUG in response.headers["Content-Disposition"]
    booklet = of_docx(client.get(f"{PAGE}massnahmenheft.docx?stand={SLUG}").content)
    assert ("50 Personen" in booklet, "120 Personen" in booklet) == (True, False)


def test_nothing_internal_is_frozen(report: Report) -> None:
    measure = Measure.objects.get(code="A1")
    measure.internal_note = "Vertraulich"
    measure.save()
    StatusUpdate.objects.filter(measure=measure).update(remark="Bitte kürzer")
    factories.make_update(measure, as_of=date(2026, 10, 1), text="Entwurf", publication=Publication.DRAFT)
    Office.objects.update(email="amt@example.org")
    closed = close_round(factories.make_round(report, as_of=DAY), None)
    frozen = closed.snapshots.get()
    assert frozen.is_intact
    for secret in ("Vertraulich", "Bitte kürzer", "Entwurf", "amt@example.org", "Geheim"):
        assert secret not in frozen.text, secret
    assert json.loads(frozen.text)["format"] == 1


def test_queries_do_not_grow_with_the_measures(client: Client, report: Report, closed: ReportingRound) -> None:
    def queries(slug: str) -> int:
        client.get(f"{PAGE}?stand={slug}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"{PAGE}?stand={slug}")
        return len(captured)

    few = queries(SLUG)
    for _number in range(10):
        measure: Any = factories.make_measure(report, lead=factories.make_office(report.municipality))
        factories.make_update(measure, as_of=DAY)
    close_round(factories.make_round(report, slug="voll", as_of=DAY), None)
    assert queries("voll") == few


def test_changes_lie_between_two_states(client: Client, report: Report, closed: ReportingRound) -> None:
    """Before the first round nothing was reported on A1; after the second, whatever happens, nothing changes."""
    with time_machine.travel(date(2026, 7, 1), tick=False):
        first = factories.make_round(report, title="Halbjahr 1/2026", slug="halbjahr-1-2026", as_of=date(2026, 6, 30))
        close_round(first, None)

    def changes(since: str, until: str) -> str:
        page = get(client, f"{PAGE}aenderungen/?von={since}&bis={until}")
        return text(page, ".lead-sentence") + " ".join(texts(page, ".change-list > li, section .list > li"))

    of_days = changes("2026-06-30", DAY.isoformat())
    assert "Der Bau stockt." in of_days
    assert "Fertig." not in of_days
    of_states = changes("halbjahr-1-2026", SLUG)
    assert of_states == of_days
    assert changes("2026-06-30", SLUG) == of_days
    assert "Fertig." in changes(SLUG, TODAY.isoformat())
    change_everything(report)
    assert changes("halbjahr-1-2026", SLUG) == of_states
    shown = text(get(client, f"{PAGE}aenderungen/?von=halbjahr-1-2026&bis={SLUG}"), ".as-of")
    assert "Halbjahr 1/2026" in shown
    assert "Halbjahr 2/2026" in shown
