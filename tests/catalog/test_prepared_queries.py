"""Prepared queries give the rows that their querysets would give, whatever they are asked with."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.db.models import DateField, Exists, IntegerField, OuterRef, Prefetch, Value
from django.test.utils import CaptureQueriesContext

from catalog.models import Measure, Office, Report, Responsibility
from catalog.prepared_queries import Bound, Prepared
from monitoring.models import StatusUpdate
from tests import factories
from tests.conftest import Prepared as PreparedDatabases
from tests.databases import connected_to

pytestmark = [pytest.mark.both, pytest.mark.django_db]

REPORT, DAY = Bound("report", IntegerField()), Bound("day", DateField())
DAYS = (date(2018, 9, 21), date(2022, 7, 1), date(2026, 1, 1))


def cases() -> Iterator[tuple[Report, date]]:
    for report in Report.objects.order_by("pk"):
        for day in DAYS:
            yield report, day


def test_rows_are_those_of_the_queryset_for_each_report_and_day() -> None:
    updates = Prepared(StatusUpdate.objects.newest_per_measure(DAY).filter(measure__report=REPORT).order_by("pk"))
    for report, day in cases():
        expected = StatusUpdate.objects.newest_per_measure(day).filter(measure__report=report).order_by("pk")
        assert updates.rows(report=report.pk, day=day) == list(expected)


def test_related_rows_values_and_unions_come_with_them() -> None:
    led = Responsibility.objects.filter(measure=OuterRef("pk"))
    measures = Prepared(
        Measure.objects.filter(report=REPORT)
        .select_related("section", "report__municipality")
        .annotate(is_led=Exists(led))
        .prefetch_related(Prefetch("responsibilities", to_attr="known"))
    )
    days = Prepared(
        StatusUpdate.objects.filter(measure__report=REPORT)
        .order_by()
        .values_list("as_of", Value(0))
        .union(Measure.objects.filter(report=REPORT).order_by().values_list("added_on", Value(1)))
        .order_by("-as_of")[:3]
    )
    for report in Report.objects.all():
        found = measures.rows(report=report.pk)
        assert {one.pk for one in found} == set(report.measures.values_list("pk", flat=True))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for one in found:
                assert one.is_led == bool(one.known)
                assert one.report.municipality.name
        assert len(asked) == 0
        newest = StatusUpdate.objects.filter(measure__report=report).order_by("-as_of").values_list("as_of", flat=True)
        dated = [day for day, is_added in days.rows(report=report.pk) if day and not is_added]
        assert dated[:1] == list(newest[:1])


def test_the_sql_is_written_down_once(monkeypatch: pytest.MonkeyPatch) -> None:
    offices = Prepared(Office.objects.filter(municipality=Bound("city", IntegerField())))
    first, other = factories.make_office(), factories.make_office()
    assert offices.rows(city=first.municipality_id) == [first]
    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.as_sql", None)
    assert offices.rows(city=other.municipality_id) == [other]
    assert offices.rows(city=0) == []


def test_a_value_that_is_missing_is_an_error() -> None:
    measures = Prepared(Measure.objects.filter(report=REPORT))
    with pytest.raises(KeyError):
        measures.rows(city=1)


def test_what_one_thread_has_written_down_another_asks_on_its_own_connection(prepared: PreparedDatabases) -> None:
    measures = Prepared(Measure.objects.filter(report=REPORT).order_by("pk"))
    report = Report.objects.order_by("pk")[0]
    here = measures.rows(report=report.pk)

    def there() -> list[Measure]:
        with connected_to(prepared.databases.url_of(prepared.cities)):
            return measures.rows(report=report.pk)

    with ThreadPoolExecutor(1) as other:
        assert other.submit(there).result() == here != []
