"""What happened since: dated status updates, milestones, indicators and discussions of measures."""

from monitoring.models.attachments import AttachedFile, Attachment, FileContent
from monitoring.models.comment import Comment, CommentMention
from monitoring.models.counted import CountedAlike, CountedKeys, CountedReport, CountedTraits, CountedWord, CurrentPart
from monitoring.models.current import CurrentStatus, JudgedReport, OutdatedReport
from monitoring.models.discussion import Discussion
from monitoring.models.indicator import Indicator, IndicatorTarget, IndicatorValue
from monitoring.models.letters import LetterTemplate
from monitoring.models.measure import MonitoredMeasure
from monitoring.models.milestone import Milestone
from monitoring.models.past import ChangeFacts, EarlierStatus, PastFacts, PastStatus
from monitoring.models.review import Reviewed
from monitoring.models.round_answers import AnsweredMilestone, AnsweredValue, RoundAnswer
from monitoring.models.rounds import ReportingRound, RoundRequest
from monitoring.models.snapshots import Snapshot
from monitoring.models.spreadsheet_import import ImportedChange, KeptColumns, SpreadsheetImport
from monitoring.models.status import StatusUpdate
from monitoring.models.word_index import IndexedMeasure, IndexedWord

__all__ = [
    "AnsweredMilestone",
    "AnsweredValue",
    "AttachedFile",
    "Attachment",
    "ChangeFacts",
    "Comment",
    "CommentMention",
    "CountedAlike",
    "CountedKeys",
    "CountedReport",
    "CountedTraits",
    "CountedWord",
    "CurrentPart",
    "CurrentStatus",
    "Discussion",
    "EarlierStatus",
    "FileContent",
    "ImportedChange",
    "IndexedMeasure",
    "IndexedWord",
    "Indicator",
    "IndicatorTarget",
    "IndicatorValue",
    "JudgedReport",
    "KeptColumns",
    "LetterTemplate",
    "Milestone",
    "MonitoredMeasure",
    "OutdatedReport",
    "PastFacts",
    "PastStatus",
    "ReportingRound",
    "Reviewed",
    "RoundAnswer",
    "RoundRequest",
    "Snapshot",
    "SpreadsheetImport",
    "StatusUpdate",
]
