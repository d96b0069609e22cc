"""Who may do what. This file is the policy; everything that decides asks it.

A role is held in one municipality, and somebody may hold several. Pages, downloads and feeds ask through
`visible_to`; lists, forms, choices, filters and autocomplete of the administration, imports, exports and commands
through `may` and `rows`. What may not be seen is 404, what may be seen but not changed is 403.

Planners      do everything in their municipality: reports, measures, offices, imports, publishing, inviting people.
Contributors  see the measures their office leads or takes part in, and draft updates, milestones and values there.
              They submit what they have drafted. They neither publish nor touch the measure or what is published.
Readers       see the reports of their municipality that are not public, and what is released for the committee, on
              the site. They have no administration.
Administrators make municipalities and give roles, everywhere. They see no drafts, unless they are planners, too.
Superusers    do everything. Nobody needs one for daily work.

Council papers are the planners' until they are issued; from then on readers see them, and nobody changes them.

Internal notes are for planners only. The policy knows models by their labels and imports none of them, so that
querysets can ask it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import F, Model, Q

from catalog.choices import MemberRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser

    from catalog.models import User

    Visitor: TypeAlias = User | AnonymousUser


class Action(StrEnum):
    VIEW = auto()
    ADD = auto()
    CHANGE = auto()
    DELETE = auto()
    PUBLISH = auto()
    READ_NOTES = auto()


# What each role may do with the rows of its municipality; contributors with those of their office's measures.

Actions: TypeAlias = frozenset[Action]
LOOK: Actions = frozenset({Action.VIEW})
MANAGE: Actions = frozenset({Action.VIEW, Action.ADD, Action.CHANGE, Action.DELETE})
PUBLISH: Actions = MANAGE | {Action.PUBLISH}
DRAFT: Actions = MANAGE  # contributors change and delete only what is a draft, see `DRAFTS_ONLY`

MAY: Mapping[MemberRole, Mapping[str, Actions]] = {
    MemberRole.PLANNER: {
        "catalog.municipality": LOOK | {Action.CHANGE},
        "catalog.office": MANAGE,
        "catalog.report": MANAGE,
        "catalog.section": MANAGE,
        "catalog.sectiontheme": MANAGE,
        "catalog.measure": PUBLISH | {Action.READ_NOTES},
        "catalog.responsibility": MANAGE,
        "monitoring.statusupdate": PUBLISH,
        "monitoring.milestone": PUBLISH,
        "monitoring.discussion": MANAGE,
        "monitoring.indicator": MANAGE,
        "monitoring.indicatortarget": MANAGE,
        "monitoring.indicatorvalue": PUBLISH,
        "monitoring.spreadsheetimport": MANAGE,
        "catalog.membership": LOOK | {Action.CHANGE, Action.DELETE},
        "catalog.invitation": MANAGE,
        "catalog.deletedthing": LOOK | {Action.CHANGE},
        "reports.committee": MANAGE,
        "reports.committeesection": MANAGE,
        "reports.papertemplate": MANAGE,
        "reports.templateblock": MANAGE,
        "reports.councilpaper": PUBLISH,
        "reports.papersection": MANAGE,
        "reports.paperannex": MANAGE,
        "reports.paperoffice": MANAGE,
        "reports.paperbudget": MANAGE,
        "reports.consultation": MANAGE,
    },
    MemberRole.CONTRIBUTOR: {
        "catalog.measure": LOOK,
        "catalog.responsibility": LOOK,
        "monitoring.statusupdate": DRAFT,
        "monitoring.milestone": DRAFT,
        "monitoring.discussion": LOOK,
        "monitoring.indicator": LOOK,
        "monitoring.indicatortarget": LOOK,
        "monitoring.indicatorvalue": DRAFT,
    },
    MemberRole.READER: {},
}
ADMINISTRATORS_MAY: Mapping[str, Actions] = {
    "catalog.municipality": MANAGE,
    "catalog.office": LOOK,
    "catalog.user": MANAGE,
    "catalog.membership": MANAGE,
    "catalog.invitation": MANAGE,
    "catalog.auditentry": LOOK,
    "reports.subscriber": LOOK | {Action.DELETE},
}
DRAFTS_ONLY = frozenset({Action.CHANGE, Action.DELETE})

# What nobody may do any more, whatever their role, once a council paper is issued. Results still come in.

PAPER = "reports.councilpaper"
WRITING: Actions = frozenset({Action.ADD, Action.CHANGE, Action.DELETE})
FROZEN: Mapping[str, Actions] = {
    PAPER: frozenset({Action.CHANGE, Action.DELETE}),
    "reports.papersection": WRITING,
    "reports.paperannex": WRITING,
    "reports.paperoffice": WRITING,
    "reports.paperbudget": WRITING,
    "reports.consultation": frozenset({Action.DELETE}),
}

# The way from a row to its municipality and to the measure it belongs to; "" for the row itself.

TO_MUNICIPALITY: Mapping[str, str] = {
    "catalog.municipality": "",
    "catalog.office": "municipality",
    "catalog.report": "municipality",
    "catalog.section": "report__municipality",
    "catalog.sectiontheme": "section__report__municipality",
    "catalog.measure": "report__municipality",
    "catalog.responsibility": "measure__report__municipality",
    "catalog.membership": "municipality",
    "catalog.invitation": "municipality",
    "catalog.deletedthing": "municipality",
    "monitoring.statusupdate": "measure__report__municipality",
    "monitoring.milestone": "measure__report__municipality",
    "monitoring.discussion": "measure__report__municipality",
    "monitoring.indicator": "measure__report__municipality",
    "monitoring.indicatortarget": "indicator__measure__report__municipality",
    "monitoring.indicatorvalue": "indicator__measure__report__municipality",
    "monitoring.spreadsheetimport": "report__municipality",
    "reports.committee": "municipality",
    "reports.committeesection": "committee__municipality",
    "reports.papertemplate": "municipality",
    "reports.templateblock": "template__municipality",
    "reports.councilpaper": "municipality",
    "reports.papersection": "paper__municipality",
    "reports.paperannex": "paper__municipality",
    "reports.paperoffice": "paper__municipality",
    "reports.paperbudget": "paper__municipality",
    "reports.consultation": "paper__municipality",
}
TO_MEASURE: Mapping[str, str] = {
    "catalog.measure": "",
    "catalog.responsibility": "measure",
    "monitoring.statusupdate": "measure",
    "monitoring.milestone": "measure",
    "monitoring.discussion": "measure",
    "monitoring.indicator": "measure",
    "monitoring.indicatortarget": "indicator__measure",
    "monitoring.indicatorvalue": "indicator__measure",
}


# What is on the site, for everybody and for readers


def public_municipality(path: str = "") -> Q:
    return Q(**{f"{path}is_public": True})


def public_report(path: str = "") -> Q:
    return Q(**{f"{path}is_public": True}) & public_municipality(f"{path}municipality__")


def public_measure(path: str = "") -> Q:
    """Published itself, and part of nothing that is still a draft."""
    return published_measure(path) & public_report(f"{path}report__")


def published_measure(path: str = "") -> Q:
    return published(path) & (Q(**{f"{path}parent__isnull": True}) | published(f"{path}parent__"))


def released_measure(path: str = "") -> Q:
    """Published or released for the committee, whatever the report is."""
    return released(path) & (Q(**{f"{path}parent__isnull": True}) | released(f"{path}parent__"))


def published(path: str = "") -> Q:
    return Q(**{f"{path}publication": "published"})


def released(path: str = "") -> Q:
    return Q(**{f"{path}publication__in": ["committee", "published"]})


def issued_paper(path: str = "") -> Q:
    """Presented to the council, even if it was withdrawn later."""
    return Q(**{f"{path}state__in": ["issued", "withdrawn"]})


# Who somebody is


@dataclass(frozen=True)
class Roles:
    """The roles of a person, loaded once: the ids of the municipalities in which each is held."""

    is_superuser: bool = False
    is_administrator: bool = False
    held: Mapping[MemberRole, frozenset[int]] = field(default_factory=dict)
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> Roles:
        if not user.is_active:
            return NOBODY
        held: dict[MemberRole, set[int]] = {}
        for role, municipality in user.memberships.values_list("role", "municipality"):
            held.setdefault(MemberRole(role), set()).add(municipality)
        roles = {role: frozenset(municipalities) for role, municipalities in held.items()}
        return cls(user.is_superuser, user.is_administrator, roles, user)

    def municipalities(self, role: MemberRole) -> frozenset[int]:
        return self.held.get(role, frozenset())

    @cached_property
    def measures(self) -> frozenset[int]:
        """Those a contributor's offices lead or take part in."""
        if self.user is None or MemberRole.CONTRIBUTOR not in self.held:
            return frozenset()
        contributes = self.user.memberships.filter(role=MemberRole.CONTRIBUTOR)
        named = contributes.filter(office__municipality=F("municipality"), office__responsibilities__isnull=False)
        return frozenset(named.values_list("office__responsibilities__measure", flat=True))

    @property
    def workplaces(self) -> frozenset[int]:
        """The municipalities where somebody changes something."""
        return self.municipalities(MemberRole.PLANNER) | self.municipalities(MemberRole.CONTRIBUTOR)

    @property
    def has_administration(self) -> bool:
        works = {MemberRole.PLANNER, MemberRole.CONTRIBUTOR}
        return self.is_superuser or self.is_administrator or not works.isdisjoint(self.held)


NOBODY = Roles()


def roles_of(user: Visitor) -> Roles:
    standing: Roles = getattr(user, "standing", NOBODY)  # strangers have none
    return standing


# The questions


def has_administration(user: Visitor) -> bool:
    return roles_of(user).has_administration


def can(user: Visitor, act: Action, what: type[Model] | Model, at: Model | None = None) -> bool:
    """Whether somebody may do this to a row; for a model, to any of its rows that lie `at` another one, or anywhere."""
    standing = roles_of(user)
    label = label_of(what)
    row = what if isinstance(what, Model) else at
    if act in FROZEN.get(label, ()) and is_issued(row):
        return False
    if standing.is_superuser or (standing.is_administrator and act in ADMINISTRATORS_MAY.get(label, ())):
        return True
    if act in MAY[MemberRole.PLANNER].get(label, ()):
        municipalities = standing.municipalities(MemberRole.PLANNER)
        if bool(municipalities) if row is None else municipality_id(row) in municipalities:
            return True
    if act in MAY[MemberRole.CONTRIBUTOR].get(label, ()):
        if row is None:
            return bool(standing.municipalities(MemberRole.CONTRIBUTOR))
        is_theirs = measure_id(row) in standing.measures
        return is_theirs and not (row is what and act in DRAFTS_ONLY and not is_draft(row))
    return False


def permitted(user: Visitor, act: Action, model: type[Model], of: type[Model] | None = None) -> Q:
    """The rows of a model to which somebody may do this; with `of`, the rows of that model to which it may belong.

    `rows(user, Act.ADD, StatusUpdate, of=Measure)` are the measures on which somebody may report.
    """
    standing = roles_of(user)
    label, target = label_of(model), label_of(of or model)
    open_ones = Q()
    if act in FROZEN.get(label, ()) and target in FROZEN:
        open_ones = ~issued_paper("" if target == PAPER else "paper__")
    if standing.is_superuser or (standing.is_administrator and act in ADMINISTRATORS_MAY.get(label, ())):
        return open_ones
    found = Q(pk__in=())
    if act in MAY[MemberRole.PLANNER].get(label, ()) and target in TO_MUNICIPALITY:
        found |= Q(**{f"{TO_MUNICIPALITY[target] or 'pk'}__in": standing.municipalities(MemberRole.PLANNER)})
    if act in MAY[MemberRole.CONTRIBUTOR].get(label, ()) and target in TO_MEASURE and standing.measures:
        theirs = Q(**{f"{TO_MEASURE[target] or 'pk'}__in": standing.measures})
        found |= theirs & Q(publication="draft") if of is None and act in DRAFTS_ONLY else theirs
    return found & open_ones


def visible(user: Visitor, model: type[Model], public: Q, released: Q) -> Q:
    """What somebody sees on the site: what is public; planners all of their city, readers what is released there."""
    standing = roles_of(user)
    if standing.is_superuser:
        return Q()
    home = TO_MUNICIPALITY[label_of(model)] or "pk"
    found = public
    if planned := standing.municipalities(MemberRole.PLANNER):
        found |= Q(**{f"{home}__in": planned})
    if read := standing.municipalities(MemberRole.READER):
        found |= released & Q(**{f"{home}__in": read})
    return found


def sees_drafts(user: Visitor, row: Model) -> bool:
    """Whether somebody sees on the site all there is in the municipality of a row."""
    standing = roles_of(user)
    return standing.is_superuser or municipality_id(row) in standing.municipalities(MemberRole.PLANNER)


def sees_more_than_strangers(user: Visitor, row: Model) -> bool:
    """Whether what somebody takes along from the municipality of a row may hold drafts."""
    reads = municipality_id(row) in roles_of(user).municipalities(MemberRole.READER)
    return reads or sees_drafts(user, row)


# Where a row lies


def label_of(what: type[Model] | Model) -> str:
    concrete: Any = what._meta.concrete_model
    label: str = concrete._meta.label_lower
    return label


def is_governed(row: Model) -> bool:
    """Whether a row is of a municipality; what is not (a subscription, say) goes with what it belongs to."""
    return label_of(row) in TO_MUNICIPALITY


def municipality_id(row: Model) -> int | None:
    return _id_at(row, TO_MUNICIPALITY.get(label_of(row)))


def measure_id(row: Model) -> int | None:
    return _id_at(row, TO_MEASURE.get(label_of(row)))


def is_issued(row: Any) -> bool:
    """Whether a row is a council paper that has been issued, or belongs to one."""
    if row is None or label_of(row) not in FROZEN:
        return False
    paper = row if label_of(row) == PAPER else row.paper
    return bool(paper.state != "draft")


def is_closed(row: Model, act: Action) -> bool:
    """Whether nobody may do this to a row any more, whatever their role."""
    return act in FROZEN.get(label_of(row), ()) and is_issued(row)


def is_draft(row: Any) -> bool:
    return bool(row.publication == "draft")


def _id_at(row: Any, way: str | None) -> int | None:
    """The id at the end of a way of foreign keys; None where there is none."""
    if way is None:
        return None
    *steps, last = way.split("__")
    for step in steps:
        row = getattr(row, step)
    found: int | None = getattr(row, f"{last}_id") if last else row.pk
    return found
