"""The state of any day: a table, a list and a measure as they stood then, with only what was known then."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.choices import Column, Publication
from catalog.models import Measure, Report
from monitoring.choices import Status
from monitoring.models import Discussion, IndicatorValue, Milestone, MonitoredMeasure, StatusUpdate
from reports.measures.as_of import ReadOnlyPastError, look_back
from tests.effort import tries
from tests.factories import (
    make_discussion,
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_report,
    make_section,
    make_update,
    make_value,
)
from tests.reports.documents.reading import of_docx
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

URL = "/stadt/bericht/"
KOBLENZ = "/koblenz/soziale-lage-2015/"
HEIDELBERG = "/heidelberg/soziale-lage-2018/"
TODAY = date(2023, 6, 15)
FIRST = date(2020, 1, 1)


@pytest.fixture
def report() -> Report:
    city = make_municipality(slug="stadt")
    return make_report(city, slug="bericht", columns=Column.values, published_on=date(2019, 5, 1))


def forget_what_came_after(day: date) -> None:
    """Leave in the database what there was on a day."""
    StatusUpdate.objects.filter(as_of__gt=day).delete()
    Milestone.objects.filter(done_on__gt=day).update(done_on=None)
    Discussion.objects.filter(held_on__gt=day).update(held_on=None, approach="", minutes_signed=None)
    IndicatorValue.objects.filter(as_of__gt=day).delete()


def told(page: BeautifulSoup) -> dict[str, list[str]]:
    """What a page says about the measures."""
    selectors = [
        "dl.meta",
        "h2",
        ".status-bar li",
        "table.status-table tr",
        "fieldset label",
        "article.measure section",
    ]
    selectors += ["article.measure header p:not(.notice)", "article.measure aside"]
    return {selector: texts(page, selector) for selector in selectors}


DAYS = st.integers(0, 6).map(lambda months: FIRST + timedelta(days=30 * months))
EVENTS = st.tuples(st.integers(0, 2), st.sampled_from(["update", "draft", "milestone", "discussion"]), DAYS)


@given(
    events=st.lists(EVENTS, max_size=10, unique=True),
    statuses=st.lists(st.sampled_from(Status.values), min_size=10, max_size=10),
    day=DAYS,
    order=st.sampled_from(["section", "discussion"]),
)
@settings(max_examples=tries(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_table_of_a_day_equals_one_rebuilt_from_what_there_was_then(
    client: Client, events: list[tuple[int, str, date]], statuses: list[str], day: date, order: str
) -> None:
    with transaction.atomic(), time_machine.travel(TODAY, tick=False):
        report = make_report(make_municipality(slug="stadt"), slug="bericht", columns=Column.values, row_order=order)
        section = make_section(report, title="Feld")
        whole = make_measure(report, code="A2", section=section, due="Ende 2020")
        measures = [
            make_measure(report, code="A1", due="1. Quartal 2020"),
            whole,
            make_measure(parent=whole, code="M1"),
        ]
        for number, ((index, kind, on), status) in enumerate(zip(events, statuses, strict=False)):
            record(measures[index], kind, on, status, number)
        then = told(get(client, f"{URL}?stand={day}"))
        forget_what_came_after(day)
        with time_machine.travel(day, tick=False):
            assert told(get(client, URL)) == then
        transaction.set_rollback(True)


def record(measure: Measure, kind: str, on: date, status: str, number: int) -> None:
    if kind == "milestone":
        make_milestone(measure, title=f"Etappe {number}", due="Februar 2020", done_on=on)
    elif kind == "discussion":
        make_discussion(measure, phase=f"Phase {number}", held_on=on, approach="So gehen wir vor.")
    else:
        publication = Publication.DRAFT if kind == "draft" else Publication.PUBLISHED
        make_update(measure, status=status, text=f"Meldung {number}", as_of=on, publication=publication)


@pytest.mark.parametrize("url", [HEIDELBERG, f"{HEIDELBERG}A3/", KOBLENZ, f"{KOBLENZ}M-14/", "/massnahmen/"])
@pytest.mark.parametrize("day", [date(2018, 8, 29), date(2018, 9, 21), date(2021, 1, 18)])
def test_so_does_every_page_of_the_cities(client: Client, url: str, day: date) -> None:
    then = told(get(client, f"{url}?stand={day}"))
    forget_what_came_after(day)
    with time_machine.travel(day, tick=False):
        assert told(get(client, url)) == then


def test_koblenz_before_most_discussions_were_held(client: Client) -> None:
    page = get(client, f"{KOBLENZ}?stand=2018-09-01")
    groups = {text(group, "h2"): texts(group, "tbody .c-title") for group in page.select("section.group")}
    assert {title: len(rows) for title, rows in groups.items()} == {"Besprochen": 5, "Noch zu terminieren": 9}
    assert texts(page, ".jump li") == ["Besprochen 5", "Noch zu terminieren 9"]
    assert "20.09.2018" not in text(page, "main").partition("Noch zu terminieren")[2]
    later = get(client, f"{KOBLENZ}?stand=2018-09-21")
    assert [len(group.select("tbody tr")) for group in later.select("section.group")] == [12, 2]


@pytest.mark.either
@pytest.mark.parametrize("written", ["2018-09-21", "21.09.2018", "21.9.2018", " 2018-9-21 "])
def test_a_plain_notice_says_which_day_it_is_and_leads_back(client: Client, written: str) -> None:
    page = get(client, f"{KOBLENZ}?stand={written}&suche=m")
    notice = one(page, "p.as-of")
    assert text(notice) == "Stand am 21.09.2018 – zum heutigen Stand"
    assert one(notice, "a")["href"] == f"{KOBLENZ}?suche=m"
    assert one(page, "#filter-stand option[selected]")["value"] == "2018-09-21"


@pytest.mark.either
@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("url", [URL, "/stadt/massnahmen/", "/massnahmen/", f"{URL}A1/"])
@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("gestern", "„gestern“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018."),
        ("31.02.2020", "„31.02.2020“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018."),
        ("2018", "„2018“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018."),
        ("0000-01-01", "„0000-01-01“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018."),
        ("16.06.2023", "Der 16.06.2023 liegt noch vor uns; über ihn ist nichts bekannt."),
    ],
)
def test_what_is_no_day_of_the_past_is_said(
    client: Client, report: Report, url: str, written: str, problem: str
) -> None:
    make_measure(report, code="A1")
    page = get(client, f"{url}?stand={written}")
    assert problem in text(page, ".problems")
    assert not page.select("p.as-of")


@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "0002-12-31", "0004-02-29"])
def test_at_the_beginning_of_the_calendar_nothing_was_known(client: Client, day: str) -> None:
    """The interval in which a report is expected reaches back before the year 1."""
    for url in (HEIDELBERG, f"{HEIDELBERG}A3/", "/massnahmen/", "/themen/arbeit/"):
        assert text(get(client, f"{url}?stand={day}"), "p.as-of").startswith("Stand am")
    assert client.get(f"{HEIDELBERG}measures.csv?stand={day}").status_code == 200


@pytest.mark.either
@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("written", ["", "2023-06-15"])
def test_today_needs_no_notice(client: Client, report: Report, written: str) -> None:
    make_measure(report)
    page = get(client, f"{URL}?stand={written}")
    assert not page.select("p.as-of, .problems")


@time_machine.travel(TODAY, tick=False)
def test_the_days_that_exist_are_offered(client: Client, report: Report) -> None:
    measure = make_measure(report)
    make_update(measure, as_of=date(2021, 1, 19))
    make_update(measure, as_of=date(2022, 1, 19), publication=Publication.DRAFT)
    make_update(make_measure(report, publication=Publication.DRAFT), as_of=date(2022, 2, 19))
    make_discussion(measure, held_on=date(2020, 9, 21))
    make_discussion(measure, held_on=date(2024, 1, 1))
    make_discussion(measure, held_on=None, phase="II")
    for url in (URL, "/stadt/massnahmen/"):
        options = texts(one(get(client, url), "#filter-stand"), "option")
        assert options == ["heute", "19.01.2021", "21.09.2020", "01.05.2019"]
    options = texts(one(get(client, f"{URL}?stand=1.1.2021"), "#filter-stand"), "option")
    assert options == ["heute", "19.01.2021", "01.01.2021", "21.09.2020", "01.05.2019"]


@time_machine.travel(TODAY, tick=False)
def test_what_became_of_a_deadline_is_reckoned_on_that_day(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1", due="Ende 2020")
    make_update(measure, status=Status.DONE, as_of=date(2022, 1, 1))
    make_milestone(make_measure(report, code="A2"), title="Konzept", due="Mai 2020", done_on=date(2021, 1, 1))
    page = get(client, f"{URL}?stand=2020-06-15")
    assert "verstrichen" not in text(page, "dl.meta")
    assert "Etappe offen seit weniger als 1 Monat" in text(page, "#A2 .c-milestones")
    page = get(client, f"{URL}?stand=2021-06-15")
    assert "2 Maßnahmen , 1 × Frist verstrichen, keine Meldung" in text(page, "dl.meta")
    assert "Frist verstrichen, keine Meldung (seit 5 Monaten)" in text(page, "#A1 .c-status")
    assert "erreicht am 01.01.2021" in text(page, "#A2 .c-milestones")
    assert not get(client, URL).select(".late, .gap")


@time_machine.travel(TODAY, tick=False)
def test_a_planned_discussion_keeps_its_day_as_of_today(client: Client, report: Report) -> None:
    make_discussion(make_measure(report), held_on=date(2023, 7, 1))
    assert text(get(client, URL), "td.c-discussion") == "01.07.2023"
    assert text(get(client, f"{URL}?stand=2023-06-01"), "td.c-discussion") == "noch zu terminieren"


@time_machine.travel(TODAY, tick=False)
def test_a_measure_of_a_day_knows_nothing_later(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1")
    make_update(measure, status=Status.IN_PROGRESS, text="Es geht los.", as_of=date(2020, 6, 1))
    make_update(measure, status=Status.DONE, text="Es ist fertig.", as_of=date(2021, 6, 1))
    make_milestone(measure, title="Konzept", due="Mai 2020", done_on=date(2021, 1, 1))
    make_discussion(measure, held_on=date(2021, 2, 1), approach="Abschluss")
    places = make_indicator(measure)
    make_value(places, value=17, as_of=date(2020, 12, 31))
    make_value(places, value=23, as_of=date(2021, 12, 31))
    page = get(client, f"{URL}A1/?stand=31.12.2020")
    told_then = text(page, "main")
    assert "Stand am 31.12.2020 – zum heutigen Stand" in told_then
    assert "in Umsetzung" in text(page, "article header")
    assert "Etappe offen seit 7 Monaten" in text(page, ".milestones")
    for known in ("Es geht los.", "17", "noch zu terminieren"):
        assert known in told_then
    for unknown in ("Es ist fertig.", "erreicht am", "23 Personen", "01.02.2021", "Abschluss"):
        assert unknown not in told_then


@pytest.fixture
def loaded(report: Report) -> MonitoredMeasure:
    """A measure whose deadline was moved, with a milestone and a discussion, after the first day."""
    later = date(2021, 1, 1)
    moved: dict[str, Any] = {
        "due": "Ende 2022",
        "original_due": "Ende 2020",
        "change_reason": "Es zog sich.",
        "moved_on": later,
    }
    measure = make_measure(report, code="A1", **moved)
    make_milestone(measure, title="Konzept", due="Mai 2020", done_on=later)
    make_discussion(measure, held_on=later, approach="Abschluss")
    return MonitoredMeasure.objects.with_milestones().with_discussions().get(pk=measure.pk)


def test_what_was_known_then_leaves_the_rows_alone(loaded: MonitoredMeasure) -> None:
    [then] = look_back([loaded], FIRST)
    assert (then.due, then.is_moved) == ("Ende 2020", False)
    assert [milestone.done_on for milestone in then.known_milestones] == [None]
    assert [(one.held_on, one.approach) for one in then.known_discussions] == [(None, "")]
    then.known_milestones.clear()

    stored = MonitoredMeasure.objects.with_milestones().with_discussions().get(pk=loaded.pk)
    for row in (loaded, stored):
        assert (row.due, row.is_moved) == ("Ende 2022", True)
        assert [milestone.done_on for milestone in row.known_milestones] == [date(2021, 1, 1)]
        assert [one.approach for one in row.known_discussions] == ["Abschluss"]


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("name", ["massnahmenheft.docx", "statustabelle.docx"])
@pytest.mark.parametrize("columns", [Column.values, ["code", "title", "milestones"]])
def test_documents_of_a_day_know_nothing_later(
    client: Client, report: Report, loaded: MonitoredMeasure, name: str, columns: list[str]
) -> None:
    Report.objects.filter(pk=report.pk).update(columns=columns)
    said = of_docx(client.get(f"{URL}{name}?stand=2020-06-15").content)
    assert "Konzept" in said
    for unknown in ("Ende 2022", "Es zog sich.", "Abschluss", "01.01.2021"):
        assert unknown not in said
    if name == "massnahmenheft.docx":
        assert "noch zu terminieren" in said
        assert "Abschluss" in of_docx(client.get(f"{URL}{name}").content)


@pytest.mark.either
@pytest.mark.parametrize("way", ["save", "delete", "refresh_from_db"])
def test_what_was_known_then_cannot_be_saved(loaded: MonitoredMeasure, way: str) -> None:
    [then] = look_back([loaded], FIRST)
    for row in (then, *then.known_milestones, *then.known_discussions):
        with pytest.raises(ReadOnlyPastError):
            getattr(row, way)()
    loaded.save()
    assert Measure.objects.get(pk=loaded.pk).due == "Ende 2022"
    assert loaded.milestones.get().done_on == loaded.discussions.get().held_on == date(2021, 1, 1)


def test_the_day_goes_along_from_page_to_page(client: Client) -> None:
    stand = "?stand=2021-01-19"
    table = get(client, f"{HEIDELBERG}{stand}")
    assert one(table, "tr#B1 .c-title a")["href"] == f"{HEIDELBERG}B1/{stand}"
    measure = get(client, f"{HEIDELBERG}B1/{stand}")
    assert {str(link["href"]).partition("/?")[2] for link in measure.select("nav.neighbours a")} == {stand[1:]}
    assert measure.select(f'aside a[href="{HEIDELBERG}{stand}#B1"]')
    assert one(measure, "p.as-of a")["href"] == f"{HEIDELBERG}B1/"


def test_other_spellings_of_a_measure_keep_the_day(client: Client) -> None:
    response: Any = client.get(f"{HEIDELBERG}b1/?stand=2021-01-19")
    assert response["Location"] == f"{HEIDELBERG}B1/?stand=2021-01-19"
