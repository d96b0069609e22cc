"""The size of text fields in forms: room for a few sentences, not a page."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField

SHORT_TEXTS: dict[Any, dict[str, Any]] = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}
CELL_TEXTS: dict[Any, dict[str, Any]] = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}}
