"""The stamps that tell whether anything the public may see has changed: one for each municipality, one for all.

A stamp is a random number. Triggers change it in the transaction that changes something, so it is new for everybody
else at the moment at which the change is. Equal stamps mean equal content.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connections

from catalog.models import Municipality, Revision

SHARED = 0  # the place of what lies in no municipality, such as themes
EVERYWHERE = -1  # the place that changes with every other one
LARGEST = 2**62  # a stamp is smaller

TABLE, CITIES = Revision._meta.db_table, Municipality._meta.db_table
OF_PLACE = f"SELECT token FROM {TABLE} WHERE place = %s OR place = %s"  # noqa: S608 - names from the models
OF_BOTH = (
    "SELECT city.id, revision.place, revision.token "  # noqa: S608 - names from the models
    f"FROM {TABLE} revision LEFT JOIN {CITIES} city ON city.slug = %s "
    f"WHERE revision.place IN ({SHARED}, {EVERYWHERE}) OR revision.place = city.id"
)


class Stamps(NamedTuple):
    """The stamps as of one moment; `municipality` is an id, None where no municipality has the slug."""

    everywhere: int
    municipality: int | None
    of_municipality: int


def stamp_of(place: int, using: str) -> int | None:
    """Returns the stamp of a municipality, by id, or of EVERYWHERE; None where nothing is known."""
    with connections[using].cursor() as cursor:
        cursor.execute(OF_PLACE, [place, place if place == EVERYWHERE else SHARED])
        return _together(token for (token,) in cursor.fetchall())


def read_stamps(slug: str, using: str) -> Stamps | None:
    """Returns the stamps for everything and for the municipality of a slug; None where nothing is known."""
    with connections[using].cursor() as cursor:
        cursor.execute(OF_BOTH, [slug])
        rows = cursor.fetchall()
    everywhere = _together(token for _city, place, token in rows if place == EVERYWHERE)
    of_city = _together(token for _city, place, token in rows if place != EVERYWHERE)
    if everywhere is None or of_city is None:
        return None
    return Stamps(everywhere, rows[0][0], of_city)


def _together(tokens: Iterable[int]) -> int | None:
    known = list(tokens)
    return sum(known) % LARGEST if known else None
