"""Says in words who sees on the site what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.choices import ReviewState

if TYPE_CHECKING:
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


def how_many_are_seen(public: int, number: int) -> str:
    """Returns how many of some measures the public sees."""
    if public == number:
        return gettext("The public sees it now.")
    if public:
        return gettext("The public sees %(n)s of them; the others are not public.") % {"n": public}
    return gettext("Nothing of it is public.")
