"""Who wants it reads a measure in plain language first, and a city's summaries on one page."""

from datetime import date

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Municipality, Report
from monitoring.choices import Status
from tests.factories import make_measure, make_municipality, make_office, make_planner, make_report, make_update
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db

CITY = "/stadt/einfache-sprache/"
MEASURE = "/stadt/bericht/A1/"
SHORT = "Wir bauen Wohnungen.\nDie Wohnungen kosten wenig."


@pytest.fixture
def city() -> Municipality:
    return make_municipality(slug="stadt", name="Stadt")


@pytest.fixture
def report(city: Municipality) -> Report:
    return make_report(city, slug="bericht", title="Bericht")


@pytest.fixture
def measure(report: Report) -> Measure:
    office = make_office(report.municipality, name="Bauamt")
    return make_measure(report, code="A1", title="Neubau", plain_language=SHORT, description="Fachtext.", lead=office)


def test_the_measure_page_offers_the_choice(client: Client, measure: Measure) -> None:
    page = get(client, MEASURE)
    assert texts(page, "nav.switch a") == ["Alle Angaben", "In einfacher Sprache"]
    assert text(page, "nav.switch [aria-current]") == "Alle Angaben"
    choice = page.select("nav.switch a")[1]["href"]
    chosen = get(client, f"{MEASURE}{choice}")
    assert text(chosen, "nav.switch [aria-current]") == "In einfacher Sprache"
    assert "Fachtext" not in text(chosen)
    back = chosen.select("nav.switch a")[0]["href"]
    assert "Fachtext" in text(get(client, f"{MEASURE}{back}"))


def test_it_says_how_far_it_is_who_takes_care_and_by_when(client: Client, measure: Measure) -> None:
    make_update(measure, status=Status.IN_PROGRESS, text="Fachtext.")
    measure.due = "Ende 2022"
    measure.save()
    said = text(get(client, f"{MEASURE}?sprache=einfach"), "main")
    assert "Neubau" in said
    for answer in (
        "Wir bauen Wohnungen. Die Wohnungen kosten wenig.",
        "in Umsetzung Es wird gerade gemacht.",
        "Der Termin dafür ist vorbei. Ob sie fertig ist, hat uns seither niemand gesagt.",
        "Wer kümmert sich darum? Bauamt",
        "Bis wann? Ende 2022",
    ):
        assert answer in said
    assert "Fachtext" not in said


@pytest.mark.parametrize("word", [*Status, ""])
def test_every_status_word_has_a_sentence(client: Client, measure: Measure, word: str) -> None:
    if word:
        make_update(measure, status=word)
    article = one(get(client, CITY), "main article")
    assert text(article.select("p")[-1]).endswith(".")


@pytest.mark.parametrize("chosen", ["schwer", "", "einfach&sprache=schwer"])
def test_any_other_choice_shows_all_details(client: Client, measure: Measure, chosen: str) -> None:
    assert "Fachtext" in text(get(client, f"{MEASURE}?sprache={chosen}"))


def test_without_a_summary_there_is_no_choice(client: Client, measure: Measure) -> None:
    measure.plain_language = ""
    measure.save()
    for url in (MEASURE, f"{MEASURE}?sprache=einfach"):
        page = get(client, url)
        assert not page.select("nav.switch")
        assert "Fachtext" in text(page)
    assert "Alle Texte in einfacher Sprache" not in text(get(client, "/stadt/"))
    assert client.get(CITY).status_code == 404


def test_the_city_leads_to_all_its_summaries(client: Client, measure: Measure) -> None:
    links = {text(link): link["href"] for link in get(client, "/stadt/").select("main a")}
    page = get(client, str(links["Alle Texte in einfacher Sprache"]))
    assert text(page, "h1") == "Stadt in einfacher Sprache"
    assert "Hier lesen Sie etwas über die Maßnahmen." in text(page, "main")
    assert one(page, "main h3 a")["href"] == f"{MEASURE}?sprache=einfach"
    assert "Wir bauen Wohnungen." in text(page, "main article")


def test_the_city_introduces_itself_in_its_own_words(client: Client, city: Municipality, measure: Measure) -> None:
    city.plain_language = "Unsere Stadt hat einen Plan."
    city.save()
    said = text(get(client, CITY), "main")
    assert "Unsere Stadt hat einen Plan." in said
    assert "Hier lesen Sie etwas über die Maßnahmen." not in said


def test_summaries_stand_under_their_reports_in_order(client: Client, city: Municipality, report: Report) -> None:
    newer = make_report(city, title="Neuer Bericht", published_on=date(2024, 1, 1))
    undated = make_report(city, title="Ohne Datum", published_on=None)
    for place in (undated, report, newer):
        make_measure(place, code="A10", title="Zehn", plain_language="Zehn.")
        whole = make_measure(place, code="A2", title="Zwei", plain_language="Zwei.")
        make_measure(parent=whole, code="M1", title="Teil", plain_language="Teil.")
        make_measure(place, code="A1", title="Ohne")
    sections = get(client, CITY).select("main section")
    assert [text(section, "h2") for section in sections] == ["Neuer Bericht", "Bericht", "Ohne Datum"]
    for section in sections:
        assert texts(section, "h3") == ["A2 Zwei", "A2 M1 Teil", "A10 Zehn"]


def test_drafts_and_hidden_reports_are_left_out(client: Client, city: Municipality, measure: Measure) -> None:
    make_measure(measure.report, title="Entwurf", plain_language="Geheim.", publication=Publication.DRAFT)
    make_measure(make_report(city, is_public=False), plain_language="Geheim.")
    make_measure(make_report(), title="Anderswo", plain_language="Woanders.")
    said = text(get(client, CITY))
    assert "Geheim" not in said
    assert "Woanders" not in said
    Measure.objects.filter(pk=measure.pk).update(publication=Publication.DRAFT)
    assert client.get(CITY).status_code == 404
    assert "Alle Texte in einfacher Sprache" not in text(get(client, "/stadt/"))
    client.force_login(make_planner())
    assert texts(get(client, CITY), ".draft")


def test_a_hidden_city_has_no_such_page(client: Client, city: Municipality, measure: Measure) -> None:
    Municipality.objects.filter(pk=city.pk).update(is_public=False)
    assert client.get(CITY).status_code == 404
    assert client.get(f"{MEASURE}?sprache=einfach").status_code == 404


def test_there_is_no_cookie(client: Client, measure: Measure) -> None:
    for url in (CITY, f"{MEASURE}?sprache=einfach"):
        get(client, url)
    assert not client.cookies
