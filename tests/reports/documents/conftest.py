"""Programs that read finished documents."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs import program

ToPdf = Callable[[bytes], bytes]
AllToPdf = Callable[[dict[str, bytes]], dict[str, bytes]]  # by name


@pytest.fixture(scope="session")
def poppler() -> None:
    """What reads a PDF."""
    for name in ("pdffonts", "pdfinfo", "pdftotext"):
        program(name, "poppler-utils")


@pytest.fixture(scope="session")
def all_in_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> AllToPdf:
    """Opens Word files in LibreOffice and prints them into PDFs: by one process, for it takes long to start."""
    soffice = program("soffice", "libreoffice-writer-nogui")
    profile = tmp_path_factory.mktemp("libreoffice")

    def convert(files: dict[str, bytes]) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("converted")
        sources = {name: Path(folder, f"{name}.docx") for name in files}
        for name, source in sources.items():
            source.write_bytes(files[name])
        command = [soffice, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf"]
        command += ["--outdir", str(folder), *map(str, sources.values())]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return {name: source.with_suffix(".pdf").read_bytes() for name, source in sources.items()}

    return convert


@pytest.fixture(scope="session")
def in_libreoffice(all_in_libreoffice: AllToPdf) -> ToPdf:
    """The same for one of them."""
    return lambda docx: all_in_libreoffice({"document": docx})["document"]
