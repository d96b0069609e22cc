"""The rules for the models of this app."""

from dataclasses import replace

from catalog.permissions.registry import DRAFT, LOOK, MANAGE, PUBLISH, Rules, register
from monitoring.models import (
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    SpreadsheetImport,
    StatusUpdate,
)

OF_MEASURE = Rules(to_municipality="measure__report__municipality", to_measure="measure", belongs_to="measure")
OF_INDICATOR = Rules(
    to_municipality="indicator__measure__report__municipality", to_measure="indicator__measure", belongs_to="indicator"
)

register(
    {
        StatusUpdate: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Milestone: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Discussion: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK),
        Indicator: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK),
        IndicatorTarget: replace(OF_INDICATOR, planners=MANAGE, contributors=LOOK),
        IndicatorValue: replace(OF_INDICATOR, planners=PUBLISH, contributors=DRAFT),
        SpreadsheetImport: Rules(to_municipality="report__municipality", planners=MANAGE),
    }
)
