"""Pictures of Musterstadt for docs/, taken by `make screenshots` and no part of the tests.

The invented city is made as of a fixed day, so that they change only when the pages do.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from measures_tracker.demo.people import prepare_people
from reports.models import CouncilPaper
from tests.invented import DAY_OF_DEMO, build_on, noon

FOLDER = Path(settings.BASE_DIR) / "docs" / "screenshots"
REPORT = "/musterstadt/fortschreibung/"
PAGES = {
    "home": "/",
    "city": "/musterstadt/",
    "overview": f"{REPORT}?ansicht=uebersicht",
    "table": f"{REPORT}?ansicht=tabelle",
    "measure": f"{REPORT}A3/",
    "changes": f"{REPORT}aenderungen/",
    "indicators": f"{REPORT}indikatoren/",
    "committee": "/musterstadt/gremien/soziales-und-gesundheit/",
}
HEIGHTS = {1280: 1000, 768: 1100, 390: 1300}  # by width; what lies below is cut off
START, PAPER = "start-1280.png", "paper.png"
COLOURS = 128


def file_of(name: str, width: int) -> Path:
    return FOLDER / f"{name}-{width}.png"


@pytest.fixture(autouse=True)
def city(db: None) -> Iterator[None]:
    build_on(DAY_OF_DEMO)
    cache.clear()
    with time_machine.travel(noon(DAY_OF_DEMO)):
        yield


def take(page: Page, path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    height = min(HEIGHTS[width], page.evaluate("document.documentElement.scrollHeight"))
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    lighten(path)


def lighten(path: Path) -> None:
    """Writes a picture anew with as many colours as pages need; it becomes a third as heavy."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def test_take_the_public_pages(page: Page) -> None:
    for name, address in PAGES.items():
        page.goto(address)
        for width in HEIGHTS:
            take(page, file_of(name, width), width)


def test_take_the_start_page_of_the_planner(context: BrowserContext) -> None:
    planner = prepare_people(CouncilPaper.objects.filter(municipality__slug="musterstadt")[0].municipality)[0]
    page = context.new_page()
    page.goto("/admin/login/")
    page.get_by_label("Benutzername").fill(planner.username)
    page.get_by_label("Passwort").fill(planner.password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_selector("#user-tools")
    take(page, FOLDER / START, 1280)


def test_take_the_first_page_of_a_paper(page: Page, tmp_path: Path) -> None:
    paper = CouncilPaper.objects.get(slug="umsetzung-zweiter-bericht")
    answer = page.request.get(f"{paper.get_absolute_url()}vorlage.pdf")
    (tmp_path / "paper.pdf").write_bytes(answer.body())
    program = shutil.which("pdftoppm")
    assert program
    command = [program, "-png", "-r", "80", "-f", "1", "-singlefile", "paper.pdf", "paper"]
    subprocess.run(command, cwd=tmp_path, check=True)
    shutil.copy(tmp_path / PAPER, FOLDER / PAPER)
