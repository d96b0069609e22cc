"""What somebody reads who opens a document, whatever its format."""

import io
import os
import re
import shutil
import subprocess
import unicodedata

import docx
import page
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from docx.oxml.ns import qn

from reports.documents.document import Document
from reports.documents.writers.glyphs import showable

FOOTER = re.compile(r"^.*Seite \d+ von \d+.*$", re.MULTILINE)


def complaints(pdf: bytes) -> list[str]:
    """What breaks PDF/UA-1."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    return [] if report.is_compliant else [failure.message for failure in report.failures]


def output(program: str, *options: str, pdf: bytes) -> str:
    path = shutil.which(program)
    assert path, f"{program} is missing: poppler-utils"
    done = subprocess.run([path, *options], input=pdf, capture_output=True, check=True, env={**os.environ, "TZ": "UTC"})
    return done.stdout.decode()


def facts(pdf: bytes) -> dict[str, str]:
    """What pdfinfo says: "Tagged", "Title", "Pages" …"""
    said = output("pdfinfo", "-", pdf=pdf)
    pairs = (line.partition(":") for line in said.splitlines())
    return {name: value.strip() for name, _colon, value in pairs}


def fonts(pdf: bytes) -> list[str]:
    """The names of those in the file, without the mark of a subset; every one has to be embedded."""
    said = output("pdffonts", "-", pdf=pdf)
    lines = said.splitlines()[2:]
    assert all(re.search(r" yes yes yes +\d+ +0$", line) for line in lines)
    return [line.split()[0].partition("+")[2] for line in lines]


def of_pdf(pdf: bytes) -> str:
    """In the order in which it is written; without the foot of the pages."""
    return FOOTER.sub("", all_of_pdf(pdf))


def all_of_pdf(pdf: bytes) -> str:
    """Also the foot of the pages."""
    return output("pdftotext", "-raw", "-", "-", pdf=pdf)


def of_docx(content: bytes) -> str:
    """All paragraphs, in tables and outside of them, in their order."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def page_of(document: Document) -> BeautifulSoup:
    """The document as a part of a page, without sender and title, which the page itself says."""
    return BeautifulSoup(render_to_string("documents/_document.html", {"document": document}), "html.parser")


def of_html(document: Document) -> str:
    return "\n".join([*document.sender, document.title, page_of(document).get_text("\n")])


def letters(text: str) -> str:
    """Only what is read: no blanks, and neither hyphens nor marks of lists, which stand at other places elsewhere."""
    shown = unicodedata.normalize("NFKC", showable(text))
    return re.sub(r"[\s\-‐•‣]|^\d+\.(?=\s)", "", shown, flags=re.MULTILINE)
