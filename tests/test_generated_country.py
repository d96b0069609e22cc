"""The country of the benchmarks: the sizes that were asked for, and rows as the site itself would write them."""

from dataclasses import replace

import pytest

from catalog.fields import derived_fields
from catalog.models import Measure, Municipality, Report
from monitoring.models import IndicatorTarget, IndicatorValue, Milestone, StatusUpdate
from tests.benchmarks.country import Country, Sizes, generate

SMALL = Sizes(
    municipalities=4, reports=6, measures=120, updates=240, values=40, largest_city=50, largest_report=30, seed=3
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"share": 1.0}, (10_750, 15_000, 500_000)),
        ({"share": 0.01}, (108, 150, 5000)),
        ({"share": 0.01, "municipalities": 5, "reports": None}, (5, 150, 5000)),
        ({"share": 0.00001}, (1, 1, 5)),
    ],
)
def test_a_share_or_single_sizes_can_be_asked_for(options: dict[str, float], expected: tuple[int, ...]) -> None:
    sizes = Sizes.of({**options, "seed": 7})
    assert (sizes.municipalities, sizes.reports, sizes.measures) == expected


@pytest.mark.django_db
def test_a_country_has_the_sizes_that_were_asked_for(without_cities: None) -> None:
    list(generate(SMALL))
    sizes = [model.objects.count() for model in (Municipality, Report, Measure, IndicatorValue)]
    assert sizes == [4, 6, 120, 40]
    assert abs(StatusUpdate.objects.count() - SMALL.updates) <= SMALL.updates / 10
    assert max(report.measures.count() for report in Report.objects.all()) == SMALL.largest_report
    assert Measure.objects.filter(report__municipality=1).count() >= SMALL.largest_city
    assert Measure.objects.filter(parent__isnull=False).exists()


@pytest.mark.django_db
def test_columns_of_a_generated_row_are_those_the_site_derives(without_cities: None) -> None:
    list(generate(SMALL))
    for model in (Measure, StatusUpdate, Milestone, IndicatorTarget):
        for field in derived_fields(model):
            for row, stored in zip(model.objects.order_by("pk"), model.objects.order_by("pk").values(), strict=True):
                assert dict(stored)[field.attname] == getattr(row, field.attname), (model, field.name)
    Measure.objects.order_by("pk")[0].full_clean()


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_rows() -> None:
    first, again, other = (list(Country(sizes).measures()) for sizes in (SMALL, SMALL, replace(SMALL, seed=4)))
    assert first == again != other
