"""Programs that read finished documents; without them the tests are skipped, but never where CI is true."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ToPdf = Callable[[bytes], bytes]


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        missing = f"{name} is needed to read documents. Install {package}."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def poppler() -> None:
    """What reads a PDF."""
    for name in ("pdffonts", "pdfinfo", "pdftotext"):
        program(name, "poppler-utils")


@pytest.fixture(scope="session")
def in_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> ToPdf:
    """Opens a Word file in LibreOffice and prints it into a PDF."""
    soffice = program("soffice", "libreoffice-writer-nogui")
    profile = tmp_path_factory.mktemp("libreoffice")

    def convert(docx: bytes) -> bytes:
        folder = tmp_path_factory.mktemp("converted")
        source = Path(folder, "document.docx")
        source.write_bytes(docx)
        command = [soffice, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=120)
        return source.with_suffix(".pdf").read_bytes()

    return convert
