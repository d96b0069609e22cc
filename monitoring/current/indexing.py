"""Writes which words stand in which measure; see `IndexedWord`."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, connections

from catalog.name_indexes import create_for, create_with_trigrams
from catalog.texts.normalising import searchable
from monitoring.models import CurrentStatus, IndexedMeasure, IndexedWord, Indicator, Milestone, OutdatedReport
from monitoring.models.word_index import LONGEST_PART, LONGEST_WORD
from monitoring.querysets import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalog.name_indexes import Names


ROWS_AT_ONCE = 2000
TOLD = told("search_text", "newest_update__")
OWN = ("code_sort", "whole__code_sort", "measure__title", "measure__search_text", TOLD)
WORDS, MEASURES = IndexedWord._meta.db_table, IndexedMeasure._meta.db_table
INDEX_OF_NUMBERS = f"CREATE INDEX IF NOT EXISTS indexed_measure_words ON {MEASURES} USING gin (words)"
INDEX_OF_PARTS = f"CREATE INDEX IF NOT EXISTS indexed_word_parts ON {WORDS} USING gin (text gin_trgm_ops)"
UNINDEXED = (
    f"INSERT INTO {OutdatedReport._meta.db_table} (report_id) SELECT DISTINCT report_id "  # noqa: S608 - names from the models
    f"FROM {CurrentStatus._meta.db_table} c "
    f"WHERE NOT EXISTS (SELECT 1 FROM {MEASURES} m WHERE m.status_id = c.measure_id)"
)
UNUSED = (
    f"DELETE FROM {WORDS} w WHERE NOT EXISTS "  # noqa: S608 - names from the models
    f"(SELECT 1 FROM {MEASURES} m WHERE m.words @> ARRAY[w.id::integer])"
)
# Of rows that lists find beside their measures.
NAMES: Names = {Indicator: ("name", "data_source"), Milestone: ("title",)}

Entry = tuple[str, bool]  # a text, and whether it is a number


class Entries(NamedTuple):
    """What is indexed of a measure, and which of it stands in the title."""

    every: set[Entry]
    title: set[Entry]


def is_indexed(using: str = "default") -> bool:
    """Tells whether a database finds words by an index."""
    return connections[using].vendor == "postgresql"


def index(reports: list[int]) -> None:
    """Writes the words of every measure of these reports that has others than before."""
    if not is_indexed():
        return
    rows = {row.status_id: row for row in rows_of(reports)}
    kept = dict(IndexedMeasure.objects.filter(report__in=reports).values_list("pk", "words"))
    written = [row for pk, row in rows.items() if row.words != kept.get(pk)]
    IndexedMeasure.objects.filter(pk__in=[*(row.pk for row in written), *(kept.keys() - rows.keys())]).delete()
    IndexedMeasure.objects.bulk_create(written, ROWS_AT_ONCE)


def wrongly_indexed(reports: list[int]) -> set[int]:
    """Returns the ids of those of these reports whose measures have other words than are kept of them."""
    if not is_indexed():
        return set()
    words = {row.status_id: (row.report_id, row.words) for row in rows_of(reports)}
    kept = IndexedMeasure.objects.filter(report__in=reports).values_list("pk", "report", "words")
    wrong = {report for pk, report, numbers in kept if words.pop(pk, (0, None))[1] != numbers}
    return wrong | {report for report, _numbers in words.values()}


def rows_of(reports: list[int]) -> Iterator[IndexedMeasure]:
    """Yields a row for each measure of these reports with the sorted ids of its words; adds words that are new."""
    rows = CurrentStatus.objects.filter(report__in=reports).order_by().values_list("pk", "report", *OWN)
    found = {(pk, report): entries_of(*row) for pk, report, *row in rows}
    ids = ids_of(set(chain.from_iterable(entries.every for entries in found.values())))
    for (pk, report), entries in found.items():
        words = sorted({*(ids[one] for one in entries.every), *(-ids[one] for one in entries.title)})
        yield IndexedMeasure(status_id=pk, report_id=report, words=words)


def entries_of(code: str, whole: str | None, title: str, text: str, told: str | None) -> Entries:
    titled = set(pieces(searchable(title)))
    numbers = [(number, True) for number in numbers_of(code, whole)]
    return Entries({*titled, *pieces(text), *pieces(told or ""), *numbers}, titled)


def numbers_of(code: str, whole: str | None) -> list[str]:
    """Returns the sorting key of a number, "s2/" for the whole that has it, "s2/m1" for both."""
    own = code[: LONGEST_PART - 1]
    above = (whole or "")[: LONGEST_PART - 1]
    return [*filter(None, [own]), *([f"{above}/", f"{above}/{own}"] if above else [])]


def pieces(text: str) -> Iterator[Entry]:
    """Yields each word of a folded text; a very long one in pieces that overlap."""
    for word in set(text.split()):
        for start in range(0, max(len(word) - LONGEST_PART, 1), LONGEST_PART):
            yield word[start : start + LONGEST_WORD], False


def ids_of(entries: set[Entry]) -> dict[Entry, int]:
    """Returns the ids of words, of which some may be new."""
    found = dict(_known(entries))
    new = sorted(entries - found.keys())
    IndexedWord.objects.bulk_create((IndexedWord(text=text, is_number=kind) for text, kind in new), ROWS_AT_ONCE)
    return found | dict(_known(new))


def _known(entries: Iterable[Entry]) -> Iterator[tuple[Entry, int]]:
    """Yields those of the entries that are known, with their ids."""
    texts = sorted({text for text, _kind in entries})
    for start in range(0, len(texts), ROWS_AT_ONCE):
        words = IndexedWord.objects.filter(text__in=texts[start : start + ROWS_AT_ONCE])
        for pk, text, kind in words.values_list("pk", "text", "is_number"):
            yield (text, kind), pk


def remove_unused_words() -> None:
    """Removes the words that stand in no measure any more; nobody may judge meanwhile."""
    if is_indexed():
        with connection.cursor() as cursor:
            cursor.execute(UNUSED)


def create(using: str, **_signal: Any) -> None:
    """Creates the indexes after `migrate`, and notes the reports that were judged without one.

    The index of parts of words needs the extension pg_trgm; where that may not be used, all words are read.
    """
    database = connections[using]
    with database.cursor() as cursor:
        if is_indexed(using) and {WORDS, MEASURES} <= set(database.introspection.table_names(cursor)):
            cursor.execute(INDEX_OF_NUMBERS)
            cursor.execute(UNINDEXED)
            otherwise = "Without the extension pg_trgm, a search reads all words of the index."
            create_with_trigrams([INDEX_OF_PARTS], using, otherwise)
    create_for(NAMES, using)
