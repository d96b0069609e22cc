"""What README and the manual promise exists."""

import re
import struct
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.browser.screenshots import FOLDER, HEIGHTS, PAGES, PAPER, START, file_of

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
MANUAL = (ROOT / "docs" / "operations.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def test_the_two_commands_exist() -> None:
    assert {"make demo", "make test"} <= set(re.findall(r"^make [a-z]+", README, re.MULTILINE))


def test_every_task_it_names_is_in_the_makefile() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", README))
    assert named <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def test_every_variable_of_the_settings_is_in_the_table_of_the_manual() -> None:
    files = ["settings.py", "environment.py", "settings_file.py"]
    code = "".join((ROOT / "measures_tracker" / file).read_text() for file in files)
    readers = "flag|choice|command|whole_number|listed|origins|folder|folder_if_set|text|find|database|environ.get"
    read = set(re.findall(rf"""\b(?:{readers})\(\s*"([A-Z_]+)\"""", code))
    assert {"DEBUG", "DATABASE_URL", "SECRET_KEY", "ENV_FILE"} <= read
    assert read == set(re.findall(r"^\| `([A-Z_]+)` \|", MANUAL, re.MULTILINE))


def test_every_management_command_it_or_a_manual_names_answers(capsys: pytest.CaptureFixture[str]) -> None:
    """And knows the options it is named with."""
    texts = [README, *(path.read_text() for path in sorted((ROOT / "docs").rglob("*.md")))]
    calls = {call for text in texts for call in re.findall(r"\bmanage\.py ([a-z][^\n`|;>)]*)", text)}
    assert {call.split()[0] for call in calls} >= {"anonymise_person", "forget_logins", "send_digests", "show_policy"}
    for call in calls:
        name = call.split()[0]
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        with pytest.raises(SystemExit) as ended:
            parser.parse_args(["--help"])
        assert ended.value.code == 0
        assert set(re.findall(r"--[a-z-]+", call)) <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out)), call


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_file_it_links_to_exists(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("width", HEIGHTS)
@pytest.mark.parametrize("name", PAGES)
def test_it_shows_the_main_pages(name: str, width: int) -> None:
    """As `make screenshots` takes them."""
    picture = file_of(name, width)
    assert str(picture.relative_to(ROOT)) in README
    assert width_of(picture) == width


@pytest.mark.parametrize("name", [START, PAPER])
def test_it_shows_the_start_page_of_planners_and_a_paper(name: str) -> None:
    assert f"docs/screenshots/{name}" in README
    assert width_of(FOLDER / name) > 600


def test_it_shows_the_pages_that_planners_work_on() -> None:
    """As `make screenshots` takes them for the handbook."""
    for name in ("startseite", "arbeitsplatz", "tabelle", "runde", "pruefung", "vorschau"):
        assert f"docs/handbuch/bilder/{name}.png" in README


def width_of(picture: Path) -> int:
    """The width in pixels of a picture that is light enough to be looked at on the way."""
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) <= 250_000
    (width,) = struct.unpack(">I", content[16:20])
    return int(width)


def test_every_task_of_the_makefile_says_what_it_does() -> None:
    tasks = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert tasks
    assert set(tasks[1].split()) == set(re.findall(r"^([\w-]+):.*  ## ", MAKEFILE, re.MULTILINE))
