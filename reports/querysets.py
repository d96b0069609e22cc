from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class SubscriptionQuerySet(models.QuerySet[M_co]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Those that nobody has confirmed although they were last asked to before that moment."""
        return self.filter(confirmed_at__isnull=True, asked_at__lt=moment)

    def with_followed(self) -> Self:
        """Load what is followed, with what its address needs."""
        return self.select_related(
            "municipality",
            "report__municipality",
            "office__municipality",
            "measure__report__municipality",
            "measure__parent",
        )
