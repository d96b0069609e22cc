"""Pictures of the five main pages for docs/, taken by `make screenshots` and no part of the tests.

They show the five cities on a fixed day, so that they change only when the pages do.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Page

FOLDER = Path(settings.BASE_DIR) / "docs" / "screenshots"
PAGES = {
    "home": "/",
    "city": "/heidelberg/",
    "report": "/heidelberg/soziale-lage-2018/",
    "measure": "/heidelberg/soziale-lage-2018/A3/",
    "changes": "/heidelberg/soziale-lage-2018/aenderungen/?von=2020-01-01",
}
HEIGHTS = {1280: 1000, 390: 1300}  # by width; what lies below is cut off
DAY = datetime(2022, 9, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))


def file_of(name: str, width: int) -> Path:
    return FOLDER / f"{name}-{width}.png"


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(DAY):
        yield


@pytest.mark.parametrize("width", HEIGHTS)
@pytest.mark.parametrize("name", PAGES)
def test_take(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(PAGES[name])
    height = min(HEIGHTS[width], page.evaluate("document.documentElement.scrollHeight"))
    FOLDER.mkdir(exist_ok=True)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=file_of(name, width), clip=clip, full_page=True)  # type: ignore[arg-type]
