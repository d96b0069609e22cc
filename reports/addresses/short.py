"""Short addresses for paper: /k/b5/?status=done leads to the fifth report, filtered in the same way.

Nothing is stored for them, so strangers cannot fill the database: an address consists of a letter for the kind of
row, the row's id, what follows the row's own address, and the query string. It survives a new title, a renamed report
or city, and the merging of measures; it does not survive the row. The redirect is temporary, because browsers keep a
permanent one beyond the next renaming. Pages that belong to no row have short addresses of their own anyway: /status/,
/massnahmen/.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, unquote

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString

from catalog.choices import AddressKind
from catalog.models import FormerAddress, Measure, Municipality, Office, Report
from catalog.qr_codes import qr_code

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row: TypeAlias = Municipality | Report | Office | Measure

LETTERS: dict[type[Row], str] = {Municipality: "k", Report: "b", Office: "a", Measure: "m"}
TOKEN = re.compile(r"([kbam])(\d{1,18})")
LONGEST_IN_QR_CODE = 400  # characters; beyond that the dots are too small for cameras


@lru_cache(maxsize=256)
def qr_code_on_paper(address: str) -> SafeString:
    """Returns the drawing, from a cache of the newest; "" if the address is too long."""
    return qr_code(address) if len(address) <= LONGEST_IN_QR_CODE else SafeString()


def short_address(request: HttpRequest, rows: list[Row]) -> str:
    """Returns the shortest absolute address of this view; `rows` are what the page is about, the most special first."""
    path = request.path
    for row in rows:
        home = unquote(row.get_absolute_url())
        if path.startswith(home):
            rest = path.removeprefix(home)
            path = reverse("short", args=[token(row), rest] if rest else [token(row)])
            break
    query = request.META["QUERY_STRING"]
    return request.build_absolute_uri(path + (f"?{query}" if query else ""))


def token(row: Row) -> str:
    return f"{next(letter for model, letter in LETTERS.items() if isinstance(row, model))}{row.pk}"


def long_address(request: HttpRequest, token: str, rest: str) -> str:
    """Returns where a short address leads; 404 for what the visitor may not see."""
    found = TOKEN.fullmatch(token)
    if not found:
        raise Http404
    rows: dict[str, QuerySet[Any]] = {
        "k": Municipality.objects.visible_to(request.user),
        "b": Report.objects.visible_to(request.user).select_related("municipality"),
        "a": Office.objects.visible_to(request.user).select_related("municipality"),
        "m": Measure.objects.visible_to(request.user).select_related("report__municipality", "parent"),
    }
    key = int(found[2])
    if found[1] == "m" and not Measure.objects.filter(pk=key).exists():
        key = (
            FormerAddress.objects.at(AddressKind.MERGED, 0, str(key)).values_list("object_id", flat=True).first() or key
        )
    row: Row = get_object_or_404(rows[found[1]], pk=key)
    query = request.META["QUERY_STRING"]
    return row.get_absolute_url() + quote(rest) + (f"?{query}" if query else "")
