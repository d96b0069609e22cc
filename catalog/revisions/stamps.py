"""The stamps that tell whether anything the public may see has changed: one for each municipality, one for all.

A stamp is a random number. Triggers change it in the transaction that changes something, so it is new for everybody
else at the moment at which the change is. Equal stamps mean equal content.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import OperationalError, connections

from catalog.models import Municipality, Revision

SHARED = 0  # the place of what lies in no municipality, such as themes
EVERYWHERE = -1  # the place that changes with every other one
LARGEST = 2**62  # a stamp is smaller

TABLE, CITIES = Revision._meta.db_table, Municipality._meta.db_table
OF_PLACE = f"SELECT token FROM {TABLE} WHERE place = %s OR place = %s"  # noqa: S608 - names from the models
OF_BOTH = (  # each place is found by the index, which a condition on both tables at once would not use
    "SELECT city.id, revision.place, revision.token "  # noqa: S608 - names from the models
    f"FROM {TABLE} revision LEFT JOIN {CITIES} city ON city.slug = %s "
    f"WHERE revision.place IN ({SHARED}, {EVERYWHERE}, (SELECT id FROM {CITIES} WHERE slug = %s))"
)


class Stamps(NamedTuple):
    """The stamps as of one moment; `municipality` is an id, None where no municipality has the slug."""

    everywhere: int
    municipality: int | None
    of_municipality: int


def stamp_of(place: int, using: str) -> int | None:
    """Returns the stamp of a municipality, by id, or of EVERYWHERE; None where nothing is known.

    Every kept page asks this, and on PostgreSQL little else: so the driver is asked without a cursor there, which takes
    a fifth of the time.
    """
    connection: Any = connections[using]
    places = (place, place if place == EVERYWHERE else SHARED)
    if connection.vendor == "postgresql":
        return _together(_asked_directly(connection, OF_PLACE % places))
    with connection.cursor() as cursor:
        cursor.execute(OF_PLACE, places)
        return _together(token for (token,) in cursor.fetchall())


def _asked_directly(connection: Any, question: str) -> list[int]:
    """Returns the numbers of the first column. Raises DatabaseError."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        answer = connection.connection.pgconn.exec_(question.encode())
    if answer.error_message:
        raise OperationalError(answer.error_message.decode(errors="replace"))
    return [int(answer.get_value(row, 0)) for row in range(answer.ntuples)]


def read_stamps(slug: str, using: str) -> Stamps | None:
    """Returns the stamps for everything and for the municipality of a slug; None where nothing is known."""
    with connections[using].cursor() as cursor:
        cursor.execute(OF_BOTH, [slug, slug])
        rows = cursor.fetchall()
    everywhere = _together(token for _city, place, token in rows if place == EVERYWHERE)
    of_city = _together(token for _city, place, token in rows if place != EVERYWHERE)
    if everywhere is None or of_city is None:
        return None
    return Stamps(everywhere, rows[0][0], of_city)


def _together(tokens: Iterable[int]) -> int | None:
    known = list(tokens)
    return sum(known) % LARGEST if known else None
