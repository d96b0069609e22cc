from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english(default_language: None) -> Iterator[None]:
    """The reader's messages are compared as they stand in the code."""
    with translation.override("en"):
        yield
