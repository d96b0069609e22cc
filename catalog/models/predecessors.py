from typing import Any


def continues_itself_by_others(row: Any) -> bool:
    """Whether the way back from a report or measure, over what it continues, leads to itself again."""
    seen: set[Any] = set()
    earlier = row.predecessor
    while earlier is not None and earlier.pk not in {row.pk, *seen}:
        seen.add(earlier.pk)
        earlier = earlier.predecessor
    return earlier is not None and earlier.pk == row.pk and bool(seen)
