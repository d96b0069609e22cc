from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from measures_tracker.checks import proxies_are_counted


class AdministrationConfig(AdminConfig):
    """Django's admin with our own site class."""

    default_site = "measures_tracker.admin_site.TrackerSite"


class InstallationConfig(AppConfig):
    """The app that runs the installation: backups, the demo, health."""

    name = "measures_tracker"

    def ready(self) -> None:
        import_module("measures_tracker.registration")
        register(proxies_are_counted, Tags.security, deploy=True)
