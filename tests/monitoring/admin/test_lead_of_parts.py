"""A new part of a measure is led by an office of its municipality, whichever form was shown before."""

import pytest
from django.test import Client

from tests import factories
from tests.reports.pages import get, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_each_form_offers_the_offices_of_its_own_municipality(admin_client: Client) -> None:
    offered = []
    for name in ("Jugendamt", "Sozialamt"):
        measure = factories.make_measure()
        factories.make_office(measure.report.municipality, name=name)
        page = get(admin_client, f"/admin/catalog/measure/{measure.pk}/change/")
        offered.append(texts(page, "select[name='parts-0-lead'] option"))

    assert offered == [["---------", "Jugendamt"], ["---------", "Sozialamt"]]
