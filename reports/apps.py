from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What leaves the house."""

    name = "reports"
    verbose_name = _("What leaves the house")
