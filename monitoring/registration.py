"""The rules for the models of this app."""

from dataclasses import replace
from operator import attrgetter

from django.db.models import Q

from catalog.models import Municipality
from catalog.permissions.registry import (
    DRAFT,
    LOOK,
    MANAGE,
    PUBLISH,
    WRITE,
    Action,
    Freeze,
    Rules,
    register,
    reserve,
    with_report,
)
from catalog.permissions.todo_lists import register_lists
from catalog.revisions.triggers import change_stamps
from monitoring.models import (
    AnsweredMilestone,
    AnsweredValue,
    Attachment,
    Comment,
    CommentMention,
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    LetterTemplate,
    Milestone,
    ReportingRound,
    RoundAnswer,
    RoundRequest,
    Snapshot,
    SpreadsheetImport,
    StatusUpdate,
)
from monitoring.todo_lists import LISTS

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

OF_COMMENT = Rules(
    to_municipality="comment__measure__report__municipality",
    to_measure="comment__measure",
    freeze=with_report("comment__measure__report"),
)


def closed_round(path: str) -> Q:
    return Q(**{f"{path}closed_at__isnull": False})


CLOSED_ROUND = Freeze(WRITE | {Action.PUBLISH}, "", closed_round, attrgetter("is_closed"))
OF_REQUEST = Rules(to_municipality="request__round__municipality", freeze=replace(CLOSED_ROUND, path="request__round"))
OF_ANSWER = Rules(
    to_municipality="answer__request__round__municipality",
    freeze=replace(CLOSED_ROUND, path="answer__request__round"),
)

register(
    {
        StatusUpdate: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Milestone: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Attachment: replace(OF_MEASURE, planners=PUBLISH, contributors=DRAFT),
        Discussion: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK),
        Comment: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK | {Action.ADD}),
        CommentMention: replace(OF_COMMENT, planners=LOOK, contributors=LOOK),
        Indicator: replace(OF_MEASURE, planners=MANAGE, contributors=LOOK),
        IndicatorTarget: replace(OF_INDICATOR, planners=MANAGE, contributors=LOOK),
        IndicatorValue: replace(OF_INDICATOR, planners=PUBLISH, contributors=DRAFT),
        LetterTemplate: Rules(to_municipality="municipality", belongs_to="municipality", planners=MANAGE),
        ReportingRound: Rules(
            to_municipality="municipality", belongs_to="municipality", planners=MANAGE, freeze=CLOSED_ROUND
        ),
        RoundRequest: Rules(
            to_municipality="round__municipality",
            belongs_to="round",
            planners=MANAGE,
            freeze=replace(CLOSED_ROUND, path="round"),
        ),
        RoundAnswer: replace(OF_REQUEST, planners=PUBLISH),
        AnsweredMilestone: replace(OF_ANSWER, planners=MANAGE),
        AnsweredValue: replace(OF_ANSWER, planners=MANAGE),
        Snapshot: Rules(to_municipality="round__municipality", planners=LOOK),
        SpreadsheetImport: Rules(
            to_municipality="report__municipality",
            planners=MANAGE,
            freeze=with_report("report", frozenset({Action.ADD, Action.CHANGE})),
        ),
    }
)

register_lists(*LISTS)
change_stamps(  # news are told from histories
    *(kind.history.model for kind in (StatusUpdate, Milestone, Discussion)), path="measure__report__municipality"
)
change_stamps(StatusUpdate, Milestone, Attachment, Discussion, Indicator, IndicatorTarget, IndicatorValue)
change_stamps(ReportingRound, Snapshot)  # `?stand=` of a round that is closed shows it from then on
reserve(Municipality, lambda: ["rueckmeldung"])  # the pages of offices
