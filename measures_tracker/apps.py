from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's admin with a login of our own."""

    default_site = "catalog.admin_site.TrackerSite"
