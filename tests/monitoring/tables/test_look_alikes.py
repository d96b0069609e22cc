"""Rows that look like something else: chapters at the end, and measures without a number."""

from tests.monitoring.tables.files import table


def test_a_further_chapter_without_parts_stands_beside_the_others() -> None:
    found = table(
        "Nr.;Titel;Status\n"
        "Nach Bereichen (S. 1–4);;\nHandlungsfeld: Arbeit;;\nA1;Eins;läuft\n"
        "Nach Gruppen (S. 5–8);;\nZielgruppe: Familien;;\nF1;Zwei;läuft\n"
        "Zielgruppe: Ältere;;\nS1;Drei;läuft\n"
        "Übergreifend (S. 9–12);;\nZ3;Vier;läuft\n"
    )
    assert [record.section for record in found.records] == [
        ("Nach Bereichen (S. 1–4)", "Handlungsfeld: Arbeit"),
        ("Nach Gruppen (S. 5–8)", "Zielgruppe: Familien"),
        ("Nach Gruppen (S. 5–8)", "Zielgruppe: Ältere"),
        ("Übergreifend (S. 9–12)",),
    ]


def test_a_number_in_brackets_with_a_title_beside_it_is_no_footnote() -> None:
    found = table("Nr.;Titel;Status\n(1);Eins;läuft\n(2);Zwei;läuft\n;;\n(1) Stand im Januar;;\n")
    assert [record.cells[0] for record in found.records] == ["(1)", "(2)"]
    assert found.footnotes == ["(1) Stand im Januar"]
