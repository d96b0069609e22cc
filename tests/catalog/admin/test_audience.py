"""After saving, a page says whether the public sees what was saved."""

import pytest
from django.db.models import Model
from django.test import Client

from catalog.models import Municipality
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = pytest.mark.django_db


def make(kind: str, city: Municipality) -> Model:
    report = factories.make_report(city)
    match kind:
        case "catalog_section":
            return factories.make_section(report)
        case "catalog_office":
            return factories.make_office(city)
        case "reports_committee":
            return factories.make_committee(city)
        case "reports_councilpaper":
            return factories.make_paper(report)
    return city


@pytest.mark.parametrize("kind", ["catalog_municipality", "catalog_section", "catalog_office", "reports_committee"])
@pytest.mark.parametrize(
    ("is_public", "words"),
    [(True, "The public sees it now."), (False, "The public does not see it yet.")],
)
def test_it_says_who_sees_the_row(admin_client: Client, kind: str, is_public: bool, words: str) -> None:
    assert words in said_after_saving(admin_client, kind, factories.make_municipality(is_public=is_public))


def test_the_draft_of_a_paper_is_seen_by_nobody(admin_client: Client) -> None:
    said = said_after_saving(admin_client, "reports_councilpaper", factories.make_municipality())
    assert "The public does not see it yet." in said


def said_after_saving(client: Client, kind: str, city: Municipality) -> str:
    url = admin_url(f"{kind}_change", make(kind, city).pk)
    data = form_data(client, url)
    response = client.post(url, {**data, "_save": "1"}, follow=True)
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])
