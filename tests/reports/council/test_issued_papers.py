"""What has been issued never changes, whatever becomes of what it tells of."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.models import Crest, Measure, Office, Report
from catalog.pixels import small_png
from catalog.recycle_bin.cascade import remove
from monitoring.choices import Status
from monitoring.imports.job import ImportJob
from monitoring.models import StatusUpdate
from reports.choices import Audience, ConsultationResult
from reports.council.drafting import correct, fill
from reports.council.issued_papers import IssuedPaper
from reports.council.issuing import NotIssuedError, issue, withdraw
from reports.documents.storing import dump, load
from reports.documents.writers.formats import FORMATS
from reports.models import Consultation, CouncilPaper, FrozenPaper, PaperSection, PaperTemplate, TemplateBlock
from reports.querysets import FrozenPaperError
from tests import factories
from tests.effort import tries
from tests.pictures import uploaded

pytestmark = pytest.mark.django_db

DAY = date(2022, 6, 29)
AGAIN = b"Nr.;Titel;Stand\nA1;Anders;umgesetzt\nA9;Neu;\n"


@pytest.fixture
def paper() -> CouncilPaper:
    """A draft about a measure that is being carried out and one nothing has been reported on."""
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    lead = factories.make_office(report.municipality, name="Jugendamt")
    measure = factories.make_measure(report, code="A1", title="Beratung", lead=lead)
    factories.make_update(measure, status=Status.IN_PROGRESS, as_of=date(2022, 1, 1), text="Läuft an.")
    factories.make_measure(report, code="A2", title="Treffpunkt")
    return factories.make_paper(report, slug="sachstand", subject="Sachstand")


def page(client: Client) -> str:
    """Above what the measures are called today."""
    return client.get("/stadt/vorlagen/sachstand/").text.partition('id="heute"')[0]


def rename(paper: CouncilPaper) -> None:
    several: list[Measure | Report] = [*paper.report.measures.all(), paper.report]
    for row in several:
        row.title = f"{row.title} neu"
        row.save()


def report_on(paper: CouncilPaper) -> None:
    for measure in paper.report.measures.all():
        StatusUpdate.objects.get_or_create(
            measure=measure, as_of=date(2022, 5, 1), publication="published", defaults={"status": Status.DONE}
        )


def delete(paper: CouncilPaper) -> None:
    remove(list(paper.report.measures.filter(parent=None)), None)


def import_again(paper: CouncilPaper) -> None:
    job = ImportJob.upload(paper.report, AGAIN, "neu.csv")
    job.spreadsheet_import.save()
    job.run()


def rename_offices(paper: CouncilPaper) -> None:
    for office in Office.objects.filter(municipality=paper.municipality):
        office.name += " (neu)"
        office.save()


def hide(paper: CouncilPaper) -> None:
    Report.objects.filter(pk=paper.report_id).update(is_public=False)


def rewrite(paper: CouncilPaper) -> None:
    PaperSection.objects.filter(paper=paper).update(text="Etwas ganz anderes")
    CouncilPaper.objects.filter(pk=paper.pk).update(subject="Anderer Betreff", proposal="")


def decide(paper: CouncilPaper) -> None:
    Consultation.objects.filter(paper=paper).update(result=ConsultationResult.NOTED)


def take_back(paper: CouncilPaper) -> None:
    CouncilPaper.objects.filter(pk=paper.pk).update(state="withdrawn")


def dress_otherwise(paper: CouncilPaper) -> None:
    PaperTemplate.objects.update(title="Anders", letterhead="Anderswo", accent="#000000")
    TemplateBlock.objects.all().delete()


def wear_another_crest(paper: CouncilPaper) -> None:
    crest = Crest.objects.get(municipality=paper.municipality)
    crest.show(small_png(uploaded(size=(99, 99))))
    crest.save()


CHANGES = [rename, report_on, delete, import_again, rename_offices, hide, rewrite, decide, take_back]
CHANGES += [dress_otherwise, wear_another_crest]


def frozen(paper: CouncilPaper) -> list[tuple[str, str]]:
    return list(FrozenPaper.objects.filter(paper=paper).order_by("audience").values_list("text", "digest"))


def files(paper: CouncilPaper) -> list[bytes]:
    """What can be downloaded, for everybody and for the council."""
    issued = [IssuedPaper(paper, row) for row in FrozenPaper.objects.filter(paper=paper).order_by("audience")]
    return [form.write(one.document, one.theme) for one in issued for form in FORMATS.values()]


@pytest.mark.both
def test_it_stays_byte_by_byte_whatever_is_changed(paper: CouncilPaper) -> None:
    paper.template = factories.make_template(paper.municipality, letterhead="Stadt")
    paper.save()
    factories.make_crest(paper.municipality, description="Ein Turm")
    issue(paper)
    before, before_as_files = frozen(paper), files(paper)
    assert len(before) == len(Audience)
    assert all("Ein Turm" in text for text, _digest in before)

    @settings(
        max_examples=tries(15),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5, unique=True))
    def attempt(changes: list[Callable[[CouncilPaper], None]]) -> None:
        with transaction.atomic():
            for change in changes:
                change(CouncilPaper.objects.get(pk=paper.pk))
            assert frozen(paper) == before
            assert files(paper) == before_as_files
            assert all(one.is_intact for one in FrozenPaper.objects.filter(paper=paper))
            transaction.set_rollback(True)

    attempt()


def test_the_page_shows_what_was_issued(client: Client, paper: CouncilPaper) -> None:
    issue(paper)
    before = page(client)
    assert "Von 2 sind 0 umgesetzt." in before
    assert "Läuft an." in before
    rename(paper)
    report_on(paper)
    rewrite(paper)
    assert "Beratung neu" not in page(client)
    assert "Von 2 sind 0 umgesetzt." in page(client)


def test_a_stored_document_comes_back_as_it_was(paper: CouncilPaper) -> None:
    issue(paper)
    for text, _digest in frozen(paper):
        assert dump(*load(text)) == text


@pytest.mark.both
def test_it_cannot_be_deleted(paper: CouncilPaper) -> None:
    issue(paper)
    rows = FrozenPaper.objects.filter(paper=paper)
    with pytest.raises(ProtectedError):
        paper.delete()
    with pytest.raises(FrozenPaperError):
        rows[0].delete()
    with pytest.raises(FrozenPaperError):
        rows.delete()


@pytest.mark.both
def test_the_database_refuses_changes_made_past_the_models(paper: CouncilPaper) -> None:
    issue(paper)
    for statement in ("UPDATE reports_frozenpaper SET text = ''", "DELETE FROM reports_frozenpaper"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_its_links_come_in_later(client: Client, paper: CouncilPaper) -> None:
    issue(paper)
    before = frozen(paper)
    client.force_login(factories.make_planner(paper.municipality))
    url = reverse("admin:paper_links", args=[paper.pk])
    assert "Das ist keine Webadresse" in client.post(url, {"council_url": "http://", "oparl_url": ""}).text
    client.post(url, {"council_url": "ratsinfo.example.org/vorlage/7", "subject": "Anders"})
    client.logout()
    assert 'href="https://ratsinfo.example.org/vorlage/7"' in page(client)
    assert frozen(paper) == before
    assert CouncilPaper.objects.get(pk=paper.pk).subject == "Sachstand"


@pytest.mark.both
def test_it_is_issued_once(paper: CouncilPaper) -> None:
    issue(paper)
    with pytest.raises(NotIssuedError):
        issue(paper)


def test_it_is_not_issued_without_a_committee(paper: CouncilPaper) -> None:
    paper.consultations.all().delete()
    with pytest.raises(NotIssuedError):
        issue(paper)
    assert CouncilPaper.objects.get(pk=paper.pk).is_draft
    assert not FrozenPaper.objects.filter(paper=paper).exists()


def test_a_withdrawn_paper_stays_visible_as_such(client: Client, paper: CouncilPaper) -> None:
    issue(paper)
    withdraw(paper)
    assert "Diese Vorlage ist zurückgezogen." in page(client)


@pytest.mark.both
def test_a_correction_replaces_it_and_both_say_so(client: Client, paper: CouncilPaper) -> None:
    issue(paper)
    draft = correct(paper)
    assert "durch eine spätere Fassung ersetzt" not in page(client)
    issue(draft)
    assert "durch eine spätere Fassung ersetzt" in page(client)
    assert "Ersetzt:" in client.get(f"/stadt/vorlagen/{draft.slug}/").text


@pytest.mark.both
def test_results_come_back_to_the_measure(client: Client, paper: CouncilPaper) -> None:
    issue(paper)
    consultation = paper.consultations.get()
    consultation.result = ConsultationResult.NOTED
    consultation.save()
    shown = client.get("/stadt/bericht/A1/").text
    assert "am 29.06.2022 vorgelegt" in shown
    assert "zur Kenntnis genommen" in shown


def test_closed_meetings_stay_closed(client: Client, paper: CouncilPaper) -> None:
    Consultation.objects.create(
        paper=paper,
        committee=factories.make_committee(paper.municipality, name="Geheimrat", slug="geheim"),
        is_public=False,
        order=2,
    )
    issue(paper)
    assert "Geheimrat" not in page(client)
    client.force_login(factories.make_reader(paper.municipality))
    assert "Geheimrat" in page(client)


@pytest.mark.both
@pytest.mark.parametrize(("name", "value"), [("is_public", True), ("role", "decision"), ("order", 7)])
def test_a_meeting_stays_what_it_was_issued_as(paper: CouncilPaper, name: str, value: object) -> None:
    """An older version of it could be restored."""
    Consultation.objects.filter(paper=paper).update(is_public=False)
    issue(paper)
    meeting = Consultation.objects.get(paper=paper)
    meeting.meeting_on, meeting.result = date(2022, 7, 6), ConsultationResult.NOTED
    meeting.full_clean()
    setattr(meeting, name, value)
    with pytest.raises(ValidationError, match="herausgegeben"):
        meeting.full_clean()


@pytest.mark.both
def test_a_draft_is_filled_with_sentences_whose_figures_follow(paper: CouncilPaper) -> None:
    paper.sections.all().delete()
    fill(paper)
    summary = paper.sections.get(heading="Stand der Umsetzung").text
    assert summary == "Von {gesamt} Maßnahmen ist {in_umsetzung} in Umsetzung. Ohne Meldung: {ohne_meldung}."
    issue(paper)
    assert "Von 2 Maßnahmen ist 1 in Umsetzung. Ohne Meldung: 1." in frozen(paper)[0][0]
    later = factories.make_paper(paper.report, slug="spaeter", dated_on=date(2022, 9, 1))
    later.sections.all().delete()
    factories.make_update(Measure.objects.get(report=paper.report, code="A2"), as_of=date(2022, 8, 1))
    fill(later)
    issue(later)
    assert "Seit der letzten Vorlage am 29.06.2022 gab es 1 neue Meldung." in frozen(later)[0][0]
