"""When something goes wrong the page is plain German and says nothing about the inside."""

from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import SuspiciousOperation
from django.test import Client

from tests.factories import make_planner
from tests.reports.pages import one, text

pytestmark = pytest.mark.django_db

SECRET = "inneres Geheimnis"
INSIDE = (SECRET, "Traceback", "DEBUG", "Django", "django", "python", "views", "Exception", "CSRF", "csrf_")


def heading(response: Any) -> str:
    """That of a complete page in the dress of the site, which names nothing of its inside."""
    assert [word for word in INSIDE if word in response.text] == []
    page = BeautifulSoup(response.text, "html.parser")
    assert one(page, "html")["lang"] == "de"
    assert "Zum Inhalt springen" in text(page)
    return text(page, "h1")


@pytest.fixture
def careless() -> Client:
    """A client that shows what a visitor would see of an exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def planner(careless: Client) -> Client:
    careless.force_login(make_planner())
    return careless


def test_an_unknown_host_is_told_nothing(careless: Client) -> None:
    for url in ("/", "/admin/", "/heidelberg/"):
        response = careless.get(url, HTTP_HOST="fremd.example")
        assert response.status_code == 400
        assert heading(response) == "Diese Anfrage war nicht zu verstehen"
        assert "fremd.example" not in response.text


def test_a_suspicious_request_is_told_nothing(careless: Client) -> None:
    with patch("reports.site.views.ScopeCounts", side_effect=SuspiciousOperation(SECRET)):
        assert heading(careless.get("/")) == "Diese Anfrage war nicht zu verstehen"


def test_what_may_not_be_done_is_said_plainly(careless: Client) -> None:
    careless.force_login(make_planner())
    response = careless.get("/admin/catalog/user/")
    assert response.status_code == 403
    assert heading(response) == "Das dürfen Sie nicht"


@pytest.mark.parametrize("url", ["/admin/login/", "/heidelberg/abonnieren/"])
def test_a_form_without_its_token_may_be_sent_again(url: str) -> None:
    response = Client(enforce_csrf_checks=True).post(url, {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert heading(response) == "Bitte noch einmal absenden"
    assert "Zurück-Taste" in response.text
    assert "laden Sie" not in response.text


@pytest.mark.parametrize("url", ["/nirgendwo/", "/admin/nirgendwo/", "/admin/catalog/nirgendwo/"])
def test_what_is_not_there_is_not_there(planner: Client, url: str) -> None:
    response = planner.get(url)
    assert response.status_code == 404
    assert heading(response) == "Seite nicht gefunden"


def test_a_failure_of_a_page_is_told_plainly(careless: Client) -> None:
    with patch("reports.site.views.ScopeCounts", side_effect=RuntimeError(SECRET)):
        response = careless.get("/")
    assert response.status_code == 500
    assert heading(response) == "Da ist etwas schiefgegangen"


def test_a_failure_of_the_admin_is_told_plainly(planner: Client) -> None:
    failing = patch("monitoring.admin.measures.MeasureAdmin.get_queryset", side_effect=RuntimeError(SECRET))
    with failing:
        response = planner.get("/admin/catalog/measure/")
    assert response.status_code == 500
    assert heading(response) == "Da ist etwas schiefgegangen"


def test_too_many_fields_are_refused(planner: Client) -> None:
    response = planner.post("/admin/catalog/measure/", {f"feld-{number}": "x" for number in range(10_001)})
    assert response.status_code == 400
    assert heading(response) == "Diese Anfrage war nicht zu verstehen"


def test_english_pages_fail_in_english(careless: Client) -> None:
    page = careless.get("/en/nowhere/").text
    assert "Page not found" in page
