"""The admin for measures with their updates, milestones, indicators, discussions imports and rounds."""

from monitoring.admin.attachments import AttachmentAdmin
from monitoring.admin.followups import DiscussionAdmin, MilestoneAdmin
from monitoring.admin.imports import SpreadsheetImportAdmin
from monitoring.admin.indicators import IndicatorAdmin, IndicatorValueAdmin
from monitoring.admin.measures import MeasureAdmin
from monitoring.admin.rounds import LetterTemplateAdmin, ReportingRoundAdmin
from monitoring.admin.updates import StatusUpdateAdmin

__all__ = [
    "AttachmentAdmin",
    "DiscussionAdmin",
    "IndicatorAdmin",
    "IndicatorValueAdmin",
    "LetterTemplateAdmin",
    "MeasureAdmin",
    "MilestoneAdmin",
    "ReportingRoundAdmin",
    "SpreadsheetImportAdmin",
    "StatusUpdateAdmin",
]
