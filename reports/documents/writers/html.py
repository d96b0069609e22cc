"""Writes a document as a part of a page, which has the title itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from reports.documents.document import Document


def write_html(document: Document) -> SafeString:
    return render_to_string("documents/_document.html", {"document": document})
