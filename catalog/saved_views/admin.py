"""Lists with links to the views that a person has named."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.models import SavedView


class SavedViewsAdmin(admin.ModelAdmin):
    """A mixin that gives the page of a list the views of whoever looks at it; one query, however many they are."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        label = self.opts.label_lower
        context = {
            "listing": label,
            "saved_views": SavedView.objects.filter(person=request.user.pk, listing=label),
            "query": request.GET.urlencode(),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})
