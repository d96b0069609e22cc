"""Several measures of a report become one: what belongs to them goes to the one that stays.

The others go to the recycle bin, and their addresses lead to the one that stays. Closed rounds keep what they asked:
their answers remember the measure that they were about. What is frozen or issued is text and stays as it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import CASCADE
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.choices import AuditKind, Role
from catalog.fields import longest
from catalog.history.tracked_models import tracked_model_of
from catalog.models import AuditEntry, FormerAddress, Measure, MeasureTheme, Responsibility, Section
from catalog.recycle_bin.cascade import Cascade
from catalog.themes import EffectiveThemes
from monitoring.choices import NO_REPORT, SHOWN_WORDS, AnswerState
from monitoring.models import (
    Attachment,
    Comment,
    Discussion,
    Indicator,
    Milestone,
    ReportingRound,
    RoundAnswer,
    StatusUpdate,
)
from monitoring.models.status import TOLD
from monitoring.succession.merged_fields import SHOWN, after, fill, in_words
from monitoring.succession.rehearsing import LONGEST_REASON, Performance, RefusedActError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from catalog.models import User

IN_HAND = frozenset({AnswerState.TYPED, AnswerState.SUBMITTED, AnswerState.SENT_BACK})
WITH_RULES_OF_THEIR_OWN = (Measure, RoundAnswer)


@dataclass(frozen=True, kw_only=True)
class MergeWish:
    """The measures that become part of another one, and what that is called; with `takes_texts`, it says theirs too."""

    others: Collection[int]
    title: str
    takes_texts: bool = True


@dataclass(slots=True)
class Merged:
    """What has become of the measures: a line for each thing that has changed, and how many rows went over."""

    measure: Measure
    gone: list[str]
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # label, before and after
    moved: Counter[str] = field(default_factory=Counter)  # rows by what they are called
    lines: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """Returns what goes over, each with its number."""
        return list(self.moved.items())


class Merging(Performance[Merged]):
    """Merges measures into another one; call `carry_out` in a transaction that holds the lock of their report."""

    def __init__(self, measure: Measure, wish: MergeWish, by: User | None) -> None:
        self.wish, self.by = wish, by
        self.report = measure.report_id
        self.key = measure.pk
        self.measures = [measure.pk, *wish.others]

    def carry_out(self) -> Merged:
        rows = Measure.objects.select_related("report__municipality", "parent", "section")
        self.measure = rows.get(pk=self.key)
        others = list(rows.filter(pk__in=self.wish.others, report=self.report).order_by("code_sort", "pk"))
        if len(others) != len(set(self.wish.others)) or not others:
            raise RefusedActError(_("One of the measures is no longer there."))
        self._refuse(others)
        self.done = Merged(self.measure, [str(other) for other in others])
        before = {name: getattr(self.measure, name) for name in SHOWN}
        themes = self._themes(others)
        with translation.override(settings.LANGUAGE_CODE):
            self.of_the_one = (_("merged with %(others)s") % {"others": ", ".join(self.done.gone)})[:LONGEST_REASON]
        for other in others:
            with translation.override(settings.LANGUAGE_CODE):
                self.of_the_rest = (_("taken over from %(measure)s") % {"measure": other})[:LONGEST_REASON]
            try:
                self._take_over(other)
            except ValidationError as error:
                raise RefusedActError(f"{other}: {' '.join(error.messages)}") from error
            self._lead_on(other)
            self._bin(other)
        self._save_the_one(before, themes)
        subject = f"{', '.join(self.done.gone)} → {self.measure}"
        city = self.measure.report.municipality
        AuditEntry.record(AuditKind.MERGED, person=self.by, subject=subject, municipality=city)
        return self.done

    def _refuse(self, others: list[Measure]) -> None:
        """Refuses what somebody else has to decide first."""
        sentences = []
        if any(bool(other.parent_id) != bool(self.measure.parent_id) for other in others):
            sentences.append(_("A measure and a part of one cannot be merged."))
        rows = RoundAnswer.objects.select_for_update(of=("self",), no_key=True).filter(measure__in=others)
        for answer in rows.select_related("request__round", "request__office", "measure__parent"):
            if answer.request.round.is_closed or answer.state not in IN_HAND:
                continue
            words = _("%(office)s is answering about %(measure)s in “%(round)s”. Publish its answer first.")
            told = {"office": answer.request.office, "measure": answer.measure, "round": answer.request.round}
            sentences.append(words % told)
        taken = Counter(Measure.objects.filter(parent__in=[self.measure, *others]).values_list("address", flat=True))
        for address in sorted(address for address, number in taken.items() if number > 1):
            words = _("Two parts would have the number “%(code)s”. Give one of them another number first.")
            sentences.append(words % {"code": address})
        if sentences:
            raise RefusedActError(*sentences)

    # What belongs to a measure goes to the one that stays

    def _take_over(self, other: Measure) -> None:
        self.done.lines += fill(self.measure, other, takes_texts=self.wish.takes_texts)
        for part in Measure.objects.filter(parent=other):
            part.parent = self.measure
            self._move(part)
        for successor in Measure.objects.filter(predecessor=other):
            successor.predecessor = self.measure
            self.sign(successor, self.of_the_rest)
            successor.save()
        self._updates(other)
        self._named(Milestone, other, "title")
        self._named(Indicator, other, "name")
        self._named(Discussion, other, "phase")
        for model in (Attachment, Comment):
            for row in model._base_manager.filter(measure=other):
                row.measure = self.measure
                self._move(row)
        self._roles(other)
        self._answers(other)
        self._rest(other)

    def _updates(self, other: Measure) -> None:
        """Moves updates; where both were reported on as of a day, one update says the words of both."""
        published = StatusUpdate.objects.published().with_confirmed().filter(measure=self.measure)
        own = {update.as_of: update for update in published}
        for update in StatusUpdate.objects.with_confirmed().filter(measure=other).order_by("as_of", "pk"):
            same_day = None if update.is_draft else own.get(update.as_of)
            if same_day is None:
                update.measure = self.measure
                self._move(update)
                if not update.is_draft:
                    own[update.as_of] = update
                continue
            for name in TOLD:
                said = [getattr(same_day.told, name), after(other, getattr(update.told, name))]
                setattr(same_day, name, "\n\n".join(filter(None, said)))
            same_day.status = same_day.status or update.status
            same_day.clean_fields(exclude=["measure", "author", "confirms"])
            self.sign(same_day, self.of_the_rest)
            same_day.save()
            StatusUpdate.objects.filter(confirms=update).exclude(pk=same_day.pk).update(confirms=same_day)
            RoundAnswer.objects.filter(update=update).update(update=same_day)
            for file in Attachment.objects.filter(update=update):
                file.update = same_day
                self.sign(file, self.of_the_rest)
                file.save()
            words = _("The update of %(day)s says what both said; its status is “%(status)s”.")
            told = {"day": f"{same_day.as_of:%d.%m.%Y}", "status": SHOWN_WORDS[same_day.shown_status]}
            self.done.lines.append(words % told)

    def _named(self, model: type[Any], other: Measure, name: str) -> None:
        """Moves rows; one that would be there twice gets the number of its measure behind its name."""
        for row in model.objects.filter(measure=other):
            row.measure, row.comes_back = self.measure, True
            try:
                row.validate_constraints()
            except ValidationError:
                suffix = f" ({other.full_code or other.pk})"
                most = longest(model, name) - len(suffix)
                setattr(row, name, f"{getattr(row, name)[:most]}{suffix}".strip())
            self._move(row)

    def _roles(self, other: Measure) -> None:
        """Gives the measure the offices of the other; one named twice keeps the higher role."""
        own = {row.office_id: row for row in Responsibility.objects.filter(measure=self.measure)}
        for row in Responsibility.objects.filter(measure=other).select_related("office"):
            known = own.get(row.office_id)
            if known is None:
                row.measure = self.measure
                self._move(row)
                own[row.office_id] = row
            elif row.role == Role.LEAD and known.role != Role.LEAD:
                known.role = Role.LEAD
                self.sign(known, self.of_the_rest)
                known.save()
                self.done.lines.append(_("%(office)s leads from now on.") % {"office": row.office})

    def _answers(self, other: Measure) -> None:
        """Keeps what rounds have asked; an open question goes over, unless the office is asked about both."""
        asked = set(RoundAnswer.objects.filter(measure=self.measure).values_list("request", flat=True))
        name = str(other)[: longest(RoundAnswer, "asked_as")]
        for answer in RoundAnswer.objects.filter(measure=other).select_related("request__round", "request__office"):
            is_done = answer.request.round.is_closed or answer.state == AnswerState.PUBLISHED
            if not is_done and answer.request_id in asked:
                words = _("%(office)s is asked about the merged measure only, in “%(round)s”.")
                told = {"office": answer.request.office, "round": answer.request.round}
                self.done.lines.append(words % told)
                continue
            if is_done:
                answer.asked_as = answer.asked_as or name
            answer.measure = self.measure
            answer.save(update_fields=["measure", "asked_as"])
            self._count(answer)
        for asked_round in ReportingRound.objects.filter(measures=other):
            asked_round.measures.add(self.measure)

    def _rest(self, other: Measure) -> None:
        """Moves what other apps have beside a measure, such as subscriptions, where it fits."""
        relations: list[Any] = [one for one in Measure._meta.get_fields(include_hidden=True) if one.one_to_many]
        for relation in relations:
            model = relation.related_model
            is_other_app = tracked_model_of(model) is None and model not in WITH_RULES_OF_THEIR_OWN
            if not is_other_app or model._meta.auto_created or relation.on_delete is not CASCADE:
                continue
            for row in model._base_manager.filter(**{relation.field.name: other}):
                setattr(row, relation.field.name, self.measure)
                try:
                    row.validate_constraints()
                except ValidationError:
                    continue  # there is one already
                row.save()

    def _move(self, row: Any) -> None:
        row.validate_constraints()
        self.sign(row, self.of_the_rest)
        row.save()
        self._count(row)

    def _count(self, row: Any) -> None:
        self.done.moved[capfirst(str(row._meta.verbose_name_plural))] += 1

    # The measure itself

    def _save_the_one(self, before: dict[str, Any], themes: set[int]) -> None:
        self.measure.title = self.wish.title
        if self.measure.parent_id:
            self.measure.section = None
        try:
            self.measure.full_clean(exclude=["report", "section", "parent", "predecessor"])
        except ValidationError as error:
            raise RefusedActError(*error.messages) from error
        self.sign(self.measure, self.of_the_one)
        self.measure.save()
        for key in themes:
            row = MeasureTheme(measure=self.measure, theme_id=key)
            self.sign(row, self.of_the_one)
            row.save()
        for name, was in before.items():
            now = getattr(self.measure, name)
            if was != now:
                column: Any = Measure._meta.get_field(name)
                self.done.fields.append((capfirst(str(column.verbose_name)), in_words(was), in_words(now)))
        newest = StatusUpdate.objects.newest_first(timezone.localdate()).filter(measure=self.measure).first()
        words = _("Its status is then: %(status)s.")
        self.done.lines.append(words % {"status": newest or SHOWN_WORDS[NO_REPORT]})

    def _themes(self, others: Iterable[Measure]) -> set[int]:
        """Returns the themes that the measure needs as its own so that it has those of all."""
        if self.measure.parent_id:
            return set()
        sections = Section.objects.filter(report=self.report).once_for_each_theme()
        own = MeasureTheme.objects.filter(measure__in=self.measures).order_by().values_list("measure", "theme")
        effective = EffectiveThemes(sections, own)
        mine = effective.of_measure(self.measure.pk, self.measure.section_id)
        everything = mine.union(*(effective.of_measure(other.pk, other.section_id) for other in others))
        if everything == mine:
            return set()
        return set(everything) - {theme for measure, theme in own if measure == self.measure.pk}

    # The others

    def _lead_on(self, other: Measure) -> None:
        FormerAddress.objects.lead_on(other, self.measure)

    def _bin(self, other: Measure) -> None:
        """Moves what is left of the other measure into the recycle bin."""
        Cascade(Measure.objects.get(pk=other.pk)).carry_out(self.by)
