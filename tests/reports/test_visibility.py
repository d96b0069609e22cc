"""What is a draft or not public does not exist for strangers: not its page, not its name, not its number."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from catalog.models import Measure, Publication
from monitoring.models import Status
from tests.factories import (
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_planner,
    make_report,
    make_responsibility,
    make_update,
    make_user,
)
from tests.reports.pages import get, text

pytestmark = [pytest.mark.both, pytest.mark.django_db]

SECRET = "Geheimvorhaben"
DRAFT = Publication.DRAFT


@pytest.fixture
def draft() -> Measure:
    """A draft in a public report, with everything that can belong to a measure."""
    measure = make_measure(title=SECRET, publication=DRAFT, internal_note="Interne Notiz", due="Ende 2019")
    make_responsibility(measure, make_office(measure.report.municipality, name="Amt mit Entwurf"))
    make_update(measure, text=f"{SECRET}: Meldung")
    make_milestone(measure, title=f"{SECRET}: Etappe")
    make_indicator(measure, name=f"{SECRET}: Indikator")
    return measure


def public_pages(measure: Measure) -> list[str]:
    report = measure.report
    offices = [r.office.get_absolute_url() for r in measure.responsibilities.all()]
    pages = [report.get_absolute_url() + page for page in ("", "verlauf/", "indikatoren/")]
    return ["/", report.municipality.get_absolute_url(), *pages, *offices, "/barrierefreiheit/"]


def test_a_draft_measure_is_on_no_page(client: Client, draft: Measure) -> None:
    for url in public_pages(draft):
        page = client.get(url)
        assert page.status_code == 200
        assert SECRET not in page.content.decode(), url
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_draft_measure_is_not_counted(client: Client, draft: Measure) -> None:
    make_measure(draft.report)
    assert "1 Maßnahme" in text(get(client, draft.report.municipality.get_absolute_url()))
    assert "Amt mit Entwurf" not in text(get(client, draft.report.municipality.get_absolute_url()))


def test_a_published_part_of_a_draft_stays_hidden(client: Client, draft: Measure) -> None:
    part = make_measure(parent=draft, code="M1", title="Teil des Entwurfs")
    assert client.get(part.get_absolute_url()).status_code == 404
    assert "Teil des Entwurfs" not in text(get(client, draft.report.get_absolute_url()))


def test_a_draft_part_is_not_shown_with_its_measure(client: Client) -> None:
    measure = make_measure()
    part = make_measure(parent=measure, code="M1", title=SECRET, publication=DRAFT)
    assert SECRET not in text(get(client, measure.get_absolute_url()))
    assert client.get(part.get_absolute_url()).status_code == 404


def test_a_draft_update_is_neither_shown_nor_the_status(client: Client) -> None:
    measure = make_measure()
    make_update(measure, status=Status.DONE, text=SECRET, publication=DRAFT)
    for url in ("/", measure.report.municipality.get_absolute_url(), measure.report.get_absolute_url()):
        assert SECRET not in text(get(client, url))
    page = text(get(client, measure.get_absolute_url()))
    assert SECRET not in page
    assert "noch keine Meldung" in page


@time_machine.travel(date(2023, 6, 15), tick=False)
def test_an_update_of_a_day_to_come_is_nowhere_yet(client: Client) -> None:
    measure = make_measure()
    make_update(measure, text=SECRET, as_of=date(2023, 6, 16))
    for url in (measure.report.municipality.get_absolute_url(), measure.get_absolute_url()):
        page = text(get(client, url))
        assert SECRET not in page
        assert "16.06.2023" not in page


def test_a_non_public_report_does_not_exist(client: Client) -> None:
    report = make_report(title=SECRET, is_public=False)
    measure = make_measure(report, title=SECRET)
    for page in ("", "verlauf/", "indikatoren/"):
        assert client.get(report.get_absolute_url() + page).status_code == 404
    assert client.get(measure.get_absolute_url()).status_code == 404
    assert SECRET not in text(get(client, report.municipality.get_absolute_url()))


def test_a_non_public_city_does_not_exist(client: Client) -> None:
    city = make_municipality(name=SECRET, is_public=False)
    measure = make_measure(make_report(city), title=SECRET)
    office = make_office(city)
    for hidden in (city, measure.report, measure, office):
        assert client.get(hidden.get_absolute_url()).status_code == 404
    for url in ("/", f"/?q={SECRET}", "/barrierefreiheit/"):
        assert SECRET not in text(get(client, url)).replace(f"„{SECRET}“", "").replace(f"?q={SECRET}", "")


def test_a_predecessor_is_named_only_to_those_who_may_see_it(client: Client, draft: Measure) -> None:
    earlier = make_report(draft.report.municipality, title=f"{SECRET}: Bericht", is_public=False)
    later = make_report(draft.report.municipality, predecessor=earlier)
    measure = make_measure(later, predecessor=draft)
    links = {
        later.get_absolute_url(): earlier.get_absolute_url(),
        measure.get_absolute_url(): draft.get_absolute_url(),
    }
    assert not [page for page in links if SECRET in text(get(client, page))]
    client.force_login(make_planner())
    for page, link in links.items():
        assert get(client, page).select(f"main dd a[href='{link}']")


def test_internal_notes_are_on_no_page_even_for_planners(client: Client, draft: Measure) -> None:
    client.force_login(make_planner())
    for url in [*public_pages(draft), draft.get_absolute_url()]:
        assert "Interne Notiz" not in client.get(url).content.decode()


def test_planners_see_drafts_and_see_that_they_are_drafts(client: Client, draft: Measure) -> None:
    client.force_login(make_planner())
    for url in (draft.get_absolute_url(), draft.report.get_absolute_url()):
        page = get(client, url)
        assert SECRET in text(page)
        assert text(page.select(".draft")[0]) == "Entwurf"


def test_a_login_alone_opens_nothing(client: Client, draft: Measure) -> None:
    client.force_login(make_user())
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert SECRET not in text(get(client, draft.report.get_absolute_url()))


def test_there_is_one_visibility_for_pages_and_queries(draft: Measure) -> None:
    assert not Measure.objects.visible_to(AnonymousUser()).filter(pk=draft.pk).exists()
