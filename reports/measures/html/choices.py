"""The choices of the form above a list of measures as HTML: of some fields there are hundreds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.measures.html.pieces import day_of
from reports.texts.markup import joined, markup

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from reports.measures.filter_form import ChoiceGroup, FilterForm, FormField


def option(word: str, label: str, *, is_chosen: bool) -> SafeString:
    return markup('<option value="{}"{}>{}</option>', word, markup(" selected") if is_chosen else "", label)


def choices_of(field: FormField) -> SafeString:
    """Returns the choices of a field, below their headings where they have any."""
    return joined(map(choices_of_group, field.groups))


def choices_of_group(group: ChoiceGroup) -> SafeString:
    found = joined(option(choice.word, str(choice), is_chosen=choice.is_chosen) for choice in group.choices)
    return markup('<optgroup label="{}">{}</optgroup>', group.heading, found) if group.heading else found


def boxes(field: FormField) -> SafeString:
    """Returns a box to tick for each choice of a field."""
    box = '<label><input type="checkbox" name="{}" value="{}"{}> {}</label>'
    return joined(
        markup(box, field.name, choice.word, markup(" checked") if choice.is_chosen else "", choice)
        for group in field.groups
        for choice in group.choices
    )


def days_of(form: FilterForm) -> SafeString:
    """Returns the closed rounds and the days that can be looked back at; those of council papers say so."""
    shown = form.reading.as_of
    rounds = joined(
        option(one.slug, f"{one} ({day_of(one.as_of)})", is_chosen=shown.round == one) for one in form.rounds
    )
    of_paper = f" – {pgettext('of a day', 'council paper')}"
    days = joined(
        option(
            day.isoformat(),
            f"{day_of(day)}{of_paper if day in form.paper_days else ''}",
            is_chosen=shown.is_past and not shown.round and day == shown.day,
        )
        for day in form.days
    )
    return joined([rounds, days])


def sortings_of(form: FilterForm) -> SafeString:
    ways = {False: _("ascending"), True: _("descending")}
    return joined(
        option(str(one), f"{one.title}, {ways[one.descending]}", is_chosen=one == form.reading.sorting)
        for one in form.sortings
    )
