"""Says in words who sees on the site what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Measure
from catalog.permissions.policy import public_measure
from monitoring.choices import ReviewState

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import Promise

IN_REVIEW = _("Not public yet: it is being reviewed.")
WAITING = {
    ReviewState.DRAFT: _("Not public yet: it is a draft."),
    ReviewState.SUBMITTED: IN_REVIEW,
    ReviewState.COMMITTEE: _("Not public yet: it is released for the committee."),
}


def who_sees(publication: str, *, is_public: bool) -> Promise:
    """Returns who sees a row on the site; `is_public`: whether the public sees its measure."""
    if publication in WAITING:
        return WAITING[ReviewState(publication)]
    return _("The public sees it now.") if is_public else _("Published, but the measure or its report is not public.")


def number_seen(measures: Collection[int]) -> int:
    """Returns how many of the measures with these ids the public sees."""
    return Measure.objects.filter(public_measure(), pk__in=measures).count()


def how_many_are_seen(public: int, number: int) -> str:
    """Returns how many of some measures the public sees."""
    if public == number:
        return gettext("The public sees it now.")
    if public:
        return gettext("The public sees %(n)s of them; the others are not public.") % {"n": public}
    return gettext("Nothing of it is public.")
