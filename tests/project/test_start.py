"""What is loaded when a command or a web worker starts, each in a process of its own."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from catalog.on_demand import NAMES, import_all

# Libraries that take long to load, and that few pages and commands want.
HEAVY = {
    *("PIL", "cryptography", "docx", "fido2", "holidays", "icalendar", "lxml", "markdown_it", "openpyxl", "segno"),
    *("requests", "typst", "urllib3", "xlrd", "yaml"),
}
IN_WORKERS = HEAVY - {"typst", "yaml"}  # what pages want; typst has a process of its own (reports/documents/writers)
LISTED = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); "
COMMAND = f"{LISTED}import manage; manage.main(sys.argv)"
WORKER = f"{LISTED}import measures_tracker.wsgi"


def run(folder: Path, *arguments: str) -> str:
    """Returns what Python has printed."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DEBUG": "true",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Returns the modules that are loaded when a program ends."""
    return set(run(folder, "-c", *arguments).splitlines()[-1].split())


def test_the_names_of_the_libraries_are_right() -> None:
    assert [name for name in sorted(HEAVY) if find_spec(name) is None] == []


@pytest.mark.parametrize("command", ["help", "check", "migrate --check"])
def test_a_command_starts_without_what_it_does_not_want(tmp_path: Path, command: str) -> None:
    modules = loaded(tmp_path, COMMAND, *command.split())
    assert "monitoring.admin" in modules
    assert modules & HEAVY == set()


def test_a_worker_has_loaded_all_before_it_answers(tmp_path: Path) -> None:
    modules = loaded(tmp_path, WORKER)
    assert {*IN_WORKERS, settings.ROOT_URLCONF} - modules == set()


def test_garbage_is_collected_again_while_a_command_runs(tmp_path: Path) -> None:
    """Of what was loaded before, nothing is looked through any more."""
    program = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    assert run(tmp_path, "manage.py", "shell", "--no-imports", "-c", program) == "True True\n"


def test_everything_that_is_named_exists() -> None:
    assert get_resolver().url_patterns
    assert "reports.documents.writers.pdf.write_pdf" in NAMES
    import_all()


def test_a_wrong_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.on_demand.NAMES", {"catalog.qr_codes.no_code"})
    with pytest.raises(ImportError, match="no_code"):
        import_all()
