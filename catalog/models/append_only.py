"""Rows that are written once and never changed: entries of logs, and what has been frozen."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar, Never, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class AppendOnlyError(PermissionDenied):
    """A refusal to change or delete what is written once."""


class AppendOnlyQuerySet(models.QuerySet[M_co]):
    """A queryset that refuses everything that would change or delete rows."""

    def _refuse(self, *_args: Any, **_options: Any) -> Never:
        model: Any = self.model
        raise model.refusal

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = abulk_update = aupdate_or_create = _refuse


class AppendOnly(models.Model):
    """A row that is added and then stays as it is; `refusal` is the error that says so."""

    refusal: ClassVar[type[Exception]] = AppendOnlyError

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise self.refusal
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> Never:
        raise self.refusal


class FrozenText(AppendOnly):
    """A row with a `text` and its checksum as `digest`."""

    if TYPE_CHECKING:
        text: str | models.TextField[Any, Any]
        digest: str | models.CharField[Any, Any]

    class Meta:
        abstract = True

    @staticmethod
    def digest_of(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        return self.digest == self.digest_of(str(self.text))
