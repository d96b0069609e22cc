"""Rows of tables of measures: what cities have typed stays text, addresses are right, and empty cells are empty."""

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from catalog.choices import Column, CostKind, Role
from monitoring.models import MonitoredMeasure
from reports.measures.html.surroundings import Surroundings
from tests.factories import (
    make_discussion,
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_section,
    make_target,
    make_update,
)

pytestmark = pytest.mark.django_db

HOSTILE = "<i>&\"'"
AS_TEXT = "&lt;i&gt;&amp;"


def test_whatever_cities_type_stays_text(client: Client) -> None:
    city = make_municipality(slug="stadt", name=f"Stadt {HOSTILE}")
    report = make_report(city, slug="bericht", title=f"Bericht {HOSTILE}", columns=[column.value for column in Column])
    whole = make_measure(
        report,
        section=make_section(report, title=f"Kapitel {HOSTILE}"),
        code="A1",
        title=f"Titel {HOSTILE}",
        description=f"Beschreibung {HOSTILE}",
        due="Ende 2022",
        original_due="Ende 2021",
        moved_on=date(2021, 1, 1),
        change_reason=f"Grund {HOSTILE}",
        costs=f"Kosten {HOSTILE}",
        costs_amount=5,
        costs_kind=CostKind.ONCE,
    )
    make_measure(report, parent=whole, code="1", title=f"Teil {HOSTILE}")
    for number, role in enumerate(Role):
        office = make_office(city, name=f"Amt {number} {HOSTILE}")
        make_responsibility(whole, office, role=role, note=f"Hinweis {HOSTILE}")
    make_milestone(whole, title=f"Etappe {HOSTILE}", due="2021")
    make_target(make_indicator(whole, name=f"Zahl {HOSTILE}", unit=HOSTILE), value=None, statement=f"Ziel {HOSTILE}")
    make_discussion(whole, approach=f"Vorgehen {HOSTILE}")
    make_update(whole, text=f"Text {HOSTILE}", next_steps=f"Schritte {HOSTILE}", reason=f"Grund {HOSTILE}")
    for page in (
        "/stadt/bericht/?ansicht=tabelle",
        "/stadt/bericht/?ansicht=uebersicht&details=alle",
        "/stadt/bericht/?ansicht=tabelle&suche=kosten",
        "/stadt/massnahmen/?sortierung=nr",
        "/massnahmen/?suche=titel",
        "/stadt/bericht/einbetten/tabelle/",
    ):
        html = client.get(page).content.decode()
        assert AS_TEXT in html
        assert "<i>" not in html, page


@pytest.mark.parametrize("code", ["A 3", "ä(1)+2~x", "50/100 %", "Straße", ""])
def test_an_address_below_that_of_the_report_is_the_address_of_the_measure(code: str) -> None:
    whole = make_measure(code=code)
    part = make_measure(parent=whole, code=code)
    for measure in MonitoredMeasure.objects.filter(pk__in=[whole.pk, part.pk]):
        for language in ("de", "en"):
            with override(language):
                assert Surroundings().address_of(measure) == measure.get_absolute_url()


def test_a_cell_with_nothing_in_it_is_empty(client: Client) -> None:
    """Narrow screens hide what is `:empty`, and white space would count as something."""
    report = make_report(
        make_municipality(slug="stadt"), slug="bericht", columns=["code", "title", "lead", "milestones"]
    )
    make_measure(report, code="A1")
    html = client.get("/stadt/bericht/").content.decode()
    assert '<td role="cell" data-label="Federführung" class="c-lead"></td>' in html
    assert '<td role="cell" data-label="Etappen" class="c-milestones"></td>' in html
    listed = client.get("/stadt/massnahmen/").content.decode()
    assert '<td role="cell" data-label="Federführung" class="c-lead"></td>' in listed
