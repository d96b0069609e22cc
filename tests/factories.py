"""Rows with sensible defaults: public, published and complete, so that a test names only what it is about.

Every function takes any field of its model by keyword; `n` in a default is a running number.
"""

from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission

from catalog.models import (
    Measure,
    Municipality,
    Office,
    Publication,
    Report,
    Responsibility,
    Role,
    Section,
    SectionTheme,
    State,
    Theme,
    User,
)
from monitoring.models import (
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    Status,
    StatusUpdate,
)

running = count(1)

PLANNER_APPS = ("catalog", "monitoring")


def make_municipality(**fields: Any) -> Municipality:
    n = next(running)
    defaults = {"name": f"Musterstadt {n}", "slug": f"musterstadt-{n}", "ags": f"{n:08}", "state": State.BW}
    return Municipality.objects.create(**{**defaults, "is_public": True, **fields})


def make_office(municipality: Municipality | None = None, **fields: Any) -> Office:
    n = next(running)
    defaults = {"name": f"Amt {n}", "slug": f"amt-{n}"}
    return Office.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})


def make_report(municipality: Municipality | None = None, **fields: Any) -> Report:
    n = next(running)
    defaults = {"title": f"Bericht zur sozialen Lage {n}", "slug": f"soziale-lage-{n}", "is_public": True}
    defaults["published_on"] = date(2020, 1, 1)
    return Report.objects.create(municipality=municipality or make_municipality(), **{**defaults, **fields})


def make_section(report: Report | None = None, *themes: Theme, **fields: Any) -> Section:
    """A section about these themes; as part of another one (`parent=`) it belongs to the same report."""
    n = next(running)
    parent: Section | None = fields.get("parent")
    report = report or (parent.report if parent else make_report())
    defaults = {"title": f"Handlungsfeld {n}", "slug": f"feld-{n}"}
    section = Section.objects.create(report=report, **{**defaults, **fields})
    for theme in themes:
        SectionTheme.objects.create(section=section, theme=theme)
    return section


def make_measure(report: Report | None = None, *, lead: Office | None = None, **fields: Any) -> Measure:
    """A measure; as part of another one (`parent=`) it belongs to the same report."""
    n = next(running)
    parent: Measure | None = fields.get("parent")
    report = report or (parent.report if parent else make_report())
    defaults = {"code": f"A{n}", "title": f"Maßnahme {n}", "publication": Publication.PUBLISHED}
    measure = Measure.objects.create(report=report, **{**defaults, **fields})
    if lead:
        make_responsibility(measure, lead)
    return measure


def make_responsibility(measure: Measure | None = None, office: Office | None = None, **fields: Any) -> Responsibility:
    measure = measure or make_measure()
    office = office or make_office(measure.report.municipality)
    return Responsibility.objects.create(measure=measure, office=office, **{"role": Role.LEAD, **fields})


def make_update(measure: Measure | None = None, **fields: Any) -> StatusUpdate:
    defaults = {
        "status": Status.IN_PROGRESS,
        "publication": Publication.PUBLISHED,
        "as_of": date(2021, 1, 19),
    }
    return StatusUpdate.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_milestone(measure: Measure | None = None, **fields: Any) -> Milestone:
    defaults = {"title": f"Etappe {next(running)}", "due": "31.12.2022"}
    return Milestone.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_indicator(measure: Measure | None = None, **fields: Any) -> Indicator:
    defaults = {"name": f"Indikator {next(running)}", "unit": "Personen"}
    return Indicator.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_target(indicator: Indicator | None = None, **fields: Any) -> IndicatorTarget:
    defaults: dict[str, Any] = {"value": 100, "due": "Ende 2023"}
    return IndicatorTarget.objects.create(indicator=indicator or make_indicator(), **{**defaults, **fields})


def make_value(indicator: Indicator | None = None, **fields: Any) -> IndicatorValue:
    defaults: dict[str, Any] = {"value": 50, "as_of": date(2022, 12, 31)}
    return IndicatorValue.objects.create(indicator=indicator or make_indicator(), **{**defaults, **fields})


def make_discussion(measure: Measure | None = None, **fields: Any) -> Discussion:
    defaults = {"phase": "Phase I", "approach": "Austausch der Ämter", "held_on": date(2018, 9, 21)}
    return Discussion.objects.create(measure=measure or make_measure(), **{**defaults, **fields})


def make_user(*, permissions: list[str] | None = None, **fields: Any) -> User:
    """Somebody with a login and exactly these permissions, such as "catalog.view_measure"."""
    user = User.objects.create_user(**{"username": f"person-{next(running)}", **fields})
    for permission in permissions or []:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def make_staff(*permissions: str, **fields: Any) -> User:
    """Somebody who may log in to the admin."""
    return make_user(permissions=list(permissions), **{"is_staff": True, **fields})


def make_planner(**fields: Any) -> User:
    """Whoever keeps the reports: may see and edit everything but people and their rights."""
    user = make_staff(**fields)
    rights = Permission.objects.filter(content_type__app_label__in=PLANNER_APPS)
    user.user_permissions.set(rights.exclude(content_type__model="user"))
    return user
