"""What was stored twice before texts were cleaned is listed, and nothing else."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from catalog.doubles import appearance, written
from tests.factories import make_measure, make_municipality, make_office, make_report


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bürgeramt", "Bu\u0308rgeramt"),
        ("Bürgeramt", "Buergeramt"),
        ("Amt\u00a050", "Amt 50"),
        ("Sozial\u00adamt", "Sozialamt"),
        ("Amt für Jugend und Familie", "Amt für Jugend-  und Familie"),
        ("Straßenamt", "STRASSENAMT"),
        ("\u0410mt", "Amt"),  # a Cyrillic letter
    ],
)
def test_what_nobody_tells_apart_looks_alike(one: str, other: str) -> None:
    assert appearance(one) == appearance(other)


@pytest.mark.parametrize(("one", "other"), [("Amt 50", "Amt 51"), ("Amt 5", "Amt 05"), ("–", "…"), ("Hort", "Ort")])
def test_what_differs_does_not_look_alike(one: str, other: str) -> None:
    assert appearance(one) != appearance(other)


def test_what_cannot_be_seen_is_written_out() -> None:
    assert written("Bu\u0308r\u00adger\u00a0amt – 5 €") == "Bu‹U+0308›r‹U+00AD›ger‹U+00A0›amt – 5 €"
    assert written("\u0410mt") == "‹U+0410›mt"


@pytest.mark.usefixtures("without_cities")
def test_doubles_are_listed_with_their_place() -> None:
    city, report = make_municipality(name="Neustadt"), make_report(title="Plan")
    office, double = make_office(city, name="Bürgeramt"), make_office(city, name="Kämmerei")
    make_office(make_municipality(), name="Bürgeramt")  # of another city
    measure, other = make_measure(report, code="A2", title="Eins"), make_measure(report, code="A3", title="Zwei")
    make_measure(report, code="A22", title="Drei")
    with connection.cursor() as cursor:  # as it was stored before texts were cleaned
        cursor.execute("UPDATE catalog_office SET name = %s WHERE id = %s", ["Bu\u0308rgeramt", double.pk])
        cursor.execute("UPDATE catalog_measure SET code = %s WHERE id = %s", ["A\u200b2", other.pk])
    out = StringIO()
    call_command("find_doubles", "--json", stdout=out)
    found = json.loads(out.getvalue())["doubles"]
    assert [(one["kind"], [row["id"] for row in one["rows"]]) for one in found] == [
        ("office", [office.pk, double.pk]),
        ("number", [measure.pk, other.pk]),
    ]
    assert found[0]["place"] == "Neustadt"
    assert found[1]["rows"][1] == {"id": other.pk, "name": "A\u200b2", "written": "A‹U+200B›2"}
    out = StringIO()
    call_command("find_doubles", stdout=out)
    assert "Bu‹U+0308›rgeramt" in out.getvalue()


@pytest.mark.usefixtures("without_cities")
def test_where_nothing_looks_alike_that_is_said() -> None:
    out = StringIO()
    call_command("find_doubles", stdout=out)
    assert len(out.getvalue().splitlines()) == 1
