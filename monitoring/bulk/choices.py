"""What forms of bulk acts offer beside what measures themselves offer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FormerLeads(TextChoices):
    """What becomes of the offices that led so far."""

    GO = "go", _("are no longer named")
    TAKE_PART = "take_part", _("take part from now on")
    STAY = "stay", _("stay in the lead, too")


class ThemeChange(TextChoices):
    SET = "set", _("exactly these; none: those of its section again")
    ADD = "add", _("these in addition")
    TAKE = "take", _("without these")
