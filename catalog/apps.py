from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """What was resolved."""

    name = "catalog"
    verbose_name = _("What was resolved")

    def ready(self) -> None:
        """Listen to Django's own signals about logins."""
        import_module("catalog.logins")
