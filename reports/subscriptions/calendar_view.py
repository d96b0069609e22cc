from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.text import slugify
from django.views.decorators.http import conditional_page, require_safe

from monitoring.exports.tables import language_of_files
from reports.addresses.site import site_address
from reports.subscriptions.calendar import as_calendar, entries
from reports.subscriptions.topic import find_topic


@require_safe
@conditional_page
def calendar(request: HttpRequest, **names: str) -> HttpResponse:
    """Milestones, deadlines and discussions; asked for again by calendar programs all day long."""
    with language_of_files():
        topic = find_topic(**names)
        shown = entries(topic)
        content = as_calendar(topic, site_address(request), shown)
        name = f"{slugify('-'.join(topic.page.strip('/').split('/')))}-termine.ics"
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    if changes := [entry.changed_at for entry in shown if entry.changed_at]:
        response["Last-Modified"] = http_date(max(changes).timestamp())
    return response
