"""Documents say which day their data are of, and on which day somebody asked for them."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from catalog.models import Report
from monitoring.exports.tables import language_of_files
from reports.documents.booklet import booklet
from reports.documents.status_table import status_table
from reports.measures.list_query import ListQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("city", "day", "said"),
    [
        ("heidelberg", "", "Stand 19.01.2021, abgerufen am 01.03.2022"),
        ("heidelberg", "?stand=2021-06-01", "Stand 19.01.2021, wie bekannt am 01.06.2021"),
        ("lueneburg", "", "Bericht vom 20.03.2019, seither keine Meldung, abgerufen am 01.03.2022"),
        ("koblenz", "?stand=2018-03-01", "Bericht vom Februar 2018, seither keine Meldung, wie bekannt am 01.03.2018"),
    ],
)
def test_the_day_of_the_data_and_the_day_of_the_question(city: str, day: str, said: str) -> None:
    report = Report.objects.get(municipality__slug=city)
    request = RequestFactory().get(f"{report.get_absolute_url()}{day}")
    request.user = AnonymousUser()
    with time_machine.travel(date(2022, 3, 1), tick=False), language_of_files():
        table = status_table(report, ListQuery(request, report=report), "https://example.org")
        sheets = booklet(report, ListQuery(request, report=report), "https://example.org")
    for document in (table, sheets):
        assert document.subject.endswith(said)
        assert document.subject.endswith(said)
    assert said in sheets.sender
