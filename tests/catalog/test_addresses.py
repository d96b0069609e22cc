"""Where a measure lives: below its report, by its number or else by its place."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Measure, Responsibility
from monitoring.models import Milestone
from tests.factories import make_measure, make_milestone, make_report, make_responsibility

ADDRESS_TAKEN = "Eine andere Maßnahme hat diese Webadresse. Ändern Sie die Nummer oder die Reihenfolge."

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_measures_without_a_number_stand_one_after_the_other() -> None:
    report = make_report()
    unnumbered = [make_measure(report, code="") for _ in range(3)]
    assert [(measure.order, measure.address) for measure in unnumbered] == [(1, "1"), (2, "2"), (3, "3")]


def test_the_next_place_comes_after_the_last_one_and_fills_no_gap() -> None:
    report = make_report()
    make_measure(report, code="", order=7)
    assert make_measure(report, code="").address == "8"


def test_a_chosen_order_is_kept() -> None:
    assert make_measure(code="", order=5).address == "5"


def test_saving_again_does_not_move_a_measure() -> None:
    report = make_report()
    first = make_measure(report, code="")
    make_measure(report, code="")
    first.save()
    assert first.order == 1


def test_a_numbered_measure_keeps_order_zero() -> None:
    measure = make_measure(code="A3")
    assert (measure.order, measure.address) == (0, "A3")


def test_the_number_zero_is_a_number() -> None:
    measure = make_measure(code="0")
    assert (measure.order, measure.address) == (0, "0")


def test_a_measure_without_a_number_steps_aside_for_numbers() -> None:
    report = make_report()
    make_measure(report, code="1")
    make_measure(report, code="2")
    assert make_measure(report, code="").address == "3"
    assert make_measure(report, code="").address == "4"


def test_checking_a_measure_gives_it_the_place_that_saving_would() -> None:
    report = make_report()
    make_measure(report, code="1")
    measure = Measure(report=report, title="Ohne Nummer")
    measure.full_clean()
    assert measure.address == "2"


def test_a_number_may_not_take_the_address_of_a_measure_without_one() -> None:
    report = make_report()
    make_measure(report, code="")
    numbered = Measure(report=report, code="1", title="Mit Nummer")
    with pytest.raises(ValidationError) as refused:
        numbered.full_clean()
    assert refused.value.messages == [ADDRESS_TAKEN]
    with pytest.raises(IntegrityError), transaction.atomic():
        numbered.save()


def test_an_order_may_not_take_the_address_of_a_numbered_measure() -> None:
    report = make_report()
    make_measure(report, code="4")
    unnumbered = Measure(report=report, order=4, title="Ohne Nummer")
    with pytest.raises(ValidationError) as refused:
        unnumbered.full_clean()
    assert refused.value.messages == [ADDRESS_TAKEN]
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.bulk_create([unnumbered])


def test_places_are_counted_for_each_report_and_each_measure() -> None:
    report = make_report()
    make_measure(report, code="")
    assert make_measure(make_report(report.municipality), code="").order == 1
    whole = make_measure(report, code="S3")
    assert [make_measure(parent=whole, code="").path for _ in range(2)] == ["S3/1", "S3/2"]
    assert make_measure(report, code="").order == 2


def test_a_part_belongs_to_the_report_of_its_whole() -> None:
    whole = make_measure(code="S2")
    part = Measure.objects.create(parent=whole, code="M1", title="Teil")
    assert part.report == whole.report


def test_a_part_is_named_and_addressed_with_its_whole() -> None:
    part = make_measure(parent=make_measure(code="Z 6"), code="M 1", title="Teil")
    assert part.path == "Z-6/M-1"
    assert part.anchor == "Z-6-M-1"
    assert part.full_code == "Z 6 M 1"
    assert str(part) == "Z 6 M 1 Teil"
    city, report = part.report.municipality.slug, part.report.slug
    assert part.get_absolute_url() == f"/{city}/{report}/Z-6/M-1/"


def test_the_number_is_shown_as_the_city_writes_it() -> None:
    assert make_measure(code="Z 6", title="Wohnen").full_code == "Z 6"
    assert str(make_measure(code="", title="Wohnen")) == "Wohnen"


def test_natural_keys_find_measures_and_their_parts() -> None:
    report = make_report()
    whole = make_measure(report, code="S 2")
    part = make_measure(parent=whole, code="M1")
    same_code = make_measure(report, code="M1")
    unnumbered = make_measure(report, code="")
    elsewhere = make_measure(make_report(report.municipality), code="S 2")
    key = (report.municipality.ags, report.slug)
    assert part.natural_key() == (*key, "S-2/M1")
    for measure in (whole, part, same_code, unnumbered, elsewhere):
        assert Measure.objects.get_by_natural_key(*measure.natural_key()) == measure


def test_natural_keys_of_what_belongs_to_a_part_find_it_too() -> None:
    part = make_measure(parent=make_measure(code="S2"), code="M1")
    responsibility = make_responsibility(part)
    milestone = make_milestone(part)
    make_milestone(part.parent, title=milestone.title)
    assert Responsibility.objects.get_by_natural_key(*responsibility.natural_key()) == responsibility
    assert Milestone.objects.get_by_natural_key(*milestone.natural_key()) == milestone


@pytest.mark.parametrize("segment", ["Z-6", "z-6", "Z6", "z 6", "Z\u00a06"])
def test_any_spelling_in_a_url_means_the_measure(segment: str) -> None:
    report = make_report()
    measure = make_measure(report, code="Z 6")
    make_measure(report, code="Z 60")
    make_measure(parent=make_measure(report, code="S1"), code="Z 6")
    assert list(Measure.objects.filter(report=report).addressed(segment)) == [measure]


def test_the_exact_address_comes_before_other_spellings() -> None:
    report = make_report()
    unnumbered = make_measure(report, code="", order=12)
    composed = make_measure(report, code="1 2")
    found = Measure.objects.filter(report=report)
    assert list(found.addressed("12")) == [unnumbered, composed]
    assert list(found.addressed("1-2")) == [composed]


def test_any_spelling_in_a_url_means_the_part() -> None:
    report = make_report()
    part = make_measure(parent=make_measure(report, code="Z 6"), code="M 1")
    make_measure(parent=make_measure(report, code="Z 7"), code="M 1")
    assert list(Measure.objects.filter(report=report).addressed("z6", "m1")) == [part]
