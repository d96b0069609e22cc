"""The rules for the models of this app."""

from catalog.models import Municipality, Report
from catalog.permissions.registry import LOOK, MANAGE, PUBLISH, WRITE, Action, Freeze, Rules, register, reserve
from catalog.revisions.triggers import change_stamps
from catalog.triggers import in_municipality, watch
from reports.addresses.routes import words_below
from reports.choices import PaperState, PlaceKind
from reports.models import (
    Committee,
    CommitteeSection,
    Consultation,
    CouncilPaper,
    FrozenPaper,
    PaperAnnex,
    PaperBudget,
    PaperOffice,
    PaperSection,
    PaperTemplate,
    Subscriber,
    TemplateBlock,
)
from reports.querysets import issued_paper


def is_issued(paper: CouncilPaper) -> bool:
    return paper.state != PaperState.DRAFT


# An issued paper stays as it was presented. Results are still added.
WITH_PAPER = Rules(
    to_municipality="paper__municipality",
    belongs_to="paper",
    planners=MANAGE,
    freeze=Freeze(WRITE, "paper", issued_paper, is_issued),
)

register(
    {
        Committee: Rules(to_municipality="municipality", belongs_to="municipality", planners=MANAGE),
        CommitteeSection: Rules(to_municipality="committee__municipality", belongs_to="committee", planners=MANAGE),
        PaperTemplate: Rules(to_municipality="municipality", belongs_to="municipality", planners=MANAGE),
        TemplateBlock: Rules(to_municipality="template__municipality", belongs_to="template", planners=MANAGE),
        CouncilPaper: Rules(
            to_municipality="municipality",
            belongs_to="report",
            planners=PUBLISH,
            freeze=Freeze(frozenset({Action.CHANGE, Action.DELETE}), "", issued_paper, is_issued),
        ),
        PaperSection: WITH_PAPER,
        PaperAnnex: WITH_PAPER,
        PaperOffice: WITH_PAPER,
        PaperBudget: WITH_PAPER,
        Consultation: Rules(
            to_municipality="paper__municipality",
            belongs_to="paper",
            planners=MANAGE,
            freeze=Freeze(frozenset({Action.DELETE}), "paper", issued_paper, is_issued),
        ),
        Subscriber: Rules(administrators=LOOK | {Action.DELETE}),
    }
)

change_stamps(
    Committee,
    CommitteeSection,
    CouncilPaper,
    PaperSection,
    PaperAnnex,
    PaperOffice,
    PaperBudget,
    Consultation,
)
change_stamps(FrozenPaper, path="paper__municipality")

watch(in_municipality(Committee, PlaceKind.COMMITTEE), in_municipality(CouncilPaper, PlaceKind.PAPER))

# Beside the words of its pages, those that pages may want one day.
reserve(Municipality, lambda: {*words_below(""), "gremien", "suche", "vorlagen"})
reserve(Report, lambda: {*words_below("<slug:city>/"), "leichte-sprache", "suche", "themen"})
