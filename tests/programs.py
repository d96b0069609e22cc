"""Programs of the system that some tests need; without them the tests are skipped, but never where CI is true."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest


def program(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        missing = f"{name} is missing. Install {package}."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def convert_in_libreoffice(folder: Path, ending: str, sources: Iterable[Path], *options: str) -> Path:
    """Has LibreOffice save files in another format, by one process, and returns the folder of the new ones."""
    converted = folder / ending
    command = [program("soffice", "libreoffice-calc-nogui"), "--headless"]
    command += [f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options, "--convert-to", ending]
    command += ["--outdir", str(converted), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return converted
