"""News about measures: published updates, milestones reached, discussions held.

Feeds and mails contain the same news, and only public ones.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Measure, Responsibility
from catalog.permissions.scope import STRANGER
from catalog.texts.plain_text import one_line, printable
from monitoring.models import Discussion, Milestone, StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Event = StatusUpdate | Milestone | Discussion
KEYS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class News:
    """A published update, a milestone reached or a discussion held, as feeds and mails show it."""

    event: Event

    @property
    def key(self) -> str:
        """Returns a permanent name: "statusupdate-12"."""
        return _key(type(self.event), self.event.pk)

    @property
    def measure(self) -> Measure:
        return self.event.measure

    @property
    def day(self) -> date:
        """Returns the day it describes, which may lie before the day of publication."""
        day: date = getattr(self.event, DAYS[type(self.event)])
        return day

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.day, datetime.min.time(), timezone.get_default_timezone())

    @property
    def changed_at(self) -> datetime:
        """Returns when it was last edited; the beginning of its day where no history knows."""
        edited: datetime | None = getattr(self.event, "changed_at", None)
        return max(edited, self.begins_at) if edited else self.begins_at

    @property
    def page(self) -> str:
        """Returns the address of the place where it can be read."""
        return f"{self.measure.get_absolute_url()}#{self.event.anchor}"

    @property
    def label(self) -> str:
        """Returns one or two words: "in Umsetzung"."""
        match self.event:
            case StatusUpdate():
                return self.event.get_status_display()
            case Milestone():
                return _("milestone reached")
            case Discussion():
                return _("discussed")

    @property
    def headline(self) -> str:
        return one_line(f"{self.measure}: {self.label}")

    @property
    def text(self) -> str:
        """Returns paragraphs with an empty line between them."""
        match self.event:
            case StatusUpdate():
                told = self.event.told
                named = [(_("Reason:"), told.reason), (_("Next steps:"), told.next_steps)]
                paragraphs = [
                    self.event.confirmation_words,
                    told.text,
                    *(f"{name} {text}" for name, text in named if text),
                ]
            case Milestone():
                reached = _("Done: %(day)s") % {"day": self.event.done_words}
                paragraphs = [str(self.event), *([reached] if self.event.done_as else [])]
            case Discussion():
                paragraphs = [self.event.phase, self.event.approach]
        return printable("\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()))

    @property
    def by(self) -> str:
        """Returns the offices that lead the measure, or else the municipality; never a person."""
        leads = [one_line(str(named.office)) for named in self.measure.leads]
        return "; ".join(leads) or str(self.measure.report.municipality)


DAYS: dict[type[Event], str] = {StatusUpdate: "as_of", Milestone: "done_on", Discussion: "held_on"}
MODELS = {model._meta.model_name: model for model in DAYS}


def newest(within: Q, most: int) -> list[News]:
    """Returns the newest news first; needs seven queries. `within` is as for `keys_by_day`.

    The keys come first: sorting whole rows of a large city takes the database three times as long.
    """
    return load(keys_by_day(within, most))[:most]


def keys_by_day(within: Q, most: int | None = None) -> dict[str, date]:
    """Returns the keys of all news with the day each describes, the newest first; needs three queries.

    `within` is a condition with paths like `measure__report`; `most` are the newest of each kind.
    """
    found = [
        (day, _key(model, pk))
        for model, field in DAYS.items()
        for pk, day in _visible(model, within).values_list("pk", field)[:most]
    ]
    return {key: day for day, key in sorted(found, key=_newest_first)}


def keys_within(path: str, places: Iterable[int]) -> dict[int, dict[str, date]]:
    """Returns the keys of all news with their days by the place they belong to; needs three queries for all places.

    `path` leads to the places, such as `measure__report`.
    """
    found: dict[int, dict[str, date]] = {place: {} for place in places}
    for model, field in DAYS.items():
        rows = _visible(model, Q(**{f"{path}__in": list(found)})).order_by()
        for place, pk, day in rows.values_list(path, "pk", field).iterator():
            found[place][_key(model, pk)] = day
    return found


def load(keys: Iterable[str]) -> list[News]:
    """Returns the news with these keys that are still public, the newest first; needs four queries for a few."""
    return _as_news([event for found in _named_by(keys) for event in _complete(found, found.model)])


def still_public(keys: Iterable[str]) -> set[str]:
    """Returns those keys whose news are public by now; needs a query for each kind of a few."""
    return {_key(found.model, pk) for found in _named_by(keys) for pk in found.values_list("pk", flat=True)}


def _named_by(keys: Iterable[str]) -> Iterator[QuerySet[Any]]:
    """Yields the public rows that these keys name, by their models; KEYS_AT_ONCE at most, as SQLite has a limit."""
    wanted = defaultdict(list)
    for key in keys:
        model_name, _dash, pk = key.rpartition("-")
        wanted[MODELS[model_name]].append(int(pk))
    for model, pks in wanted.items():
        for start in range(0, len(pks), KEYS_AT_ONCE):
            yield _visible(model, Q(pk__in=pks[start : start + KEYS_AT_ONCE]))


def last_change(model: Any) -> Subquery:
    """Returns an expression: when a row was last edited, by its history; None where that begins later than the row."""
    lines = model.history.filter(id=OuterRef("pk")).order_by("-history_date")
    return Subquery(lines.values("history_date")[:1])


def with_offices() -> Prefetch[Any]:
    return Prefetch("responsibilities", Responsibility.objects.select_related("office__municipality"))


def _visible(model: Any, within: Q) -> QuerySet[Any]:
    """Returns the public rows, without those of days to come."""
    field = DAYS[model]
    until_today = Q(**{f"{field}__lte": timezone.localdate()})
    visible: QuerySet[Any] = model.objects.visible_to(STRANGER).filter(until_today, within)
    return visible.order_by(f"-{field}", "-pk")


def _complete(events: QuerySet[Any], model: Any) -> QuerySet[Any]:
    """Loads what the texts of the news need."""
    loaded = events.select_related("measure__report__municipality", "measure__parent")
    if model is StatusUpdate:
        loaded = loaded.select_related("confirms").defer("confirms__search_text")
    complete: QuerySet[Any] = loaded.annotate(changed_at=last_change(model))
    return complete


def _as_news(events: list[Event]) -> list[News]:
    prefetch_related_objects([event.measure for event in events], with_offices())
    return sorted(map(News, events), key=lambda news: _newest_first((news.day, news.key)))


def _key(model: type[Event], pk: int) -> str:
    return f"{model._meta.model_name}-{pk}"


def _newest_first(found: tuple[date, str]) -> tuple[int, int, str]:
    day, key = found
    return -day.toordinal(), -int(key.rpartition("-")[2]), key
