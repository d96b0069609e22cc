"""Acts about how far measures are: a status as of a day, and who sees the measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.choices import Publication
from catalog.models import Measure
from catalog.permissions.registry import Action
from monitoring.bulk.acts import Act, ActKind, Proposal
from monitoring.choices import NO_REPORT, SHOWN_WORDS, ReviewState
from monitoring.models import StatusUpdate
from monitoring.models.status import TOLD

if TYPE_CHECKING:
    from monitoring.models import MonitoredMeasure


class StatusAct(Act):
    """Publishes an update of the same words for each measure."""

    kind = ActKind.STATUS
    needs = ((Action.ADD, StatusUpdate), (Action.PUBLISH, StatusUpdate))

    def load(self) -> None:
        of_that_day = StatusUpdate.objects.published().filter(measure__in=self.measures, as_of=self.wish["as_of"])
        self.of_that_day = {update.measure_id: update for update in of_that_day}

    def old(self, measure: MonitoredMeasure) -> str:
        return str(measure.newest_update or SHOWN_WORDS[NO_REPORT])

    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        newest = measure.newest_update
        if newest and newest.as_of > self.wish["as_of"]:
            words = _("There is a newer update (%(day)s). Change older ones on the page of the measure.")
            return Proposal(refusal=words % {"day": f"{newest.as_of:%d.%m.%Y}"})
        said = self._update(measure)
        same_day = self.of_that_day.get(measure.pk)
        if same_day and any(getattr(same_day, name) != getattr(said, name) for name in ("status", *TOLD)):
            return Proposal(refusal=_("An update as of this day is already published. Change that one."))
        return Proposal(str(said))

    def write(self, measure: MonitoredMeasure) -> None:
        update = self._update(measure)
        update.full_clean(exclude=["measure", "author"])
        self.sign(update)
        update.save()

    def _update(self, measure: MonitoredMeasure) -> StatusUpdate:
        told = {name: self.wish[name] for name in ("status", "as_of", *TOLD)}
        return StatusUpdate(measure=measure, author=self.by, publication=ReviewState.PUBLISHED, **told)


class PublicationAct(Act):
    kind = ActKind.PUBLICATION
    needs = ((Action.PUBLISH, Measure),)

    def old(self, measure: MonitoredMeasure) -> str:
        return str(Publication(measure.publication).label)

    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        return Proposal(str(Publication(self.wish["publication"]).label))

    def write(self, measure: MonitoredMeasure) -> None:
        row = Measure.objects.get(pk=measure.pk)
        row.publication = self.wish["publication"]
        self.sign(row)
        row.save(update_fields=["publication"])
