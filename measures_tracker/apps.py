from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created

from measures_tracker.checks import proxies_are_counted
from measures_tracker.join_order import look_further


class AdministrationConfig(AdminConfig):
    """Django's admin with our own site class."""

    default_site = "measures_tracker.admin_site.TrackerSite"


class InstallationConfig(AppConfig):
    """The app that runs the installation: backups, the demo, health."""

    name = "measures_tracker"

    def ready(self) -> None:
        import_module("measures_tracker.registration")
        connection_created.connect(look_further)
        register(proxies_are_counted, Tags.security, deploy=True)
