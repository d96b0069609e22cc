"""A city's own form: its words and its order are data that a planner writes and looks at."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from catalog.models import Municipality
from reports.choices import Audience, BlockKind, Font
from reports.council.issuing import content_of, draft
from reports.documents.document import DocHeading, Pairs
from reports.documents.storing import dump
from reports.models import CouncilPaper, PaperTemplate, TemplateBlock
from tests import factories
from tests.admin_pages import errors, form_data

pytestmark = pytest.mark.django_db

ADD = reverse("admin:reports_councilpaper_add")


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(slug="stadt", name="Stadt")


@pytest.fixture
def template(city: Municipality) -> PaperTemplate:
    return factories.make_template(city)


@pytest.fixture
def paper(city: Municipality, template: PaperTemplate) -> CouncilPaper:
    report = factories.make_report(city, slug="bericht")
    factories.make_measure(report, title="Treffpunkt")
    return factories.make_paper(report, template=template, subject="Sachstand", proposal="Wird zur Kenntnis genommen.")


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(factories.make_planner(city))
    return client


def add_block(template: PaperTemplate, kind: BlockKind, order: int, **fields: object) -> None:
    TemplateBlock.objects.create(template=template, kind=kind, order=order, **fields)


def head(paper: CouncilPaper) -> dict[str, str]:
    """The facts of its first block by their labels."""
    document = draft(content_of(paper, Audience.HOUSE))
    pairs = next(block for part in document.parts for block in part.blocks if isinstance(block, Pairs))
    return {label: "".join(run.text for one in told for run in getattr(one, "runs", ())) for label, told in pairs.pairs}


def test_blocks_stand_in_their_order_and_words(paper: CouncilPaper, template: PaperTemplate) -> None:
    add_block(template, BlockKind.STATEMENT, 2, heading="Begründung")
    add_block(template, BlockKind.SEQUENCE, 1, heading="Wer berät", lines="Ausschuss: {gremium}")
    TemplateBlock.objects.filter(kind=BlockKind.PROPOSAL).update(order=3)
    document = draft(content_of(paper, Audience.HOUSE))
    assert [block.text for block in document.parts[0].blocks if isinstance(block, DocHeading) and block.level == 1] == [
        "Wer berät",
        "Begründung",
        "Beschlussvorschlag",
    ]
    assert document.title == "Sitzungsvorlage: Sachstand"


def test_a_fact_that_is_not_known_leaves_its_line_out_unless_it_is_kept(
    paper: CouncilPaper, template: PaperTemplate
) -> None:
    add_block(template, BlockKind.FACTS, 0, lines="Betreff: {betreff}\nDrucksache: {aktenzeichen}")
    assert head(paper) == {"Betreff": "Sachstand"}
    TemplateBlock.objects.update(keeps_empty=True)
    assert head(paper) == {"Betreff": "Sachstand", "Drucksache": "–"}


def test_the_person_in_charge_is_named_only_if_that_is_ticked(paper: CouncilPaper, template: PaperTemplate) -> None:
    add_block(template, BlockKind.FACTS, 0, lines="Betreff: {betreff}\nSachbearbeitung: {sachbearbeitung}")
    paper.contact = "Kim Muster"
    assert "Sachbearbeitung" not in head(paper)
    paper.shows_contact = True
    assert head(paper)["Sachbearbeitung"] == "Kim Muster"


def test_a_fact_nobody_knows_is_refused_with_its_line(template: PaperTemplate) -> None:
    block = TemplateBlock(template=template, kind=BlockKind.FACTS, lines="Betreff: {betreff}\nAmt: {dezernat}")
    with pytest.raises(ValidationError, match="Zeile 2: Hier gibt es nichts, das „dezernat“ heißt") as refused:
        block.full_clean()
    assert "{federführend}" in str(refused.value)


@pytest.mark.parametrize(("accent", "word"), [("#ffee00", "zu hell"), ("blau", "Eine Farbe wird als #")])
def test_a_colour_that_cannot_be_read_is_refused(city: Municipality, accent: str, word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        PaperTemplate(municipality=city, name="Bunt", accent=accent, font=Font.LIBERTINUS).full_clean()


def test_a_new_template_begins_as_the_plain_form(planner: Client, city: Municipality) -> None:
    url = reverse("admin:reports_papertemplate_add")
    planner.post(url, {**form_data(planner, url), "municipality": city.pk, "name": "Neu", "font": Font.LIBERTINUS})
    kinds = PaperTemplate.objects.get(name="Neu").blocks.values_list("kind", flat=True)
    assert set(kinds) == set(BlockKind.values) - {BlockKind.TEXT}


def test_it_is_looked_at_before_it_is_used(planner: Client, city: Municipality, template: PaperTemplate) -> None:
    url = reverse("admin:paper_template_preview", args=[template.pk])
    assert "Diese Kommune hat noch keine Vorlage" in planner.get(url).text
    paper = factories.make_paper(factories.make_report(city), subject="Quartiere", proposal="Nimmt Kenntnis.")
    shown = planner.get(url)
    assert "Sitzungsvorlage: Quartiere" in shown.text
    assert "Beschlussvorschlag" in shown.text
    assert planner.get(f"{url}?form=pdf&vorlage={paper.pk}").content.startswith(b"%PDF")
    assert planner.get(f"{url}?form=exe").status_code == 404
    assert CouncilPaper.objects.get(pk=paper.pk).template is None


def test_a_draft_can_be_taken_along_as_a_file(planner: Client, paper: CouncilPaper) -> None:
    url = reverse("admin:paper_check", args=[paper.pk])
    for ending in ("pdf", "docx"):
        answer = planner.get(f"{url}?form={ending}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="entwurf-{paper.slug}.{ending}"'
    assert "Entwurf · Stadt" in planner.get(url).context["document"].footer


def test_report_committee_and_day_are_all_a_draft_needs(planner: Client, city: Municipality) -> None:
    report = factories.make_report(city, title="Sozialbericht")
    factories.make_measure(report)
    committee = factories.make_committee(city, name="Sozialausschuss")
    chosen = {"report": report.pk, "committee": committee.pk, "dated_on": "01.06.2022", "meeting_on": "29.06.2022"}
    url = f"{ADD}?report={report.pk}"
    planner.post(url, {**form_data(planner, url), **chosen, "subject": "Sachstand", "slug": "sachstand"})
    paper = CouncilPaper.objects.get(slug="sachstand")
    assert paper.consultations.get().meeting_on == date(2022, 6, 29)
    assert paper.proposal.startswith("Sozialausschuss: Der Stand der Umsetzung von „Sozialbericht“")
    assert paper.sections.count() == 2


def test_the_only_template_of_a_city_is_chosen_already(planner: Client, city: Municipality) -> None:
    url = f"{ADD}?report={factories.make_report(city).pk}"
    only = factories.make_template(city)
    assert planner.get(url).context["adminform"].form["template"].value() == only.pk
    factories.make_template(city)
    assert planner.get(url).context["adminform"].form["template"].value() is None


def test_committees_and_templates_of_others_are_refused(planner: Client, city: Municipality) -> None:
    report = factories.make_report(city)
    other = factories.make_municipality()
    sent = {
        "report": report.pk,
        "committee": factories.make_committee(other).pk,
        "template": factories.make_template(other).pk,
        "dated_on": "01.06.2022",
        "subject": "Sachstand",
        "slug": "sachstand",
    }
    answer = planner.post(ADD, {**form_data(planner, f"{ADD}?report={report.pk}"), **sent})
    assert {"committee", "template"} <= errors(answer).keys()
    assert not CouncilPaper.objects.filter(slug="sachstand").exists()


def test_a_column_of_the_sequence_may_say_several_things(paper: CouncilPaper, template: PaperTemplate) -> None:
    paper.consultations.update(committee=factories.make_committee(paper.municipality, name="Rat"))
    add_block(template, BlockKind.SEQUENCE, 0, lines="Gremium: {gremium} ({zweck}), {sitzungstag}")
    assert "Rat (Kenntnisnahme), 29.06.2022" in dump(draft(content_of(paper, Audience.HOUSE)))


@pytest.mark.parametrize(
    ("kind", "heading"),
    [(BlockKind.TEXT, "Zu {unbekannt}"), (BlockKind.INDICATORS, "Anlage zu {betreff}"), (BlockKind.PROPOSAL, "{}")],
)
def test_a_heading_that_nobody_can_fill_is_refused(template: PaperTemplate, kind: BlockKind, heading: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TemplateBlock(template=template, kind=kind, heading=heading).full_clean()
    assert refused.value.message_dict.keys() == {"heading"}
