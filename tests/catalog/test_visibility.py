"""Everybody sees what is published, planners see the drafts of their city, readers what is released for them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from catalog.choices import Publication
from catalog.models import Crest, Measure, Municipality, Office, Report, Responsibility, Section
from catalog.permissions.policy import Sight
from catalog.querysets import VisibleQuerySet
from monitoring.choices import ReviewState
from monitoring.models import (
    Attachment,
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    MonitoredMeasure,
    StatusUpdate,
)
from tests import factories

if TYPE_CHECKING:
    from django.db.models import Model

    from catalog.permissions.roles import Visitor

VISITORS: dict[str, Callable[[], "Visitor"]] = {
    "anonymous": AnonymousUser,
    "somebody without a role": factories.make_user,
    "planner of another city": lambda: factories.make_planner(factories.make_municipality()),
    "reader of another city": factories.make_reader,
    "contributor": lambda: factories.make_contributor(*Office.objects.all()),
    "administrator": factories.make_administrator,
    "planner who has left": lambda: factories.make_planner(is_active=False),
}
INSIDERS: dict[str, Callable[[], "Visitor"]] = {
    "planner": factories.make_planner,
    "superuser": lambda: factories.make_user(is_superuser=True),
}

STRUCTURE = [Municipality, Crest, Office, Report, Section]
ABOUT_MEASURES = [
    *(Measure, MonitoredMeasure, Responsibility),
    *(Attachment, StatusUpdate, Milestone, Discussion, Indicator, IndicatorTarget, IndicatorValue),
]
MODELS: list[type["Model"]] = [*STRUCTURE, *ABOUT_MEASURES]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


class Town:
    """One row of everything, about one measure that is a part of another."""

    def __init__(
        self,
        *,
        public_city: bool = True,
        public_report: bool = True,
        whole: Publication = Publication.PUBLISHED,
        part: Publication = Publication.PUBLISHED,
        update: str = Publication.PUBLISHED,
    ) -> None:
        self.city = city = factories.make_municipality(is_public=public_city)
        report = factories.make_report(city, is_public=public_report)
        self.whole = factories.make_measure(report, publication=whole)
        measure = factories.make_measure(parent=self.whole, publication=part)
        office, indicator = factories.make_office(city), factories.make_indicator(measure)
        rows: list[Model] = [
            *(city, factories.make_crest(city), office, report, factories.make_section(report), measure, indicator),
            *(MonitoredMeasure.objects.get(pk=measure.pk), factories.make_update(measure, publication=update)),
            *(factories.make_milestone(measure), factories.make_discussion(measure)),
            factories.make_attachment(measure),
            *(factories.make_target(indicator), factories.make_value(indicator)),
            factories.make_responsibility(measure, office),
        ]
        self.rows = {type(row): row for row in rows}

    def shown_to(self, visitor: "Visitor | Sight") -> set[type["Model"]]:
        return {model for model, row in self.rows.items() if is_shown(row, visitor)}


def is_shown(row: Any, visitor: "Visitor | Sight") -> bool:
    return bool(type(row).objects.visible_to(visitor).filter(pk=row.pk).exists())


def test_every_queryset_with_a_public_face_is_tested() -> None:
    models = [model for app in ("catalog", "monitoring") for model in apps.get_app_config(app).get_models()]
    assert set(MODELS) == {model for model in models if isinstance(model._default_manager.all(), VisibleQuerySet)}


# What everybody sees of a town in which one thing is not public.
CASES: dict[str, tuple[dict[str, Any], list[type["Model"]]]] = {
    "all is public": ({}, MODELS),
    "the city is not": ({"public_city": False}, []),
    "the report is not": ({"public_report": False}, [Municipality, Crest, Office]),
    "the measure is a draft": ({"part": Publication.DRAFT}, STRUCTURE),
    "the whole is a draft, its part is published": ({"whole": Publication.DRAFT}, STRUCTURE),
    "the update is a draft": (
        {"update": Publication.DRAFT},
        [model for model in MODELS if model is not StatusUpdate],
    ),
}


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("case", CASES)
def test_everybody_sees_what_is_public_and_nothing_else(case: str, visitor: str) -> None:
    fields, public = CASES[case]
    assert Town(**fields).shown_to(VISITORS[visitor]()) == set(public)


@pytest.mark.parametrize("insider", INSIDERS)
@pytest.mark.parametrize("case", CASES)
def test_planners_see_drafts(case: str, insider: str) -> None:
    fields, _public = CASES[case]
    assert Town(**fields).shown_to(INSIDERS[insider]()) == set(MODELS)


@pytest.mark.parametrize("case", CASES)
def test_readers_see_what_is_not_public_but_no_drafts(case: str) -> None:
    """A city or report need not be public; a draft stays one."""
    fields, public = CASES[case]
    town = Town(**fields)
    reader = factories.make_reader(town.city)
    assert town.shown_to(reader) == set(public if {"part", "whole", "update"} & fields.keys() else MODELS)


COMMITTEE = Publication.COMMITTEE


@pytest.mark.parametrize(
    ("fields", "hidden"),
    [
        ({"update": COMMITTEE}, []),
        ({"part": COMMITTEE, "update": COMMITTEE}, []),
        ({"whole": COMMITTEE}, []),
        ({"part": COMMITTEE, "update": ReviewState.SUBMITTED}, [StatusUpdate]),
        ({"part": Publication.DRAFT, "update": COMMITTEE}, ABOUT_MEASURES),
    ],
)
def test_readers_see_what_is_released_for_the_committee(fields: Any, hidden: list[type["Model"]]) -> None:
    town = Town(**fields)
    assert town.shown_to(factories.make_reader(town.city)) == set(MODELS) - set(hidden)
    assert not town.shown_to(factories.make_reader()) & set(ABOUT_MEASURES) - {
        model for model in ABOUT_MEASURES if model is not StatusUpdate and fields.keys() == {"update"}
    }


@pytest.mark.parametrize("state", [ReviewState.DRAFT, ReviewState.SUBMITTED])
def test_what_an_office_has_drafted_is_for_planners(state: ReviewState) -> None:
    city = factories.make_municipality()
    measure = factories.make_measure(factories.make_report(city))
    milestone = factories.make_milestone(measure, publication=state)
    value = factories.make_value(factories.make_indicator(measure), publication=state)
    for row in (milestone, value):
        assert not is_shown(row, AnonymousUser())
        assert not is_shown(row, factories.make_reader(city))
        assert is_shown(row, factories.make_planner(city))


def test_a_draft_part_does_not_hide_its_whole() -> None:
    town = Town(part=Publication.DRAFT)
    assert is_shown(town.whole, AnonymousUser())


@pytest.mark.parametrize("case", [{}, *(fields for fields, _public in CASES.values()), {"whole": COMMITTEE}])
def test_a_sight_shows_in_its_city_what_its_visitors_see_there(case: Any) -> None:
    """Kept queries ask for the sight; people who have the same one see the same."""
    town = Town(**case)
    people: list[Visitor] = [
        *(AnonymousUser(), factories.make_reader(town.city), factories.make_planner(town.city)),
        *(
            factories.make_reader(),
            factories.make_planner(factories.make_municipality()),
            factories.make_user(is_superuser=True),
        ),
    ]
    for person in people:
        sight = Sight.of(person, town.city)
        assert town.shown_to(sight) == town.shown_to(person), person
        assert Sight.everywhere(person) in {None, sight}


def test_a_sight_is_the_same_everywhere_for_strangers_and_superusers_only() -> None:
    city = factories.make_municipality()
    assert Sight.everywhere(AnonymousUser()) is Sight.everywhere(factories.make_contributor()) is Sight.PUBLIC
    assert Sight.everywhere(factories.make_user(is_superuser=True)) is Sight.EVERYTHING
    assert Sight.everywhere(factories.make_planner(city)) is Sight.everywhere(factories.make_reader(city)) is None


def test_visibility_chains_with_other_filters() -> None:
    report = factories.make_report()
    published = factories.make_measure(report, title="Wohnen")
    factories.make_measure(report, title="Wohnen", publication=Publication.DRAFT)
    factories.make_measure(report, title="Arbeit")
    visible = Measure.objects.filter(title="Wohnen").visible_to(AnonymousUser())
    assert list(visible.filter(report=report)) == [published]


def test_a_new_measure_report_and_city_are_not_public() -> None:
    assert Measure().publication == Publication.DRAFT
    assert StatusUpdate().publication == Publication.DRAFT
    assert not Report().is_public
    assert not Municipality().is_public
