"""The words in which a city asks its offices, with placeholders in braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.fields import LineField, ProseField, UniqueWithin
from catalog.models import Municipality
from catalog.models.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDERS = ("amt", "anzahl", "frist", "runde", "stand", "kommune")
IN_BRACES = re.compile(r"\{([^{}\n]*)\}")
LONGEST_SUBJECT = 150


def validate_letter(text: str) -> None:
    """Raises ValidationError that names the line of an unknown placeholder and those there are."""
    for number, line in enumerate(text.splitlines(), 1):
        for name in IN_BRACES.findall(line):
            if name.strip() not in PLACEHOLDERS:
                raise ValidationError(
                    _("Line %(number)s: there is no placeholder “%(name)s”. Known are: %(names)s."),
                    params={
                        "number": number,
                        "name": name,
                        "names": ", ".join(f"{{{known}}}" for known in PLACEHOLDERS),
                    },
                )


def filled(text: str, values: Mapping[str, str]) -> str:
    """Returns the text with the values in place of their names; braces around anything else stay as they are."""
    return IN_BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), text)


class LetterTemplate(UniqueWithin):
    """The letter with which a municipality asks its offices; each round may change it for itself."""

    within = "municipality"

    municipality = models.OneToOneField(
        Municipality, on_delete=models.PROTECT, related_name="letter_template", verbose_name=_("municipality")
    )
    subject = LineField(
        _("subject"),
        max_length=LONGEST_SUBJECT,
        validators=[validate_letter],
        help_text=_("{amt}, {anzahl}, {frist}, {runde}, {stand} and {kommune} stand for what they name."),
    )
    text = ProseField(
        _("letter"),
        validators=[validate_letter],
        help_text=_("The same names may stand here. The link and the list of measures follow by themselves."),
    )

    history = Versions()

    class Meta:
        verbose_name = _("letter to offices")
        verbose_name_plural = _("letters to offices")
        ordering = ["municipality__name"]

    def __str__(self) -> str:
        return self.subject

    def natural_key(self) -> tuple[str]:
        return (self.municipality.ags,)

    natural_key.dependencies = ["catalog.municipality"]  # type: ignore[attr-defined]  # read by dumpdata
