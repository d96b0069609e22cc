"""Columns are found by their headings and by what stands below; what is unclear is left to the clerk."""

import pytest

from monitoring.choices import MeasureColumn
from monitoring.exports.headings import SYNONYMS
from monitoring.imports.columns.heading_words import is_heading, meanings, names_column
from monitoring.imports.columns.suggesting import ColumnJudge, SampledColumn
from monitoring.imports.words.status_words import Certainty

C = MeasureColumn
WORDS = ["erledigt", "in Arbeit", "geplant"]
TEXTS = ["Die Stelle ist besetzt.", "Der Antrag liegt dem Land vor.", "Drei Plätze sind umgebaut worden."]


def judged(*columns: tuple[str, list[str]]) -> dict[int, MeasureColumn]:
    sampled = [SampledColumn(index, heading, cells) for index, (heading, cells) in enumerate(columns)]
    return {one.index: one.column for one in ColumnJudge(sampled).suggestions()}


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        ("Nr.|Lfd. Nr.|Kennung|MASSNAHMEN-NR.|Maßnahmen-ID|Ziffer|Kürzel|Ref|Nr. laut Konzept|Projekt-Nr.", C.CODE),
        ("Action ref.|Item number|Project reference", C.CODE),
        ("What we will do|Handlungsfeld/Maßnahme|Leitziele und Maßnahmen", C.TITLE),
        ("Bezeichnung der Maßnahme|Kurztitel|Vorhaben|Projekttitel|Action|Maßnahme (Kurztitel)", C.TITLE),
        ("Handlungsfeld|Leitziel|Themenfeld|Handlungsfeld (Nr.)|Category|Säule", C.SECTION),
        ("Federführung|Feder-\nführung|Zuständigkeit:|verantwortlich|zuständig (FF)|Amt|Dezernat|Owner", C.LEAD),
        ("Verantwortliche Stelle|Federführendes Amt|Lead office|Zuständiger Fachbereich|Wer?", C.LEAD),
        ("Mitwirkung|Beteiligte|Beteiligte Akteure|Partner|weitere Akteure|Supporting bodies", C.PARTICIPATING),
        ("Frist|bis|Termin|Zieltermin|Bis wann?|Target date|Umsetzung bis 2027|Geplantes Ende", C.DUE),
        ("Zeitraum|Laufzeit|Umsetzungszeitraum|Zeitrahmen|Timeframe", C.PERIOD),
        ("Ampel|Umsetzungsgrad|Umsetzungsgrad (in %)|Status 2024|RAG|Status neu|Erfüllungsgrad", C.STATUS),
        ("Sachstand|Sachstand 2024|neuer Sachstand|Bemerkung zum Stand|Was bisher geschah|Progress", C.TEXT),
        ("Begründung / Anmerkung|Comments on implementation|Bemerkung der Lenkungsgruppe", C.TEXT),
        ("Next milestones|Plan 2025", C.NEXT_STEPS),
        ("nächste Schritte|Ausblick|Nächster Meilenstein|weiteres Vorgehen|Next steps", C.NEXT_STEPS),
        ("Kosten in €|Kosten 2025 (T€)|Budget|Kostenschätzung|Finanzierung|Gesamtkosten [EUR]|Ausgaben 2025", C.COSTS),
        ("Aufwand und Kosten|Personalaufwand|Ressourcen", C.EFFORT),
        ("Leistungsbereich|Workstream|Leitsatz|Strategiefeld", C.SECTION),
        ("Ressort|Geschäftsbereich|Wer?|Zustaendige Behoerde|Lead officer", C.LEAD),
        ("Mit wem?|Wer hilft mit?|Supporting partners", C.PARTICIPATING),
        ("Was hindert?|Stolpersteine|Hemmnisse", C.REASON),
        ("Beginn|von|Projektstart", C.START),
        ("Indikator|Kennzahl|KPI", C.INDICATOR),
        ("Zielwert 2027|Soll|Sollwert (2030)", C.TARGET),
        ("Priorität|Ansprechpartner|Stadtteil", C.NOTED),
        ("Bemerkung intern|interne Notiz", C.INTERNAL_NOTE),
    ],
)
def test_a_heading_is_recognised_whatever_stands_around_it(headings: str, column: MeasureColumn) -> None:
    assert {heading: meanings(heading)[0].column for heading in headings.split("|")} == dict.fromkeys(
        headings.split("|"), column
    )


@pytest.mark.parametrize("heading", ["", "Level 0", "2023", "Gewicht", "30.06.2024", "x" * 300])
def test_an_unknown_heading_means_nothing(heading: str) -> None:
    assert not is_heading(heading)


@pytest.mark.parametrize(
    "text", ["Die Maßnahme wird vom Amt für Wohnen in diesem Jahr umgesetzt", "Amt für Bauen der Stadt"]
)
def test_a_sentence_with_a_word_of_a_heading_heads_no_table(text: str) -> None:
    assert not names_column(text)


def test_the_lower_of_two_rows_of_headings_counts() -> None:
    assert meanings("Zuständigkeit – Mitwirkung")[0].column is C.PARTICIPATING
    assert meanings("Termin – von")[0].column is C.START


def test_every_heading_of_our_own_files_is_recognised() -> None:
    for column, names in SYNONYMS.items():
        for name in names:
            assert column in {meaning.column for meaning in meanings(name)}, name


def test_measure_is_the_title_unless_another_column_is() -> None:
    titles = ["Anlaufstelle schaffen", "Kurse am Abend anbieten"]
    assert judged(("Nr.", ["1", "2"]), ("Maßnahme", titles)) == {0: C.CODE, 1: C.TITLE}
    assert judged(("Thema", ["Wohnen im Alter", "Sprache"]), ("Maßnahmen", titles)) == {0: C.TITLE, 1: C.DESCRIPTION}


def test_a_topic_that_comes_again_and_again_is_a_section() -> None:
    topics = ["Wohnen", "Wohnen", "Wohnen", "Pflege", "Pflege"]
    titles = [f"{word} ausbauen" for word in ("Beratung", "Treffpunkt", "Fahrdienst", "Fachtag", "Netzwerk")]
    assert judged(("Thema", topics), ("Maßnahme", titles)) == {0: C.SECTION, 1: C.TITLE}


def test_the_status_is_found_below_any_heading() -> None:
    for heading in ("Stand", "Ampel", "Umsetzungsstand", "Sachstand", "Bewertung", "Gewicht"):
        assert judged(("Nr.", ["1", "2", "3"]), (heading, WORDS))[1] is C.STATUS, heading
    for cells in (["100 %", "25 %", "0 %"], ["●", "◐", "○"], ["grün", "gelb", "rot"], ["✔", "✗", "✔"]):
        assert judged(("Nr.", ["1", "2", "3"]), ("Gewicht", cells))[1] is C.STATUS, cells


def test_stand_is_a_word_or_a_text_by_what_stands_below() -> None:
    assert judged(("Stand", WORDS)) == {0: C.STATUS}
    assert judged(("Stand", TEXTS)) == {0: C.TEXT}
    assert judged(("Stand", WORDS), ("Sachstand", TEXTS)) == {0: C.STATUS, 1: C.TEXT}
    assert judged(("Umsetzungsstand", WORDS), ("Bemerkungen", TEXTS)) == {0: C.STATUS, 1: C.TEXT}


def test_columns_without_a_known_heading_are_found_by_their_cells() -> None:
    found = judged(
        ("A", ["M1", "M2", "M3"]),
        ("B", ["Babybesuchsdienst einführen", "Ferienpass ermäßigen", "Lesepaten gewinnen"]),
        ("C", ["Jugendamt", "Sozialamt", "Stadtbibliothek"]),
        ("D", ["31.12.2025", "III/2026", "laufend"]),
        ("E", WORDS),
        ("F", TEXTS),
    )
    assert found == {0: C.CODE, 1: C.TITLE, 2: C.LEAD, 3: C.DUE, 4: C.STATUS, 5: C.TEXT}


def test_crosses_below_status_words_and_columns_of_days_come_in_groups() -> None:
    assert judged(("Nr.", ["1", "2"]), ("offen", ["x", ""]), ("in Arbeit", ["", "x"]), ("fertig", ["", ""])) == {
        0: C.CODE,
        1: C.STATUS_MARK,
        2: C.STATUS_MARK,
        3: C.STATUS_MARK,
    }
    for headings in (("Stand 30.06.2024", "Stand 31.12.2024"), ("1. HJ 2024", "2. HJ 2024"), ("2023", "2024")):
        assert judged(*((heading, TEXTS) for heading in headings)) == {0: C.REPORT_ON, 1: C.REPORT_ON}, headings
    assert judged(("Nr.", ["1"]), ("Sachstand 2024", TEXTS)) == {0: C.CODE, 1: C.TEXT}


def test_two_columns_of_the_same_name_are_left_to_the_clerk() -> None:
    assert judged(("Frist", ["2025"]), ("Frist", ["2026"]), ("Nr.", ["1"])) == {2: C.CODE}


def test_a_suggestion_says_why_how_sure_it_is_and_what_else_it_could_be() -> None:
    sampled = [SampledColumn(0, "Umsetzungsstand", WORDS), SampledColumn(1, "C", ["Jugendamt", "Sozialamt", "Bauamt"])]
    plain, guessed = ColumnJudge(sampled).suggestions()
    assert (plain.column, plain.certainty, plain.why != guessed.why) == (C.STATUS, Certainty.SURE, True)
    assert (guessed.column, guessed.certainty) == (C.LEAD, Certainty.LIKELY)


def test_words_nobody_knows_below_a_status_are_still_the_status() -> None:
    assert judged(("Nr.", ["1", "2"]), ("Wie weit sind wir?", ["Finalitzat", "En Marxa"]))[1] is C.STATUS
    assert judged(("Nr.", ["1", "2"]), ("Node.Status", ["Finalitzat", "En Marxa"]))[1] is C.STATUS
    assert judged(("Nr.", ["1", "2", "3"]), ("Wie weit sind wir?", TEXTS)).get(1) is not C.STATUS


def test_crosses_beside_others_are_a_status_whatever_stands_above_them() -> None:
    crossed = [("Nr.", ["1", "2", "3"]), ("offen", ["x", "", ""]), ("fertig", ["", "x", ""])]
    assert judged(*crossed, ("Sackgasse", ["", "", "x"]))[3] is C.STATUS_MARK
    assert judged(*crossed, ("Beschluss", ["x", "", "x"])).get(3) is not C.STATUS_MARK
    assert judged(*crossed, ("Notiz", ["", "", "siehe A3"])).get(3) is not C.STATUS_MARK


def test_crosses_below_horizons_say_when() -> None:
    found = judged(("Nr.", ["1", "2"]), ("Horizont – kurzfristig", ["x", ""]), ("Horizont – langfristig", ["", "x"]))
    assert found == {0: C.CODE, 1: C.HORIZON_MARK, 2: C.HORIZON_MARK}


def test_a_column_of_days_is_a_deadline_below_a_heading_that_says_nothing() -> None:
    assert judged(("Nr.", ["1", "2"]), ("Spalte 7", ["31.12.2025", "30.06.2026"])) == {0: C.CODE, 1: C.DUE}
    assert judged(("Nr.", ["1", "2"]), ("Spalte 7", ["2025", "2026"])) == {0: C.CODE}


def test_the_new_deadline_counts_and_the_old_one_is_kept() -> None:
    found = judged(("Termin (alt)", ["31.12.2024", "2025"]), ("Termin (neu)", ["30.06.2025", ""]), ("Nr.", ["1", "2"]))
    assert found == {0: C.NOTED, 1: C.DUE, 2: C.CODE}


def test_a_heading_above_others_tells_less_than_their_own() -> None:
    energy = ["Nach dem Ausbau liefern die Anlagen 280 GWh im Jahr.", "Dafür gibt es noch keine belastbare Schätzung."]
    assert judged(("Nr.", ["1", "2"]), ("Impact & cost – Renewable energy", energy)).get(1) is not C.COSTS
    assert judged(("Nr.", ["1", "2"]), ("Kosten (€) – einmalig", ["5 000", "700"]))[1] is C.COSTS


def test_crosses_below_years_are_the_period_and_no_reports() -> None:
    found = judged(
        ("Nr.", ["1", "2"]), ("Zeitplan – 2025", ["x", ""]), ("Zeitplan – 2026", ["x", "x"]), ("2027", ["", ""])
    )
    assert found == {0: C.CODE, 1: C.YEAR_MARK, 2: C.YEAR_MARK, 3: C.YEAR_MARK}
