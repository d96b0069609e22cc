"""What happened since: dated status updates, milestones, indicators and discussions of measures."""

from monitoring.models.discussion import Discussion
from monitoring.models.indicator import Direction, Indicator, IndicatorTarget, IndicatorValue, Interval
from monitoring.models.measure import MonitoredMeasure
from monitoring.models.milestone import Milestone
from monitoring.models.review import Reviewed, ReviewState
from monitoring.models.spreadsheet_import import (
    ImportedChange,
    ImportKind,
    ImportState,
    KeptColumns,
    SpreadsheetImport,
)
from monitoring.models.status import Status, StatusUpdate

__all__ = [
    "Direction",
    "Discussion",
    "ImportKind",
    "ImportState",
    "ImportedChange",
    "Indicator",
    "IndicatorTarget",
    "IndicatorValue",
    "Interval",
    "KeptColumns",
    "Milestone",
    "MonitoredMeasure",
    "ReviewState",
    "Reviewed",
    "SpreadsheetImport",
    "Status",
    "StatusUpdate",
]
