"""A row of the table of a report; written by a function, because a page has more than five hundred cells."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from monitoring.grid.cells import LABELS, LONG, WHOLE

register = template.Library()
WITH_WORDS = ("section", "lead", "status", "publication")


@register.simple_tag
def grid_row(row: Any) -> SafeString:
    """Returns the row with an input in each cell, labelled with its measure and column."""
    name = row.measure.full_code or row.measure.title if row.measure else _("New measure %(n)s") % {"n": row.number}
    cells = format_html_join("", "{}", ((_cell(row, column, str(name)),) for column in LABELS))
    is_part = row.measure.parent_id if row.measure else row.whole
    kind = " ".join(filter(None, ("new" if row.measure is None else "", "grid-part" if is_part else "")))
    return format_html('<tr class="{}" data-key="{}" data-whole="{}">{}</tr>', kind, row.key, row.whole, cells)


def _cell(row: Any, column: str, name: str) -> SafeString:
    pieces = [_input(row, column, f"{name}: {LABELS[column]}")]
    tag = "td"
    if column == "code":
        tag = "th"
        pieces.append(format_html('<input type="hidden" name="row" value="{}">', row.key))
        if WHOLE in row.cells:
            pieces.append(_input(row, WHOLE, f"{name}: {_('part of no.')}", hint=_("part of no.")))
        elif row.measure and not row.measure.parent_id:
            label = _("%(name)s: add a part") % {"name": name}
            shape = '<button name="part_of" value="{}" aria-label="{}" title="{}">+</button>'
            pieces.append(format_html(shape, row.key, label, label))
    changed = " changed" if column in row.changed else ""
    scope = mark_safe(' scope="row"') if tag == "th" else ""
    inside = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html('<{} class="grid-{}{}"{}>{}</{}>', tag, column, changed, scope, inside, tag)


def _input(row: Any, column: str, label: str, *, hint: str = "") -> SafeString:
    key = f"{row.key}-{column}"
    errors = row.errors.get(column, [])
    described = format_html(' aria-invalid="true" aria-describedby="{}-error"', key) if errors else ""
    if column in LONG:
        shape = '<textarea rows="2" name="{}" aria-label="{}"{}>\n{}</textarea>'
        control = format_html(shape, key, label, described, row.cells[column])
    else:
        words = format_html(' list="grid-{}"', column) if column in WITH_WORDS else ""
        placeholder = format_html(' placeholder="{}"', hint) if hint else ""
        shape = '<input type="text" name="{}" aria-label="{}" value="{}" autocomplete="off"{}{}{}>'
        control = format_html(shape, key, label, row.cells[column], words, placeholder, described)
    said = format_html('<p class="grid-error" id="{}-error">{}</p>', key, " ".join(errors)) if errors else ""
    return format_html("{}{}", control, said)
