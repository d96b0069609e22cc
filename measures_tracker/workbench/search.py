"""One search over everything that somebody may see in the administration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.models import Measure, Membership, Municipality, Office, Report, Section, User
from catalog.permissions.change_list import LONGEST_SEARCH
from catalog.permissions.large_lists import MOST_ROWS, NEWEST_FIRST, capped_words, is_known_as_many
from catalog.texts.plain_text import one_line, shortened
from measures_tracker.workbench.tabs import tab_url
from monitoring.models import Discussion, Indicator, Milestone, ReportingRound, StatusUpdate
from reports.models import Committee, CouncilPaper

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

MOST = 8  # rows of a kind
LONGEST_EXCERPT = 160  # characters
BEFORE_THE_WORD = 40  # characters of an excerpt
SEARCHED: tuple[type[Model], ...] = (
    *(Measure, Report, Section, Office, Municipality, Indicator, Milestone, CouncilPaper, Committee, ReportingRound),
    *(User, Membership, StatusUpdate, Discussion),
)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search everything"),
        max_length=LONGEST_SEARCH,
        error_messages={
            "required": _("Type what you are looking for: a number, a word of a title, an office."),
            "max_length": _("At most %(limit_value)s characters can be looked for. Shorten what you have typed."),
        },
        widget=forms.TextInput(attrs={"type": "search"}),
    )


@dataclass(frozen=True, slots=True)
class Hit:
    name: str
    url: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """The first of `number` rows of a kind, which are counted to a limit; `url` leads to all of them."""

    title: str
    hits: list[Hit]
    number: int
    url: str

    @property
    def how_many(self) -> str:
        return capped_words(self.number)


def found(request: HttpRequest, term: str) -> list[Hits]:
    """Returns what a term finds, by kind, of those that the person may list."""
    by_kind = (hits_of(request, model, term) for model in SEARCHED)
    return [hits for hits in by_kind if hits and hits.hits]


def hits_of(request: HttpRequest, model: type[Model], term: str) -> Hits | None:
    """Returns the hits of one kind, as its list finds them; None for a kind that the person may not list."""
    page = admin.site.get_model_admin(model)
    if not page.has_view_permission(request):
        return None
    rows, has_doubles = page.get_search_results(request, page.get_queryset(request), term)
    number, rows = counted(rows.distinct() if has_doubles else rows)
    order = NEWEST_FIRST if is_known_as_many(rows) else (*page.get_ordering(request), "pk")
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[:MOST]) if number else []
    shown = page.get_queryset(request)
    if page.list_select_related:
        shown = shown.select_related(*page.list_select_related)  # type: ignore[misc]  # each of ours names columns
    loaded: dict[Any, Any] = shown.in_bulk(keys)
    first = [loaded[key] for key in keys if key in loaded]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    hits = [Hit(name_of(row), address_of(name, row), place_of(row, term)) for row in first]
    url = f"{reverse(f'{name}_changelist')}?{urlencode({'q': term})}"
    return Hits(str(capfirst(model._meta.verbose_name_plural)), hits, number, url)


def counted(rows: QuerySet[Any]) -> tuple[int, QuerySet[Any]]:
    """Returns the number of rows, or one more than MOST_ROWS where there are more, and the shortest way to them.

    A few rows are named by their ids, so that nobody looks through a table once more to sort them.
    """
    if is_known_as_many(rows):
        return MOST_ROWS + 1, rows
    keys = rows.order_by().select_related(None).values_list("pk", flat=True)
    first = list(keys[: MOST + 1])
    if len(first) <= MOST:
        return len(first), rows.model._base_manager.filter(pk__in=first)
    return keys[: MOST_ROWS + 1].count(), rows


def address_of(name: str, row: Any) -> str:
    if isinstance(row, Report):
        return tab_url(row, "measures")
    return reverse(f"{name}_change", args=[row.pk])


def name_of(row: Any) -> str:
    """Returns the name of a row; what belongs to a measure is named with it."""
    return f"{row.measure}: {row}" if isinstance(row, StatusUpdate | Milestone | Discussion) else str(row)


def place_of(row: Any, term: str) -> str:
    """Returns the report or municipality of a row, or the words of a text around what was looked for."""
    match row:
        case StatusUpdate():
            return excerpt(f"{row.text} {row.next_steps} {row.reason} {row.remark}", term)
        case Discussion():
            return excerpt(row.approach, term)
        case Indicator() | Milestone():
            return row.measure.report.full_title
        case Measure() | Section():
            return row.report.full_title
        case Membership():
            return ""  # its name says where
    return str(getattr(row, "municipality", ""))


def excerpt(text: str, term: str) -> str:
    """Returns a part of a text that holds the first word of the term, else its beginning."""
    whole = one_line(text)
    word = next(iter(term.casefold().split()), "")
    begin = max(whole.casefold().find(word) - BEFORE_THE_WORD, 0)
    return ("… " if begin else "") + shortened(whole[begin:], LONGEST_EXCERPT)
