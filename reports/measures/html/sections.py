"""The sections of a status table as HTML: their headings inside a table, with the rows below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.choices import SectionKind
from reports.measures.html.rows import full_row
from reports.texts.markup import NOTHING, joined, markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from catalog.models import Section, Theme
    from reports.measures.html.surroundings import Surroundings
    from reports.measures.table.rows import SectionHeading


def full_rows(heading: SectionHeading, page: Surroundings) -> SafeString:
    """Returns the rows of a section, headed by its title unless that stands above the table."""
    rows = [full_row(row, page) for row in heading.rows]
    title = section_row(heading, heading.section, page) if heading.section and heading.level else ""
    return markup('<tbody role="rowgroup">\n{}\n</tbody>', joined([title, *rows]))


def section_row(heading: SectionHeading, section: Section, page: Surroundings) -> SafeString:
    """Returns the row that names a section with its kind, pages and themes, across all columns."""
    pages = markup("<small>{}</small>", section.pages) if section.pages else ""
    kind = markup('<span class="kind"{}>{}</span>', page.marks.page, SectionKind(section.kind).label)
    row = '<tr role="row" class="heading l{}" id="{}">\n{}\n</tr>'
    cell = '<th role="rowheader" scope="rowgroup" colspan="{}"{}>{}</th>'
    said = joined([joined([kind, section.title, pages], " "), themes_line(heading.themes, page)])
    columns = len(page.table.columns) if page.table else 1
    return markup(row, heading.level, section.slug, markup(cell, columns, page.marks.content, said))


def themes_line(themes: Iterable[Theme], page: Surroundings) -> SafeString:
    """Returns links to what others do about the themes of a section; "" where nothing can be asked for."""
    links = [markup('<a href="{}">{}</a>', theme.get_absolute_url(), theme.name) for theme in themes]
    if not links or page.reading is None:
        return NOTHING
    return markup('<p class="facts"{}>{} {}</p>', page.marks.page, _("What others do:"), joined(links, ", "))
