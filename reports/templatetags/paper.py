"""What a page carries on paper only: where it stands on the web."""

from django import template
from django.template import Context

from reports.addresses.qr_code import qr_code
from reports.addresses.short import short_address

register = template.Library()

# What a page may be about, the most special first.
SUBJECTS = ("measure", "office", "report", "municipality")


@register.inclusion_tag("partials/_take_along.html", takes_context=True)
def take_along(context: Context) -> dict[str, object]:
    """Short address and QR code of exactly this view, whatever the page is about."""
    address = short_address(context["request"], [context[name] for name in SUBJECTS if context.get(name)])
    return {"address": address, "qr_code": qr_code(address)}
