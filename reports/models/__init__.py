"""Who is told what is new, and what the council is told and resolves."""

from reports.models.committees import Committee, CommitteeSection
from reports.models.consultations import Consultation, ConsultationResult, ConsultationRole
from reports.models.following import SCOPES, Language, Subscriber, Subscription, ToldNews
from reports.models.frozen import Audience, FrozenPaper
from reports.models.papers import (
    CouncilPaper,
    OfficePart,
    PaperAnnex,
    PaperBudget,
    PaperKind,
    PaperOffice,
    PaperSection,
    PaperState,
    TableRows,
)
from reports.models.prepared import PreparedFile, PreparedState
from reports.models.templates import BlockKind, PaperTemplate, TemplateBlock

__all__ = [
    "SCOPES",
    "Audience",
    "BlockKind",
    "Committee",
    "CommitteeSection",
    "Consultation",
    "ConsultationResult",
    "ConsultationRole",
    "CouncilPaper",
    "FrozenPaper",
    "Language",
    "OfficePart",
    "PaperAnnex",
    "PaperBudget",
    "PaperKind",
    "PaperOffice",
    "PaperSection",
    "PaperState",
    "PaperTemplate",
    "PreparedFile",
    "PreparedState",
    "Subscriber",
    "Subscription",
    "TableRows",
    "TemplateBlock",
    "ToldNews",
]
