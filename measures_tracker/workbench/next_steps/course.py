"""The next steps with what is done with a report: rounds, papers for the council, publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from measures_tracker.workbench.next_steps.seen import Seen, Step, of_silence, short
from measures_tracker.workbench.tabs import add_url, change_url, tab_url
from monitoring.choices import ReviewState
from monitoring.models import ReportingRound, StatusUpdate
from monitoring.rounds.planning.progress import summaries
from monitoring.todo_lists import TO_REVIEW
from reports.council.agenda import in_preparation, long_not_presented, to_hand_in, to_record
from reports.models import Consultation, CouncilPaper

if TYPE_CHECKING:
    from collections.abc import Iterator


def of_rounds(seen: Seen) -> Iterator[Step]:
    report = seen.report
    rounds = ReportingRound.objects.filter(permitted(seen.user, Action.VIEW, ReportingRound), reports=report)
    running = rounds.running().order_by("open_until", "pk").first()
    if running:
        yield from of_running(running)
        return
    planned = rounds.filter(opened_at=None, closed_at=None).order_by("pk").first()
    if planned:
        words = _("“%(round)s” is planned; nobody has been asked yet.") % {"round": planned}
        yield Step(words, _("Go on"), change_url(report, "monitoring_reportinground", planned.pk, "rounds"))
        return
    papers = CouncilPaper.objects.filter(report=report, reporting_round=OuterRef("pk"))
    unpapered = rounds.filter(~Exists(papers), closed_at__isnull=False).order_by("-closed_at").first()
    if seen.silent:
        yield of_silence(seen, add_url(report, "monitoring_reportinground", "rounds"))
    if unpapered:
        words = _("“%(round)s” is closed, and the council has no paper about it.") % {"round": unpapered}
        yield Step(words, _("Make it"), add_url(report, "reports_councilpaper", "papers"))
    if not report.number_of_measures:
        yield Step(_("There is nothing to ask about yet."), _("Add measures"), tab_url(report, "measures"))
    elif not seen.silent and not unpapered:
        words = _("No office has been silent for too long.")
        yield Step(words, _("Begin a round all the same"), add_url(report, "monitoring_reportinground", "rounds"))


def of_running(running: ReportingRound) -> Iterator[Step]:
    counted = summaries([running])[running.pk]
    if counted.submitted:
        words = ngettext("%(n)s answer waits for review.", "%(n)s answers wait for review.", counted.submitted)
        review = reverse("admin:round_review", args=[running.pk])
        yield Step(words % {"n": counted.submitted}, _("Review"), review)
    who = reverse("admin:round_missing", args=[running.pk])
    close = reverse("admin:round_close", args=[running.pk])
    missing = counted.offices - counted.complete
    if missing:
        words = ngettext(
            "“%(round)s” runs until %(day)s, %(n)s office is missing.",
            "“%(round)s” runs until %(day)s, %(n)s offices are missing.",
            missing,
        )
        yield Step(words % {"round": running, "day": short(running.open_until), "n": missing}, _("See who"), who)
    elif not counted.submitted:
        yield Step(_("All offices have answered in “%(round)s”.") % {"round": running}, _("Close the round"), close)


def of_papers(seen: Seen) -> Iterator[Step]:
    report, new = seen.report, add_url(seen.report, "reports_councilpaper", "papers")
    due = to_hand_in(seen.user).filter(paper__report=report).first()
    if due:
        words = _("“%(paper)s” has to reach %(committee)s by %(day)s.")
        named = {"paper": due.paper, "committee": due.committee, "day": short(due.hand_in_by)}
        yield Step(words % named, _("Finish it"), change_url(report, "reports_councilpaper", due.paper_id, "papers"))
    elif draft := in_preparation(seen.user).filter(report=report).first():
        words = _("“%(paper)s” is a draft.") % {"paper": draft}
        yield Step(words, _("Finish it"), change_url(report, "reports_councilpaper", draft.pk, "papers"))
    elif meeting := meeting_without_paper(seen):
        words = _("%(committee)s meets on %(day)s; this report has no paper for it.")
        named = {"committee": meeting.committee, "day": short(meeting.meeting_on)}
        yield Step(words % named, _("Make one"), new)
    held = to_record(seen.user).filter(paper__report=report).first()
    if held:
        words = _("What %(committee)s decided on %(day)s is not recorded.")
        named = {"committee": held.committee, "day": short(held.meeting_on)}
        yield Step(words % named, _("Record it"), change_url(report, "reports_consultation", held.pk, "papers"))
    if not report.number_of_papers:
        yield Step(_("The council has not been told about this report yet."), _("Make the first paper"), new)
    elif long_not_presented(seen.user).filter(pk=report.pk).exists():
        yield Step(_("The council has not heard of this report for long."), _("Make a paper"), new)
    else:
        yield Step(_("The council knows the state of this report."), _("Make a further paper"), new)


def meeting_without_paper(seen: Seen) -> Consultation | None:
    """Returns the next known meeting of the city, unless this report has a paper for a meeting to come."""
    ahead = Consultation.objects.filter(
        permitted(seen.user, Action.VIEW, Consultation),
        paper__municipality=seen.report.municipality_id,
        meeting_on__gt=seen.today,
    )
    if ahead.filter(paper__report=seen.report).exists():
        return None
    found: Consultation | None = ahead.select_related("committee").order_by("meeting_on", "pk").first()
    return found


def of_publication(seen: Seen) -> Iterator[Step]:
    report = seen.report
    if not report.number_of_measures:
        yield Step(_("There is nothing to publish yet."), _("Add measures"), tab_url(report, "measures"))
        return
    number, url = seen.of_report(TO_REVIEW[0], "measure__report")
    if number:
        words = ngettext("%(n)s update of an office waits.", "%(n)s updates of offices wait.", number)
        yield Step(words % {"n": number}, _("Review first"), url)
    if not report.municipality.is_public:
        words = _("The city itself is not public, so nobody sees its reports.")
        city = reverse("admin:catalog_municipality_change", args=[report.municipality_id])
        yield Step(words, _("To the city"), city)
    if not report.is_public:
        words = _("Look through the report as others will see it, then publish it below.")
        yield Step(words, _("See it"), report.get_absolute_url())
    elif seen.number_of_drafts or own_drafts(seen):
        yield Step(_("Some of it is hidden still: publish it below."), _("See the rest"), report.get_absolute_url())
    else:
        words = _("Everything is public.")
        embedding = reverse("embedding", args=[report.municipality.slug, report.slug])
        yield Step(words, _("Show it on the pages of the city, too"), embedding)


def own_drafts(seen: Seen) -> bool:
    mine = StatusUpdate.objects.filter(measure__report=seen.report, author=seen.user.pk)
    return mine.filter(publication=ReviewState.DRAFT).exists()
