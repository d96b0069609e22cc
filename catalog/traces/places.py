"""Lists the places where a person is named, as far as the viewer may see them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.choices import MemberRole
from catalog.fields import DerivedField, WordingField
from catalog.history.row_names import Names
from catalog.history.tracked_models import recorded_within, tracked_model_of
from catalog.models import Invitation, SentMail, User
from catalog.people.anonymising import own_invitations, own_log
from catalog.permissions.policy import can, is_governed, is_sealed, permitted
from catalog.permissions.registry import ALL_ROWS, NO_ROWS, Action, rules_of
from catalog.permissions.roles import roles_of
from catalog.texts.email_addresses import comparable
from catalog.traces.rules import NOT_SEARCHED, Rule, Where, original_of, rule_of
from catalog.traces.words import AROUND, Sought, texts

ADDRESS_OF_A_PAGE = {"slug", "code"}
TEXTUAL = (models.CharField, models.TextField, models.JSONField, models.FileField)


@dataclass(frozen=True)
class Place:
    """A field of a row, or of all versions of a row, that names the person. `stays` is the reason if it cannot go."""

    where: Where
    model: type[Model]
    key: Any  # of the row, for versions too
    field: str
    rows: list[Any]
    text: str
    is_sure: bool
    stays: str = ""
    name: str = ""
    url: str = ""

    @property
    def id(self) -> str:
        return f"{self.model._meta.label_lower}:{self.key}:{self.field}"

    @property
    def kind(self) -> str:
        return capfirst(str((original_of(self.model) or self.model)._meta.verbose_name))

    @property
    def label(self) -> str:
        return capfirst(str(getattr(self.model._meta.get_field(self.field), "verbose_name", self.field)))

    @property
    def versions(self) -> int:
        return len(self.rows) if self.where == Where.HISTORY else 0


@dataclass
class TraceFindings:
    """The places a viewer may see, and for administrators the number of places beyond."""

    places: list[Place] = field(default_factory=list)
    unseen: int = 0

    @property
    def removable(self) -> list[Place]:
        return [place for place in self.places if not place.stays]

    @property
    def by_kind(self) -> list[tuple[str, list[Place]]]:
        return [
            (capfirst(str(where.label)), found)
            for where in Where
            if (found := [place for place in self.places if place.where == where])
        ]


def find(sought: Sought, viewer: User | None = None, person: User | None = None) -> TraceFindings:
    """Looks through every text of every table; `viewer` None sees everything, as the command does.

    Leaves out what anonymising removes itself: the account of `person` and the rows that go with it.
    """
    findings = TraceFindings()
    if sought:
        for model in searched():
            _Search(model, sought, viewer, person).add_to(findings)
    return findings


def searched() -> list[type[Model]]:
    return [model for model in apps.get_models() if not model._meta.proxy and model not in NOT_SEARCHED]


def text_fields(model: type[Model], rule: Rule) -> list[Any]:
    """Returns the fields in which people can have written a name: no choices, derived columns or dates."""
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, TEXTUAL)
        and not isinstance(one, DerivedField | WordingField)
        and not one.choices
        and (not rule.fields or one.name in rule.fields)
        and one.name != "password"
    ]


class _Search:
    """A search through one table."""

    def __init__(self, model: type[Model], sought: Sought, viewer: User | None, person: User | None) -> None:
        self.model, self.sought, self.viewer, self.person = model, sought, viewer, person
        self.rule = rule_of(model)
        self.original = original_of(model)
        self.manager = model._base_manager

    def add_to(self, findings: TraceFindings) -> None:
        hits = self._hits()
        keys = {pk for pks in hits.values() for pk in pks}
        if not keys:
            return
        seen = self._among(keys, visible(self.model, self.viewer, Action.VIEW))
        changeable = self._among(keys, visible(self.model, self.viewer, self._act))
        loaded = self.manager.in_bulk(keys & seen)
        for (key, name), pks in hits.items():
            shown = [pk for pk in pks if pk in seen]
            if shown:
                findings.places.append(self._place(key, name, shown, loaded[shown[-1]], changeable))
            elif self.viewer and can(self.viewer, Action.CHANGE, User):
                findings.unseen += 1

    @property
    def _act(self) -> Action:
        if self.rule.viewers_remove:
            return Action.VIEW
        return Action.DELETE if self.rule.is_address else Action.CHANGE

    def _among(self, keys: set[Any], condition: Q) -> set[Any]:
        return set(self.manager.filter(condition, pk__in=keys).values_list("pk", flat=True))

    def _hits(self) -> dict[tuple[Any, str], list[Any]]:
        """Returns the keys of rows by row and field; those of versions by the row they are versions of."""
        found: dict[tuple[Any, str], list[Any]] = {}
        names = [one.name for one in text_fields(self.model, self.rule)]
        reads = dict(self.rule.reads)
        if not names and not reads:
            return found
        rows_there = self._others().order_by("pk").values_list("id" if self.original else "pk", "pk", *names, *reads)
        for key, pk, *values in rows_there.iterator():
            for name, value in zip([*names, *reads], values, strict=True):
                held = reads[name](bytes(value)) if name in reads else value
                if any(map(self.sought.is_in, texts(held))):
                    found.setdefault((key, name), []).append(pk)
        return found

    def _others(self) -> Any:
        """Returns the rows that do not go with the account."""
        own = self._own(self.person) if self.person else NO_ROWS
        return self.manager.exclude(own)

    def _own(self, person: User) -> Q:
        """Returns a condition: what anonymising removes or replaces."""
        if self.rule.where == Where.ACCOUNTS:
            return Q(pk=person.pk) if self.model is User else Q(user=person.pk)
        if self.model is LogEntry:
            return Q(pk__in=own_log(person).values("pk"))
        if self.model is Invitation:
            return Q(pk__in=own_invitations(person))
        if self.model is SentMail:
            return Q(pk__in=SentMail.objects.of_person(person))
        return Q(username=person.username) if self.model is AccessAttempt else NO_ROWS

    def _place(self, key: Any, name: str, pks: list[Any], row: Any, changeable: set[Any]) -> Place:
        value = getattr(row, name)
        reads = dict(self.rule.reads)
        held = list(texts(reads[name](bytes(value)) if name in reads else value))
        hit = next(text for text in held if self.sought.is_in(text))
        original = self.original._base_manager.filter(pk=key).first() if self.original else row
        stays = self._why_it_stays(name, row, original)
        if not stays and not changeable.issuperset(pks):
            stays = _("You may not change it.")
        return Place(
            where=self._where(name, original, closed=bool(original) and is_sealed(original)),
            model=self.model,
            key=key,
            field=name,
            rows=pks,
            text=self.sought.excerpt(hit, around=0 if self.rule.where == Where.LOG else AROUND),
            is_sure=any(map(self.sought.is_surely_in, held)),
            stays=stays,
            name=self._name_of(row),
            url=page_of(original or row, is_history=bool(self.original)),
        )

    def _name_of(self, row: Any) -> str:
        """Returns the name of a row, but for an entry of the admin's log its number.

        Not every administrator may see the text of such an entry.
        """
        if self.rule.where == Where.LOG:
            return str(row.pk)
        return Names().of(row.history_object if self.original else row)

    def _where(self, name: str, original: Any, *, closed: bool) -> Where:
        if closed:
            return Where.PAPERS
        if name in ADDRESS_OF_A_PAGE and not self.original:
            return Where.ADDRESSES
        return Where.FILES if name == "file_name" else self.rule.where

    def _why_it_stays(self, name: str, row: Any, original: Any) -> str:
        if why := self.rule.stays(row):
            return why
        if original is not None and is_sealed(original):
            return _("What was issued to the council is never changed.")
        if self.rule.is_address and comparable(row.email) != comparable(self.sought.email):
            return _("This is another address. If it belongs to this person, delete it there.")
        if name in ADDRESS_OF_A_PAGE:
            return _("It is part of a web address. Give it another one there; the former one goes on leading there.")
        column = self.model._meta.get_field(name)
        if isinstance(column, models.EmailField | models.URLField) and not (column.blank or self.rule.is_address):
            return _("An address is needed here. Give another one there.")
        return ""


def visible(model: type[Model], viewer: User | None, act: Action) -> Q:
    """Returns a condition: the rows of any model that a viewer may see or change.

    Models unknown to the policy follow the row they belong to.
    """
    if viewer is None or roles_of(viewer).is_superuser:
        return ALL_ROWS
    if original := original_of(model):
        kind = tracked_model_of(original)
        cities = roles_of(viewer).municipalities(MemberRole.PLANNER)
        recorded = recorded_within(kind, "municipality", cities) if kind else None
        return Q(id__in=original._base_manager.filter(permitted(viewer, act, original)).values("pk")) | (
            recorded or NO_ROWS
        )
    if rules_of(model).administrators or is_governed(model):
        return permitted(viewer, act, model)
    for above in governed_above(model):
        inside: Any = above.related_model
        return Q(**{f"{above.name}__in": inside._base_manager.filter(permitted(viewer, act, inside)).values("pk")})
    return ALL_ROWS if can(viewer, Action.CHANGE, User) else NO_ROWS


def governed_above(model: type[Model]) -> Iterator[Any]:
    """Yields the foreign keys by which a row belongs to a model that the policy knows."""
    for one in model._meta.concrete_fields:
        if one.many_to_one and one.related_model and is_governed(one.related_model):
            yield one


def page_of(row: Any, *, is_history: bool) -> str:
    """Returns the page of a row in the admin or of what it belongs to; "" if there is none."""
    while row is not None:
        model = type(row)
        if original_of(model):
            return ""
        if admin.site.is_registered(model):
            page = "history" if is_history else "change"
            return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[row.pk])
        kind = tracked_model_of(row)
        above = kind.above if kind else next((one.name for one in governed_above(model)), "")
        row = getattr(row, above, None) if above else None
    return ""
