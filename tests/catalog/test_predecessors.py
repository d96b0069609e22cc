"""What continues what: never in a circle, and parts stay with their whole."""

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Measure, Report
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_reports_do_not_continue_each_other_in_a_circle() -> None:
    first = factories.make_report()
    second = factories.make_report(first.municipality, predecessor=first)
    third = factories.make_report(first.municipality, predecessor=second)
    third.full_clean()
    first.predecessor = third
    with pytest.raises(ValidationError) as refused:
        first.full_clean()
    assert refused.value.message_dict["predecessor"] == [
        "Ein Bericht kann sich nicht über andere selbst fortschreiben."
    ]


def test_measures_do_not_continue_each_other_in_a_circle() -> None:
    first = factories.make_measure()
    second = factories.make_measure(factories.make_report(first.report.municipality), predecessor=first)
    second.full_clean()
    first.predecessor = second
    with pytest.raises(ValidationError) as refused:
        first.full_clean()
    assert refused.value.message_dict["predecessor"] == [
        "Eine Maßnahme kann sich nicht über andere selbst fortschreiben."
    ]


def test_a_circle_elsewhere_on_the_way_back_ends_the_search() -> None:
    first = factories.make_report()
    second = factories.make_report(first.municipality, predecessor=first)
    Report.objects.filter(pk=first.pk).update(predecessor=second)
    factories.make_report(first.municipality, predecessor=second).full_clean()


def test_parts_follow_their_whole_into_another_report() -> None:
    report = factories.make_report()
    whole = factories.make_measure(report)
    part = factories.make_measure(parent=whole, section=factories.make_section(report))
    whole.report = factories.make_report(report.municipality)
    whole.save()
    part.refresh_from_db()
    assert (part.report, part.section) == (whole.report, None)
    part.full_clean()
    assert Measure.history.filter(id=part.pk).latest().report_id == whole.report_id
