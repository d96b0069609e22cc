"""Searches across many cities find what looking through the texts finds, the best first, of very many only the best."""

import random
from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring import search
from monitoring.current.columns import KEPT
from monitoring.current.judging import refresh_all
from monitoring.models import CurrentStatus, IndexedMeasure, IndexedWord, MonitoredMeasure
from monitoring.models.current import current_to
from monitoring.search.hits import SearchHits
from monitoring.search.search import Search
from reports.measures import scope
from tests.factories import make_measure, make_municipality, make_planner, make_report, make_update
from tests.fetched import counting
from tests.reports.pages import get, text, texts
from tests.reports.test_one_unit_of_counting import random_city  # noqa: F401 - a fixture

pytestmark = [pytest.mark.both, pytest.mark.django_db]

STRANGER = AnonymousUser()
SECRET = "Geheimvorhaben"
TYPED = [
    *(
        "Beratungen",
        "ältere",
        "aeltere",
        "ALTERE",
        "Häusern",
        "Jugend-Treff",
        "beratung sozial",
        "tung",
        "a",
        "ag",
        "§",
    ),
    *("A1", "a 1", "A1 M0", "A1M0", "M0", "510", "510-2", "Drs. 510", "0089/2020", "A", "1", "12", "2022", "A1 Neues"),
    *("?!", "100 %", "a_b", "\\", "a¨b", "ﷺ", "x" * 350, "neues", "m0 beratung", "Vorlage-Nr. 12"),
]


def rows(user: object = STRANGER) -> object:
    return CurrentStatus.objects.filter(current_to(user))  # type: ignore[arg-type]


def hits(words: str, user: object = STRANGER) -> SearchHits:
    return SearchHits(rows(user), Search(words))  # type: ignore[arg-type]


def codes(words: str, user: object = STRANGER) -> list[str]:
    found = Measure.objects.in_bulk(hits(words, user).ids)
    return [found[pk].code for pk in hits(words, user).ids]


@pytest.fixture
def report(without_cities: None) -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


@pytest.fixture
def of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has three hits count as very many, and lists the best two."""
    monkeypatch.setattr(search.hits, "MOST_HITS", 3)
    monkeypatch.setattr(scope, "MOST_REPORTS", 0)


def pieces_of_texts() -> Iterator[str]:
    """Yields parts of what stands in titles and texts, cut anywhere."""
    chance = random.Random(3)  # noqa: S311 - the same words every time
    found = [*MonitoredMeasure.objects.values_list("title", flat=True), *Measure.objects.values_list("code", flat=True)]
    for line in chance.sample(sorted(found), 60):
        start = chance.randrange(len(line) or 1)
        yield line[start : start + chance.randrange(1, 25)]


def test_the_index_finds_what_the_texts_have(random_city: Report) -> None:  # noqa: F811
    odd = make_report(random_city.municipality)
    whole = make_measure(odd, code="510", title="Sozialwohnraum 100 % a_b \\ § 12", description="a¨b " + "x" * 700)
    make_measure(parent=whole, code="2", title="Neuer Jugendtreff für Ältere, Drs. 0089/2020/IV")
    make_update(whole, text="Jugend-Treff der Häuser")
    refresh_all()
    for user in (STRANGER, make_planner(random_city.municipality)):
        for words in [*TYPED, *pieces_of_texts()]:
            read = rows(user).filter(Search(words).condition(KEPT)).values_list("pk", flat=True)  # type: ignore[attr-defined]
            assert sorted(hits(words, user).ids) == sorted(read), words


def test_hits_by_number_and_title_come_first_then_the_newest(report: Report) -> None:
    make_update(make_measure(report, code="B1", description="A3 und Wohnen"), as_of=date(2024, 1, 1))
    make_update(make_measure(report, code="B2", description="A3 und Wohnen"), as_of=date(2025, 1, 1))
    make_measure(report, code="C1", title="Wohnen nach A3")
    make_measure(report, code="C2", description="A3 und Wohnen")
    make_measure(report, code="A3", title="Bauen")
    refresh_all()
    assert codes("A3") == ["A3", "C1", "B2", "B1", "C2"]
    assert codes("wohnen") == ["C1", "B2", "B1", "C2"]


def test_of_very_many_the_same_are_the_best(random_city: Report, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    refresh_all()
    for words in ("Neues", "M0", "a", "m"):
        every = hits(words).ids
        with monkeypatch.context() as fewer:
            fewer.setattr(search.hits, "MOST_HITS", 2)
            best = SearchHits(rows(), Search(words), wanted=2)  # type: ignore[arg-type]
        assert (best.ids, best.is_complete, best.number) == (every[:2], False, 2), words


def test_a_draft_is_found_by_its_planners_only(report: Report) -> None:
    make_measure(report, code="A1", internal_note=SECRET)
    make_measure(report, code="A2", title=SECRET, publication=Publication.DRAFT)
    update = make_update(Measure.objects.get(code="A1"), text=SECRET, publication=Publication.DRAFT)
    refresh_all()
    elsewhere = make_planner(make_municipality())
    assert (codes(SECRET), codes(SECRET, elsewhere)) == ([], [])
    assert codes(SECRET, make_planner(report.municipality)) == ["A2"]
    update.publication = Publication.PUBLISHED
    update.save()
    refresh_all()
    assert codes(SECRET) == codes(SECRET, elsewhere) == ["A1"]


def test_pages_of_many_cities_find_what_has_just_been_written(client: Client, report: Report, of_many: None) -> None:
    measure = make_measure(report, code="A1", title="Alt")
    assert "Keine Maßnahme passt" in text(get(client, "/massnahmen/?suche=neubau"))
    Measure.objects.bulk_update([Measure(pk=measure.pk, title="Neubau", report=report)], ["title"])
    assert texts(get(client, "/massnahmen/?suche=neubau"), "tbody .c-code") == ["A1"]
    assert "A1" in text(get(client, "/?q=neubau"), "#massnahmen ~ ul, section[aria-labelledby=massnahmen] ul")


def test_of_too_many_hits_no_number_is_told(client: Client, report: Report, of_many: None) -> None:
    for number in range(5):
        make_measure(report, code=f"A{number}", title="Wohnen")
    page = get(client, "/massnahmen/?suche=wohnen")
    assert text(page, ".chosen p") == "Mehr als 3 Treffer"
    assert not page.select("main .bar, main .status-bar")
    assert all("(" not in label for label in texts(page, "label:has(input[name=status])"))
    assert texts(page, "tbody .c-code") == [f"A{number}" for number in range(5)]
    assert "(mehr als 3)" in text(get(client, "/?q=wohnen"), "#massnahmen")
    filtered = get(client, "/massnahmen/?suche=wohnen+a3")
    assert text(filtered, ".chosen p") == "1 von 5 Maßnahmen"


def test_a_search_reads_no_more_rows_of_more_measures(client: Client, report: Report, of_many: None) -> None:
    numbers = []
    for _time in range(2):
        for _more in range(8):
            make_measure(report, title="Wohnen")
        client.get("/?q=wohnen")
        with counting() as fetched:
            client.get("/?q=wohnen")
        numbers.append(fetched.rows)
    assert numbers[0] == numbers[1]


@pytest.mark.only("postgresql")
def test_the_index_is_compared_and_forgets(report: Report) -> None:
    measure = make_measure(report, title=SECRET)
    refresh_all()
    IndexedMeasure.objects.filter(pk=measure.pk).update(words=[1])
    with pytest.raises(CommandError, match=str(report.pk)):
        call_command("judge_measures", "--check")
    measure.title = "Offen"
    measure.save()
    call_command("judge_measures")
    call_command("judge_measures", "--check")
    assert not IndexedWord.objects.filter(text=SECRET.lower()).exists()


@pytest.mark.only("postgresql")
def test_without_the_extension_the_same_is_found(report: Report) -> None:
    make_measure(report, code="A1", title="Sozialwohnraum")
    refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert codes("wohnraum") == ["A1"]
