"""Which row is part of which: by numbers, by how far it stands to the right, or as a section."""

import pytest

from catalog.models import Report
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db

HEAD = "Nr.;Titel;Federführung;Status\n"


def tree(report: Report) -> dict[str, str]:
    return {one.code: one.parent.code if one.parent else "" for one in report.measures.select_related("parent")}


@pytest.mark.parametrize(
    ("codes", "parents"),
    [
        (("1", "1.1", "1.2", "2"), {"1": "", "1.1": "1", "1.2": "1", "2": ""}),
        (("A3", "A3/1", "A3/2"), {"A3": "", "A3/1": "A3", "A3/2": "A3"}),
        (("4", "4a", "4b"), {"4": "", "4a": "4", "4b": "4"}),
        (("3.9", "3.10", "001", "M 14"), dict.fromkeys(("3.9", "3.10", "001", "M 14"), "")),
        (("1.1", "1", "1.2"), {"1.1": "", "1": "", "1.2": "1"}),
    ],
)
def test_a_number_below_another_makes_a_part(
    clerk: Clerk, report: Report, codes: tuple[str, ...], parents: dict[str, str]
) -> None:
    rows = "".join(f"{code};Titel {code};Bauamt;umgesetzt\n" for code in codes)
    clerk.imports(HEAD + rows, "--accept-suggestions")
    assert tree(report) == parents


def test_what_stands_above_two_levels_is_a_section(clerk: Clerk, report: Report) -> None:
    clerk.imports(HEAD + "1;Wohnen;;\n1.1;Wohnungsnot;;\n1.1.1;Anlaufstelle;Bauamt;umgesetzt\n", "--accept-suggestions")
    assert tree(report) == {"1.1": "", "1.1.1": "1.1"}
    assert {str(one.section) for one in report.measures.all()} == {"Wohnen"}


def test_rows_with_nothing_but_a_name_are_asked_about(clerk: Clerk, report: Report) -> None:
    table = HEAD + "1;Wohnen;;\n1.1;Anlaufstelle;Bauamt;umgesetzt\n"
    answer = clerk.imports(table)
    assert (answer["exit"], answer["questions"][0]["key"], answer["questions"][0]["rows"]) == (1, "levels", [2])
    clerk.imports(table, "--answer", "levels=sections")
    assert tree(report) == {"1.1": ""}


def test_a_measure_that_is_stored_by_itself_becomes_no_part(clerk: Clerk, report: Report) -> None:
    for code in ("1", "1.1"):
        factories.make_measure(report, code=code, title=f"Titel {code}")
    answer = clerk.imports(HEAD + "1;Titel 1;;\n1.1;Titel 1.1;;\n", "--accept-suggestions")
    assert (answer["created"], answer["unchanged"]) == ([], ["1", "1.1"])


def test_several_measures_in_one_row_are_asked_about_and_taken_apart(clerk: Clerk, report: Report) -> None:
    cells = 'X;"1. Lotsen\n2. Paten";"Bauamt (1), Jobcenter (2)";"1: umgesetzt\n2: ruht"'
    table = f"Ziel;Maßnahmen;Federführung;Stand\n{cells}\n"
    assert clerk.imports(table)["questions"][0]["key"] == "several_in_one_row"
    clerk.imports(table, "--accept-suggestions")
    told = [(one.code, one.title, [r.office.name for r in one.leads]) for one in report.measures.order_by("code")]
    assert told == [("1", "Lotsen", ["Bauamt"]), ("2", "Paten", ["Jobcenter"])]


def test_numbers_that_begin_again_in_each_section_are_asked_about(clerk: Clerk, report: Report) -> None:
    table = "Bereich;Nr.;Titel\nWohnen;1;Lotsen\nWohnen;2;Paten\nPflege;1;Kurse\n"
    assert clerk.imports(table)["questions"][0]["key"] == "numbers_begin_again"
    answer = clerk.imports(table, "--accept-suggestions")
    assert sorted(one.title for one in report.measures.all()) == ["Kurse", "Lotsen", "Paten"]
    assert answer["exit"] == 0


def test_the_same_title_in_two_sections_is_two_measures(clerk: Clerk, report: Report) -> None:
    table = "Bereich;Titel\nZiel A;Finanzhilfe\nZiel B;Finanzhilfe\n"
    assert len(clerk.imports(table)["created"]) == 2
    assert len(clerk.imports(table)["unchanged"]) == 2
    assert {str(one.section) for one in report.measures.all()} == {"Ziel A", "Ziel B"}
