"""Answers who may do what. All code asks here; each app states in its registration what its models allow.

A role is held in one municipality, and a person may hold several. Pages, downloads and feeds ask through `visible_to`;
lists, forms, choices, filters and autocomplete of the administration, imports, exports and commands through `can` and
`permitted`. What may not be seen is 404, what may be seen but not changed is 403.

Planners      do everything in their municipality: reports, measures, offices, imports, publishing, inviting people.
Contributors  see the measures their office leads or takes part in, with the parts of those it leads, and draft
              updates, milestones and values there.
              They submit their drafts. They neither publish nor change the measure or what is published.
Readers       see the reports of their municipality that are not public, and what is released for the committee, on
              the site. They have no administration.
Administrators make municipalities and give roles, everywhere. They see no drafts, unless they are planners, too.
Superusers    do everything. Nobody needs one for daily work.

Only planners see council papers until they are issued; from then on readers see them, and nobody changes them.

What belongs to a closed report stays as it is until a planner opens the report again and says why.

Internal notes are for planners only. The policy imports no model, so that querysets can ask it. `manage.py
show_policy` prints it as a table.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q

from catalog.choices import MemberRole, Publication
from catalog.permissions.registry import ALL_ROWS, NO_ROWS, Action, rules_of
from catalog.permissions.roles import roles_of

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

DRAFTS_ONLY = frozenset({Action.CHANGE, Action.DELETE})  # contributors may do these to drafts only


# What is on the site, for everybody and for readers


def public_municipality(path: str = "") -> Q:
    return Q(**{f"{path}is_public": True})


def public_report(path: str = "") -> Q:
    return Q(**{f"{path}is_public": True}) & public_municipality(f"{path}municipality__")


def public_measure(path: str = "") -> Q:
    """Returns a condition: published itself, and part of no measure that is a draft."""
    return published_measure(path) & public_report(f"{path}report__")


def published_measure(path: str = "") -> Q:
    return published(path) & (Q(**{f"{path}parent__isnull": True}) | published(f"{path}parent__"))


def released_measure(path: str = "") -> Q:
    """Returns a condition: published or released for the committee, whatever the report is."""
    return released(path) & (Q(**{f"{path}parent__isnull": True}) | released(f"{path}parent__"))


def published(path: str = "") -> Q:
    return Q(**{f"{path}publication": Publication.PUBLISHED})


def released(path: str = "") -> Q:
    return Q(**{f"{path}publication__in": [Publication.COMMITTEE, Publication.PUBLISHED]})


# The questions


def has_administration(user: Visitor) -> bool:
    return roles_of(user).has_administration


def can(user: Visitor, action: Action, what: type[Model] | Model, at: Model | None = None) -> bool:
    """Tells whether a visitor may do this to a row; for a model, to any of its rows, or to those `at` another row."""
    roles = roles_of(user)
    rules = rules_of(what)
    row = what if isinstance(what, Model) else at
    if rules.freeze and action in rules.freeze.actions and _lies_in_closed(row):
        return False
    if roles.is_superuser or (roles.is_administrator and action in rules.administrators):
        return True
    if action in rules.planners:
        municipalities = roles.municipalities(MemberRole.PLANNER)
        if bool(municipalities) if row is None else municipality_id(row) in municipalities:
            return True
    if action not in rules.contributors:
        return False
    if row is None:
        return bool(roles.municipalities(MemberRole.CONTRIBUTOR))
    needs_draft = row is what and action in DRAFTS_ONLY
    return roles.has_measure(measure_id(row)) and not (needs_draft and not is_draft(row))


def permitted(user: Visitor, action: Action, model: type[Model], of: type[Model] | None = None) -> Q:
    """Returns a condition: the rows of a model to which a visitor may do this.

    With `of`, the rows of that model to which such a row may belong: `permitted(user, Action.ADD, StatusUpdate,
    of=Measure)` are the measures on which the visitor may report.
    """
    roles = roles_of(user)
    rules, target = rules_of(model), rules_of(of or model)
    open_ones = ALL_ROWS
    if rules.freeze and target.freeze and action in rules.freeze.actions:
        open_ones = ~target.freeze.closed(f"{target.freeze.path}__" if target.freeze.path else "")
    if roles.is_superuser or (roles.is_administrator and action in rules.administrators):
        return open_ones
    found = NO_ROWS
    if action in rules.planners and target.to_municipality is not None:
        found |= Q(**{f"{target.to_municipality or 'pk'}__in": roles.municipalities(MemberRole.PLANNER)})
    if action in rules.contributors and target.to_measure is not None and roles.contributes:
        theirs = Q(**{f"{target.to_measure or 'pk'}__in": roles.measures_asked})
        drafts_only = of is None and action in DRAFTS_ONLY
        found |= theirs & Q(publication=Publication.DRAFT) if drafts_only else theirs
    return found & open_ones


class Sight(Enum):
    """What a visitor sees on the site of one municipality: many people share it, so that queries can be kept for it.

    It says nothing about rows of other municipalities, and may only be asked for rows of this one.
    """

    PUBLIC = auto()
    RELEASED = auto()
    EVERYTHING = auto()

    @classmethod
    def of(cls, user: Visitor, row: Model) -> Sight:
        """Returns the sight of a visitor in the municipality of a row."""
        if sees_drafts(user, row):
            return cls.EVERYTHING
        return cls.RELEASED if sees_more_than_strangers(user, row) else cls.PUBLIC

    @classmethod
    def everywhere(cls, user: Visitor) -> Sight | None:
        """Returns the sight of a visitor that is the same in all municipalities, as that of strangers; else None."""
        roles = roles_of(user)
        if roles.is_superuser:
            return cls.EVERYTHING
        has_roles = roles.municipalities(MemberRole.PLANNER) or roles.municipalities(MemberRole.READER)
        return None if has_roles else cls.PUBLIC

    def condition(self, public: Q, released: Q) -> Q:
        if self is Sight.EVERYTHING:
            return ALL_ROWS
        return public | released if self is Sight.RELEASED else public


def visible(user: Visitor | Sight, model: type[Model], public: Q, released: Q) -> Q:
    """Returns a condition: what a visitor sees on the site.

    Strangers see what is public, planners all of their city, readers what is released there.
    """
    if isinstance(user, Sight):
        return user.condition(public, released)
    roles = roles_of(user)
    if roles.is_superuser:
        return ALL_ROWS
    home = rules_of(model).to_municipality or "pk"
    found = public
    if planned := roles.municipalities(MemberRole.PLANNER):
        found |= Q(**{f"{home}__in": planned})
    if read := roles.municipalities(MemberRole.READER):
        found |= released & Q(**{f"{home}__in": read})
    return found


def sees_drafts(user: Visitor, row: Model) -> bool:
    """Tells whether a visitor sees everything on the site in the municipality of a row."""
    roles = roles_of(user)
    return roles.is_superuser or municipality_id(row) in roles.municipalities(MemberRole.PLANNER)


def sees_more_than_strangers(user: Visitor, row: Model) -> bool:
    """Tells whether a download from the municipality of a row may hold drafts for this visitor."""
    reads = municipality_id(row) in roles_of(user).municipalities(MemberRole.READER)
    return reads or sees_drafts(user, row)


# Where a row lies


def is_governed(what: type[Model] | Model) -> bool:
    """Tells whether rows lie in a municipality; others (a subscription, say) go with what they belong to."""
    return rules_of(what).to_municipality is not None


def municipality_id(row: Model) -> int | None:
    return _id_at(row, rules_of(row).to_municipality)


def measure_id(row: Model) -> int | None:
    return _id_at(row, rules_of(row).to_measure)


def is_closed(row: Model, action: Action) -> bool:
    """Tells whether nobody may do this to a row any more, whatever their role."""
    freeze = rules_of(row).freeze
    return freeze is not None and action in freeze.actions and _lies_in_closed(row)


def is_sealed(row: Model) -> bool:
    """Tells whether nobody may change a row and nobody can open it again, either."""
    freeze = rules_of(row).freeze
    return freeze is not None and freeze.for_good and is_closed(row, Action.CHANGE)


def is_draft(row: Any) -> bool:
    return bool(row.publication == Publication.DRAFT)


def _lies_in_closed(row: Any) -> bool:
    """Tells whether a row is closed itself or belongs to a closed one."""
    freeze = rules_of(row).freeze if row is not None else None
    if freeze is None:
        return False
    for step in filter(None, freeze.path.split("__")):
        row = getattr(row, step)
    return freeze.is_closed(row)


def _id_at(row: Any, way: str | None) -> int | None:
    """Returns the id at the end of a path of foreign keys; None where there is none."""
    if way is None:
        return None
    *steps, last = way.split("__")
    for step in steps:
        row = getattr(row, step)
    found: int | None = getattr(row, f"{last}_id") if last else row.pk
    return found
