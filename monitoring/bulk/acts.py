"""What an act would do to each of many measures: from what to what, or why it would not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db.models import Model, TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.history.acts import JointAct
from catalog.locking.form_snapshot import DIGITS
from catalog.models import Measure
from catalog.permissions.policy import can, is_closed, permitted
from catalog.permissions.registry import Action
from catalog.row_values import fingerprint
from monitoring.models import MonitoredMeasure
from monitoring.querysets import by_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import User

MOST = 500  # measures of one act


class ActKind(TextChoices):
    STATUS = "status", gettext_lazy("Report a status")
    LEAD = "lead", gettext_lazy("Change the lead")
    SECTION = "section", gettext_lazy("Move to a section")
    DEADLINE = "deadline", gettext_lazy("Move the deadline")
    THEMES = "themes", gettext_lazy("Choose themes")
    PUBLICATION = "publication", gettext_lazy("Publish or hide")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a measure would have in place of what it has; `refusal` says why it stays as it is."""

    new: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What an act would do to one measure."""

    measure: MonitoredMeasure
    old: str
    new: str
    refusal: str = ""

    @property
    def is_unchanged(self) -> bool:
        return not self.refusal and self.old == self.new

    @property
    def is_change(self) -> bool:
        return not self.refusal and self.old != self.new

    @property
    def digest(self) -> str:
        """Returns a fingerprint that differs once somebody else changes what the act is about."""
        return fingerprint([self.old, self.new, self.refusal])[:DIGITS]


class Act(ABC):
    """One change to many measures. Subclasses say what a measure has, what it would have, and how that is written."""

    kind: ClassVar[ActKind]
    needs: ClassVar[tuple[tuple[Action, type[Model]], ...]] = ((Action.CHANGE, Measure),)

    def __init__(self, wish: Mapping[str, Any], measures: list[MonitoredMeasure], by: User) -> None:
        """Takes what the form of the act has read; loads what all measures need, in a fixed number of queries."""
        self.wish, self.measures, self.by = wish, measures, by
        number = len(measures)
        with translation.override(settings.LANGUAGE_CODE):
            words = ngettext(
                "changed together: %(act)s (%(n)s measure)", "changed together: %(act)s (%(n)s measures)", number
            )
            self.recorded = JointAct(by, words % {"act": self.kind.label, "n": number})
        self.load()

    def load(self) -> None:  # noqa: B027 - some acts need nothing more
        """Loads what all measures need."""

    @abstractmethod
    def old(self, measure: MonitoredMeasure) -> str:
        """Returns what the measure has, in words."""

    @abstractmethod
    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        """Returns what it would have."""

    @abstractmethod
    def write(self, measure: MonitoredMeasure) -> None:
        """Writes that. Raises ValidationError."""

    def changes(self) -> list[Change]:
        """Returns what would become of each measure; asks the database nothing more."""
        return [self._change(measure) for measure in self.measures]

    def _change(self, measure: MonitoredMeasure) -> Change:
        old = self.old(measure)
        if refusal := self._forbidden(measure):
            return Change(measure, old, old, refusal)
        found = self.proposal(measure)
        return Change(measure, old, old if found.refusal else found.new, found.refusal)

    def _forbidden(self, measure: MonitoredMeasure) -> str:
        if is_closed(measure, Action.CHANGE):
            return _("The report is closed.")
        if not all(can(self.by, action, model, at=measure) for action, model in self.needs):
            return _("You may not change this measure.")
        return ""

    def sign(self, row: Any) -> None:
        """Prepares a row, which is saved or deleted next."""
        self.recorded.sign(row)


def load(user: User, keys: Iterable[int]) -> list[MonitoredMeasure]:
    """Returns the measures among these that somebody may see, in their order, with all that acts read of them."""
    measures = MonitoredMeasure.objects.filter(permitted(user, Action.VIEW, Measure), pk__in=list(keys))
    loaded = measures.with_newest_update().with_responsibilities()
    return list(loaded.select_related("report__municipality", "parent", "section").order_by(*by_place()))
