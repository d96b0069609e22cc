from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """The app of what was resolved."""

    name = "catalog"
    verbose_name = _("What was resolved")

    def ready(self) -> None:
        """Connects the receivers of Django's signals about logins, people and migrations.

        Models, and so the triggers on their tables, can be imported only now.
        """
        import_module("catalog.registration")
        import_module("catalog.people.audit_signals")
        import_module("catalog.people.lost_rights")
        pre_migrate.connect(import_string("catalog.triggers.remove"), sender=self)
        post_migrate.connect(import_string("catalog.triggers.create"), sender=self)
        pre_migrate.connect(import_string("catalog.revisions.triggers.remove"), sender=self)
        post_migrate.connect(import_string("catalog.revisions.triggers.create"), sender=self)
        post_migrate.connect(import_string("catalog.name_indexes.create"), sender=self)
