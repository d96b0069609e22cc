"""One measure becomes several: the first keeps its page, its history and what was reported; the others begin anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.choices import AuditKind, Role
from catalog.models import AuditEntry, Measure, MeasureTheme, Responsibility
from catalog.row_values import source_columns, values_of
from monitoring.choices import NO_REPORT, SHOWN_WORDS, ReviewState
from monitoring.models import Indicator, Milestone, RoundAnswer, StatusUpdate
from monitoring.succession.rehearsing import LONGEST_REASON, Performance

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from catalog.models import User

# What each of the new measures has of its own, or nothing of.
NOT_TAKEN_OVER = frozenset(
    {
        *("id", "code", "title", "description", "due", "original_due", "change_reason", "moved_on", "added_on"),
        *("costs_amount", "costs_kind", "costs", "internal_note", "predecessor", "order"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A measure that comes of the split one; `roles` are the ids of responsibilities of that one."""

    code: str
    title: str
    description: str = ""
    due: str = ""
    roles: Collection[int] = ()


@dataclass(frozen=True, kw_only=True)
class SplitWish:
    """The measures that come of one; the first takes its place. With `copies_status`, they all have its last report."""

    pieces: Sequence[Piece]
    reason: str = ""  # for the first, where its deadline moves
    copies_status: bool = True


@dataclass(slots=True)
class SplitPiece:
    """One of the measures as it is after splitting."""

    measure: Measure
    offices: str
    status: str


@dataclass(slots=True)
class Split:
    pieces: list[SplitPiece] = field(default_factory=list)
    stays: list[tuple[str, int]] = field(default_factory=list)  # what stays with the first, and how much


class PieceError(Exception):
    """One of the measures cannot be as it was typed; `errors` are messages by the field."""

    def __init__(self, place: int, errors: dict[str, list[str]]) -> None:
        super().__init__(str(errors))
        self.place, self.errors = place, errors


class Splitting(Performance[Split]):
    """Splits a measure; call `carry_out` in a transaction that holds the lock of its report."""

    def __init__(self, measure: Measure, wish: SplitWish, by: User | None) -> None:
        self.wish, self.by = wish, by
        self.report, self.key = measure.report_id, measure.pk
        self.measures = [measure.pk]

    def carry_out(self) -> Split:
        self.first = Measure.objects.select_related("report__municipality", "parent").get(pk=self.key)
        was = str(self.first)
        codes = ", ".join(piece.code or piece.title for piece in self.wish.pieces)
        with translation.override(settings.LANGUAGE_CODE):
            self.of_the_first = (_("split into %(codes)s") % {"codes": codes})[:LONGEST_REASON]
            self.of_the_others = (_("split from %(measure)s") % {"measure": was})[:LONGEST_REASON]
        self.roles = list(self.first.responsibilities.select_related("office"))
        self.themes = list(self.first.themes.values_list("theme", flat=True))
        newest = StatusUpdate.objects.with_confirmed().newest_first(timezone.localdate())
        self.newest = newest.filter(measure=self.first).first()
        done = Split([self._change_first(self.wish.pieces[0])])
        done.pieces += [self._new(place, piece) for place, piece in enumerate(self.wish.pieces) if place]
        done.stays = self._stays()
        subject = f"{was} → {', '.join(str(one.measure) for one in done.pieces)}"
        city = self.first.report.municipality
        AuditEntry.record(AuditKind.SPLIT, person=self.by, subject=subject, municipality=city)
        return done

    def _change_first(self, piece: Piece) -> SplitPiece:
        before = self.first.due_on
        self._describe(self.first, piece)
        if before and before != self.first.due_on:
            if not self.wish.reason:
                raise PieceError(0, {"due": [_("Say why the deadline was moved.")]})
            self.first.change_reason = self.wish.reason
        self._save(0, self.first, self.of_the_first)
        for role in Responsibility.objects.filter(measure=self.first).exclude(pk__in=piece.roles):
            self.sign(role, self.of_the_first)
            role.delete()
        return self._done(self.first, piece, self.newest)

    def _new(self, place: int, piece: Piece) -> SplitPiece:
        kept = [column for column in source_columns(Measure) if column.name not in NOT_TAKEN_OVER]
        measure = Measure(**values_of(self.first, kept))
        measure.report, measure.parent = self.first.report, self.first.parent
        measure.order = self.first.order if piece.code else 0
        self._describe(measure, piece)
        measure.added_on = self._added_on(measure)
        self._save(place, measure, self.of_the_others)
        for role in self.roles:
            if role.pk in set(piece.roles):
                copy = Responsibility(measure=measure, office=role.office, role=role.role, note=role.note)
                copy.order = role.order
                self._write(copy)
        for theme in self.themes:
            self._write(MeasureTheme(measure=measure, theme_id=theme))
        return self._done(measure, piece, self._copied(measure))

    def _added_on(self, measure: Measure) -> date | None:
        """Returns today, unless a deadline has passed: that stays late, and so was planned with the first one."""
        today = timezone.localdate()
        return self.first.added_on if measure.due_on and measure.due_on < today else today

    def _copied(self, measure: Measure) -> StatusUpdate | None:
        """Writes the last published report of the first for another one, too."""
        if self.newest is None or not self.wish.copies_status:
            return None
        told = self.newest.told
        update = StatusUpdate(
            measure=measure,
            status=self.newest.status,
            text=told.text,
            next_steps=told.next_steps,
            reason=told.reason,
            as_of=self.newest.as_of,
            author=self.by,
            publication=ReviewState.PUBLISHED,
        )
        self._write(update)
        return update

    def _describe(self, measure: Measure, piece: Piece) -> None:
        measure.code, measure.title, measure.description = piece.code, piece.title, piece.description
        measure.due = piece.due

    def _save(self, place: int, measure: Measure, reason: str) -> None:
        try:
            measure.full_clean(exclude=["report", "section", "parent", "predecessor"])
        except ValidationError as error:
            raise PieceError(place, _by_field(error)) from error
        self.sign(measure, reason)
        measure.save()

    def _done(self, measure: Measure, piece: Piece, update: StatusUpdate | None) -> SplitPiece:
        named = [role for role in self.roles if role.pk in set(piece.roles)]
        offices = "; ".join(f"{role.office} ({Role(role.role).label})" for role in named) or "–"
        return SplitPiece(measure, offices, str(update or SHOWN_WORDS[NO_REPORT]))

    def _stays(self) -> list[tuple[str, int]]:
        """Returns how much belongs to the first and stays with it, by what it is called."""
        found = []
        for model in (StatusUpdate, Milestone, Indicator):
            number = model._default_manager.filter(measure=self.first).count()
            found.append((str(model._meta.verbose_name_plural), number))
        found.append((str(_("parts")), self.first.parts.count()))
        asked = RoundAnswer.objects.filter(measure=self.first, request__round__closed_at=None)
        found.append((str(_("questions of running rounds")), asked.count()))
        return [(name, number) for name, number in found if number]

    def _write(self, row: Any) -> None:
        self.sign(row, self.of_the_others)
        row.save()


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    """Returns the messages by the field of the form; those of constraints stand at the number."""
    found: dict[str, list[str]] = {}
    for name, messages in error.message_dict.items():
        place = name if name in {"code", "title", "description", "due"} else "code"
        found.setdefault(place, []).extend(messages)
    return found
