from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """What was resolved."""

    name = "catalog"
    verbose_name = _("What was resolved")
