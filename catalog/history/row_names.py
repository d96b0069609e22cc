"""Names of rows, existing or deleted, loaded for a whole page at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from catalog.history.tracked_models import tracked_model_of
from catalog.models import User

Wanted = tuple[type[Model], Any]


class Names:
    """A cache of names: at most two queries for each kind of row, two more where rows have a whole above them."""

    def __init__(self) -> None:
        self._found: dict[Wanted, Model | None] = {}

    def load(self, wanted: Iterable[Wanted]) -> None:
        keys: dict[type[Model], set[Any]] = defaultdict(set)
        for model, key in wanted:
            if key is not None and (model, key) not in self._found:
                keys[model].add(key)
        parents: list[Wanted] = []
        for model, missing in keys.items():
            self._found |= dict.fromkeys(((model, key) for key in missing), None)
            for row in self._rows(model, missing):
                self._found[model, row.pk] = row
                if hasattr(row, "parent_id"):
                    parents.append((model, row.parent_id))
        if parents:
            self.load(parents)
            for model, loaded in keys.items():
                for key in loaded:
                    self.connect(self._found[model, key])

    def _rows(self, model: type[Model], keys: set[Any]) -> list[Any]:
        rows: list[Any] = list(model._base_manager.filter(pk__in=keys))
        gone = keys - {row.pk for row in rows}
        if gone and (kind := tracked_model_of(model)):
            recorded = kind.history.filter(id__in=gone).order_by("history_id")
            rows += {version.id: version.history_object for version in recorded}.values()
        return rows

    def get(self, model: type[Model], key: Any) -> Any:
        return self._found.get((model, key))

    def connect(self, row: Any) -> Any:
        """Sets the rows a row refers to, so that nobody asks the database for them."""
        for field in foreign_keys(row) if row else []:
            if found := self.get(related(field), getattr(row, field.attname)):
                setattr(row, field.name, found)
        return row

    def of(self, row: Any) -> str:
        if isinstance(row, User):
            return row.get_full_name() or row.get_username()
        try:
            return str(self.connect(row))
        except ObjectDoesNotExist:
            return f"{row._meta.verbose_name} {row.pk}"

    def of_key(self, model: type[Model], key: Any) -> str:
        row = self.get(model, key)
        return self.of(row) if row else _("%(kind)s that is gone") % {"kind": model._meta.verbose_name}


def foreign_keys(row: Any) -> list[Any]:
    return [field for field in row._meta.concrete_fields if isinstance(field, ForeignKey)]


def related(field: Any) -> type[Model]:
    model: type[Model] = field.related_model
    return model
