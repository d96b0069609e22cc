from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    """The app of what happened since."""

    name = "monitoring"
    verbose_name = _("What happened since")

    def ready(self) -> None:
        """Registers rules; models can be imported only now."""
        import_module("monitoring.registration")
        import_module("monitoring.traces")
