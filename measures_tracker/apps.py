from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from measures_tracker.checks import proxies_are_counted


class AdministrationConfig(AdminConfig):
    """Django's admin with doors of our own."""

    default_site = "catalog.admin_site.TrackerSite"

    def ready(self) -> None:
        super().ready()
        register(proxies_are_counted, Tags.security, deploy=True)
