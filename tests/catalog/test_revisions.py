"""A stamp changes with everything that the public may see of a place, whatever has changed it."""

from collections.abc import Callable
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import F, Model, QuerySet
from simple_history.utils import bulk_update_with_history

from catalog.choices import Publication
from catalog.models import Measure, MeasureTheme, Report, Revision, SectionTheme, Theme
from catalog.permissions.registry import rules_of
from catalog.recycle_bin.cascade import remove
from catalog.revisions import triggers
from catalog.revisions.stamps import EVERYWHERE, SHARED, read_stamps, stamp_of
from measures_tracker.backups.tables import JUDGED
from reports.models import CommitteeSection, FrozenPaper
from tests import factories
from tests.conftest import Once
from tests.project.access.matrix import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]

# What no public page shows, or follows from what changes a stamp.
NOT_SHOWN = JUDGED | {
    "catalog.auditentry",
    "catalog.deletedthing",
    "catalog.formeraddress",
    "catalog.invitation",
    "catalog.keptform",
    "catalog.limit",
    "catalog.mailpreference",
    "catalog.membership",
    "catalog.revision",
    "catalog.sentmail",
    "catalog.staffnotice",
    "catalog.savedview",
    "catalog.user",
    "monitoring.answeredmilestone",
    "monitoring.answeredvalue",
    "monitoring.filecontent",
    "monitoring.comment",
    "monitoring.commentmention",
    "monitoring.importedchange",
    "monitoring.keptcolumns",
    "monitoring.lettertemplate",
    "monitoring.roundanswer",
    "monitoring.roundrequest",
    "monitoring.spreadsheetimport",
    "reports.papertemplate",
    "reports.preparedfile",
    "reports.subscriber",
    "reports.subscription",
    "reports.templateblock",
    "reports.toldnews",
}
WATCHED = sorted(triggers.watched(), key=lambda model: model._meta.label_lower)


def places(change: Callable[[], object]) -> set[int]:
    """Return the places whose stamps a change has changed."""
    Revision.objects.all().delete()
    change()
    return set(Revision.objects.values_list("place", flat=True))


@pytest.fixture(scope="module")
def made(once: Once) -> World:
    return once(make_world)


def make_world() -> World:
    world = World()
    factories.make_target(world.indicator)
    MeasureTheme.objects.create(measure=world.measure, theme=world.theme)
    SectionTheme.objects.create(section=world.section, theme=world.theme)
    CommitteeSection.objects.create(committee=world.committee, section=world.section)
    factories.make_snapshot(world.finished, world.open)
    return world


@pytest.fixture
def world(made: World, db: None) -> World:
    let_frozen_rows_change()
    return deepcopy(made)


def let_frozen_rows_change() -> None:
    """Take away what refuses it, to see that it would count all the same."""
    postgresql = connection.vendor == "postgresql"
    for table in ("reports_frozenpaper", "monitoring_snapshot"):
        for name in ["append_only"] if postgresql else ["no_update", "no_delete"]:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TRIGGER {table}_{name}" + f" ON {table}" * postgresql)


def of_world(model: type[Model], world: World) -> Any:
    """Return a row of a model that lies in the municipality of that world."""
    tracked = getattr(model, "instance_type", model)  # of a history
    path = "paper__municipality" if model is FrozenPaper else rules_of(tracked).to_municipality
    rows: QuerySet[Any] = QuerySet(model)
    if path is None:
        return world.theme
    return rows.filter(**{path or "pk": world.here.pk})[0]


def test_every_model_is_watched_or_never_shown() -> None:
    models = {model for app in ("catalog", "monitoring", "reports") for model in apps.get_app_config(app).get_models()}
    shown = {
        model._meta.label_lower
        for model in models
        if not model._meta.proxy and not model.__name__.startswith("Historical")
    }
    rows = [model for model in WATCHED if not model.__name__.startswith("Historical")]
    assert {model._meta.label_lower for model in rows} == shown - NOT_SHOWN


def test_every_change_of_a_row_changes_the_stamp_of_its_municipality(world: World) -> None:
    found: dict[str, list[set[int]]] = {}
    for model in WATCHED:
        row = of_world(model, world)
        rows: QuerySet[Any] = QuerySet(model).filter(pk=row.pk)
        name = model._meta.fields[-1].attname
        found[model._meta.label] = [
            places(lambda: rows.update(**{name: F(name)})),  # noqa: B023 - called at once
            places(lambda: rows._raw_delete(connection.alias)),  # noqa: B023 - called at once
            places(lambda: row.save_base(raw=True, force_insert=True)),  # noqa: B023 - called at once
        ]
    here, for_all = {EVERYWHERE, world.here.pk}, {EVERYWHERE, SHARED}
    assert found == {model._meta.label: [for_all if model is Theme else here] * 3 for model in WATCHED}


def load_a_fixture(measure: Measure, theme: Theme, folder: Path) -> None:
    file = folder / "theme.yaml"
    file.write_text(f"- {{model: catalog.measuretheme, fields: {{measure: {measure.pk}, theme: {theme.pk}}}}}")
    call_command("loaddata", file, stdout=StringIO())


def write_sql(measure: Measure) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_measure SET title = 'Neu' WHERE id = %s", [measure.pk])


@pytest.mark.parametrize(
    "change",
    [
        lambda measure: measure.save(),
        lambda measure: Measure.objects.filter(pk=measure.pk).update(publication=Publication.DRAFT),
        lambda measure: Measure.objects.bulk_update([measure], ["title"]),
        lambda measure: bulk_update_with_history([measure], Measure, ["title"]),
        lambda measure: remove([measure], None),
        write_sql,
    ],
    ids=["saved", "updated", "in bulk", "as imports do", "into the bin", "by SQL"],
)
def test_every_way_to_write_counts(world: World, change: Callable[[Measure], object]) -> None:
    assert places(lambda: change(world.measure)) >= {EVERYWHERE, world.here.pk}


def test_a_fixture_counts(world: World, tmp_path: Path) -> None:
    assert places(lambda: load_a_fixture(world.part, world.theme, tmp_path)) == {EVERYWHERE, world.here.pk}


def test_what_moves_changes_both_places(world: World) -> None:
    moved = Report.objects.filter(pk=world.hidden.pk)
    there = world.there.report.municipality
    assert places(lambda: moved.update(municipality=there)) == {EVERYWHERE, world.here.pk, there.pk}


def test_what_changes_nothing_or_is_taken_back_leaves_the_stamp(world: World) -> None:
    assert places(lambda: Measure.objects.filter(pk=0).update(publication=Publication.DRAFT)) == set()

    def take_back() -> None:
        with transaction.atomic():
            world.measure.save()
            transaction.set_rollback(True)

    assert places(take_back) == set()


def test_what_no_page_shows_leaves_the_stamp(world: World) -> None:
    assert places(factories.make_user) == set()


def test_a_stamp_of_a_municipality_counts_what_all_share(world: World) -> None:
    triggers.raise_all(DEFAULT_DB_ALIAS)
    before = read_stamps("hier", DEFAULT_DB_ALIAS)
    assert before
    assert (before.municipality, before.of_municipality) == (world.here.pk, stamp_of(world.here.pk, DEFAULT_DB_ALIAS))
    assert before.everywhere == stamp_of(EVERYWHERE, DEFAULT_DB_ALIAS)
    Revision.objects.all().delete()
    world.theme.save()
    after = read_stamps("hier", DEFAULT_DB_ALIAS)
    assert after
    assert before.of_municipality != after.of_municipality


def test_nothing_is_known_where_the_table_is_empty() -> None:
    Revision.objects.all().delete()
    assert read_stamps("hier", DEFAULT_DB_ALIAS) is None
    assert stamp_of(EVERYWHERE, DEFAULT_DB_ALIAS) is None
