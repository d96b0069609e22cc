"""What stands in the database that is backed up: the five cities, and what people have done since."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from simple_history.utils import update_change_reason

from catalog.models import Measure, Report, SavedView, User
from monitoring.choices import AnswerState
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from monitoring.models import AnsweredMilestone, AnsweredValue, CommentMention, LetterTemplate
from monitoring.rounds.review.freezing import freeze
from reports.models import PreparedFile, Subscriber, Subscription, ToldNews
from tests import factories
from tests.uploads import PDF

PLANNER = "planerin"


def fill() -> None:
    """Expects the five cities."""
    planner = factories.make_planner(username=PLANNER, password="ein langes Kennwort")
    planner.groups.add(Group.objects.create(name="Planung"))
    Client().force_login(planner)
    edit(planner)
    import_tables(planner)
    follow()
    ask_offices(planner)
    wait(planner)


def edit(planner: User) -> None:
    """With histories, a log of the admin, and a report that is gone: its id must not come back."""
    measure = Measure.objects.get_by_natural_key("08221000", "soziale-lage-2018", "A3")
    measure.title = "Elternarbeit – „neu“\u2028mit Umbruch\nund \\ \t 🏡"
    measure.save()
    update_change_reason(measure, "Beschluss")
    indicator = factories.make_indicator(measure, baseline=Decimal("0.0001"))
    factories.make_value(indicator, value=Decimal("12345678901234.5"))
    factories.make_discussion(measure, held_on=None)
    LogEntry.objects.create(
        user=planner,
        content_type=ContentType.objects.get_for_model(Measure),
        object_id=str(measure.pk),
        object_repr=str(measure),
        action_flag=CHANGE,
        change_message="[]",
    )
    factories.make_report(measure.report.municipality, slug="vergangen").delete()
    factories.make_crest(measure.report.municipality)
    factories.make_attachment(measure, name="Begehung März.jpg", added_on=date(2026, 6, 30))
    factories.make_attachment(measure, PDF, publication="draft", added_on=date(2026, 6, 30))
    SavedView.objects.create(person=planner, listing="catalog.measure", name="Ohne Meldung", query="status=none")


def import_tables(planner: User) -> None:
    """One table imported, one still waiting with its bytes."""
    report = factories.make_report(factories.make_municipality(slug="stadt", ags="99999999"), slug="bericht")
    for changed in (False, True):
        job = ImportJob.upload(report, table(changed), "maßnahmen.csv", planner)
        job.answer(Answers(blank_empty=True, as_of=date(2021, 5, 31)))
        job.spreadsheet_import.save()
        if not changed:
            job.run(planner)


def table(changed: bool) -> bytes:
    rows = [f"M {number};{'Neu' if changed else 'Alt'} {number};Ende 2027;in Umsetzung" for number in range(1, 6)]
    return "\r\n".join(["Nr.;Titel;Frist;Status", *rows]).encode("cp1252")


def follow() -> None:
    subscriber = Subscriber.objects.create(email="leserin@example.org", last_digest_on=date(2021, 1, 1))
    report = Report.objects.get(slug="soziale-lage-2018")
    Subscription.objects.create(subscriber=subscriber, report=report, asked_at=timezone.now())
    ToldNews.objects.create(subscriber=subscriber, key="update-1")


def ask_offices(planner: User) -> None:
    """A round that is closed with one answer published, and one that runs with an answer half typed."""
    measure = Measure.objects.get_by_natural_key("08221000", "soziale-lage-2018", "A3")
    office = factories.make_office(measure.report.municipality, email="amt@example.org")
    closed = factories.make_round(measure.report, closed_at=datetime(2026, 8, 1, 9, tzinfo=UTC))
    update = measure.status_updates.published().first()
    of_closed = factories.make_request(closed, office, last_used_by="Frau Weiß")
    factories.make_answer(of_closed, measure, state=AnswerState.PUBLISHED, update=update, reviewed_by=planner)
    freeze(closed, measure.report, closed.as_of, datetime(2026, 8, 1, 9, tzinfo=UTC))
    running = factories.make_request(factories.make_round(measure.report, previous=closed), office, note="Bitte bald.")
    answer = factories.make_answer(
        running, measure, state=AnswerState.TYPED, text="Halb fertig.", unread={"due": "bald"}
    )
    AnsweredMilestone.objects.create(answer=answer, milestone=factories.make_milestone(measure), done_as="Mai 2026")
    indicator = factories.make_indicator(measure)
    AnsweredValue.objects.create(answer=answer, indicator=indicator, value=Decimal("0.0001"), as_of=date(2026, 6, 30))
    LetterTemplate.objects.create(municipality=measure.report.municipality, subject="{runde}", text="Guten Tag, {amt}")
    comment = factories.make_comment(measure, written_by=planner)
    factories.make_comment(measure, thread=comment, office=office, writer_name="Frau Weiß", text="Ende Mai.")
    CommentMention.objects.create(comment=comment, office=office)
    factories.make_sent_mail(measure.report.municipality, person=planner)


def wait(planner: User) -> None:
    """For a large document, which no backup holds."""
    factories.make_prepared_file(Report.objects.get(slug="soziale-lage-2018"), asked_by=planner)


def does_anybody_wait() -> bool:
    return PreparedFile.objects.exists()


def is_anybody_logged_in() -> bool:
    return Session.objects.exists()
