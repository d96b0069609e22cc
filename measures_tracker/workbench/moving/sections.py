"""Moves a section of a report: by one place up, down, in or out, or beside another section."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalog.models import Section
from catalog.outline import Outline


class Direction(TextChoices):
    UP = "up", _("up")
    DOWN = "down", _("down")
    IN = "in", _("in")
    OUT = "out", _("out")


class Place(TextChoices):
    """Where a section is put, seen from another one."""

    BEFORE = "before", _("before")
    AFTER = "after", _("after")
    INTO = "into", _("into")


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


def move_to(section: Section, other: Section, place: Place) -> bool:
    """Moves a section with all that lies below it beside or into another one; the report has to be locked.

    Returns False where the other one lies in the section itself.
    """
    if other.pk in Outline(section.report).below(section):
        return False
    superior = other.pk if place == Place.INTO else other.parent_id
    siblings = [one for one in in_order(section, superior) if one.pk != section.pk]
    keys = [one.pk for one in siblings]
    match place:
        case Place.INTO:
            siblings.append(section)
        case Place.BEFORE:
            siblings.insert(keys.index(other.pk), section)
        case Place.AFTER:
            siblings.insert(keys.index(other.pk) + 1, section)
    section.parent_id = superior
    number_anew(siblings, moved=section)
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
