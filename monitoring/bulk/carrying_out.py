"""Carries an act out: all measures in one transaction, exactly as they were shown, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.choices import AuditKind
from catalog.history.authors import author_of
from catalog.locking.row_locks import lock_roots, writing
from catalog.models import AuditEntry, Measure, Municipality, Report
from monitoring.audience import number_seen
from monitoring.bulk.acts import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import User
    from monitoring.bulk.acts import Act, Change

SALT = "monitoring.bulk"
Prints = dict[str, str]  # fingerprints of what was shown, by the id of the measure


@dataclass(frozen=True, slots=True)
class Done:
    measures: int
    public: int  # those among them that everybody sees


class ChangedMeanwhileError(Exception):
    """Somebody has changed what was shown; nothing was written. `sentences` name each measure and who it was."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def token_of(act: Act, changes: Iterable[Change]) -> str:
    """Returns a signed text for a hidden field that remembers what was shown."""
    shown = {str(change.measure.pk): change.digest for change in changes}
    return signing.dumps({"act": act.kind.value, "shown": shown}, salt=SALT, compress=True)


def read_token(kind: str, text: str) -> Prints:
    """Returns the fingerprints; empty where the token is missing, forged or of another act."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    found: Prints = content["shown"] if content.get("act") == kind else {}
    return found


def carry_out(act_class: type[Act], wish: Mapping[str, Any], keys: list[int], shown: Prints, by: User) -> Done:
    """Writes the changes that were shown. Raises ChangedMeanwhileError and BusyError; then nothing is written."""
    with writing():
        reports = Measure.objects.filter(pk__in=keys).order_by().values_list("report", flat=True)
        lock_roots(Report, reports.distinct())
        act = act_class(wish, load(by, keys), by)
        changes = act.changes()
        if differing := _differing(changes, shown):
            raise ChangedMeanwhileError(differing)
        written = [change.measure for change in changes if change.is_change]
        for measure in written:
            try:
                act.write(measure)
            except ValidationError as error:
                raise ChangedMeanwhileError([f"{measure}: {' '.join(error.messages)}"]) from error
        for city in Municipality.objects.filter(reports__measures__in=written).distinct():
            number = sum(measure.report.municipality_id == city.pk for measure in written)
            subject = f"{act.kind.label} ({number})"
            AuditEntry.record(AuditKind.CHANGED_TOGETHER, person=by, subject=subject, municipality=city)
        public = number_seen([measure.pk for measure in written])
    return Done(len(written), public)


def _differing(changes: list[Change], shown: Prints) -> list[str]:
    """Returns a sentence for each measure about which something else was shown, or that is gone."""
    found = []
    for change in changes:
        if shown.get(str(change.measure.pk)) != change.digest:
            words = _("%(measure)s has been changed meanwhile (%(who)s): now “%(now)s”.")
            told = {"measure": change.measure, "who": author_of(change.measure), "now": change.old}
            found.append(words % told)
    gone = len(shown.keys() - {str(change.measure.pk) for change in changes})
    if gone:
        found.append(_("%(n)s of the measures are no longer there.") % {"n": gone})
    return found
