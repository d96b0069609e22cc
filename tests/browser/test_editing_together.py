"""The page that tells about somebody else's changes, as it is seen, with and without script."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from catalog.models import Measure
from tests import factories
from tests.browser.accessibility import assert_accessible
from tests.browser.test_admin_measures import log_in
