"""The acts by which a planner moves sections and measures; each leads back to its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalog.locking.row_locks import BUSY, BusyError, lock_report, writing
from catalog.models import Report, Section
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from measures_tracker.workbench.moving.measures import move_measures
from measures_tracker.workbench.moving.sections import Direction, Place, move, move_to
from measures_tracker.workbench.tab_pages import find_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

WITHOUT_SECTION = "none"
MOST_NAMED = 10  # measures whose new number a message names


@require_POST
def move_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Moves a section by one place and leads back to the outline."""
    report = find_report(request, pk)
    chosen = get_object_or_404(Section, pk=section, report=report)
    wanted = request.POST.get("direction", "")
    if wanted not in Direction.values:
        return _refused(request, report, _("Choose up, down, in or out."))
    return _moved(request, report, chosen, lambda row: move(row, Direction(wanted)))


@require_POST
def place_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves a section before, behind or into another one, and leads back to the outline."""
    report = find_report(request, pk)
    sections = Section.objects.filter(report=report)
    chosen = sections.filter(pk=row_id(request.POST.get("section")) or 0).first()
    other = sections.filter(pk=row_id(request.POST.get("other")) or 0).first()
    place = request.POST.get("place", "")
    if chosen is None or other is None or place not in Place.values:
        return _refused(request, report, _("Choose the section before, behind or into which it is to be moved."))
    return _moved(request, report, chosen, lambda row: move_to(row, other, Place(place)))


def _moved(request: HttpRequest, report: Any, chosen: Section, act: Callable[[Section], bool]) -> HttpResponse:
    if not can(request.user, Action.CHANGE, chosen):
        return _refused(request, report, _("The report is closed: its sections stay as they are."))
    try:
        with writing():
            lock_report(report.pk)
            has_moved = act(Section.objects.select_related("report").get(pk=chosen.pk))
    except BusyError:
        return _refused(request, report, BUSY)
    words = _("“%(section)s” has been moved.") if has_moved else _("“%(section)s” cannot be moved that way.")
    level = messages.SUCCESS if has_moved else messages.WARNING
    messages.add_message(request, level, words % {"section": chosen.title})
    return HttpResponseRedirect(f"{reverse('workplace-sections', args=[report.pk])}#section-{chosen.pk}")


def _refused(request: HttpRequest, report: Report, words: Any, tab: str = "sections") -> HttpResponse:
    messages.error(request, words)
    return redirect(f"workplace-{tab}", report.pk)


@require_POST
def move_chosen_measures(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves the ticked measures into a section, and leads back to the page of the list they stood on."""
    report = find_report(request, pk)
    keys = {key for text in request.POST.getlist("measure") if (key := row_id(text))}
    target = request.POST.get("section", "")
    section = Section.objects.filter(report=report, pk=row_id(target) or 0).first()
    if report.is_closed:
        return _refused(request, report, _("The report is closed: its measures stay where they are."), "measures")
    if not keys:
        return _refused(request, report, _("Tick the measures that are to be moved."), "measures")
    if section is None and target != WITHOUT_SECTION:
        return _refused(request, report, _("Choose the section they are to be moved into."), "measures")
    try:
        with writing():
            lock_report(pk)
            moved = move_measures(request.user, report, keys, section, renumbers="renumber" in request.POST)
    except BusyError:
        return _refused(request, report, BUSY, "measures")
    place = section.title if section else _("no section")
    words = ngettext(
        "%(number)s measure has been moved to “%(place)s”.",
        "%(number)s measures have been moved to “%(place)s”.",
        len(moved),
    )
    said = [words % {"number": len(moved), "place": place}]
    renamed = [f"{before} → {measure.code}" for before, measure in moved if before != measure.code]
    if renamed:
        names = ", ".join(renamed[:MOST_NAMED]) + (" …" if len(renamed) > MOST_NAMED else "")
        said.append(_("New numbers: %(names)s. Former addresses go on leading to them.") % {"names": names})
    if moved:
        said.append(_("Everybody sees it.") if report.is_public else _("The report is not public yet."))
    messages.add_message(request, messages.SUCCESS if moved else messages.WARNING, " ".join(said))
    page = row_id(request.POST.get("page")) or 1
    return HttpResponseRedirect(f"{reverse('workplace-measures', args=[pk])}?page={page}")
