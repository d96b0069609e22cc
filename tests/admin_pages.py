"""Addresses of the admin in English, and what a browser would send from its forms."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.formats import localize_input
from django.utils.translation import override


def admin_url(name: str, *args: Any) -> str:
    with override("en"):
        return reverse(f"admin:{name}", args=args)


def form_data(client: Client, url: str) -> dict[str, Any]:
    """What would be sent if somebody opened the page and saved it untouched."""
    return page_data(client.get(url))


def page_data(response: Any) -> dict[str, Any]:
    """What would be sent from a form as it was shown, or came back."""
    context = response.context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    values = {field.html_name: typed(field) for form in forms for field in form}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    return {**sent, "_seen": context.get("seen", "")}


def typed(field: Any) -> Any:
    """What stands in the input: a figure as the language of the page writes it."""
    value = field.value()
    return localize_input(value) if field.field.widget.is_localized else value


def rows(response: Any) -> list[Any]:
    """The rows of a list page, in their order."""
    return list(response.context["cl"].result_list)


def errors(response: Any) -> dict[str, list[str]]:
    """The errors of the main form of a page that came back."""
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


def row_errors(response: Any) -> str:
    """All errors of the rows below the main form of a page that came back."""
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return " ".join(str(part) for formset in formsets for part in [formset.errors, formset.non_form_errors()])
