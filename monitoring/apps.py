from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    """The app of what happened since."""

    name = "monitoring"
    verbose_name = _("What happened since")

    def ready(self) -> None:
        """Registers rules and connects the receivers of signals about migrations; models can be imported only now."""
        import_module("monitoring.registration")
        import_module("monitoring.traces")
        pre_migrate.connect(import_string("monitoring.current.triggers.remove"), sender=self)
        post_migrate.connect(import_string("monitoring.current.triggers.create"), sender=self)
        post_migrate.connect(import_string("monitoring.current.indexing.create"), sender=self)
