"""The rules for the models of this app."""

from dataclasses import replace

from catalog.permissions.registry import DRAFT, LOOK, MANAGE, PUBLISH, Action, Rules, register, with_report
from catalog.revisions.triggers import change_stamps
from monitoring.models import (
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    SpreadsheetImport,
    StatusUpdate,
)

OF_MEASURE = Rules(
    to_municipality="measure__report__municipality",
    to_measure="measure",
    belongs_to="measure",
    freeze=with_report("measure__report"),
)
OF_INDICATOR = Rules(
    to_municipality="indicator__measure__report__municipality",
    to_measure="indicator__measure",
    belongs_to="indicator",
    freeze=with_report("indicator__measure__report"),
)

register(
    {
        StatusUpdate: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Milestone: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Discussion: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK),
        Indicator: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK),
        IndicatorTarget: replace(OF_INDICATOR, planners=MANAGE, contributors=LOOK),
        IndicatorValue: replace(OF_INDICATOR, planners=PUBLISH, contributors=DRAFT),
        SpreadsheetImport: Rules(
            to_municipality="report__municipality",
            planners=MANAGE,
            freeze=with_report("report", frozenset({Action.ADD, Action.CHANGE})),
        ),
    }
)

change_stamps(  # news are told from histories
    *(kind.history.model for kind in (StatusUpdate, Milestone, Discussion)), path="measure__report__municipality"
)
change_stamps(StatusUpdate, Milestone, Discussion, Indicator, IndicatorTarget, IndicatorValue)
