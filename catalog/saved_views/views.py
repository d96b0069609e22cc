"""Naming the filters of a list, and forgetting them again; a person sees their own only."""

from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.fields import LONGEST_NOTE
from catalog.models import SavedView, User

MOST_VIEWS = 30  # of one list and person
NOT_KEPT = {"p", "all", "e", "_popup", "_to_field"}  # which page, and how it was opened: no filters


class ViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ("name",)


def list_of(label: str) -> str:
    """Returns the address of a list, by the label of its model."""
    app, _dot, model = label.partition(".")
    return reverse(f"admin:{app}_{model}_changelist")


def kept_query(text: str) -> str:
    """Returns the filters of a query string in one spelling."""
    query = QueryDict(text[:LONGEST_NOTE], mutable=True)
    for name in NOT_KEPT & query.keys():
        del query[name]
    return query.urlencode()


def page_of(request: HttpRequest, label: str) -> Any:
    """Returns the page with the list of a model; raises 404 where this person sees none."""
    try:
        page = admin.site.get_model_admin(apps.get_model(label))
    except (LookupError, ValueError, NotRegistered) as error:
        raise Http404 from error
    if not page.has_view_permission(request):
        raise Http404
    return page


@require_POST
@transaction.atomic
def keep_view(request: HttpRequest) -> HttpResponse:
    """Names the filters that were sent; a name that exists stands for the new ones from then on."""
    label = page_of(request, request.POST.get("listing", "")).opts.label_lower
    query = kept_query(request.POST.get("query", ""))
    back = HttpResponseRedirect(f"{list_of(label)}?{query}")
    person = cast("User", request.user)
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The name of the view: %(what)s") % {"what": " ".join(map(str, form.errors["name"]))})
        return back
    name = form.cleaned_data["name"]
    views = SavedView.objects.filter(person=person, listing=label)
    if len(query) > LONGEST_NOTE or (views.exclude(name=name).count() >= MOST_VIEWS):
        messages.error(request, _("There are too many views of this list. Forget one first."))
        return back
    SavedView.objects.update_or_create(person=person, listing=label, name=name, defaults={"query": query})
    words = _("“%(name)s” stands above this list from now on. Only you see it.")
    messages.success(request, words % {"name": name})
    return back


@require_POST
@transaction.atomic
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, person=request.user.pk)
    page_of(request, view.listing)
    view.delete()
    messages.success(request, _("“%(name)s” is forgotten. Only you saw it.") % {"name": view.name})
    return HttpResponseRedirect(f"{list_of(view.listing)}?{kept_query(request.POST.get('query', ''))}")


saved_views = [
    path("", admin.site.admin_view(keep_view), name="keep-view"),
    path("<int:pk>/vergessen/", admin.site.admin_view(forget_view), name="forget-view"),
]
