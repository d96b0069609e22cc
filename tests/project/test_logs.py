"""The log says where something went wrong, and never what somebody has typed."""

import io
import logging
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused
from typing import Any
from unittest.mock import patch

import pytest
import requests
from django.conf import settings
from django.core.exceptions import BadRequest
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


def test_what_a_stranger_sends_is_not_written_down(log: io.StringIO) -> None:
    """In the address, a header or a body; the log still says what was refused and where."""
    planner, stranger, strict = Client(), Client(), Client(enforce_csrf_checks=True)
    planner.force_login(make_planner())
    word = "Geheimwort-31415"
    list_of_measures = "/admin/catalog/measure/"
    answers = [
        (
            planner.get(f"{list_of_measures}?_to_field={word}"),
            400,
            "DisallowedModelAdminToField: Bad Request: " + list_of_measures,
        ),
        (stranger.get("/", HTTP_HOST=f"{word}.example"), 400, "DisallowedHost: Bad Request: /"),
        (
            strict.post("/admin/login/", HTTP_ORIGIN=f"https://{word}.example"),
            403,
            "Forbidden (Origin checking failed): /admin/login/",
        ),
        (
            strict.post("/admin/login/", HTTP_REFERER=f"https://{word}.example/?{word}", secure=True),
            403,
            "Forbidden (Referer checking failed): /admin/login/",
        ),
        (strict.post("/admin/login/", {"username": word}), 403, "Forbidden (CSRF cookie not set.): /admin/login/"),
        (stranger.get(f"/gibt-es-nicht/?suche={word}"), 404, "Not Found: /gibt-es-nicht/"),
        (stranger.get(f"/gibt es nicht/{word}@example.org/"), 404, "Not Found: /…/…/"),
        (stranger.get(f"/abonnement/bestaetigen/{word}.{'k' * 43}/"), 404, "Not Found: /abonnement/bestaetigen/…/"),
        (stranger.get(f"/einladung/{word}{'k' * 27}/"), 410, "Gone: /einladung/…/"),
        (
            stranger.generic("POST", "/admin/login/", word, content_type="multipart/form-data; boundary=" + "k" * 300),
            400,
            "Bad Request: /admin/login/",
        ),
        (stranger.generic(word, "/"), 405, "Method Not Allowed: /"),
    ]
    written = log.getvalue()
    for answer, status, line in answers:
        assert (answer.status_code, line in written) == (status, True), line
    assert word not in written


def test_nor_is_it_where_a_library_says_it(log: io.StringIO) -> None:
    """Servers quote the line of a request, mail servers the address they refuse, a view may quote what it was asked."""
    logging.getLogger("monitoring").warning("not read: %s", ValueError(NOTE))
    for error in (
        SMTPRecipientsRefused({NOTE: (550, NOTE.encode())}),
        requests.ConnectionError(NOTE),
        BadRequest(NOTE),
    ):
        try:
            raise error
        except (OSError, BadRequest):
            logging.getLogger("reports").exception("not sent")
    with patch("reports.views.home.render", side_effect=BadRequest(NOTE)):
        assert Client().get("/").status_code == 400
    servers = [
        ("gunicorn.error", "Error handling request %s", (f"/suche/?q={NOTE}",)),
        ("gunicorn.error", f"Invalid request from ip=192.0.2.1: Invalid line: {NOTE!r}", ()),
        ("django.server", '"%s" %s', (f"GET /?q={NOTE} HTTP/1.1", "200")),
    ]
    lines = [logging.makeLogRecord({"name": name, "msg": said, "args": args}) for name, said, args in servers]
    written = log.getvalue() + "".join(PlacesOnly("%(message)s").format(line) for line in lines)
    for told in (
        "/suche/?…",
        "Invalid request",
        "not read: builtins.ValueError",
        "smtplib.SMTPRecipientsRefused",
        '"GET /?…" 200',
    ):
        assert told in written
    assert NOTE not in written
    assert "Muster" not in written
    assert "192.0.2.1" not in written


def test_the_servers_write_this_way_too() -> None:
    for name in ("django.server", "gunicorn.error"):
        assert LOGGING["loggers"][name] == {"handlers": ["console"], "propagate": False}


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
