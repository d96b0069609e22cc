"""Costs come in with amount, kind and wording, and a file that says less changes nothing."""

from decimal import Decimal

import pytest

from catalog.models import Measure, Report
from monitoring.imports.undo import take_back
from monitoring.models import SpreadsheetImport
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db


def costs(report: Report) -> list[tuple[Decimal | None, str, str]]:
    return list(report.measures.order_by("code").values_list("costs_amount", "costs_kind", "costs"))


def test_costs_are_stored_as_they_are_worded_and_taken_back(clerk: Clerk, report: Report) -> None:
    before = factories.make_measure(report, code="A4", title="Vier", costs="offen")
    rows = ("A1;Eins;45.000 jährlich", "A2;Zwei;9.000", "A3;Drei;keine zusätzlichen", "A4;Vier;2 Mio. p.a.")
    content = "\n".join(("Nr.;Titel;Kosten in EUR", *rows, ""))
    clerk.imports(content)
    assert costs(report) == [
        (45_000, "per_year", ""),
        (None, "", "9.000 EUR"),
        (None, "", "keine zusätzlichen"),
        (2_000_000, "per_year", ""),
    ]
    assert clerk.imports(content)["changed"] == []
    take_back(SpreadsheetImport.objects.earliest("pk"), None)
    assert costs(report) == [(None, "", "offen")]
    assert Measure.objects.get(pk=before.pk).costs == "offen"


@pytest.mark.parametrize("said", ["45.000 €", "Personal", "45000 Euro pro Jahr (Personal)", "ca. 45.000 EUR"])
def test_a_file_that_says_a_part_of_what_is_stored_changes_nothing(clerk: Clerk, report: Report, said: str) -> None:
    factories.make_measure(
        report, code="A1", title="Eins", costs_amount=Decimal(45_000), costs_kind="per_year", costs="Personal"
    )
    assert clerk.imports(f"Nr.;Titel;Kosten\nA1;Eins;{said}\n")["changed"] == []


def test_a_text_too_long_for_the_costs_goes_to_effort_and_costs(clerk: Clerk, report: Report) -> None:
    text = "Für jede Stelle fallen Kosten an. " * 20
    answer = clerk.imports(f"Nr.;Titel;Kosten\nA1;Eins;{text}\n")
    measure = report.measures.get()
    assert (measure.costs, measure.effort) == ("", text.strip())
    assert any("zu lang" in one["message"] for one in answer["warnings"])


def test_several_columns_of_costs_are_one_line(clerk: Clerk, report: Report) -> None:
    head = "Nr.;Titel;Gesamtkosten (€);Eigenanteil und Kosten der Stadt (€)"
    clerk.imports(f"{head}\nA1;Eins;10.000;2.000\nA2;Zwei;500;\n")
    assert [wording for _amount, _kind, wording in costs(report)] == [
        "Gesamtkosten (€): 10.000 €; Eigenanteil und Kosten der Stadt (€): 2.000 €",
        "500 €",
    ]
