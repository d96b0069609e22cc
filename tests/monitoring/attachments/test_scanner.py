"""The virus scanner of an installation sees each file before anything of it is read or kept."""

import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pytest_django import Settings

from monitoring.attachments.uploads import check
from tests.uploads import PDF

READS = "import sys; sys.exit(b'%PDF' in sys.stdin.buffer.read())"
OPENS = "import sys; sys.exit(b'%PDF' in open(sys.argv[1], 'rb').read())"


def answer(settings: Settings, *command: str) -> str:
    settings.ATTACHMENT_SCANNER = list(command)
    with translation.override("de"):
        try:
            check(PDF, "bericht.pdf")
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def python(code: str, *more: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *more)


def test_a_file_that_passes_is_taken(settings: Settings) -> None:
    assert answer(settings, *python("import sys; sys.stdin.buffer.read()")) == ""


@pytest.mark.parametrize("command", [python(READS), python(OPENS, "{file}")], ids=["by its input", "by a path"])
def test_the_command_gets_the_file_and_may_refuse_it(settings: Settings, command: tuple[str, ...]) -> None:
    assert "Virenscanner lehnt diese Datei ab" in answer(settings, *command)


def test_the_path_is_gone_afterwards(settings: Settings, tmp_path: Path) -> None:
    note = tmp_path / "note"
    code = f"import sys, pathlib; pathlib.Path({str(note)!r}).write_text(sys.argv[1])"
    assert answer(settings, *python(code, "{file}")) == ""
    assert note.read_text()
    assert not Path(note.read_text()).exists()


@pytest.mark.parametrize(
    "command",
    [("/nirgendwo/scanner",), python("raise SystemExit(2)"), python("import time; time.sleep(60)")],
    ids=["missing", "broken", "slow"],
)
def test_without_an_answer_nothing_is_taken(settings: Settings, command: tuple[str, ...]) -> None:
    settings.ATTACHMENT_SCANNER_SECONDS = 1
    assert "Virenscanner antwortet nicht" in answer(settings, *command)
