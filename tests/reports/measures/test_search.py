"""Searching the measures of a report: what is found, what is not, and what is marked."""

from datetime import date

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring.search.search import Search
from reports.measures.marking import marked
from tests.factories import make_measure, make_municipality, make_planner, make_report, make_update
from tests.reports.pages import get, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

URL = "/stadt/bericht/"
SECRET = "Geheimvorhaben"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


def found(client: Client, words: str, **more: str) -> list[str]:
    page = client.get(URL, {"suche": words, **more})
    assert page.status_code == 200
    codes = [measure.code for measure in page.context["table"].measures]
    assert f"{len(codes)} von" in text(get(client, page.wsgi_request.get_full_path()), ".chosen p")
    return codes


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("ältere", "Angebote für Ältere"),
        ("ALTERE", "Angebote für Ältere"),
        ("aeltere", "Angebote für Ältere"),
        ("ältere", "Angebote fuer Aeltere"),
        ("massnahme", "Eine Maßnahme"),
        ("maßnahme", "Eine Massnahme"),
        ("wohnraum", "Sozialwohnraum schaffen"),
        ("schaffen sozial", "Sozialwohnraum schaffen"),
        ("„Sozialwohnraum“,", "Sozialwohnraum schaffen"),
        ("100 %", "Quote von 100 %"),
        ("a_b", "Feld a_b"),
        ("Beratungen", "Beratung für alle"),
        ("Häusern", "Ein Haus der Familie"),
        ("Jugend-Treff", "Neuer Jugendtreff"),
        ("Jugendtreffs", "Neuer Jugend-Treff"),
    ],
)
def test_words_are_found_however_they_are_typed(client: Client, report: Report, words: str, title: str) -> None:
    make_measure(report, code="A1", title=title)
    make_measure(report, code="B1", title="Etwas anderes")
    assert found(client, words) == ["A1"]


@pytest.mark.parametrize("words", ["a3", "A3", "a 3", "A-3", " a  3 "])
def test_a_number_is_found_in_any_spelling(client: Client, report: Report, words: str) -> None:
    for code in ("A3", "A30", "B3", "A13"):
        make_measure(report, code=code, title="Drei")
    assert found(client, words) == ["A3"]


def test_numbers_with_blanks_points_and_beginnings(client: Client, report: Report) -> None:
    for code in ("M 14", "3.1", "3.10", "510-1", "510-2", "Jobcenter-1"):
        make_measure(report, code=code, title="Vorhaben")
    assert found(client, "m14") == ["M 14"]
    assert found(client, "3.10") == ["3.10"]
    assert found(client, "510") == ["510-1", "510-2"]
    assert found(client, "jobcenter 1") == ["Jobcenter-1"]
    assert found(client, "jobcenter") == ["Jobcenter-1"]


def test_a_number_and_a_word_together(client: Client, report: Report) -> None:
    make_measure(report, code="A3", title="Wohnen")
    make_measure(report, code="A4", title="Wohnen")
    assert found(client, "wohnen a3") == ["A3"]


def test_all_words_have_to_occur_wherever(client: Client, report: Report) -> None:
    both = make_measure(report, code="A1", title="Wohnen", description="für Familien")
    make_measure(report, code="A2", title="Wohnen")
    assert found(client, "familien wohnen") == ["A1"]
    make_update(both, text="Der Bau hat begonnen.")
    assert found(client, "bau wohnen familien") == ["A1"]


@pytest.mark.parametrize("field", ["objective", "steps", "starting_position", "plain_language", "paper_references"])
def test_texts_beside_the_table_are_searched(client: Client, report: Report, field: str) -> None:
    measure = make_measure(report, code="A1")
    setattr(measure, field, "Quartiersbüro")
    measure.save()
    assert found(client, "quartiersbuero") == ["A1"]


def test_only_the_newest_report_counts(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1", title="Wohnen")
    make_update(measure, text="Es wird geplant.", as_of=date(2020, 1, 1))
    make_update(measure, text="Es wird gebaut.", next_steps="Richtfest", reason="Wetter", as_of=date(2021, 1, 1))
    assert found(client, "gebaut") == found(client, "richtfest") == found(client, "wetter") == ["A1"]
    assert found(client, "geplant") == []
    assert found(client, "geplant", stand="2020-06-01") == ["A1"]
    assert found(client, "gebaut", stand="2020-06-01") == []


def test_a_draft_makes_nothing_findable(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1", internal_note=SECRET)
    make_measure(report, code="A2", title=SECRET, publication=Publication.DRAFT)
    update = make_update(measure, text=SECRET, publication=Publication.DRAFT)
    assert found(client, SECRET) == []
    client.force_login(make_planner())
    assert found(client, SECRET) == ["A2"]
    update.publication = Publication.PUBLISHED
    update.save()
    client.logout()
    assert found(client, SECRET) == ["A1"]


def test_a_changed_text_is_found_at_once(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1", title="Alt")
    measure.title = "Neubau"
    measure.save(update_fields=["title"])
    assert found(client, "neubau") == ["A1"]
    Measure.objects.bulk_update([Measure(pk=measure.pk, title="Umbau", report=report)], ["title"])
    assert found(client, "umbau") == ["A1"]


def test_nothing_but_punctuation_finds_nothing(client: Client, report: Report) -> None:
    make_measure(report, code="A1")
    assert found(client, "?!") == []


def test_a_part_is_found_and_shown_with_its_measure(client: Client, report: Report) -> None:
    whole = make_measure(report, code="S2", title="Teilhabe")
    make_measure(parent=whole, code="M1", title="Sportverein")
    make_measure(parent=whole, code="M2", title="Musikschule")
    page = get(client, f"{URL}?suche=sport")
    assert texts(page, "tbody .c-code") == ["S2", "M1"]
    assert text(page, ".chosen p") == "1 von 1 Maßnahme, 1 von 2 Teilen mit eigenem Stand"
    assert texts(get(client, f"{URL}?suche=teilhabe"), "tbody .c-code") == ["S2", "M1", "M2"]
    assert texts(get(client, f"{URL}?suche=s2+m2"), "tbody .c-code") == ["S2", "M2"]


def test_hits_are_marked_in_number_title_and_texts(client: Client, report: Report) -> None:
    report.columns = ["code", "title", "description", "status"]
    report.save()
    measure = make_measure(report, code="A 3", title="Ältere", description="Für Aeltere.")
    make_update(measure, text="Die\nÄLTEREN <b>freuen</b> sich.", next_steps="ältere fragen", reason="wegen Älterer")
    page = get(client, f"{URL}?suche=ältere+a3")
    assert texts(page, "mark") == ["A 3", "Ältere", "Aeltere", "ÄLTEREN", "Älterer", "ältere"]
    assert "<b>freuen</b>" in text(page, "td.c-status")
    assert not get(client, URL).select("mark")


@pytest.mark.either
@pytest.mark.parametrize(
    ("words", "value", "html"),
    [
        ("strasse", "Straße", "<mark>Straße</mark>"),
        ("ae", "Ära", "<mark>Ä</mark>ra"),
        ("amp", "Wohnen & Leben", "Wohnen &amp; Leben"),
        ("wohnen leben", "Wohnen & Leben", "<mark>Wohnen</mark> &amp; <mark>Leben</mark>"),
        ("sozialwohn wohnraum", "Sozialwohnraum", "<mark>Sozialwohnraum</mark>"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("a", "alle", "alle"),
        ("x", "", ""),
    ],
)
def test_marks_follow_the_letters_of_the_text_and_escape_it(words: str, value: str, html: str) -> None:
    assert marked(value, Search(words)) == html


def test_a_hit_that_the_table_does_not_show_is_quoted(client: Client, report: Report) -> None:
    report.columns = ["code", "title"]
    report.save()
    start = "Am Anfang steht ein langer Satz, der nichts zur Sache tut, "
    end = " und ein Ende, das ebenso wenig sagt und darum gekürzt wird, wie es sich gehört."
    measure = make_measure(report, code="A1", title="Bauen", starting_position=f"{start}bevor die Wohnungsnot{end}")
    make_update(measure, text="Der Grundstein liegt.")
    page = get(client, f"{URL}?suche=wohnungsnot")
    assert text(page, ".snippet") == (
        "Ausgangslage: … ein langer Satz, der nichts zur Sache tut, bevor die Wohnungsnot und ein Ende, das ebenso "
        "wenig sagt und darum gekürzt wird, wie es sich …"
    )
    assert texts(page, ".snippet mark") == ["Wohnungsnot"]
    assert text(get(client, f"{URL}?suche=bauen+grundstein"), ".snippet") == (
        "Was geschehen ist: Der Grundstein liegt."
    )
    assert "Grundstein" in text(get(client, "/stadt/massnahmen/?suche=grundstein"), ".snippet")
    assert not get(client, f"{URL}?suche=bauen").select(".snippet")


def test_a_quote_belongs_to_the_part_that_was_found(client: Client, report: Report) -> None:
    report.columns = ["code", "title", "description"]
    report.save()
    whole = make_measure(report, code="S2", title="Teilhabe")
    make_measure(parent=whole, code="M1", title="Verein", objective="Mehr Sport")
    page = get(client, f"{URL}?suche=sport")
    assert text(page, "td.c-description .snippet") == "Zielsetzung: Mehr Sport"
    assert len(page.select(".snippet")) == 1


@pytest.mark.parametrize("words", ["510 2", "510-2", "510  2"])
def test_a_number_may_be_typed_with_a_blank(client: Client, report: Report, words: str) -> None:
    for code in ("510-1", "510-2", "5102"):
        make_measure(report, code=code, title="Kita")
    assert "510-2" in found(client, words)
    assert "510-1" not in found(client, words)


def test_a_part_is_found_by_both_numbers_in_one_word(client: Client, report: Report) -> None:
    for whole in ("S2", "S3"):
        measure = make_measure(report, code=whole, title=f"Ganzes {whole}")
        make_measure(report, code="M1", title=f"Teil von {whole}", parent=measure)
    assert found(client, "S2M1") == ["S2"]


@pytest.mark.parametrize(
    "words",
    ["Drs. 0089/2020/IV", "Drs.-Nr. 0089/2020/IV", "Drucksache 0089/2020/IV", "vorlage nr: 0089/2020/IV", "Nr. A 4"],
)
def test_what_a_number_is_called_need_not_stand_in_the_text(client: Client, report: Report, words: str) -> None:
    make_measure(report, code="A4", title="Wohnen", paper_references="0089/2020/IV")
    make_measure(report, code="A5", title="Drucksache und Vorlage")
    assert found(client, words) == ["A4"]


def test_the_word_for_a_number_is_searched_where_it_stands_alone(client: Client, report: Report) -> None:
    make_measure(report, code="A4", title="Wohnen", paper_references="0089/2020/IV")
    make_measure(report, code="A5", title="Vorlage für Drucksachen")
    assert found(client, "Vorlage") == ["A5"]
