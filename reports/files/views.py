"""The files of measures and papers, for whoever may see what they belong to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.permissions.scope import STRANGER
from monitoring.attachments.responses import send
from monitoring.models import Attachment
from reports.models import PaperAnnex


@require_safe
def attachment(request: HttpRequest, city: str, number: int, *, preview: bool = False) -> HttpResponse:
    """Sends a document or a photo of a measure; `preview` asks for a small version of the photo."""
    files = Attachment.objects.filter(measure__report__municipality__slug=city)
    found = get_object_or_404(files.seen_by(request.user), pk=number)
    is_public = Attachment.objects.visible_to(STRANGER).filter(pk=found.pk).exists()
    return send(request, found, is_public=is_public, preview=preview)


@require_safe
def annex(request: HttpRequest, city: str, slug: str, number: int) -> HttpResponse:
    """Sends the file of an annex of a paper."""
    annexes = PaperAnnex.objects.filter(paper__municipality__slug=city, paper__slug=slug)
    found = get_object_or_404(annexes.visible_to(request.user), pk=number)
    is_public = PaperAnnex.objects.visible_to(STRANGER).filter(pk=found.pk).exists()
    return send(request, found, is_public=is_public)
