"""A city in which every public thing has a secret neighbour.

What is secret says so: each secret text, name, number and address holds a word that stands nowhere else, and
`WORDS` knows them all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.choices import Column, Horizon, Publication, ReportKind, RowOrder
from catalog.models import Measure, Municipality, Office, Report, Section, SectionTheme
from monitoring.choices import Status
from monitoring.models import Attachment
from reports.council.issuing import issue
from reports.models import Committee, Consultation, CouncilPaper, PaperAnnex
from tests import factories
from tests.factories import (
    make_comment,
    make_committee,
    make_discussion,
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_paper,
    make_report,
    make_responsibility,
    make_section,
    make_target,
    make_update,
    make_user,
    make_value,
)
from tests.themes import Themes
from tests.uploads import PDF

TODAY = date(2023, 6, 15)
TOMORROW = date(2023, 6, 16)
WORDS: set[str] = set()


def secret(name: str) -> str:
    """A word that betrays its origin: "xgdraftupdatexg"."""
    word = f"xg{name}xg"
    WORDS.add(word)
    return word


@dataclass(frozen=True)
class Town:
    """What everybody may see.

    It has an office and a section already that only secret measures will name: the offices of a public city and
    the headings of a public report are public themselves, what they are to do is not.
    """

    city: Municipality
    report: Report
    discussed: Report
    office: Office
    section: Section
    measure: Measure
    whole: Measure
    part: Measure
    files: list[Attachment]
    annex: PaperAnnex

    @property
    def measures(self) -> list[Measure]:
        return [self.measure, self.whole, self.part, *self.discussed.measures.all()]


def make_town() -> Town:
    city = make_municipality(name="Offenstadt", slug="offenstadt", plain_language="Wir sind eine Stadt.")
    factories.make_crest(city)
    columns = {"columns": Column.values}
    report = make_report(city, title="Offener Bericht", slug="bericht", **columns)
    discussed = make_report(city, title="Zweiter Bericht", slug="zweiter", row_order=RowOrder.BY_DISCUSSION, **columns)
    office = make_office(city, name="Sozialamt", slug="sozialamt")
    make_office(city, name="Nebenamt", slug="nebenamt")
    section = make_section(report, title="Wohnen", slug="wohnen")
    about(make_section(report, title="Leerstand", slug="leerstand", parent=section), Themes.WORK)
    make_section(report, title="Ausblick", slug="ausblick")
    about(section, Themes.HOUSING)
    about(make_section(discussed, title="Wohnen", slug="wohnen"), Themes.HOUSING, Themes.CARE)
    measure = make_measure(report, code="A1", title="Beratung", section=section, lead=office, **complete())
    whole = make_measure(report, code="A2", title="Treffpunkte", section=section, lead=office)
    part = make_measure(parent=whole, code="M1", title="Nordstadt", lead=office)
    make_measure(discussed, code="B1", title="Fahrdienst")
    for row in (measure, part):
        furnish(row, "bekannt", Status.IN_PROGRESS, date(2022, 3, 1))
    resolved = make_report(city, title="Beschlüsse", slug="beschluesse", kind=ReportKind.RESOLUTIONS)
    make_measure(resolved, code="C1", title="Spielplatz", moved_by="SPD; CDU", resolved_by="Rat", resolved="2.5.2022")
    committee = make_committee(city, name="Rat", slug="rat")
    paper = make_paper(report, subject="Offener Sachstand", slug="sachstand", committee=committee)
    annex = factories.make_annex(paper, PDF, title="Offene Anlage", is_public=True)
    issue(paper)
    return Town(city, report, discussed, office, section, measure, whole, part, attach(measure, "bekannt"), annex)


def attach(measure: Measure, word: str, **fields: Any) -> list[Attachment]:
    """A photo and a document of a measure."""
    texts = {"title": f"Datei {word}", "alternative": f"Bild {word}", "name": f"{word}.x", "remark": "", **fields}
    return [factories.make_attachment(measure, content, **texts) for content in (b"", PDF)]


def about(section: Section, *themes: Themes) -> None:
    for theme in themes:
        SectionTheme.objects.create(section=section, theme=theme.row)


def complete(word: str = "öffentlich") -> dict[str, Any]:
    """Something in every text of a measure, with a deadline that has passed."""
    texts = ("description", "starting_position", "objective", "steps", "data_sources", "effort", "plain_language")
    return {
        **{name: f"{word} {name}" for name in texts},
        "paper_references": f"Drs. {word}",
        "pages": f"S. {word}",
        "horizon": Horizon.SHORT,
        "start": "2021",
        "due": "Ende 2022",
    }


def furnish(measure: Measure, word: str, status: Status, day: date) -> None:
    """Something of everything that can belong to a measure."""
    make_update(measure, status=status, as_of=day, text=f"Meldung {word}", reason=word, next_steps=word)
    make_milestone(measure, title=f"Etappe {word}", due="Ende 2021", done_on=date(2022, 1, 1))
    make_milestone(measure, title=f"Offene Etappe {word}", original_due="Mai 2022", change_reason=word, due="Mai 2023")
    indicator = make_indicator(measure, name=f"Plätze {word}", unit=f"Stück {word}", data_source=word, baseline=3)
    make_target(indicator, value=12, statement=word, due="Ende 2023")
    make_value(indicator, value=7, note=word, as_of=date(2022, 12, 31))
    make_value(indicator, value=8, note=word, as_of=date(2023, 3, 31))
    make_discussion(measure, phase=f"Phase {word}", approach=f"Austausch {word}", held_on=day)
    make_discussion(measure, phase=f"Weitere Phase {word}", approach=word, held_on=None)


def hide_secrets(town: Town) -> list[str]:
    """Put secrets beside everything; the addresses that must not exist for strangers."""
    hidden: list[Measure] = []
    files: list[Attachment] = []

    def conceal(word: str, report: Report | None = None, **fields: Any) -> Measure:
        """A secret measure with everything, led by the office that nobody else names, late and newer than all."""
        office = fields.pop("lead", None) or Office.objects.get(slug="nebenamt")
        measure = make_measure(report, code=word, title=f"Titel {word}", **{**complete(word), **fields})
        make_responsibility(measure, office, note=word)
        furnish(measure, word, Status.DONE, date(2023, 6, 1))
        files.extend(attach(measure, word))
        hidden.append(measure)
        return measure

    draft: dict[str, Any] = {"publication": Publication.DRAFT}
    empty = {section.slug: section for section in Section.objects.filter(report=town.report)}
    drafted = conceal(secret("draft"), town.report, section=empty["leerstand"], **draft)
    conceal(secret("partofdraft"), parent=drafted)
    conceal(secret("draftpart"), parent=town.whole, lead=town.office, **draft)
    conceal(secret("onlydraftpart"), parent=town.measure, **draft)
    conceal(secret("otherdraft"), town.discussed, lead=town.office, **draft)

    resolved = Report.objects.get(slug="beschluesse")
    moved = {"moved_by": f"SPD; {secret('mover')}", "resolved_by": "Rat", "resolved": "1.6.2023"}
    conceal(secret("resolution"), resolved, **moved, **draft)

    closed = make_report(town.city, title=secret("report"), slug=secret("reportslug"), is_public=False)
    section = make_section(closed, title=secret("section"), slug=secret("sectionslug"))
    about(section, Themes.HOUSING, Themes.MIGRATION)
    earlier = conceal(secret("closed"), closed, section=section, predecessor=town.measure)

    elsewhere = make_municipality(name=secret("city"), slug=secret("cityslug"), is_public=False)
    factories.make_crest(elsewhere, description=secret("crest"), source=secret("crestsource"))
    for field in ("introduction", "plain_language", "contact_name"):
        setattr(elsewhere, field, secret(f"city{field.replace('_', '')}"))
    elsewhere.contact_email = f"{secret('citymail')}@example.org"
    elsewhere.save()
    office = make_office(elsewhere, name=secret("office"), slug=secret("officeslug"), abbreviation=secret("officeno"))
    foreign = make_report(elsewhere, title=secret("foreignreport"), slug=secret("foreignslug"))
    section = make_section(foreign, title=secret("foreignsection"), slug=secret("foreignsectionslug"))
    about(section, Themes.HOUSING, Themes.CHILDREN)
    conceal(secret("foreign"), foreign, section=section, lead=office)

    files += hide_within(town, drafted, earlier, closed)
    council = hide_papers(town)
    rows: list[Measure | Report | Municipality | Office] = [*hidden, closed, foreign, elsewhere, office]
    letters = {Municipality: "k", Report: "b", Office: "a"}
    return [
        *council,
        *(file.get_absolute_url() for file in files),
        *(row.get_absolute_url() for row in rows),
        *(f"/k/{letters.get(type(row), 'm')}{row.pk}/" for row in rows),
    ]


def hide_papers(town: Town) -> list[str]:
    """Drafts, papers before closed meetings, and a closed meeting about a public paper."""
    committee = Committee.objects.get(slug="rat")
    about_secrets = {"reference": secret("reference"), "proposal": secret("proposal"), "committee": committee}
    drafted = make_paper(town.report, subject=secret("draftpaper"), slug=secret("draftpaperslug"), **about_secrets)
    closed = make_paper(
        town.report, subject=secret("closedpaper"), slug=secret("closedpaperslug"), is_public=False, **about_secrets
    )
    public = CouncilPaper.objects.get(slug="sachstand")
    drafted.supersedes = public
    drafted.save()
    issue(closed)
    Consultation.objects.create(
        paper=public, committee=committee, meeting_on=TODAY, is_public=False, agenda_item=secret("agendaitem")
    )
    annexes = [
        factories.make_annex(paper, PDF, title=secret(word), is_public=paper != public)
        for word, paper in (("annex", public), ("annexofdraft", drafted), ("annexofclosed", closed))
    ]
    papers = [row.get_absolute_url() for row in (drafted, closed)]
    return [*papers, *(annex.get_absolute_url() for annex in annexes)]


def hide_within(town: Town, drafted: Measure, earlier: Measure, closed: Report) -> list[Attachment]:
    """Secrets inside what is public, and the files among them."""
    files: list[Attachment] = []
    town.discussed.predecessor = closed
    town.discussed.save()
    for measure, predecessor in zip(town.measures[:2], (earlier, drafted), strict=True):
        measure.predecessor = predecessor
        measure.save()
    for measure in town.measures:
        measure.internal_note = secret("note")
        measure.save()
        make_comment(measure, text=secret("comment"), writer_name=secret("commentator"))
        update: dict[str, Any] = {"text": secret("update"), "next_steps": secret("next"), "reason": secret("reason")}
        make_update(measure, status=Status.DONE, as_of=date(2023, 6, 1), publication=Publication.DRAFT, **update)
        waiting = measure.status_updates.latest("pk")
        files += attach(measure, secret("fileofdraft"), update=waiting)
        files += attach(measure, secret("privatefile"), publication=Publication.DRAFT, remark=secret("fileremark"))
        files += attach(measure, secret("committeefile"), publication=Publication.COMMITTEE)
        update = {"text": secret("futureupdate"), "next_steps": secret("futurenext"), "reason": secret("futurereason")}
        make_update(measure, status=Status.NOT_FEASIBLE, as_of=TOMORROW, **update)
    author = make_user(username=secret("login"), last_name=secret("lastname"), email=f"{secret('mail')}@example.org")
    reported = town.measure.status_updates.get(as_of=date(2022, 3, 1))
    reported.author = author
    reported.save()
    for indicator in town.measure.indicators.all():
        make_value(indicator, value=777_777, note=secret("futurevalue"), as_of=TOMORROW)
    factories.make_planner(username=secret("planner"))
    return files
