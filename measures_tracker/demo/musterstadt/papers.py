"""The papers of three years, the meetings that dealt with them, and the next ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from measures_tracker.backups.tables import BackupTable
from measures_tracker.backups.triggers import switched_off
from measures_tracker.demo.musterstadt.storing import replace, store
from measures_tracker.demo.musterstadt.tables import is_yes, whole
from reports.choices import OfficePart, PaperState
from reports.council.issuing import start_of
from reports.models import Consultation, CouncilPaper, FrozenPaper, PaperBudget, PaperOffice, PaperSection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.tables import Row, TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

HEADINGS = {"Anlass": "Anlass", "Sachstand": "Sachstand"}
PLANNING = "15"


def make_papers(tables: TextTables, city: InventedCity, reports: dict[int, InventedReport], times: Timetable) -> None:
    rows, meetings = tables.rows("vorlagen"), tables.rows("beratungen")
    papers = {row["Nr"]: paper_of(row, first_meeting(row, meetings, times), city, reports, times) for row in rows}
    stored = CouncilPaper.objects.filter(municipality=city.municipality)
    store(list(papers.values()), ["slug"], stored)
    forget_documents(papers.values())
    write_texts(rows, papers)
    name_offices(rows, papers, city)
    consultations = [consultation_of(row, order, papers, city, times) for order, row in enumerate(meetings, 1)]
    replace(
        consultations,
        ["paper_id", "committee_id", "meeting_on"],
        Consultation.objects.filter(paper__in=papers.values()),
    )


def first_meeting(row: Row, meetings: Iterable[Row], times: Timetable) -> date:
    return min(times.meeting(meeting["Sitzung"]) for meeting in meetings if meeting["Vorlage"] == row["Nr"])


def paper_of(
    row: Row, meeting_on: date, city: InventedCity, reports: dict[int, InventedReport], times: Timetable
) -> CouncilPaper:
    dated_on = times.dated(meeting_on)
    return CouncilPaper(
        municipality=city.municipality,
        report=reports[int(row["Bericht"])].report,
        kind=row["Art"],
        subject=row["Betreff"],
        slug=row["Adresse"],
        reference=times.fill(row["Aktenzeichen"], dated_on),
        responsible_office=city.offices[row["Amt"]],
        template=city.template,
        proposal=row["Vorschlag"],
        rows=row["Zeilen"],
        shows_changes=is_yes(row["Veränderungen"]),
        shows_indicators=is_yes(row["Indikatoren"]),
        state=row["Zustand"],
        dated_on=dated_on,
    )


def forget_documents(papers: Iterable[CouncilPaper]) -> None:
    """Deletes documents of another day, and those of papers that are drafts: nothing else may change a document."""
    stored = FrozenPaper.objects.filter(paper__in=papers).select_related("paper")
    gone = [one.pk for one in stored if one.paper.is_draft or one.issued_at != start_of(one.paper.dated_on)]
    if gone:
        connection.check_constraints()  # PostgreSQL alters no table with rows still to be checked
        documents = FrozenPaper._base_manager.filter(pk__in=gone)
        with switched_off([BackupTable(FrozenPaper)]):
            documents._raw_delete(documents.db)


def write_texts(rows: list[Row], papers: dict[str, CouncilPaper]) -> None:
    sections = [
        PaperSection(paper=papers[row["Nr"]], heading=heading, text=row[column], order=order)
        for row in rows
        for order, (column, heading) in enumerate(HEADINGS.items(), 1)
    ]
    replace(sections, ["paper_id", "heading"], PaperSection.objects.filter(paper__in=papers.values()))
    budgets = [budget_of(row, papers[row["Nr"]]) for row in rows]
    store(budgets, ["paper_id"], PaperBudget.objects.filter(paper__in=papers.values()))


def budget_of(row: Row, paper: CouncilPaper) -> PaperBudget:
    once, each_year = (Decimal(row[name]) if row[name] else None for name in ("Einmalig", "Jährlich"))
    has_effect = bool(once or each_year)
    return PaperBudget(
        paper=paper,
        has_effect=has_effect,
        cost_of_implementation=once,
        follow_up_costs=each_year,
        is_secured=paper.state == PaperState.ISSUED if has_effect else None,
        year=paper.dated_on.year + 1 if has_effect else None,
    )


def name_offices(rows: list[Row], papers: dict[str, CouncilPaper], city: InventedCity) -> None:
    taking_part = [
        PaperOffice(paper=papers[row["Nr"]], office=city.offices[PLANNING], part=OfficePart.PARTICIPATING, order=1)
        for row in rows
        if row["Amt"] != PLANNING
    ]
    replace(taking_part, ["paper_id", "office_id", "part"], PaperOffice.objects.filter(paper__in=papers.values()))


def consultation_of(
    row: Row, order: int, papers: dict[str, CouncilPaper], city: InventedCity, times: Timetable
) -> Consultation:
    return Consultation(
        paper=papers[row["Vorlage"]],
        committee=city.committees[row["Gremium"]],
        order=order,
        role=row["Zweck"],
        meeting_on=times.meeting(row["Sitzung"]),
        agenda_item=f"Ö {row['TOP']}" if row["TOP"] else "",
        result=row["Ergebnis"],
        votes_for=whole(row["Ja"]),
        votes_against=whole(row["Nein"]),
        abstentions=whole(row["Enthaltungen"]),
        deviating_text=row["Abweichend"],
    )
