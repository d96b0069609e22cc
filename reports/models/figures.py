"""Figures in the words of a paper: names in braces, so that nobody types a number."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.choices import STATUS_WORDS

# What stands in braces for a figure, in the order in which a form explains them.
STATUS_NAMES = {status: word.figure for status, word in STATUS_WORDS.items()}
ALL, WITHOUT_REPORT, LATE, NEWS = "gesamt", "ohne_meldung", "verspätet", "neue_meldungen"
WITHOUT_WORD = "ohne_angabe"  # reported on, but no word for the status was ever said
PASSED = "frist_verstrichen"  # and nobody has reported since
AS_OF, LAST_PAPER = "stand", "letzte_vorlage"
NAMES = (ALL, *STATUS_NAMES.values(), WITHOUT_WORD, WITHOUT_REPORT, LATE, PASSED, NEWS, AS_OF, LAST_PAPER)
IN_BRACES = re.compile(r"\{([^{}]*)\}")


def refuse_unknown_figures(text: str) -> None:
    """Raises ValidationError for a name in braces that no figure has."""
    unknown = [name for name in IN_BRACES.findall(text) if name.strip() not in NAMES]
    if unknown:
        raise ValidationError(
            _("There is no figure called “%(name)s”. Known are: %(names)s."),
            params={"name": unknown[0], "names": ", ".join(f"{{{name}}}" for name in NAMES)},
        )
