"""The admin for measures with their updates, milestones, indicators, discussions and imports."""

from monitoring.admin.followups import DiscussionAdmin, MilestoneAdmin
from monitoring.admin.imports import SpreadsheetImportAdmin
from monitoring.admin.indicators import IndicatorAdmin, IndicatorValueAdmin
from monitoring.admin.measures import MeasureAdmin
from monitoring.admin.rounds import ReportingRoundAdmin
from monitoring.admin.updates import StatusUpdateAdmin

__all__ = [
    "DiscussionAdmin",
    "IndicatorAdmin",
    "IndicatorValueAdmin",
    "MeasureAdmin",
    "MilestoneAdmin",
    "ReportingRoundAdmin",
    "SpreadsheetImportAdmin",
    "StatusUpdateAdmin",
]
