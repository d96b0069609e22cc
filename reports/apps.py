from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The app of what is published."""

    name = "reports"
    verbose_name = _("What leaves the house")

    def ready(self) -> None:
        """Registers rules; models can be imported only now."""
        import_module("reports.registration")
        import_module("reports.traces")
