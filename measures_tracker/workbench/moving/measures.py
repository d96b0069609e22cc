"""Moves measures of a report into another section; their numbers follow where the report numbers by section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.models import Measure
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from catalog.texts import codes
from measures_tracker.workbench.moving.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Collection

    from catalog.models import Report, Section
    from catalog.permissions.roles import Visitor


def numbers_by_section(report: Report) -> bool:
    return Numbering(report).is_by_section


def move_measures(
    user: Visitor, report: Report, keys: Collection[int], section: Section | None, *, renumbers: bool
) -> list[tuple[str, Measure]]:
    """Moves measures with their parts, each with its history; the report has to be locked.

    Returns each one that has moved, with its former number. Former addresses go on leading to it: the database notes
    them.
    """
    chosen = Measure.objects.filter(permitted(user, Action.CHANGE, Measure), report=report, parent=None, pk__in=keys)
    numbering = Numbering(report) if renumbers else None
    moved = []
    with override(settings.LANGUAGE_CODE):
        reason = (
            _("moved to “%(section)s”")[:100] % {"section": section.title[:60]} if section else _("out of sections")
        )
    for measure in chosen.order_by("order", "code_sort", "pk"):
        if measure.section_id == (section.pk if section else None):
            continue
        before = measure.code
        if numbering:
            measure.code = numbering.new_code(measure, section.pk if section else None)
        for part in measure.parts.all():
            _follow(part, measure, before, section, reason)
        measure.section = section
        _save(measure, reason)
        moved.append((before, measure))
    return moved


def _follow(part: Measure, whole: Measure, before: str, section: Section | None, reason: str) -> None:
    """Moves a part that lay in the section of its whole; a number that holds that of the whole changes with it."""
    code, place = part.code, part.section_id
    if place is not None and place == whole.section_id:
        part.section = section
    says_whole = bool(before) and code.startswith(before) and codes.joined(before, code) == code
    if says_whole and before != whole.code:
        part.code = whole.code + code.removeprefix(before)
    if (code, place) != (part.code, part.section_id):
        _save(part, reason)


def _save(row: Any, reason: str) -> None:
    row._change_reason = reason
    row.save()
