"""The history of a model, whose manager is a class that is made once.

django-simple-history makes that class anew each time somebody asks for `row.history`, twice for each row that is saved:
0.2 ms of the processor.
"""

from functools import cache
from typing import Any

from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords


class VersionsManager(HistoryManager):  # type: ignore[misc]  # simple_history has no types
    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class Versions(HistoricalRecords):  # type: ignore[misc]  # as above
    def __init__(self, **options: Any) -> None:
        super().__init__(history_manager=VersionsManager, **options)
