"""From the city to the committee and its papers, as councillors go; from the draft to the result, as a planner does."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.models import Municipality, Report
from reports.choices import PreparedState
from reports.council.issuing import issue
from reports.models import Committee, Consultation, CouncilPaper, PreparedFile
from tests import factories
from tests.browser.accessibility import assert_everybody_can_use
from tests.queued import a_worker

REPORT = "/heidelberg/soziale-lage-2018/"
COMMITTEES, COMMITTEE = "/heidelberg/gremien/", "/heidelberg/gremien/sozialausschuss/"
CLOSED, DRAFT = "Nichtöffentliche Beratung", "Unfertiger Entwurf"


@pytest.fixture
def heidelberg(db: None) -> Municipality:
    return Municipality.objects.get(slug="heidelberg")


@pytest.fixture
def next_meeting() -> date:
    return timezone.localdate() + timedelta(days=14)


@pytest.fixture
def committee(heidelberg: Municipality, next_meeting: date) -> Committee:
    """It has had a paper, will have the next one in a fortnight, and has one behind closed doors."""
    committee = factories.make_committee(heidelberg, name="Sozialausschuss", slug="sozialausschuss")
    report = Report.objects.get(municipality=heidelberg)
    for subject, day in (("Erster Sachstand", date(2020, 6, 1)), ("Zweiter Sachstand", next_meeting)):
        fields = {"subject": subject, "slug": subject.lower().replace(" ", "-"), "committee": committee}
        paper = factories.make_paper(report, dated_on=min(day, date(2021, 2, 1)), **fields)
        paper.consultations.update(meeting_on=day)
        issue(paper)
    closed = {"subject": CLOSED, "slug": "geschlossen", "committee": committee, "is_public": False}
    issue(factories.make_paper(report, dated_on=date(2021, 3, 3), **closed))
    factories.make_paper(report, subject=DRAFT, slug="entwurf", committee=committee)
    return committee


@pytest.fixture
def planner(page: Page, heidelberg: Municipality) -> Page:
    factories.make_planner(heidelberg, username="planung", password="geheim")
    return logged_in(page, "/admin/", "planung")


def logged_in(page: Page, path: str, username: str) -> Page:
    page.goto(f"/admin/login/?next={path}")
    page.fill("#id_username", username)
    page.fill("#id_password", "geheim")
    page.get_by_role("button", name="Anmelden").click()
    expect(page).to_have_url(re.compile(f"{path}$"))
    return page


def is_at(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_have_text(heading)


def look_at(page: Page, problems: list[str], paths: list[str]) -> None:
    """Nothing shut out and nothing to scroll sideways, on wide and narrow screens, in both dresses."""
    for path in paths:
        page.goto(path)
        assert not problems
        assert_everybody_can_use(page)


def walk_to_the_next_meeting(page: Page, next_meeting: date) -> None:
    page.goto("/heidelberg/")
    page.get_by_role("link", name="Gremien und ihre Sitzungen").click()
    is_at(page, "Gremien")
    row = page.get_by_role("row", name="Sozialausschuss")
    expect(row).to_contain_text(f"{next_meeting:%d.%m.%Y}")
    row.get_by_role("link").click()
    is_at(page, "Sozialausschuss")


def test_a_councillor_finds_the_paper_of_the_next_meeting_and_its_measures(
    page: Page, committee: Committee, next_meeting: date
) -> None:
    walk_to_the_next_meeting(page, next_meeting)
    ahead = page.get_by_role("region", name="Nächste Sitzungen")
    expect(ahead.locator("time")).to_have_text([f"{next_meeting:%d.%m.%Y}"])
    ahead.get_by_role("link", name="Zweiter Sachstand").click()
    is_at(page, "Zweiter Sachstand")
    page.get_by_role("link", name="Sozialausschuss").first.click()
    is_at(page, "Sozialausschuss")
    news = page.locator(".committee-news")
    expect(news.locator("h2")).to_contain_text("Neues seit der Sitzung vom 01.06.2020")
    measure = news.get_by_role("link", name="Konzept zur Weiterentwicklung der sozialen Auftragsvergabe")
    measure.click()
    expect(page).to_have_url(re.compile(f"{REPORT}A4/$"))
    expect(page.locator("aside")).to_contain_text("dem Gremium „Sozialausschuss“ am 01.06.2020 vorgelegt")
    page.locator("aside").get_by_role("link", name="am 01.06.2020 vorgelegt").click()
    is_at(page, "Erster Sachstand")
    page.go_back()
    page.go_back()
    is_at(page, "Sozialausschuss")


def test_the_meetings_go_into_a_calendar(page: Page, committee: Committee, next_meeting: date) -> None:
    page.goto(COMMITTEE)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Sitzungen im Kalender (iCalendar)").click()
    assert coming.value.suggested_filename == "heidelberg-sozialausschuss-termine.ics"
    content = coming.value.path().read_text()
    assert f"DTSTART;VALUE=DATE:{next_meeting:%Y%m%d}" in content
    assert "20210303" not in content


def test_a_reader_sees_what_is_not_public(page: Page, heidelberg: Municipality, committee: Committee) -> None:
    factories.make_reader(heidelberg, username="rat", password="geheim")
    logged_in(page, COMMITTEE, "rat")
    past = page.get_by_role("region", name="Vergangene Sitzungen")
    expect(past).to_contain_text("nicht öffentlich")
    past.get_by_role("link", name=CLOSED).click()
    is_at(page, CLOSED)
    page.goto("/heidelberg/vorlagen/")
    expect(page.locator("main")).not_to_contain_text(DRAFT)


def test_a_stranger_sees_neither_drafts_nor_closed_meetings(
    page: Page, committee: Committee, problems: list[str]
) -> None:
    for path in ("/heidelberg/", "/heidelberg/vorlagen/", COMMITTEES, COMMITTEE, REPORT, f"{REPORT}A4/"):
        page.goto(path)
        for secret in (CLOSED, DRAFT, "03.03.2021"):
            expect(page.locator("body")).not_to_contain_text(secret)
    for slug in ("entwurf", "geschlossen"):
        response = page.goto(f"/heidelberg/vorlagen/{slug}/")
        assert response
        assert response.status == 404
    problems.clear()  # the browser reports what is missing


def test_a_planner_writes_issues_and_records_a_paper(planner: Page, committee: Committee) -> None:
    planner.get_by_text("Alle Tabellen").click()
    planner.locator('a[href="/admin/reports/councilpaper/add/"]').click()
    is_at(planner, "Sitzungsvorlage hinzufügen")
    planner.get_by_label("Bericht:").select_option(
        label="Heidelberg: Bericht zur Sozialen Lage 2018: kurzfristige Maßnahmen"
    )
    planner.get_by_label("Betreff").fill("Sachstand im Februar")
    planner.get_by_label("Datum:", exact=True).fill("01.02.2021")
    planner.get_by_role("button", name="Sichern", exact=True).click()
    expect(planner.locator("[name=proposal]")).to_have_value(re.compile("wird zur Kenntnis genommen"))

    planner.get_by_role("link", name="Vorlage prüfen").click()
    expect(planner.locator(".errornote")).to_have_text("Noch befasst sich kein Gremium mit der Vorlage.")
    expect(planner.get_by_text("Endgültig herausgeben", exact=True)).to_have_count(0)
    planner.go_back()

    planner.locator("[name=consultations-0-committee]").select_option(label="Sozialausschuss")
    planner.locator("[name=consultations-0-meeting_on]").fill("15.02.2021")
    planner.get_by_role("button", name="Sichern und weiter bearbeiten").click()
    expect(planner.locator(".messagelist .success")).to_be_visible()
    planner.get_by_role("link", name="Vorlage prüfen").click()
    expect(planner.locator("article.document")).to_contain_text("Von 16 Maßnahmen sind 2 umgesetzt")
    planner.get_by_text("Endgültig herausgeben", exact=True).click()
    planner.get_by_role("button", name="Ja, herausgeben").click()
    expect(planner.locator(".messagelist .success")).to_contain_text("Die Vorlage ist herausgegeben.")

    planner.get_by_role("link", name="Auf der Website").click()
    is_at(planner, "Sachstand im Februar")
    planner.go_back()
    planner.get_by_role("link", name="Ergebnisse eintragen").click()
    planner.locator("#result_list tbody th a").click()
    planner.get_by_label("Ergebnis:").select_option(label="zur Kenntnis genommen")
    planner.get_by_role("button", name="Sichern", exact=True).click()
    expect(planner.locator(".messagelist .success")).to_be_visible()
    for path in (f"{REPORT}A4/", REPORT):
        planner.goto(path)
        said = "dem Gremium „Sozialausschuss“ am 15.02.2021 vorgelegt (zur Kenntnis genommen)"
        expect(planner.locator("main")).to_contain_text(said)


def test_everybody_can_use_the_pages_of_a_committee(
    page: Page, heidelberg: Municipality, committee: Committee, problems: list[str]
) -> None:
    """As a reader, who sees more of them."""
    factories.make_reader(heidelberg, username="rat", password="geheim")
    logged_in(page, COMMITTEE, "rat")
    look_at(page, problems, [COMMITTEES, COMMITTEE, "/heidelberg/vorlagen/", "/heidelberg/vorlagen/zweiter-sachstand/"])


def test_everybody_can_use_the_pages_of_the_administration(
    planner: Page, committee: Committee, problems: list[str]
) -> None:
    draft = CouncilPaper.objects.get(slug="entwurf")
    draft.consultations.update(hand_in_by=date(2021, 1, 1))
    issued = Consultation.objects.get(paper__slug="erster-sachstand")
    template = factories.make_template(draft.municipality)
    papers, templates = "/admin/reports/councilpaper/", "/admin/reports/papertemplate/"
    look_at(
        planner,
        problems,
        [
            "/admin/",
            "/admin/reports/committee/agenda/",
            papers,
            f"{papers}add/",
            f"{papers}{draft.pk}/change/",
            f"{papers}{draft.pk}/check/",
            f"{papers}{issued.paper_id}/change/",
            f"/admin/reports/consultation/{issued.pk}/change/",
            templates,
            f"{templates}add/",
            f"{templates}{template.pk}/change/",
            f"{templates}{template.pk}/preview/",
        ],
    )


def test_everybody_can_wait_for_a_large_document(page: Page, heidelberg: Municipality, problems: list[str]) -> None:
    report = Report.objects.get(municipality=heidelberg)
    states = (PreparedState.READING, PreparedState.WRITING, PreparedState.DONE, PreparedState.FAILED)
    files = [factories.make_prepared_file(report, state=state) for state in states]
    pages = [f"{REPORT}dokumente/{file.token}/" for file in files]
    look_at(page, problems, pages)
    with a_worker():
        look_at(page, problems, pages[:1])


def test_the_page_notices_by_itself_when_the_file_is_there(page: Page, heidelberg: Municipality) -> None:
    report = Report.objects.get(municipality=heidelberg)
    file = factories.make_prepared_file(report, state=PreparedState.READING, done=25)
    page.goto(f"{REPORT}dokumente/{file.token}/")
    expect(page.get_by_role("status")).to_contain_text("25 von 101")
    PreparedFile.objects.filter(pk=file.pk).update(done=75)
    expect(page.get_by_role("status")).to_contain_text("75 von 101")
    PreparedFile.objects.filter(pk=file.pk).update(state=PreparedState.DONE)
    expect(page.get_by_role("link", name="Datei speichern")).to_be_visible()


def test_a_councillor_takes_a_paper_along(page: Page) -> None:
    page.goto("/kornwestheim/vorlagen/quartiersmanagement-2022/")
    for ending, start in (("PDF", b"%PDF-"), ("Word", b"PK")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=ending).click()
        assert coming.value.suggested_filename.startswith("kornwestheim-quartiersmanagement-2022.")
        assert coming.value.path().read_bytes().startswith(start)
