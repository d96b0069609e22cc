"""What the rows of a table know of their page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from reports.measures.html.pieces import draft
from reports.measures.marking import marked
from reports.texts.hyphenation import hyphenated
from reports.texts.languages import LanguageMarks, language_marks
from reports.texts.markup import joined, markup

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from catalog.models import Measure, Municipality, Office, Responsibility
    from monitoring.models import MonitoredMeasure
    from monitoring.search.search import Search
    from reports.measures.list_query import ListQuery
    from reports.measures.snippets import Snippet
    from reports.measures.table.status_table import ReportTable

IN_A_PATH = "!$&'()*+,;=/~:@"  # what Django's `reverse` leaves as it is


@dataclass
class Surroundings:
    """A page around rows of measures: its query and status table, if it has them, and what all rows share."""

    reading: ListQuery | None = None
    table: ReportTable | None = None
    marks: LanguageMarks = field(default_factory=language_marks)

    @cached_property
    def search(self) -> Search | None:
        return self.reading.filters.search if self.reading else None

    @cached_property
    def municipality(self) -> Municipality | None:
        """Returns the city that the page is about."""
        return self.reading.scope.municipality if self.reading else None

    @cached_property
    def day(self) -> date | None:
        """Returns the day that the page shows; None for today."""
        return self.reading.as_of.day if self.reading else None

    @cached_property
    def newest_report_on(self) -> date | None:
        """Returns the day of the newest update in a status table, which rows do not repeat."""
        return self.table.newest_report_on if self.table else None

    @cached_property
    def unfolds_all(self) -> bool:
        return self.reading is not None and self.reading.view.shows_all

    @cached_property
    def labels(self) -> dict[str, SafeString]:
        """Returns the attributes of the cells of each column: its heading, which cards show, and its class."""
        columns = self.table.columns if self.table else []
        return {
            column.key: markup(' data-label="{}" class="{}"', column.heading, column.css_class) for column in columns
        }

    @cached_property
    def headings(self) -> SafeString:
        """Returns the headings of a status table, which every section repeats."""
        columns = self.table.columns if self.table else []
        return joined(self.heading(column.heading, column.sorting, column.css_class) for column in columns)

    def heading(self, words: str | Promise, sorting: str, css_class: str) -> SafeString:
        """Returns the heading of a column, as a link that sorts by it; `sorting` is "" where nothing does."""
        if self.reading is None or not sorting:
            return markup('<th role="columnheader" scope="col" class="{}">{}</th>', css_class, words)
        aria = arrow = ""
        if (order := self.reading.sorting).word == sorting:
            aria = markup(' aria-sort="{}"', order.aria)
            arrow = markup('<span aria-hidden="true"> {}</span>', "▼" if order.descending else "▲")
        return markup(
            '<th role="columnheader" scope="col" class="{}"{}><a href="{}">{}{}</a></th>',
            css_class,
            aria,
            self.reading.sorted_by(sorting),
            words,
            arrow,
        )

    @cached_property
    def _query(self) -> str:
        return self.reading.as_of.query if self.reading else ""

    @cached_property
    def _reports(self) -> dict[int, str]:
        return {}

    @cached_property
    def _offices(self) -> dict[int, SafeString]:
        return {}

    @cached_property
    def _places_of_offices(self) -> dict[int, str]:
        return {}

    def address_of(self, measure: Measure) -> str:
        """Returns the address of a measure, below that of its report, which is looked up once."""
        report = self._reports.get(measure.report_id)
        if report is None:
            report = self._reports[measure.report_id] = measure.report.get_absolute_url()
        return f"{report}{quote(measure.path, safe=IN_A_PATH)}/"

    def office(self, office: Office) -> SafeString:
        """Returns the link to an office, which a page makes once."""
        link = self._offices.get(office.pk)
        if link is None:
            link = markup('<a href="{}">{}</a>', self._address_of_office(office), hyphenated(str(office)))
            self._offices[office.pk] = link
        return link

    def _address_of_office(self, office: Office) -> str:
        """Returns the address of an office, below that of all offices of its city, which is looked up once."""
        city = office.municipality_id
        if city not in self._places_of_offices:
            self._places_of_offices[city] = office.get_absolute_url().removesuffix(f"{office.slug}/")
        return f"{self._places_of_offices[city]}{office.slug}/"

    def responsible(self, named: Responsibility) -> SafeString:
        link = self.office(named.office)
        return markup("{} – {}", link, named.note) if named.note else link

    def name(self, measure: MonitoredMeasure, snippet: Snippet | None) -> SafeString:
        """Returns the title as a link, marked where it is a draft, and where else a search has hit."""
        title = marked(hyphenated(measure.title), self.search)
        link = markup('<a href="{}{}">{}</a>', self.address_of(measure), self._query, title)
        if not measure.is_draft and snippet is None:
            return link
        return joined([link, draft(self.marks.page) if measure.is_draft else "", self._snippet(snippet)])

    def _snippet(self, snippet: Snippet | None) -> str:
        if snippet is None:
            return ""
        return markup(
            '<span class="facts snippet"><span{}>{}:</span> {}</span>',
            self.marks.page,
            snippet.label,
            marked(snippet.text, self.search),
        )

    def whole(self, measure: MonitoredMeasure) -> SafeString:
        """Returns the measure that a part belongs to: on cards a part stands alone, in a table below it.

        "" where the number of the part says it: "W 1.1".
        """
        if measure.parent is None or (measure.parent.code and measure.full_code == measure.code):
            return SafeString()
        return markup('<span class="on-cards">{} </span>', measure.parent.code or measure.parent.title)

    def whole_title(self, measure: MonitoredMeasure) -> SafeString:
        """Returns the link to that measure, where a card shows no cell with its name."""
        whole = measure.parent
        if whole is None:
            return SafeString()
        return markup('<p class="on-cards"><a href="{}">{} {}</a></p>', self.address_of(whole), whole.code, whole.title)
