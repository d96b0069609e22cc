"""The five cities are loaded once. Every test sees them and takes back what it changes.

So no test may ask for `transaction=True` or `live_server`: both empty the tables for all that follow.
"""

import pytest
from pytest_django import DjangoDbBlocker

from reports.management.commands.demo import fixture_files, load_fixtures


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        if fixture_files():
            load_fixtures()
