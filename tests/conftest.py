"""The five cities are loaded once. Every test sees them and takes back what it changes.

So no test may ask for `transaction=True` or `live_server`: both empty the tables for all that follow.
"""

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from catalog.models import Measure, Municipality, Office, Report
from reports.management.commands.demo import fixture_files, load_fixtures


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        if fixture_files():
            load_fixtures()


@pytest.fixture(autouse=True)
def default_language() -> None:
    """A page asked for in English leaves its language behind; every test starts in the site's own."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def without_cities(db: None) -> None:
    """For tests that count rows or name everything on a page."""
    Measure.objects.all().delete()
    Report.objects.update(predecessor=None)
    Report.objects.all().delete()
    Office.objects.update(parent=None)
    Office.objects.all().delete()
    Municipality.objects.all().delete()
