"""The factories make rows that the models themselves accept."""

from collections.abc import Callable

import pytest
from django.db.models import Model

from catalog.models import User
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from tests import factories

FACTORIES = [
    factories.make_municipality,
    factories.make_office,
    factories.make_report,
    factories.make_section,
    factories.make_measure,
    factories.make_responsibility,
    factories.make_update,
    factories.make_milestone,
    factories.make_indicator,
    factories.make_target,
    factories.make_value,
    factories.make_discussion,
    factories.make_attachment,
    factories.make_membership,
]


@pytest.mark.django_db
@pytest.mark.parametrize("make", FACTORIES)
def test_two_rows_of_each_kind_are_valid(make: Callable[[], Model]) -> None:
    make()
    make().full_clean()


@pytest.mark.django_db
def test_parts_belong_to_the_report_of_their_whole() -> None:
    measure = factories.make_measure()
    assert factories.make_measure(parent=measure).report == measure.report
    section = factories.make_section()
    assert factories.make_section(parent=section).report == section.report


@pytest.mark.django_db
def test_a_planner_edits_measures_but_not_people() -> None:
    measure = factories.make_measure()
    planner = factories.make_planner()
    assert can(planner, Action.CHANGE, measure)
    assert not can(planner, Action.CHANGE, User)


@pytest.mark.django_db
def test_a_planner_of_no_city_in_particular_keeps_those_to_come_too() -> None:
    planner = factories.make_planner()
    measure = factories.make_measure()
    assert can(User.objects.get(pk=planner.pk), Action.CHANGE, measure)
    assert not can(factories.make_planner(factories.make_municipality()), Action.CHANGE, measure)
