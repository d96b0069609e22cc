from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.comparison.form import ComparisonForm
from reports.comparison.table import Comparison
from reports.measures.scope import Scope


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Shows reports side by side by theme, or the form while fewer than two are chosen."""
    scope = Scope(request.user, timezone.localdate())
    form = ComparisonForm.read(request.GET, scope)
    context = {
        "form": form,
        "state": form.state,
        "themes": scope.all_themes,
        "comparison": Comparison(form.chosen, form.scope_then(), form.theme) if form.is_complete else None,
    }
    return render(request, "comparison/comparison.html", context)
