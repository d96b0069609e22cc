from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's admin with doors of our own."""

    default_site = "catalog.admin_site.TrackerSite"
