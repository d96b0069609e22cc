"""The words at the top of the site that the installation itself answers."""

from catalog.models import Municipality
from catalog.permissions.registry import reserve

reserve(Municipality, lambda: ["admin", "de", "en", "healthz", "hilfe", "sso", "static"])
