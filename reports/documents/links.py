"""The addresses that a document may link to."""

from __future__ import annotations

import re

LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f-\x9f\ud800-\udfff]{1,2000}")


def is_link(url: str) -> bool:
    return bool(LINK.fullmatch(url))
