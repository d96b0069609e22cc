"""A row of the table of a report; written by a function, because a page has more than five hundred cells."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from monitoring.grid.cells import LABELS, LONG, WHOLE

register = template.Library()
WITH_WORDS = ("section", "lead", "status", "publication")


@register.simple_tag
def grid_row(row: Any) -> SafeString:
    """Returns the row with an input in each cell, labelled with its measure and column."""
    name = row.measure.full_code or row.measure.title if row.measure else _("New measure")
    cells = format_html_join("", "{}", ((_cell(row, column, str(name)),) for column in LABELS))
    kind = "new" if row.measure is None else "grid-part" if row.measure.parent_id else "whole"
    return format_html('<tr class="{}" data-key="{}">{}</tr>', kind, row.key, cells)


def _cell(row: Any, column: str, name: str) -> SafeString:
    pieces = [_input(row, column, f"{name}: {LABELS[column]}")]
    if column == "code":
        pieces.append(format_html('<input type="hidden" name="row" value="{}">', row.key))
    if column == "code" and WHOLE in row.cells:
        pieces.append(_input(row, WHOLE, _("part of no."), is_hinted=True))
    changed = " changed" if column in row.changed else ""
    inside = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html('<td class="grid-{}{}">{}</td>', column, changed, inside)


def _input(row: Any, column: str, label: str, *, is_hinted: bool = False) -> SafeString:
    key = f"{row.key}-{column}"
    errors = row.errors.get(column, [])
    described = format_html(' aria-invalid="true" aria-describedby="{}-error"', key) if errors else ""
    if column in LONG:
        shape = '<textarea rows="2" name="{}" aria-label="{}"{}>\n{}</textarea>'
        control = format_html(shape, key, label, described, row.cells[column])
    else:
        words = format_html(' list="grid-{}"', column) if column in WITH_WORDS else ""
        hint = format_html(' placeholder="{}"', label) if is_hinted else ""
        shape = '<input type="text" name="{}" aria-label="{}" value="{}" autocomplete="off"{}{}{}>'
        control = format_html(shape, key, label, row.cells[column], words, hint, described)
    said = format_html('<p class="grid-error" id="{}-error">{}</p>', key, " ".join(errors)) if errors else ""
    return format_html("{}{}", control, said)
