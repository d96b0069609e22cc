"""Every form of deadline in the papers of the five cities, with its days counted by hand."""

from datetime import date

import pytest
import yaml
from django.utils.translation import override

from catalog.choices import Horizon
from catalog.deadlines import (
    NoSuchDayError,
    Period,
    Precision,
    UnreadableDeadlineError,
    WordingKind,
    delay_words,
    read,
    understand,
)
from measures_tracker.management.commands.demo import fixture_files

# wording, first day, last day
IN_THE_PAPERS = [
    # days
    ("31.12.2022", "2022-12-31", "2022-12-31"),
    ("31.12.22", "2022-12-31", "2022-12-31"),
    ("01.08.22", "2022-08-01", "2022-08-01"),
    ("bis 15.10.2023", "2023-10-15", "2023-10-15"),
    ("bis zum 30.09.2023", "2023-09-30", "2023-09-30"),
    ("am 27.10.2022", "2022-10-27", "2022-10-27"),
    ("ab dem 01.01.2023", "2023-01-01", "2023-01-01"),
    ("seit 01.08.2018", "2018-08-01", "2018-08-01"),
    ("frühestens zum 01.01.2023", "2023-01-01", "2023-01-01"),
    ("erstmalig am 10.06.2022", "2022-06-10", "2022-06-10"),
    ("zum 01. Januar 2022", "2022-01-01", "2022-01-01"),
    ("am 1. Februar 2022", "2022-02-01", "2022-02-01"),
    ("Am 1. März 2022", "2022-03-01", "2022-03-01"),
    ("21. September 2018", "2018-09-21", "2018-09-21"),
    # months
    ("Bis Juni 2024", "2024-06-01", "2024-06-30"),
    ("bis Dezember 2023", "2023-12-01", "2023-12-31"),
    ("im Februar 2018", "2018-02-01", "2018-02-28"),
    ("Ab März 2021", "2021-03-01", "2021-03-31"),
    ("zum Januar 2020", "2020-01-01", "2020-01-31"),
    ("zum September 2022", "2022-09-01", "2022-09-30"),
    ("voraussichtlich im Mai 2023", "2023-05-01", "2023-05-31"),
    ("Anfang September 2022", "2022-09-01", "2022-09-10"),
    ("zu Anfang September 2022", "2022-09-01", "2022-09-10"),
    ("Ende Februar 2022", "2022-02-28", "2022-02-28"),
    ("erstmalig Ende Mai 2022", "2022-05-31", "2022-05-31"),
    ("Dezember 2020 / Januar 2021", "2020-12-01", "2021-01-31"),
    # quarters and half-years
    ("(1. Quartal 2023)", "2023-01-01", "2023-03-31"),
    ("(3. Quartal 2022)", "2022-07-01", "2022-09-30"),
    ("4. Quartal 2022", "2022-10-01", "2022-12-31"),
    ("bis Ende 1. Quartal 2023", "2023-03-31", "2023-03-31"),
    ("Ende 3. Quartal 2022", "2022-09-30", "2022-09-30"),
    ("letztes Quartal 2023", "2023-10-01", "2023-12-31"),
    ("im letzten Quartal 2023", "2023-10-01", "2023-12-31"),
    ("im 2. Halbjahr 2022", "2022-07-01", "2022-12-31"),
    # seasons and holidays
    ("im Frühjahr 2023", "2023-03-01", "2023-05-31"),
    ("Frühjahr/ Sommer 2023", "2023-03-01", "2023-08-31"),
    ("bis Herbst 2022", "2022-09-01", "2022-11-30"),
    ("im Herbst/Winter 2022", "2022-09-01", "2023-02-28"),
    ("bis zum Ende der Sommerferien 2022", "2022-08-31", "2022-08-31"),
    ("vor den Sommerferien 2022", "2022-06-30", "2022-06-30"),
    # day-care, school and other years
    ("im Kita-Jahr 2022/2023", "2022-08-01", "2023-07-31"),
    ("Kita-Jahr 2023/2024", "2023-08-01", "2024-07-31"),
    ("im Schuljahr 2022/2023", "2022-08-01", "2023-07-31"),
    ("Schuljahre 2020/2021", "2020-08-01", "2021-07-31"),
    ("im Berufsberatungsjahr 2020/2021", "2020-10-01", "2021-09-30"),
    # years and their parts
    ("2022", "2022-01-01", "2022-12-31"),
    ("in 2023", "2023-01-01", "2023-12-31"),
    ("In 2023:", "2023-01-01", "2023-12-31"),
    ("Für 2022:", "2022-01-01", "2022-12-31"),
    ("Im Jahr 2022", "2022-01-01", "2022-12-31"),
    ("Ab dem Jahr 2028", "2028-01-01", "2028-12-31"),
    ("seit 1960", "1960-01-01", "1960-12-31"),
    ("bis 2024", "2024-01-01", "2024-12-31"),
    ("bis Anfang 2022", "2022-01-01", "2022-03-31"),
    ("Mitte 2021", "2021-04-01", "2021-06-30"),
    ("bis Jahresmitte 2023", "2023-04-01", "2023-06-30"),
    ("Ende 2022:", "2022-12-31", "2022-12-31"),
    ("max. bis Ende 2022", "2022-12-31", "2022-12-31"),
    ("bis zum Jahresende 2022", "2022-12-31", "2022-12-31"),
    ("Bis zum Ende des Jahres 2023", "2023-12-31", "2023-12-31"),
    # several years
    ("2019/2020", "2019-01-01", "2020-12-31"),
    ("2022 / 2023", "2022-01-01", "2023-12-31"),
    ("2022 und 2023", "2022-01-01", "2023-12-31"),
    ("in den Jahren 2019 und 2020", "2019-01-01", "2020-12-31"),
    ("der Jahre 2022 und 2023", "2022-01-01", "2023-12-31"),
    ("In den Projektjahren 2022/2023", "2022-01-01", "2023-12-31"),
    ("Seit 01.08.2018 bis Anfang 2022", "2018-08-01", "2022-03-31"),
]
USUAL = [
    ("1.3.23", "2023-03-01", "2023-03-01"),
    ("31. 12. 2022", "2022-12-31", "2022-12-31"),
    ("2022-12-31", "2022-12-31", "2022-12-31"),
    ("29.02.2024", "2024-02-29", "2024-02-29"),
    ("10. Mai 23", "2023-05-10", "2023-05-10"),
    ("Sept. 22", "2022-09-01", "2022-09-30"),
    ("Februar 2024", "2024-02-01", "2024-02-29"),
    ("12/2022", "2022-12-01", "2022-12-31"),
    ("12/25", "2025-12-01", "2025-12-31"),
    ("12.2022", "2022-12-01", "2022-12-31"),
    ("Mitte Mai 2023", "2023-05-11", "2023-05-20"),
    ("Mai bis Juli 2023", "2023-05-01", "2023-07-31"),
    ("Oktober/November 2022", "2022-10-01", "2022-11-30"),
    ("KW 12/2023", "2023-03-20", "2023-03-26"),
    ("52. KW 2022", "2022-12-26", "2023-01-01"),
    ("Q4/2022", "2022-10-01", "2022-12-31"),
    ("IV. Quartal 2022", "2022-10-01", "2022-12-31"),
    ("im vierten Quartal 2022", "2022-10-01", "2022-12-31"),
    ("4. Quartal 22", "2022-10-01", "2022-12-31"),
    ("Quartal 4/2022", "2022-10-01", "2022-12-31"),
    ("3./4. Quartal 2022", "2022-07-01", "2022-12-31"),
    ("1. bis 3. Quartal 2022", "2022-01-01", "2022-09-30"),
    ("Mitte des 2. Quartals 2023", "2023-05-01", "2023-05-31"),
    ("erstes Halbjahr 2023", "2023-01-01", "2023-06-30"),
    ("zweite Jahreshälfte 2023", "2023-07-01", "2023-12-31"),
    ("H1 2023", "2023-01-01", "2023-06-30"),
    ("Anfang 2. Halbjahr 2023", "2023-07-01", "2023-08-31"),
    ("Winter 2022/23", "2022-12-01", "2023-02-28"),
    ("Winter 2023", "2023-12-01", "2024-02-29"),
    ("Sommer bis Herbst 2023", "2023-06-01", "2023-11-30"),
    ("Schuljahr 22/23", "2022-08-01", "2023-07-31"),
    ("Ende des Schuljahres 2022/2023", "2023-07-31", "2023-07-31"),
    ("Kindergartenjahr 2022/23", "2022-08-01", "2023-07-31"),
    ("Ausbildungsjahr 2022/2023", "2022-09-01", "2023-08-31"),
    ("Haushaltsjahre 2022/23", "2022-01-01", "2023-12-31"),
    ("spätestens bis Ende 2024", "2024-12-31", "2024-12-31"),
    ("2022–2024", "2022-01-01", "2024-12-31"),
    ("vom 01.01.2022 bis zum 31.12.2022", "2022-01-01", "2022-12-31"),
    ("Mitte 2022 bis spätestens Ende des Jahres 2023", "2022-04-01", "2023-12-31"),
    ("Ende 2022 / Anfang 2023", "2022-12-31", "2023-03-31"),
    # written short
    ("III/2025", "2025-07-01", "2025-09-30"),
    ("IV 2025", "2025-10-01", "2025-12-31"),
    ("2025/II", "2025-04-01", "2025-06-30"),
    ("Q3/2025", "2025-07-01", "2025-09-30"),
    ("Q 3 2025", "2025-07-01", "2025-09-30"),
    ("Q3-2025", "2025-07-01", "2025-09-30"),
    ("2025-Q3", "2025-07-01", "2025-09-30"),
    ("3. Quartal 2025", "2025-07-01", "2025-09-30"),
    ("3.Qu. 2025", "2025-07-01", "2025-09-30"),
    ("2. HJ 2026", "2026-07-01", "2026-12-31"),
    ("2. Hj. 26", "2026-07-01", "2026-12-31"),
    ("II. Halbjahr 2026", "2026-07-01", "2026-12-31"),
    ("HJ 1/2026", "2026-01-01", "2026-06-30"),
    ("1/2026", "2026-01-01", "2026-01-31"),
    ("SJ 2026/27", "2026-08-01", "2027-07-31"),
    ("Ende SJ 2026/2027", "2027-07-31", "2027-07-31"),
    ("Dez-25", "2025-12-01", "2025-12-31"),
    ("Jahreswechsel 2025/26", "2025-12-31", "2026-01-01"),
    ("Doppelhaushalt 2025/2026", "2025-01-01", "2026-12-31"),
    # as machines and spreadsheets write days
    ("2025-12-15T00:00:00", "2025-12-15", "2025-12-15"),
    ("2025-12-15 00:00", "2025-12-15", "2025-12-15"),
    ("2025-12-15T10:30:00.000+01:00", "2025-12-15", "2025-12-15"),
    ("15.12.2025 00:00:00", "2025-12-15", "2025-12-15"),
    ("15.12.2025, 14 Uhr", "2025-12-15", "2025-12-15"),
    ("Montag, 15. Dezember 2025", "2025-12-15", "2025-12-15"),
    ("15-12-2025", "2025-12-15", "2025-12-15"),
    ("2025/12/15", "2025-12-15", "2025-12-15"),
    # with a remark
    ("Ende 2025 (geplant)", "2025-12-31", "2025-12-31"),
    ("bis 2024 (danach laufend)", "2024-01-01", "2024-12-31"),
    ("laufend bis 2025", "2025-01-01", "2025-12-31"),
]
IN_ENGLISH = [
    ("31 March 2026", "2026-03-31", "2026-03-31"),
    ("31st March 2026", "2026-03-31", "2026-03-31"),
    ("by 31-Mar-26", "2026-03-31", "2026-03-31"),
    ("March 31, 2026", "2026-03-31", "2026-03-31"),
    ("31/03/2026", "2026-03-31", "2026-03-31"),
    ("December 2025", "2025-12-01", "2025-12-31"),
    ("by the end of June 2026", "2026-06-30", "2026-06-30"),
    ("end of Q2 2026", "2026-06-30", "2026-06-30"),
    ("2nd quarter of 2026", "2026-04-01", "2026-06-30"),
    ("first half of 2026", "2026-01-01", "2026-06-30"),
    ("mid-2026", "2026-04-01", "2026-06-30"),
    ("early 2026", "2026-01-01", "2026-03-31"),
    ("June 2025 to May 2026", "2025-06-01", "2026-05-31"),
    ("Autumn 2026", "2026-09-01", "2026-11-30"),
]
REFUSED = [
    *("05/06/2026", "FY 2025/26", "end of the programme", "in May", "March"),
    *("", " ", "x", "/", "–", "bald", "laufend", "kurzfristig", "Ende", "Ende des Jahres", "Umsetzung 2023"),
    *("31.02.2023", "29.02.2023", "32.01.2023", "1.0.2023", "31.12.", "31. 12", "1. Mai", "2023-02-30"),
    *("2.1", "3.10", "12", "22", "13/2022", "10/11/2022", "Mai", "Mai 2O23", "Dezember/Januar 2023"),
    *("5. Quartal 2022", "0. Quartal 2022", "4./1. Quartal 2023", "3. Halbjahr 2022", "KW 54/2023", "KW 0/2023"),
    *("1899", "2200", "31.12.1899", "01.01.0022", "Mai 0199", "Winter 2199", "20222", "Ende 9999", "Winter 9999"),
    *("2023/2022", "2022/11", "2022 2023", "Kita-Jahr 2022/2024", "Schuljahr 2022/21", "Winter 2022/2025"),
    *("Mitte 15.05.2023", "Anfang KW 12/2023", "Ende Ende 2023", "KW 10-12/2023", "Q1-3/2023"),
    *("vom 31.12.2022 bis 01.01.2022", "vor dem 01.08.2019", "über den 01.06.2023 hinaus"),
]


def wordings_of_the_fixtures() -> set[str]:
    texts = (file.read_text(encoding="utf-8") for file in fixture_files())
    rows = [row["fields"] for text in texts for row in yaml.safe_load(text)]
    return {row[name] for row in rows for name in ("due", "start", "original_due") if row.get(name)}


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(("wording", "first", "last"), IN_THE_PAPERS)
def test_it_reads_what_the_papers_write(wording: str, first: str, last: str) -> None:
    assert read(wording) == days(first, last)


@pytest.mark.parametrize(("wording", "first", "last"), USUAL)
def test_it_reads_what_is_usual_elsewhere(wording: str, first: str, last: str) -> None:
    assert read(wording) == days(first, last)


@pytest.mark.parametrize(("wording", "first", "last"), IN_ENGLISH)
def test_it_reads_english_but_never_guesses_which_is_the_month(wording: str, first: str, last: str) -> None:
    assert read(wording) == days(first, last)


@pytest.mark.parametrize("wording", REFUSED)
def test_it_refuses_what_has_no_day_rather_than_guess(wording: str) -> None:
    with pytest.raises(UnreadableDeadlineError):
        read(wording)


@pytest.mark.parametrize(
    "spelling",
    [
        "1. MÄRZ 2022",
        "1. märz 2022",
        "1.\u00a0März\u00a02022",
        "1. Ma\u0308rz 2022",
        "  1.  März\n2022 ",
        "(1. März 2022),",
    ],
)
def test_case_blanks_and_composed_umlauts_do_not_matter(spelling: str) -> None:
    assert read(spelling) == days("2022-03-01", "2022-03-01")


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="2022"):
        days("2022-12-31", "2022-12-30")


def test_it_reads_every_wording_of_the_fixtures() -> None:
    wordings = wordings_of_the_fixtures()
    assert len(wordings) > 50
    assert [wording for wording in wordings if read(wording).last.year not in range(2019, 2031)] == []


@pytest.mark.parametrize(
    "wording",
    [
        *("laufend", "fortlaufend", "dauerhaft", "unbefristet", "offen", "jährlich", "sofort", "ab sofort", "umgehend"),
        *("nach Haushaltsbeschluss", "bis Ende der Wahlperiode", "n. n.", "regelmäßig", "bei Bedarf", "Daueraufgabe"),
        *("unverzüglich", "ongoing", "TBC", "annually"),
    ],
)
def test_usual_words_without_a_day_are_no_deadline_and_no_error(wording: str) -> None:
    understood = understand(wording)
    assert (understood.kind, understood.deadline, understood.is_usual) == (WordingKind.NONE, None, True)


def test_whatever_names_no_day_is_no_error_but_is_not_taken_for_usual() -> None:
    assert (understand("Mai 2O23").kind, understand("Mai 2O23").is_usual) == (WordingKind.NONE, False)


@pytest.mark.parametrize(
    ("wording", "horizon", "last"),
    [
        ("kurzfristig", Horizon.SHORT, None),
        ("short term", Horizon.SHORT, None),
        ("Mittelfristig", Horizon.MEDIUM, None),
        ("langfristige Umsetzung", Horizon.LONG, None),
        ("kurz- bis mittelfristig", Horizon.MEDIUM, None),
        ("mittel-/langfristig", Horizon.LONG, None),
        ("kurzfristig (bis Ende 2025)", Horizon.SHORT, "2025-12-31"),
        ("langfristig, 2030", Horizon.LONG, "2030-12-31"),
        ("Ende 2025", None, "2025-12-31"),
    ],
)
def test_a_wording_may_name_a_horizon(wording: str, horizon: Horizon | None, last: str | None) -> None:
    understood = understand(wording)
    assert (understood.horizon, understood.deadline) == (horizon, last and date.fromisoformat(last))


@pytest.mark.parametrize(
    ("wording", "first"),
    [
        ("ab 2021", "2021-01-01"),
        ("Ab März 2021", "2021-03-01"),
        ("ab dem 01.01.2023", "2023-01-01"),
        ("seit 2019", "2019-01-01"),
        ("laufend seit 2019", "2019-01-01"),
        ("Umsetzung ab Mai 2019", "2019-05-01"),
        ("frühestens 2026", "2026-01-01"),
        ("nicht vor 2023", "2023-01-01"),
        ("ab Schuljahr 2026/27", "2026-08-01"),
        ("Beginn: Mai 2025", "2025-05-01"),
        ("2026 ff.", "2026-01-01"),
        ("2026ff", "2026-01-01"),
        ("ab Q3/2026 ff.", "2026-07-01"),
    ],
)
def test_a_beginning_is_a_start_and_never_a_deadline(wording: str, first: str) -> None:
    understood = understand(wording)
    assert understood.kind is WordingKind.START
    assert (understood.first_day, understood.deadline) == (date.fromisoformat(first), None)


@pytest.mark.parametrize(
    ("wording", "last"),
    [
        ("Seit 01.08.2018 bis Anfang 2022", "2022-03-31"),
        ("ab 2021 bis 2023", "2023-12-31"),
        ("ab März 2021 – Ende 2022", "2022-12-31"),
        ("vom 01.01.2022 bis zum 31.12.2022", "2022-12-31"),
        ("spätestens Mai 2022", "2022-05-31"),
    ],
)
def test_a_beginning_with_an_end_is_a_deadline(wording: str, last: str) -> None:
    assert understand(wording).deadline == date.fromisoformat(last)


@pytest.mark.parametrize(
    "wording", ["31.02.2023", "13/2022", "5. Quartal 2022", "2023/2022", "31.12.1899", "KW 54/2023"]
)
def test_a_date_no_calendar_has_is_a_mistake(wording: str) -> None:
    with pytest.raises(NoSuchDayError):
        understand(wording)


@pytest.mark.parametrize(
    ("wording", "precision"),
    [
        ("17.12.2019", Precision.DAY),
        ("bis zum 17. Dezember 2019", Precision.DAY),
        ("KW 12/2023", Precision.WEEK),
        ("Ende Mai 2023", Precision.WEEK),
        ("Dezember 2019", Precision.MONTH),
        ("Ende 2019", Precision.MONTH),
        ("Mitte 2019", Precision.QUARTER),
        ("Frühjahr 2023", Precision.QUARTER),
        ("III/2025", Precision.QUARTER),
        ("2. HJ 2026", Precision.HALF),
        ("2023", Precision.YEAR),
        ("2019/2020", Precision.YEAR),
        ("2022 bis Ende 2023", Precision.MONTH),
    ],
)
def test_a_wording_has_a_precision(wording: str, precision: Precision) -> None:
    assert read(wording).precision is precision


@pytest.mark.parametrize(
    ("wording", "day", "words"),
    [
        ("31.12.2022", "2023-01-01", "seit 1 Tag"),
        ("31.12.2022", "2023-02-27", "seit 58 Tagen"),
        ("31.12.2022", "2023-02-28", "seit 2 Monaten"),
        ("15.12.2022", "2023-03-20", "seit 3 Monaten"),
        ("15.12.2022", "2024-12-14", "seit 23 Monaten"),
        ("15.12.2022", "2027-12-20", "seit 5 Jahren"),
        ("KW 12/2023", "2023-03-29", "seit weniger als einer Woche"),
        ("KW 12/2023", "2023-04-10", "seit 2 Wochen"),
        ("Dezember 2022", "2023-01-20", "seit weniger als 1 Monat"),
        ("Dezember 2022", "2023-02-10", "seit 1 Monat"),
        ("Frühjahr 2023", "2023-06-20", "seit weniger als 3 Monaten"),
        ("Frühjahr 2023", "2023-10-20", "seit 3 Monaten"),
        ("Frühjahr 2023", "2028-10-20", "seit 5 Jahren"),
        ("1. Halbjahr 2023", "2023-10-20", "seit weniger als 6 Monaten"),
        ("2023", "2024-11-20", "seit weniger als einem Jahr"),
        ("2023", "2025-11-20", "seit 1 Jahr"),
    ],
)
def test_a_delay_is_told_in_the_words_of_people_and_never_more_exactly(wording: str, day: str, words: str) -> None:
    passed_on = understand(wording).deadline
    assert passed_on
    with override("de"):
        assert delay_words(wording, passed_on, date.fromisoformat(day)) == words
