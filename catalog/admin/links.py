"""Links out of the admin, and numbers that link to the rows they count."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import ngettext


def measures_link(count: int, **filters: int) -> str:
    """Returns the number of measures as a link to their list under these filters."""
    address = f"{reverse('admin:catalog_measure_changelist')}?{urlencode(filters)}"
    words = ngettext("%(count)d measure", "%(count)d measures", count) % {"count": count}
    return format_html('<a href="{}" aria-label="{}">{}</a>', address, words, count) if count else str(count)
