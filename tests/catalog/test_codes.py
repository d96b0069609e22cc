"""Numbers of measures: the city's own spelling, one meaning, and an order people expect."""

import random

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Measure
from catalog.texts import codes
from tests.factories import make_measure, make_report

pytestmark = pytest.mark.both

NUMBER_TAKEN = "Der Bericht hat schon eine Maßnahme mit dieser Nummer."
PART_TAKEN = "Die Maßnahme hat schon eine Teilmaßnahme mit dieser Nummer."

# Lists that must come out in this order.
ORDERED = [
    ["A2", "A10"],
    ["A2", "A2a", "A2b", "A3", "A10", "B1"],
    ["500-2", "500-10", "510-1", "510-2"],
    ["M 11", "M 14", "M 100"],
    ["S1", "S2", "S3", "Z3", "Z 6", "Z10"],
    ["Jobcenter-1", "Jobcenter-2", "Jobcenter-10", "REGE-5"],
    ["3.1", "3.2", "3.10", "3.10.1", "4"],
    ["2", "10", "100"],
    ["Ä1", "B1"],
    ["IV", "Ö 2", "Ö 10", "Z"],
]


@pytest.mark.parametrize(
    ("whole", "part", "shown"),
    [
        ("S2", "M1", "S2 M1"),
        ("W 1", "W 1.1", "W 1.1"),
        ("W 1", "W1a", "W1a"),
        ("A", "A1", "A1"),
        ("A1", "A11", "A1 A11"),
        ("W", "Wohnen", "W Wohnen"),
        ("1", "1", "1 1"),
        ("", "M1", "M1"),
        ("S2", "", "S2"),
    ],
)
def test_a_part_whose_number_begins_with_that_of_its_measure_is_not_named_twice(
    whole: str, part: str, shown: str
) -> None:
    assert codes.joined(whole, part) == shown


@pytest.mark.either
@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("Z 6", "z6"),
        ("z6", "z6"),
        ("Z\u00a06", "z6"),
        (" Z\u202f6\n", "z6"),
        ("\uff3a\uff16", "z6"),  # full-width letters
        ("A3", "a3"),
        ("510-2", "510-2"),
        ("M 14", "m14"),
        ("Ä1", "ä1"),
        ("A\u03081", "ä1"),  # A with a combining diaeresis
        ("Straße-1", "strasse-1"),
        ("STRASSE-1", "strasse-1"),
        ("..", ".."),
        ("A/3", "a/3"),
        ("", ""),
        (" ", ""),
    ],
)
def test_spellings_of_one_number_have_one_key(code: str, key: str) -> None:
    assert codes.normalise(code) == key
    assert codes.normalise(key) == key


@pytest.mark.either
@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("3.10", "3.1"),
        ("3.10", "310"),
        ("3.1", "3,1"),
        ("500-2", "5002"),
        ("A1", "A01"),
        ("Ä1", "A1"),
        ("Z6", "Z60"),
    ],
)
def test_different_numbers_stay_different(code: str, other: str) -> None:
    assert codes.normalise(code) != codes.normalise(other)


@pytest.mark.either
@pytest.mark.parametrize("ordered", ORDERED, ids=lambda ordered: ordered[0])
def test_numbers_sort_as_people_count(ordered: list[str]) -> None:
    keys = [codes.sort_key(code) for code in ordered]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("code", ["Ä 1", "Straße-1", "A/3", "..", "é2", "№ 5", "3.10", "A–3", ""])
def test_sort_keys_mean_the_same_to_every_database(code: str) -> None:
    key = codes.sort_key(code)
    assert key.isascii()
    assert key == "" or key.isalnum()
    assert key == key.lower()


@pytest.mark.either
@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("A3", "A3"),
        ("Z 6", "Z-6"),
        ("Z\u00a06", "Z-6"),
        ("z6", "z6"),
        ("510-2", "510-2"),
        ("3.10", "3.10"),
        ("Jobcenter-1", "Jobcenter-1"),
        ("A/3", "A-3"),
        ("A?3#b", "A-3-b"),
        ("Ä1", "Ä1"),
        ("1 (neu)", "1-(neu)"),
        ("verlauf", "verlauf-"),
        ("Indikatoren", "Indikatoren-"),
        ("/", ""),
        ("..", ""),
        (".", ""),
        ("–", ""),
        ("", ""),
    ],
)
def test_numbers_make_one_segment_of_a_url(code: str, address: str) -> None:
    assert codes.address(code) == address


@pytest.mark.django_db
@pytest.mark.parametrize("ordered", ORDERED, ids=lambda ordered: ordered[0])
def test_the_database_sorts_as_people_count(ordered: list[str]) -> None:
    report = make_report()
    shuffled = random.Random(1).sample(ordered, len(ordered))  # noqa: S311
    for code in shuffled:
        make_measure(report, code=code)
    assert shuffled != ordered or len(ordered) == 2
    assert [measure.code for measure in Measure.objects.filter(report=report)] == ordered
    backwards = Measure.objects.filter(report=report).order_by("-code_sort")
    assert [measure.code for measure in backwards] == ordered[::-1]


@pytest.mark.django_db
def test_an_order_of_the_citys_own_goes_before_the_number() -> None:
    report = make_report()
    for code, order in [("A1", 3), ("A2", 1), ("A3", 2), ("A4", 0), ("A10", 0)]:
        make_measure(report, code=code, order=order)
    ordered = Measure.objects.filter(report=report).values_list("code", flat=True)
    assert list(ordered) == ["A4", "A10", "A2", "A3", "A1"]


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", ["Z 6", "z6", "Z\u00a06", "Ｚ６"])
def test_a_report_has_every_number_once(spelling: str) -> None:
    report = make_report()
    make_measure(report, code="Z 6")
    second = Measure(report=report, code=spelling, title="Noch einmal")
    with pytest.raises(ValidationError) as refused:
        second.full_clean()
    assert NUMBER_TAKEN in refused.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.bulk_create([second])


@pytest.mark.django_db
def test_a_measure_has_every_number_of_a_part_once() -> None:
    whole = make_measure(code="S2")
    make_measure(parent=whole, code="M1")
    second = Measure(report=whole.report, parent=whole, code="m 1", title="Noch einmal")
    with pytest.raises(ValidationError) as refused:
        second.full_clean()
    assert PART_TAKEN in refused.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.bulk_create([second])


@pytest.mark.django_db
def test_the_same_number_may_return_where_it_means_something_else() -> None:
    report = make_report()
    make_measure(parent=make_measure(report, code="S2"), code="M1")
    elsewhere = [
        make_measure(parent=make_measure(report, code="S3"), code="M1"),  # part of another measure
        make_measure(report, code="M1"),  # a measure of its own
        make_measure(make_report(report.municipality), code="S2"),  # in another report
    ]
    for measure in elsewhere:
        measure.full_clean()


@pytest.mark.django_db
def test_3_10_and_3_1_are_two_measures() -> None:
    report = make_report()
    make_measure(report, code="3.1")
    make_measure(report, code="3.10").full_clean()


@pytest.mark.django_db
def test_several_measures_may_go_without_a_number() -> None:
    report = make_report()
    for _ in range(3):
        make_measure(report, code="").full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["Z 6", "z6", "Z\u00a06", "510-2", "3.10", "Ä 1", "M 14"])
def test_the_citys_spelling_is_kept(code: str) -> None:
    measure = make_measure(code=code)
    measure.full_clean()
    measure.save()
    assert Measure.objects.get(pk=measure.pk).code == code
