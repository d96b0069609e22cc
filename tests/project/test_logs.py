"""The log says where something went wrong, and never what somebody has typed."""

import io
import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client

from catalog.models import Measure
from measures_tracker.logs import PlacesOnly
from tests.admin_pages import admin_url, form_data
from tests.factories import make_measure, make_planner, make_report

pytestmark = pytest.mark.django_db

LOGGING: dict[str, Any] = settings.LOGGING
PASSWORD = "Geheimwort-31415"
NOTE = "vertrauliche Notiz über Frau Muster"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the console would show, written the way the settings want it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlacesOnly(LOGGING["formatters"]["places"]["format"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def test_a_page_that_fails_on_what_was_typed_does_not_log_it(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_planner())
    measure = make_measure()
    url = admin_url("catalog_measure_change", measure.pk)
    data = {**form_data(client, url), "internal_note": NOTE}
    with patch.object(Measure, "save", side_effect=ValueError(f"cannot store {NOTE}")):
        assert client.post(url, data).status_code == 500
    written = log.getvalue()
    assert "Internal Server Error" in written
    assert "builtins.ValueError" in written
    assert "catalog/measure" in written
    assert NOTE not in written


def test_a_login_that_fails_or_breaks_logs_neither_name_nor_password(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    make_planner(username="annabella", password="ein langes Passwort 2021")
    client.post("/admin/login/", {"username": "annabella", "password": PASSWORD}, REMOTE_ADDR="198.51.100.7")
    broken = patch("catalog.backends.PolicyBackend.authenticate", side_effect=ValueError(PASSWORD))
    with broken:
        assert client.post("/admin/login/", {"username": "annabella", "password": PASSWORD}).status_code == 500
    for secret in (PASSWORD, "annabella", "198.51.100.7"):
        assert secret not in log.getvalue()


def test_a_row_that_the_database_refuses_is_not_quoted(log: io.StringIO) -> None:
    report = make_report()
    make_measure(report, code="A1", title=NOTE)
    twin = f"INSERT INTO catalog_measure SELECT * FROM catalog_measure WHERE title = '{NOTE}'"  # noqa: S608
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(twin)
    try:
        raise RuntimeError(NOTE) from caught.value
    except RuntimeError:
        logging.getLogger("monitoring").exception("import 1 failed")
    written = log.getvalue()
    assert "import 1 failed" in written
    assert "django.db.utils.IntegrityError" in written
    assert "test_logs.py" in written
    assert NOTE not in written


def test_what_concerns_the_machine_keeps_its_words(log: io.StringIO) -> None:
    try:
        raise OperationalError("connection to server at 10.0.0.5 failed")
    except OperationalError:
        logging.getLogger("monitoring").exception("no database")
    assert "connection to server at 10.0.0.5 failed" in log.getvalue()


def test_nobody_is_mailed_what_went_wrong() -> None:
    """Such a mail would hold settings, cookies and everything that was typed."""
    handlers = [handler for name in ("", "django", "django.request") for handler in logging.getLogger(name).handlers]
    assert not [handler for handler in handlers if type(handler).__name__ == "AdminEmailHandler"]


def test_the_console_writes_this_way() -> None:
    assert LOGGING["handlers"]["console"]["formatter"] == "places"
    assert LOGGING["formatters"]["places"]["()"] == "measures_tracker.logs.PlacesOnly"
