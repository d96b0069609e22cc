"""What stands in the database before an import, and a table that creates, changes and removes rows of every kind."""

from datetime import date, timedelta

from catalog.models import Report
from monitoring.choices import Status
from monitoring.imports.answers import CREATE, Answers
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.offices import fold
from tests import factories

MEASURES = 300
KNOWN = 150
AS_OF = date(2021, 5, 31)
HEADINGS = "Nr.;Titel;Abschnitt;Beschreibung;Frist;Federführung;Status;Sachstand;Indikator;Zielwert"
NEW_OFFICE = "Amt für Neues"
NEW_SECTIONS = ("Wohnen", "Arbeit")
OPTIONS = ("--report=stadt/bericht", "--create-offices", f"--as-of={AS_OF:%d.%m.%Y}", "--json")


def prepare() -> None:
    """A report with the first half of the measures, and the file uploaded for it by a planner."""
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    offices = [factories.make_office(report.municipality, name=name) for name in ("Bauamt", "Sozialamt")]
    section = factories.make_section(report, title="Bildung")
    for number in range(1, KNOWN + 1):
        lead = offices[number % 2]
        measure = factories.make_measure(report, code=f"M {number}", title=f"Alt {number}", section=section, lead=lead)
        if number % 3 == 0:
            factories.make_update(measure, status=Status.IN_PROGRESS, as_of=AS_OF - timedelta(days=number % 2))
        if number % 10 == 0:
            factories.make_target(factories.make_indicator(measure, name="Plätze", unit=""), value=number)
    upload(report)


def upload(report: Report) -> None:
    job = ImportJob.upload(report, table(), "massnahmen.csv", factories.make_planner())
    offices = {fold(NEW_OFFICE): CREATE}
    sections = {fold(name): CREATE for name in NEW_SECTIONS}
    job.choose_columns(dict(job.proposed_columns()))
    job.answer(Answers(offices=offices, sections=sections, as_of=AS_OF))
    job.spreadsheet_import.save()


def table() -> bytes:
    """A CSV file from Excel; every fifth measure is as it was, the others differ in many ways."""
    lines = [HEADINGS, *(";".join(row(number)) for number in range(1, MEASURES + 1))]
    return "\r\n".join(lines).encode("cp1252")


def row(number: int) -> list[str]:
    office = ("Bauamt", "Sozialamt")[number % 2]
    if number <= KNOWN and number % 5 == 0:
        return [f"M {number}", f"Alt {number}", "Bildung", "", "", office, "", "", "", ""]
    return [
        f"M {number}",
        f"Neu {number}",
        ("Bildung", *NEW_SECTIONS)[number % 3],
        f"Was in Maßnahme {number} getan wird.",
        "4. Quartal 2027",
        NEW_OFFICE if number % 4 == 0 else office,
        "in Umsetzung" if number % 2 else "",
        f"Stand {number}" if number % 2 else "",
        "Plätze" if number % 8 == 0 else "",
        str(number + 1) if number % 8 == 0 else "",
    ]
