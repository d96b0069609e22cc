"""The address for reports of security holes (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Returns the file, which expires some time ahead, so that nobody has to renew it; 404 without an address."""
    if not settings.OPERATOR_EMAIL:
        raise Http404
    last_day = timezone.now().astimezone(UTC).date() + timedelta(days=settings.SECURITY_TXT_DAYS)
    lines = [
        f"Contact: mailto:{settings.OPERATOR_EMAIL}",
        f"Expires: {datetime.combine(last_day, time(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
    ]
    if settings.SITE_URL:
        lines.append(f"Canonical: {settings.SITE_URL}/.well-known/security.txt")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
