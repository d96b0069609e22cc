"""Pages about the site itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Municipality
from monitoring.models import Status


@require_safe
def status_definitions(request: HttpRequest) -> HttpResponse:
    """What the status words promise."""
    return render(request, "site/status_definitions.html", {"statuses": list(Status)})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, with whom to tell about barriers."""
    municipalities = Municipality.objects.visible_to(request.user)
    return render(request, "site/accessibility.html", {"municipalities": municipalities})
