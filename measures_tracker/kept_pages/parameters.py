"""The parameters that the public pages read. An address with another one is answered anew each time.

Nobody can fill the memory with the same page under invented names.
"""

from reports.addresses.paging import PAGE
from reports.changes.views import CLOSED, SINCE, UNTIL
from reports.comparison.form import REPORTS
from reports.council.resolutions import MOVER
from reports.measures.days import AS_OF
from reports.measures.filters import MeasureFilters
from reports.measures.sorting import SORTING
from reports.measures.table.chosen_view import DETAILS, VIEW
from reports.measures.table.pages import NEAR

OF_OTHER_PAGES = frozenset({"q", "sprache", "ziel"})
KNOWN = frozenset(MeasureFilters.base_filters) | OF_OTHER_PAGES
KNOWN |= {AS_OF, SORTING, VIEW, DETAILS, PAGE, NEAR, SINCE, UNTIL, CLOSED, REPORTS, MOVER}
