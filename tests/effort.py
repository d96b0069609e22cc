"""How much is tried: a sample by `make test`, everything by `make test-all`, which sets THOROUGH=true."""

import os
from collections.abc import Iterable
from typing import TypeVar
from zlib import crc32

THOROUGH = os.environ.get("THOROUGH") == "true"
SHARE = 4  # a sample is a quarter of everything

T = TypeVar("T")


def tries(number: int) -> int:
    """Return how many examples a property is tried with."""
    return number if THOROUGH else max(number // SHARE, 10)


def sample(things: Iterable[T]) -> list[T]:
    """Return everything or, each time the same, a quarter of it."""
    return [thing for thing in things if THOROUGH or crc32(str(thing).encode()) % SHARE == 0]
