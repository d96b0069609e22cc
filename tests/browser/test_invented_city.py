"""Musterstadt in a real browser: what a living city adds to the pages that the five cities have."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from tests.browser.accessibility import assert_everybody_can_use, assert_fits
from tests.browser.test_public_pages import BETWEEN
from tests.public_addresses import OF_MUSTERSTADT

pytestmark = pytest.mark.usefixtures("with_musterstadt")


@pytest.mark.parametrize("path", OF_MUSTERSTADT)
def test_everybody_can_use_its_pages(page: Page, path: str) -> None:
    """On screens and on paper, and never wider than the screen."""
    cache.clear()
    page.goto(path)
    assert_everybody_can_use(page, on_paper=True)
    for width in BETWEEN:
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page, width)
