"""What the installation itself answers at the top of the site."""

from catalog.models import Municipality
from catalog.permissions.registry import reserve

reserve(Municipality, lambda: ["admin", "de", "en", "healthz", "sso", "static"])
