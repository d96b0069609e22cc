"""Makes the files of papers from plain values, within a request or in a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.council.issued_papers import IssuedPaper
from reports.council.issuing import AROUND, content_of, draft
from reports.documents.jobs.job import Recipe
from reports.documents.writers.formats import FORMATS
from reports.models import CouncilPaper, FrozenPaper, PaperTemplate

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor
    from reports.choices import Audience
    from reports.council.paper_document import PaperDocument


def issued_recipe(_visitor: Visitor, *, frozen: int, ending: str) -> Recipe:
    """Returns the recipe for a paper exactly as it was issued."""
    found = FrozenPaper.objects.select_related("paper").get(pk=frozen)
    return recipe_of_issued(IssuedPaper(found.paper, found), ending)


def recipe_of_issued(issued: IssuedPaper, ending: str) -> Recipe:
    return Recipe(
        build=lambda _listener: issued.document,
        write=lambda document: FORMATS[ending].write(document, issued.theme),
    )


def draft_recipe(_visitor: Visitor, *, paper: int, template: int | None, audience: Audience, ending: str) -> Recipe:
    """Returns the recipe for a paper as it would be issued now, in the form of the template."""
    found = CouncilPaper.objects.select_related(*AROUND).get(pk=paper)
    found.template = None if template is None else PaperTemplate.objects.select_related("municipality").get(pk=template)
    return recipe_of_draft(content_of(found, audience), ending)


def recipe_of_draft(content: PaperDocument, ending: str) -> Recipe:
    return Recipe(
        build=lambda _listener: draft(content),
        write=lambda document: FORMATS[ending].write(document, content.theme),
    )
