from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    """The whole database as one file, and back: of tables and rows, whatever they are about."""

    name = "backups"
    verbose_name = _("Backups")
