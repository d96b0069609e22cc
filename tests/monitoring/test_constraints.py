"""What cannot be said twice, or without saying why: told in German, and refused by the database."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from catalog.choices import Publication
from catalog.models import Report
from measures_tracker.backups.tables import JUDGED
from monitoring.choices import FileKind, Status
from monitoring.models import (
    Attachment,
    Comment,
    CommentMention,
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    KeptColumns,
    Milestone,
    StatusUpdate,
)
from tests.factories import (
    make_comment,
    make_discussion,
    make_indicator,
    make_measure,
    make_milestone,
    make_report,
    make_target,
    make_update,
    make_value,
)
from tests.monitoring.rounds import twice

DAY = date(2022, 6, 30)
NOON = datetime(2022, 6, 30, 12, tzinfo=UTC)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def second_update(publication: Publication = Publication.PUBLISHED, as_of: date = DAY) -> StatusUpdate:
    first = make_update(as_of=DAY)
    return StatusUpdate(measure=first.measure, status=Status.DONE, publication=publication, as_of=as_of)


def second_discussion(first: date | None, second: date | None, phase: str = "Phase I") -> Discussion:
    measure = make_discussion(held_on=first).measure
    return Discussion(measure=measure, phase=phase, held_on=second)


def second_target(due: str) -> IndicatorTarget:
    return IndicatorTarget(indicator=make_target(due="Ende 2023").indicator, value=1, due=due)


def report_that_keeps(heading: str) -> Report:
    report = make_report()
    KeptColumns.objects.create(report=report, heading=heading, column="title")
    return report


def closed_answer() -> Comment:
    first = make_comment()
    return Comment(measure=first.measure, thread=first, text="Ja.", written_at=NOON, closed_at=NOON)


def answer_to_itself() -> Comment:
    comment = make_comment()
    comment.thread = comment
    return comment


def unsaved_attachment(**fields: Any) -> Attachment:
    facts = {"title": "Konzept", "file_name": "Konzept.pdf", "kind": FileKind.PDF, "size": 1, **fields}
    return Attachment(measure=make_measure(), **facts)


CONSTRAINTS: dict[str, tuple[Callable[[], Model], str]] = {
    "status_update_one_published_per_day": (
        second_update,
        "Zu diesem Tag ist schon eine Meldung veröffentlicht. Ändern Sie diese.",
    ),
    "milestone_title_unique_per_measure": (
        lambda: Milestone(measure=(first := make_milestone()).measure, title=first.title),
        "Die Maßnahme hat schon eine Etappe dieses Namens.",
    ),
    "milestone_moved_deadline_has_a_reason": (
        lambda: Milestone(measure=make_measure(), title="Etappe", due="2023", original_due="2022"),
        "Geben Sie an, warum die Frist verschoben wurde.",
    ),
    "indicator_name_unique_per_measure": (
        lambda: Indicator(measure=(first := make_indicator()).measure, name=first.name),
        "Die Maßnahme hat schon einen Indikator dieses Namens.",
    ),
    "target_has_a_value_or_a_statement": (
        lambda: IndicatorTarget(indicator=make_indicator(), due="2023"),
        "Ein Ziel braucht eine Zahl oder eine Aussage.",
    ),
    "target_once_per_deadline": (
        lambda: second_target("Ende 2023"),
        "Der Indikator hat für diese Frist schon einen Zielwert.",
    ),
    "indicator_value_once_per_day": (
        lambda: IndicatorValue(indicator=make_value(as_of=DAY).indicator, value=1, as_of=DAY),
        "Der Indikator hat für diesen Tag schon einen Wert.",
    ),
    "discussion_once_per_day": (
        lambda: second_discussion(DAY, DAY),
        "Diese Besprechung ist für diesen Tag schon eingetragen.",
    ),
    "kept_column_once_per_report": (
        lambda: KeptColumns(report=report_that_keeps("Ampel"), heading="Ampel", column="text"),
        "Was diese Überschrift bedeutet, ist für diesen Bericht schon gemerkt.",
    ),
    "discussion_to_be_scheduled_once": (
        lambda: second_discussion(None, None),
        "Für diese Maßnahme ist schon eine Besprechung ohne Termin eingetragen.",
    ),
    "comment_says_something": (
        lambda: Comment(measure=make_measure(), written_at=NOON),
        "Schreiben Sie zuerst etwas.",
    ),
    "comment_answers_another": (answer_to_itself, "Ein Kommentar kann nicht auf sich selbst antworten."),
    "comment_closed_with_its_thread": (
        closed_answer,
        "Geschlossen wird nur der Kommentar, mit dem es begann.",
    ),
    "comment_mentions_person_or_office": (
        lambda: CommentMention(comment=make_comment()),
        "Ein Kommentar spricht eine Person oder ein Amt an.",
    ),
    "attached_picture_is_described": (
        lambda: unsaved_attachment(kind=FileKind.JPEG, digest="0" * 64),
        "Sagen Sie, was das Bild zeigt",
    ),
    "attachment_has_a_file": (unsaved_attachment, "Wählen Sie eine Datei"),
    **twice.REFUSED,
}


def constraints_of(app: str) -> Iterator[str]:
    """Those of tables that people write to; what is kept beside these, the rules alone write."""
    for model in apps.get_app_config(app).get_models():
        if not model._meta.proxy and model._meta.label_lower not in JUDGED:
            yield from (constraint.name for constraint in model._meta.constraints)


def test_every_constraint_is_tested() -> None:
    assert set(CONSTRAINTS) == set(constraints_of("monitoring"))


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_it_says_in_german_what_is_wrong(name: str) -> None:
    make, message = CONSTRAINTS[name]
    with pytest.raises(ValidationError) as refused:
        make().full_clean()
    assert len(refused.value.messages) == 1
    assert refused.value.messages[0].startswith(message)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses_what_nobody_checked(name: str) -> None:
    make, _message = CONSTRAINTS[name]
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._default_manager.bulk_create([row])


@pytest.mark.parametrize(
    "make",
    [
        lambda: second_update(Publication.DRAFT),
        lambda: second_update(as_of=date(2022, 7, 1)),
        lambda: StatusUpdate(measure=make_measure(), status=Status.DONE, publication="published", as_of=DAY),
        lambda: Milestone(measure=make_measure(), title=make_milestone().title),
        lambda: IndicatorTarget(indicator=make_indicator(), value=0),
        lambda: IndicatorTarget(indicator=make_indicator(), statement="liegt vor"),
        lambda: second_target("Ende 2024"),
        lambda: second_target(""),
        lambda: IndicatorValue(indicator=make_indicator(), value=0, as_of=DAY),
        lambda: second_discussion(DAY, date(2022, 7, 1)),
        lambda: second_discussion(DAY, DAY, phase="Phase II"),
        lambda: second_discussion(DAY, None),
        lambda: second_discussion(None, None, phase="Phase II"),
    ],
)
def test_what_only_looks_like_a_repetition_is_accepted(make: Callable[[], Model]) -> None:
    row = make()
    row.full_clean()
    row.save()


def test_several_drafts_may_describe_one_day() -> None:
    measure = make_measure()
    for _ in range(2):
        make_update(measure, publication=Publication.DRAFT, as_of=DAY).full_clean()


def test_publishing_the_second_draft_of_a_day_is_refused() -> None:
    measure = make_measure()
    make_update(measure, as_of=DAY)
    draft = make_update(measure, publication=Publication.DRAFT, as_of=DAY)
    draft.publication = Publication.PUBLISHED
    with pytest.raises(ValidationError, match="schon eine Meldung veröffentlicht"):
        draft.full_clean()


def test_no_value_is_not_zero() -> None:
    indicator = make_indicator()
    assert indicator.baseline is None
    zero = make_value(indicator, value=0)
    zero.refresh_from_db()
    assert zero.value == 0


def test_what_belongs_to_a_measure_goes_with_it() -> None:
    measure = make_measure()
    rows: list[Model] = [
        make_update(measure),
        make_milestone(measure),
        make_discussion(measure),
        make_target(make_indicator(measure)),
        make_value(make_indicator(measure)),
    ]
    measure.delete()
    for row in rows:
        assert not type(row)._default_manager.filter(pk=row.pk).exists()
