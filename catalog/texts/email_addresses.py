"""Comparing e-mail addresses. Every comparison of addresses goes through this module, never through the database.

`iexact` is UPPER() in PostgreSQL and LIKE in SQLite: PostgreSQL takes ı for I and ſ for S, SQLite does not know that Ü
and ü are one letter.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet


def comparable(email: str) -> str:
    """Returns what two spellings of an address have in common: NFKC, case folded.

    An address with a character that folding would turn into a plain one (ſ, the Kelvin sign, fullwidth letters, ß)
    stays unfolded. It equals itself only, so nobody logs in with it in place of the plain address.
    """
    if any(not character.isascii() and has_ascii(folded(character)) for character in email):
        return email
    return folded(email)


def with_address(rows: QuerySet[Any], email: str) -> list[Any]:
    """Returns the rows with this address, by the index on their `email_key`; none for an empty address.

    A bulk update of `email` does not update the key, so the address itself is compared once more.
    """
    key = comparable(email)
    return [row for row in rows.filter(email_key=key) if comparable(row.email) == key] if email else []


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def has_ascii(text: str) -> bool:
    return any(character.isascii() for character in text)
