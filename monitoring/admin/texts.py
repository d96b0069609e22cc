"""Texts in forms: room for a few sentences, not a page; and people by name."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField

from catalog.models import User

SHORT_TEXTS: dict[Any, dict[str, Any]] = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}
CELL_TEXTS: dict[Any, dict[str, Any]] = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}}


def name_of(person: User | None) -> str:
    """Returns the name without a link: accounts are open to administrators only."""
    return person.get_full_name() or person.get_username() if person else "–"
