from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.conftest import Prepared
from tests.databases import connected_to
from tests.measures_tracker.backups.crawl import Pages, crawl


@pytest.fixture(scope="session")
def backup_file(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A backup of the full database."""
    file = tmp_path_factory.mktemp("backups") / "backup.gz"
    with django_db_blocker.unblock(), connected_to(prepared.databases.url_of(prepared.full)):
        call_command("backup", file, verbosity=0)
    return file


@pytest.fixture(scope="session")
def full_crawled(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Pages:
    """The pages of the full database."""
    with django_db_blocker.unblock():
        return crawl(prepared.databases.url_of(prepared.full))
