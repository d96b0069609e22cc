"""Rows with sensible defaults: public, published and complete, so that a test names only what it is about.

Every function takes any field of its model by keyword; `n` in a default is a running number.
"""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from catalog.choices import MailKind, MemberRole, Publication, Role, State
from catalog.models import (
    Crest,
    Measure,
    Membership,
    Municipality,
    Office,
    Report,
    Responsibility,
    Section,
    SectionTheme,
    SentMail,
    User,
)
from catalog.pixels import small_png
from monitoring.attachments.uploads import check
from monitoring.choices import Status
from monitoring.models import (
    Attachment,
    Comment,
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    LetterTemplate,
    Milestone,
    ReportingRound,
    RoundAnswer,
    RoundRequest,
    Snapshot,
    StatusUpdate,
)
from reports.choices import BlockKind, Font, PreparedState
from reports.models import (
    Committee,
    Consultation,
    CouncilPaper,
    PaperAnnex,
    PaperBudget,
    PaperOffice,
    PaperSection,
    PaperTemplate,
    PreparedFile,
    TemplateBlock,
)
from tests.pictures import uploaded
from tests.themes import Themes

running = count(1)

EVERYWHERE = "everywhere"  # the group of planners who keep every municipality


def make_municipality(**fields: Any) -> Municipality:
    n = next(running)
    defaults = {"name": f"Musterstadt {n}", "slug": f"musterstadt-{n}", "ags": f"{n:08}", "state": State.BW}
    municipality = Municipality.objects.create(**{**defaults, "is_public": True, **fields})
    for user in User.objects.filter(groups__name=EVERYWHERE):
        make_membership(user, municipality, role=MemberRole.PLANNER)
    return municipality


def make_crest(municipality: Municipality | None = None, content: bytes = b"", **fields: Any) -> Crest:
    """A crest; `content` is a picture as somebody would upload it."""
    defaults = {"description": "Auf Blau nichts", "source": "Selbst gezeichnet"}
    crest = Crest(municipality=municipality or make_municipality(), **{**defaults, **fields})
    crest.show(small_png(content or uploaded()))
    crest.save()
    return crest


def make_office(municipality: Municipality | None = None, **fields: Any) -> Office:
    n = next(running)
    defaults = {"name": f"Amt {n}", "slug": f"amt-{n}"}
    return Office.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})


def make_report(municipality: Municipality | None = None, **fields: Any) -> Report:
    n = next(running)
    defaults = {"title": f"Bericht zur sozialen Lage {n}", "slug": f"soziale-lage-{n}", "is_public": True}
    defaults["published_on"] = date(2020, 1, 1)
    return Report.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})


def make_section(report: Report | None = None, *themes: Themes, **fields: Any) -> Section:
    """A section about these themes; as part of another one (`parent=`) it belongs to the same report."""
    n = next(running)
    parent: Section | None = fields.get("parent")
    report = report or (parent.report if parent else make_report())
    defaults = {"title": f"Handlungsfeld {n}", "slug": f"feld-{n}"}
    section = Section.objects.create(report=report, **{**defaults, **fields})
    for theme in themes:
        SectionTheme.objects.create(section=section, theme=theme.row)
    return section


def make_measure(report: Report | None = None, *, lead: Office | None = None, **fields: Any) -> Measure:
    """A measure; as part of another one (`parent=`) it belongs to the same report."""
    n = next(running)
    parent: Measure | None = fields.get("parent")
    report = report or (parent.report if parent else make_report())
    defaults = {"code": f"A{n}", "title": f"Maßnahme {n}", "publication": Publication.PUBLISHED}
    measure = Measure.objects.create(report=report, **{**defaults, **fields})
    if lead:
        make_responsibility(measure, lead)
    return measure


def make_responsibility(measure: Measure | None = None, office: Office | None = None, **fields: Any) -> Responsibility:
    measure = measure or make_measure()
    office = office or make_office(measure.report.municipality)
    return Responsibility.objects.create(measure=measure, office=office, **{"role": Role.LEAD, **fields})


def make_update(measure: Measure | None = None, **fields: Any) -> StatusUpdate:
    defaults = {
        "status": Status.IN_PROGRESS,
        "publication": Publication.PUBLISHED,
        "as_of": date(2021, 1, 19),
    }
    return StatusUpdate.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_milestone(measure: Measure | None = None, **fields: Any) -> Milestone:
    defaults = {"title": f"Etappe {next(running)}", "due": "31.12.2022"}
    return Milestone.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_indicator(measure: Measure | None = None, **fields: Any) -> Indicator:
    defaults = {"name": f"Indikator {next(running)}", "unit": "Personen"}
    return Indicator.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_target(indicator: Indicator | None = None, **fields: Any) -> IndicatorTarget:
    defaults: dict[str, Any] = {"value": 100, "due": "Ende 2023"}
    return IndicatorTarget.objects.create(indicator=indicator or make_indicator(), **{**defaults, **fields})


def make_value(indicator: Indicator | None = None, **fields: Any) -> IndicatorValue:
    defaults: dict[str, Any] = {"value": 50, "as_of": date(2022, 12, 31)}
    return IndicatorValue.objects.create(indicator=indicator or make_indicator(), **{**defaults, **fields})


def make_discussion(measure: Measure | None = None, **fields: Any) -> Discussion:
    defaults = {"phase": "Phase I", "approach": "Austausch der Ämter", "held_on": date(2018, 9, 21)}
    return Discussion.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_attachment(measure: Measure | None = None, content: bytes = b"", **fields: Any) -> Attachment:
    """A file of a measure; `content` is a file as somebody would upload it, by default a photo."""
    n = next(running)
    file = check(content or uploaded("JPEG"), fields.pop("name", f"Foto {n}.jpg"))
    defaults = {"title": f"Foto {n}", "alternative": "Eine blaue Fläche", "publication": Publication.PUBLISHED}
    attachment = Attachment(measure=measure or make_measure(), **{**defaults, **fields})
    file.describe(attachment)
    file.keep()
    attachment.save()
    return attachment


def make_annex(paper: CouncilPaper, content: bytes, **fields: Any) -> PaperAnnex:
    """An annex with its file."""
    file = check(content, fields.pop("name", "Anlage.pdf"))
    annex = PaperAnnex(paper=paper, **{"title": f"Anlage {next(running)}", **fields})
    file.describe(annex)
    file.keep()
    annex.save()
    return annex


def make_comment(measure: Measure | None = None, **fields: Any) -> Comment:
    """What somebody has written about a measure, which nobody in public reads."""
    defaults = {"text": "Bis wann?", "written_at": datetime(2026, 7, 1, 9, tzinfo=UTC)}
    return Comment.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_letter(municipality: Municipality | None = None, **fields: Any) -> LetterTemplate:
    """The letter with which a city asks its offices."""
    defaults = {
        "subject": "{runde}, bitte bis {frist}",
        "text": "Liebe Kolleginnen und Kollegen,\nes geht um {anzahl}.",
    }
    return LetterTemplate.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})


def make_round(*reports: Report, **fields: Any) -> ReportingRound:
    """A round on these reports of one municipality that is open, though it asks nobody yet."""
    n = next(running)
    of_round = reports or (make_report(),)
    defaults: dict[str, Any] = {
        "title": f"Halbjahr {n}",
        "slug": f"halbjahr-{n}",
        "as_of": date(2026, 6, 30),
        "open_until": date(2026, 7, 31),
        "opened_at": datetime(2026, 6, 15, 9, tzinfo=UTC),
    }
    reporting_round = ReportingRound.objects.create(municipality=of_round[0].municipality, **{**defaults, **fields})
    reporting_round.reports.set(of_round)
    return reporting_round


def make_request(reporting_round: ReportingRound, office: Office, *measures: Measure, **fields: Any) -> RoundRequest:
    """What an office is asked in a round: about these measures, and it has answered nothing."""
    request = RoundRequest.objects.create(round=reporting_round, office=office, **fields)
    for measure in measures:
        make_answer(request, measure)
    return request


def make_answer(request: RoundRequest, measure: Measure, **fields: Any) -> RoundAnswer:
    return RoundAnswer.objects.create(request=request, measure=measure, **fields)


def make_snapshot(reporting_round: ReportingRound, report: Report, text: str = "{}") -> Snapshot:
    """The state of a report that a closed round has frozen."""
    at = reporting_round.closed_at or datetime(2026, 8, 1, 9, tzinfo=UTC)
    facts = {"text": text, "digest": Snapshot.digest_of(text), "as_of": reporting_round.as_of, "frozen_at": at}
    return Snapshot.objects.create(round=reporting_round, report=report, **facts)


def make_sent_mail(municipality: Municipality, **fields: Any) -> SentMail:
    defaults = {"key": f"mail-{next(running)}", "kind": MailKind.ROUND_REQUEST, "email": "amt@example.org"}
    return SentMail.objects.create(municipality=municipality, **{**defaults, **fields})


def make_committee(municipality: Municipality | None = None, **fields: Any) -> Committee:
    n = next(running)
    defaults = {"name": f"Ausschuss {n}", "slug": f"ausschuss-{n}"}
    return Committee.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})


def make_template(municipality: Municipality | None = None, **fields: Any) -> PaperTemplate:
    """A form of its own with one block, the proposal."""
    defaults: dict[str, Any] = {
        "name": f"Vordruck {next(running)}",
        "title": "Sitzungsvorlage",
        "font": Font.LIBERTINUS,
    }
    template = PaperTemplate.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})
    TemplateBlock.objects.create(template=template, kind=BlockKind.PROPOSAL, heading="Beschlussvorschlag")
    return template


def make_paper(report: Report | None = None, **fields: Any) -> CouncilPaper:
    """A draft with one of everything it may consist of, before a public meeting of a committee (`committee=`)."""
    n = next(running)
    report = report or make_report()
    committee = fields.pop("committee", None) or make_committee(report.municipality)
    is_public = fields.pop("is_public", True)
    defaults: dict[str, Any] = {"subject": f"Sachstand {n}", "slug": f"sachstand-{n}", "dated_on": date(2022, 6, 29)}
    paper = CouncilPaper.objects.create(report=report, **{**defaults, **fields})
    Consultation.objects.create(paper=paper, committee=committee, meeting_on=paper.dated_on, is_public=is_public)
    PaperSection.objects.create(paper=paper, heading="Anlass", text="Von {gesamt} sind {umgesetzt} umgesetzt.")
    PaperAnnex.objects.create(paper=paper, title="Karte")
    PaperBudget.objects.create(paper=paper)
    office = make_office(report.municipality, name=f"Beteiligtes Amt {n}", slug=f"beteiligt-{n}")
    PaperOffice.objects.create(paper=paper, office=office)
    return paper


def make_prepared_file(report: Report, **fields: Any) -> PreparedFile:
    """A large document that is ready to be fetched."""
    page = report.get_absolute_url()
    defaults: dict[str, Any] = {
        "question": f"{next(running)}",
        "title": f"Statustabelle: {report.title}",
        "name": "statustabelle.pdf",
        "content_type": "application/pdf",
        "address": f"{page}statustabelle.pdf",
        "page": page,
        "state": PreparedState.DONE,
        "total": 101,
        "content": b"%PDF",
        "size": 4,
    }
    return PreparedFile.objects.create(report=report, **{**defaults, **fields})


def make_user(**fields: Any) -> User:
    """Somebody with a login and nothing else."""
    return User.objects.create_user(**{"username": f"person-{next(running)}", **fields})


def make_planner(*municipalities: Municipality, **fields: Any) -> User:
    """Whoever keeps the reports of these municipalities; of all, also those a test makes later, if none is named."""
    user = make_user(**fields)
    if not municipalities:
        user.groups.add(Group.objects.get_or_create(name=EVERYWHERE)[0])
    for municipality in municipalities or Municipality.objects.all():
        make_membership(user, municipality, role=MemberRole.PLANNER)
    return user


def make_contributor(*offices: Office, **fields: Any) -> User:
    """Somebody who reports for these offices."""
    user = make_user(**fields)
    for office in offices or [make_office()]:
        make_membership(user, office.municipality, role=MemberRole.CONTRIBUTOR, office=office)
    return user


def make_reader(*municipalities: Municipality, **fields: Any) -> User:
    """A member of the council or of the staff who may read what is not public."""
    user = make_user(**fields)
    for municipality in municipalities or [make_municipality()]:
        make_membership(user, municipality, role=MemberRole.READER)
    return user


def make_administrator(**fields: Any) -> User:
    """Whoever makes municipalities and gives roles."""
    return make_user(**{"is_administrator": True, **fields})


def make_membership(user: User | None = None, municipality: Municipality | None = None, **fields: Any) -> Membership:
    return Membership.objects.create(
        user=user or make_user(),
        municipality=municipality or make_municipality(),
        **{"role": MemberRole.PLANNER, **fields},
    )
