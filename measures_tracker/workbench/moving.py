"""Moves a section of a report by one place: up, down, into the one above, out of its superior."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalog.models import Section


class Direction(TextChoices):
    UP = "up", _("up")
    DOWN = "down", _("down")
    IN = "in", _("in")
    OUT = "out", _("out")


def move(section: Section, direction: Direction) -> bool:
    """Moves a section with all that lies below it; the report has to be locked. Returns whether there was a place.

    Sections are numbered anew among their siblings. Only those whose place changes are saved, each with its history.
    """
    siblings = in_order(section, section.parent_id)
    place = siblings.index(section)
    match direction:
        case Direction.UP | Direction.DOWN:
            other = place + (1 if direction == Direction.DOWN else -1)
            if not 0 <= other < len(siblings):
                return False
            siblings[place], siblings[other] = siblings[other], siblings[place]
            number_anew(siblings)
        case Direction.IN:
            if place == 0:
                return False
            above = siblings[place - 1]
            below = in_order(section, above.pk)
            section.parent = above
            number_anew([*below, section], moved=section)
        case Direction.OUT:
            if section.parent is None:
                return False
            superior = section.parent
            around = in_order(section, superior.parent_id)
            around.insert(around.index(superior) + 1, section)
            section.parent = superior.parent
            number_anew(around, moved=section)
    return True


def in_order(section: Section, parent: int | None) -> list[Section]:
    """Returns the sections of a report below one, or on top, as the outline has them."""
    found = Section.objects.filter(report=section.report_id, parent=parent).order_by("order", "title", "pk")
    return [section if one.pk == section.pk else one for one in found]


def number_anew(siblings: list[Section], moved: Section | None = None) -> None:
    for number, one in enumerate(siblings, start=1):
        if one.order != number or one is moved:
            one.order = number
            one.save()
