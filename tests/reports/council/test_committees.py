"""What a councillor finds about a committee: meetings, papers, and what is new since each report was before it."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from catalog.models import Municipality, Report
from monitoring.choices import Status
from reports.choices import NOT_DEALT_WITH, ConsultationResult
from reports.council.drafting import correct
from reports.council.issuing import issue, withdraw
from reports.models import Committee, CommitteeSection, Consultation, CouncilPaper
from tests.factories import (
    make_committee,
    make_measure,
    make_municipality,
    make_paper,
    make_reader,
    make_report,
    make_section,
    make_update,
)
from tests.reports.changes.news import events
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_autumn")]

TODAY, MEETING, LATER = date(2022, 10, 1), date(2022, 6, 29), date(2022, 8, 1)
LIST, PAGE, CALENDAR = (
    "/stadt/gremien/",
    "/stadt/gremien/sozialausschuss/",
    "/stadt/gremien/sozialausschuss/termine.ics",
)


@pytest.fixture
def in_autumn() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city() -> Municipality:
    return make_municipality(name="Stadt", slug="stadt")


@pytest.fixture
def committee(city: Municipality) -> Committee:
    return make_committee(city, name="Sozialausschuss", slug="sozialausschuss", abbreviation="SozA")


def report_of(city: Municipality, slug: str, *, told_on: date = LATER) -> Report:
    """With one measure that was reported on."""
    report = make_report(city, slug=slug, title=f"Bericht {slug}")
    make_update(make_measure(report, code="A1", title=f"Maßnahme {slug}"), status=Status.DONE, as_of=told_on)
    return report


def present(report: Report, committee: Committee, on: date = MEETING, **fields: object) -> CouncilPaper:
    """An issued paper that is before the committee on that day."""
    dated_on = min(on, TODAY)
    paper = make_paper(report, committee=committee, dated_on=dated_on, slug=f"{report.slug}-{on:%Y%m%d}", **fields)
    Consultation.objects.filter(paper=paper).update(meeting_on=on)
    return issue(paper)


def news(client: Client) -> dict[str, list[str]]:
    """The measures with news below each of the headings."""
    sections = get(client, PAGE).select(".committee-news")
    return {text(section, "h2"): texts(section, "h3") for section in sections}


def test_every_report_has_its_own_news_since_it_was_last_presented(
    client: Client, city: Municipality, committee: Committee
) -> None:
    present(report_of(city, "eins"), committee, date(2022, 3, 1))
    present(report_of(city, "zwei"), committee, MEETING)
    assert news(client) == {
        "Neues seit der Sitzung vom 01.03.2022: Bericht eins": ["A1 Maßnahme eins"],
        "Neues seit der Sitzung vom 29.06.2022: Bericht zwei": ["A1 Maßnahme zwei"],
    }


@pytest.mark.both
def test_news_of_one_report_end_where_it_was_presented_again(
    client: Client, city: Municipality, committee: Committee
) -> None:
    """A meeting about another report does not make them old."""
    first = report_of(city, "eins", told_on=date(2022, 4, 1))
    present(first, committee, date(2022, 3, 1))
    present(report_of(city, "zwei"), committee, MEETING)
    assert news(client)["Neues seit der Sitzung vom 01.03.2022: Bericht eins"] == ["A1 Maßnahme eins"]
    present(first, committee, date(2022, 9, 1))
    assert news(client)["Neues seit der Sitzung vom 01.09.2022: Bericht eins"] == []
    assert "Zu diesen Maßnahmen gibt es keine neue Meldung." in text(get(client, PAGE))


@pytest.mark.parametrize("undo", ["withdraw", *sorted(NOT_DEALT_WITH)])
def test_what_was_put_off_or_taken_back_was_not_presented(
    client: Client, city: Municipality, committee: Committee, undo: str
) -> None:
    report = report_of(city, "eins")
    present(report, committee, date(2022, 3, 1))
    paper = present(report, committee, date(2022, 9, 1))
    if undo == "withdraw":
        withdraw(paper)
    else:
        paper.consultations.update(result=undo)
    assert list(news(client)) == ["Neues seit der Sitzung vom 01.03.2022: Bericht eins"]


@pytest.mark.both
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Ergebnis nicht eingetragen"),
        ({"result": "rejected", "votes_for": 3, "votes_against": 20}, "abgelehnt (3 Ja, 20 Nein)"),
        ({"result": "referred"}, "in ein anderes Gremium verwiesen"),
        ({"result": "withdrawn"}, "in der Sitzung zurückgezogen"),
        ({"result": "noted"}, "zur Kenntnis genommen"),
    ],
)
def test_every_result_is_said_and_a_missing_one_too(
    client: Client, city: Municipality, committee: Committee, fields: dict[str, object], said: str
) -> None:
    paper = present(report_of(city, "eins"), committee)
    meeting = paper.consultations.get()
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.full_clean()
    meeting.save()
    for page in (PAGE, paper.get_absolute_url()):
        assert said in text(get(client, page))


def test_a_meeting_ahead_lacks_no_result(client: Client, city: Municipality, committee: Committee) -> None:
    present(report_of(city, "eins"), committee, date(2022, 11, 1))
    assert "nicht eingetragen" not in text(get(client, PAGE))


@pytest.mark.both
def test_a_committee_reads_about_its_own_sections(client: Client, city: Municipality, committee: Committee) -> None:
    report = report_of(city, "eins")
    section = make_section(report)
    below = make_section(report, parent=section)
    theirs = make_measure(report, code="B1", title="Beratung", section=below)
    make_update(theirs, as_of=LATER)
    make_update(make_measure(parent=theirs, code="M1", title="Nord"), as_of=LATER)
    CommitteeSection.objects.create(committee=committee, section=section)
    present(report, committee)
    present(report_of(city, "zwei"), committee)
    assert news(client) == {
        "Neues seit der Sitzung vom 29.06.2022: Bericht eins": ["B1 Beratung", "B1 M1 Nord"],
        "Neues seit der Sitzung vom 29.06.2022: Bericht zwei": ["A1 Maßnahme zwei"],
    }


@pytest.mark.both
def test_of_a_long_report_the_first_news_are_named(
    client: Client, city: Municipality, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.measures.table.pages.MOST_ON_ONE_PAGE", 3)
    monkeypatch.setattr("reports.council.committees.MOST_NEWS", 2)
    report = report_of(city, "eins")
    section = make_section(report)
    for number in range(2, 6):
        measure = make_measure(report, code=f"A{number}", title="Maßnahme", section=section)
        make_update(make_measure(parent=measure, code=f"T{number}", title="Teil"), as_of=LATER)
    present(report, committee)
    heading = "Neues seit der Sitzung vom 29.06.2022: Bericht eins"
    assert news(client)[heading] == ["A1 Maßnahme eins", "A2 T2 Teil"]
    [link] = [link for link in get(client, PAGE).select(".committee-news a") if "weitere" in text(link)]
    assert text(link) == "3 weitere Maßnahmen mit Neuem; alle Änderungen des Berichts"
    assert "Neues (5)" in text(get(client, str(link["href"])), "main")
    CommitteeSection.objects.create(committee=committee, section=section)
    assert news(client)[heading] == ["A2 T2 Teil", "A3 T3 Teil"]


def test_a_report_it_deals_with_but_has_not_had_is_named(
    client: Client, city: Municipality, committee: Committee
) -> None:
    CommitteeSection.objects.create(committee=committee, section=make_section(report_of(city, "eins")))
    assert news(client) == {"Noch nicht vorgelegt: Bericht eins": []}
    assert "in einer Sitzung hatte es noch keine Vorlage dazu" in text(get(client, PAGE))


def test_a_meeting_of_today_is_ahead(client: Client, city: Municipality, committee: Committee) -> None:
    present(report_of(city, "eins"), committee, TODAY)
    page = get(client, PAGE)
    assert texts(page, "[aria-labelledby=naechste] time") == ["01.10.2022"]
    assert "Dem Gremium lag noch keine Vorlage vor." in text(page, "[aria-labelledby=vergangene]")


def test_a_committee_without_anything_says_so(client: Client, committee: Committee) -> None:
    page = text(get(client, PAGE))
    for sentence in (
        "Es steht keine Sitzung mit einer Vorlage an.",
        "Dem Gremium lag noch keine Vorlage vor.",
        "Sobald ein Bericht im Gremium war, steht hier, was es Neues von seinen Maßnahmen gibt.",
    ):
        assert sentence in page


@pytest.mark.both
def test_the_list_names_the_next_and_the_last_meeting(client: Client, city: Municipality, committee: Committee) -> None:
    make_committee(city, name="Ältestenrat", slug="aeltestenrat")
    report = report_of(city, "eins")
    for day in (date(2022, 3, 1), MEETING, date(2022, 11, 2), date(2023, 2, 1)):
        present(report, committee, day)
    rows = {text(row, "th"): texts(row, "td") for row in get(client, LIST).select("tbody tr")}
    assert rows == {
        "Sozialausschuss (SozA)": ["02.11.2022 1 Vorlage", "29.06.2022 1 Vorlage"],
        "Ältestenrat": ["keine angekündigt", "noch keine"],
    }


def test_a_city_without_committees_says_so(client: Client, city: Municipality) -> None:
    assert "Es ist noch kein Gremium eingetragen." in text(get(client, LIST))
    assert LIST not in client.get("/stadt/").text


def test_the_way_leads_from_the_city_to_the_committee_and_back(client: Client, committee: Committee) -> None:
    assert f'href="{LIST}"' in client.get("/stadt/").text
    assert f'href="{PAGE}"' in client.get(LIST).text
    assert texts(get(client, PAGE), ".breadcrumbs li") == ["Kommunen", "Stadt", "Gremien", "Sozialausschuss"]


class TestClosedMeetings:
    """Whatever is about a meeting that is not public is there for the house alone."""

    @pytest.fixture(autouse=True)
    def closed(self, city: Municipality, committee: Committee) -> CouncilPaper:
        paper = present(report_of(city, "eins"), committee)
        for day in (date(2022, 9, 1), date(2022, 12, 1)):
            Consultation.objects.create(paper=paper, committee=committee, meeting_on=day, is_public=False, order=2)
        return paper

    @pytest.mark.parametrize("url", [LIST, PAGE, CALENDAR])
    def test_strangers_do_not_learn_of_them(self, client: Client, url: str) -> None:
        said = client.get(url).text
        assert "2022-06-29" in said or "20220629" in said
        for day in ("2022-09-01", "2022-12-01", "20220901", "20221201", "01.09.2022", "01.12.2022"):
            assert day not in said

    @pytest.mark.both
    @pytest.mark.parametrize("url", [LIST, PAGE])
    def test_readers_do(self, client: Client, city: Municipality, url: str) -> None:
        client.force_login(make_reader(city))
        assert "01.09.2022" in client.get(url).text
        assert "01.12.2022" in client.get(url).text

    def test_the_calendar_is_the_same_for_everybody(self, client: Client, city: Municipality) -> None:
        before = client.get(CALENDAR).content
        client.force_login(make_reader(city))
        assert client.get(CALENDAR).content == before


@pytest.mark.both
def test_the_calendar_has_a_whole_day_for_every_meeting(
    client: Client, city: Municipality, committee: Committee
) -> None:
    report = report_of(city, "eins")
    paper = present(report, committee, MEETING, subject="Sachstand, erster; Teil")
    present(report, committee, date(2022, 11, 2))
    first, second = events(client, CALENDAR)
    assert (first["dtstart"].dt, first["dtend"].dt) == (MEETING, date(2022, 6, 30))
    assert second["dtstart"].dt == date(2022, 11, 2)
    assert str(first["summary"]) == "Sitzung: Sozialausschuss"
    assert str(first["description"]) == "Sachstand, erster; Teil: Kenntnisnahme"
    assert first["url"] == f"http://testserver{PAGE}"
    assert first["uid"] != second["uid"]
    paper.consultations.update(result=ConsultationResult.NOTED)
    assert str(events(client, CALENDAR)[0]["description"]) == "Sachstand, erster; Teil: zur Kenntnis genommen"


def test_drafts_have_no_meetings(client: Client, city: Municipality, committee: Committee) -> None:
    make_paper(report_of(city, "eins"), committee=committee, subject="Unfertig")
    for url in (LIST, PAGE, CALENDAR):
        assert "Unfertig" not in client.get(url).text
        assert "2022-06-29" not in client.get(url).text


class TestDaysOfPapers:
    """The day of the last paper is offered wherever a day can be chosen."""

    @pytest.fixture(autouse=True)
    def papers(self, city: Municipality, committee: Committee) -> None:
        report = report_of(city, "eins")
        present(report, committee, date(2022, 3, 1))
        present(report, committee, MEETING)
        make_paper(report, slug="entwurf", dated_on=date(2022, 7, 7))
        withdraw(present(report, committee, date(2022, 9, 9)))
        issue(make_paper(report, slug="geheim", is_public=False, dated_on=date(2022, 9, 10)))

    def test_changes_since_the_last_paper_are_one_click(self, client: Client) -> None:
        page = get(client, "/stadt/eins/aenderungen/?bis=2022-09-15")
        links = page.select(".presets a")
        (link,) = [link for link in links if text(link) == "seit der letzten Vorlage (29.06.2022)"]
        assert "von=2022-06-29" in link["href"]
        assert "bis=2022-09-15" in link["href"]
        assert "1 mit neuer Meldung" in text(get(client, str(link["href"])))

    @pytest.mark.parametrize(
        ("url", "choice"),
        [
            ("/stadt/eins/aenderungen/", "#von"),
            ("/stadt/eins/aenderungen/", "#bis"),
            ("/stadt/eins/", "#filter-stand"),
            ("/stadt/massnahmen/", "#filter-stand"),
            ("/massnahmen/?kommune=stadt", "#filter-stand"),
        ],
    )
    def test_days_of_papers_can_be_chosen(self, client: Client, url: str, choice: str) -> None:
        days = [text(option) for option in get(client, url).select(f"{choice} option") if "–" in text(option)]
        here = [day for day in days if ".2022" in day]
        assert here == ["29.06.2022 – Sitzungsvorlage", "01.03.2022 – Sitzungsvorlage"]


def test_what_a_new_version_replaces_is_marked(client: Client, city: Municipality, committee: Committee) -> None:
    paper = present(report_of(city, "eins"), committee)
    new = correct(paper)
    words = "durch eine neue Fassung ersetzt"
    assert words not in text(get(client, PAGE))
    issue(new)
    for address in (PAGE, "/stadt/vorlagen/"):
        assert text(get(client, address)).count(words) == 1


def test_a_paper_leads_to_its_measures(client: Client, city: Municipality, committee: Committee) -> None:
    paper = present(report_of(city, "eins"), committee)
    assert one(get(client, paper.get_absolute_url()), "#heute ~ ul a")["href"] == "/stadt/eins/A1/"
