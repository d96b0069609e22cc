from typing import Any


def continues_itself_by_others(row: Any) -> bool:
    """Tells whether following the predecessors of a report or measure leads back to itself."""
    seen: set[Any] = set()
    earlier = row.predecessor
    while earlier is not None and earlier.pk not in {row.pk, *seen}:
        seen.add(earlier.pk)
        earlier = earlier.predecessor
    return earlier is not None and earlier.pk == row.pk and bool(seen)
