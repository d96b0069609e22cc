"""The rules for the models of this app."""

from catalog.models import (
    AuditEntry,
    Crest,
    DeletedThing,
    Invitation,
    Measure,
    MeasureTheme,
    Membership,
    Municipality,
    Office,
    Report,
    Responsibility,
    Section,
    SectionTheme,
    SentMail,
    Theme,
    User,
)
from catalog.permissions.registry import LOOK, MANAGE, PUBLISH, Action, Rules, register, reserve, with_report
from catalog.revisions.triggers import change_stamps

WITH_MEASURE = Rules(
    to_municipality="measure__report__municipality",
    to_measure="measure",
    belongs_to="measure",
    planners=MANAGE,
    contributors=LOOK,
    freeze=with_report("measure__report"),
)

register(
    {
        Municipality: Rules(to_municipality="", belongs_to="", planners=LOOK | {Action.CHANGE}, administrators=MANAGE),
        Crest: Rules(to_municipality="municipality", belongs_to="municipality", planners=MANAGE, administrators=MANAGE),
        Office: Rules(to_municipality="municipality", belongs_to="municipality", planners=MANAGE, administrators=LOOK),
        Report: Rules(
            to_municipality="municipality",
            belongs_to="municipality",
            planners=MANAGE,
            freeze=with_report("", frozenset({Action.DELETE})),
        ),
        Section: Rules(
            to_municipality="report__municipality", belongs_to="report", planners=MANAGE, freeze=with_report("report")
        ),
        SectionTheme: Rules(
            to_municipality="section__report__municipality",
            belongs_to="section",
            planners=MANAGE,
            freeze=with_report("section__report"),
        ),
        Measure: Rules(
            to_municipality="report__municipality",
            to_measure="",
            belongs_to="report",
            planners=PUBLISH | {Action.READ_NOTES},
            contributors=LOOK,
            freeze=with_report("report"),
        ),
        Theme: Rules(belongs_to="", administrators=MANAGE),
        MeasureTheme: WITH_MEASURE,
        Responsibility: WITH_MEASURE,
        Membership: Rules(
            to_municipality="municipality",
            belongs_to="municipality",
            planners=LOOK | {Action.CHANGE, Action.DELETE},
            administrators=MANAGE,
        ),
        Invitation: Rules(to_municipality="municipality", planners=MANAGE, administrators=MANAGE),
        DeletedThing: Rules(to_municipality="municipality", planners=LOOK | {Action.CHANGE}),
        SentMail: Rules(to_municipality="municipality", planners=LOOK, administrators=LOOK),
        User: Rules(administrators=MANAGE),
        AuditEntry: Rules(administrators=LOOK),
    }
)

change_stamps(
    Municipality,
    Crest,
    Office,
    Report,
    Section,
    SectionTheme,
    Measure,
    MeasureTheme,
    Responsibility,
    Theme,
)

change_stamps(Measure.history.model, path="report__municipality")  # news are told from histories

reserve(Municipality, lambda: ["abmelden", "benachrichtigungen", "einladung"])
