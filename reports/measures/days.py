"""Reads days in an address: 2018-09-21 as the site writes them, 21.09.2018 as people do."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.addresses.query_string import word

AS_OF = "stand"
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
GERMAN = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})", re.ASCII)


def read_day(text: str) -> date:
    """Returns the day a text names; raises ValidationError with an example of a valid one."""
    found = ISO.fullmatch(text.strip()) or GERMAN.fullmatch(text.strip())
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass  # such as the 31st of February
    raise ValidationError(
        _("“%(text)s” is not a day. Write, for example, 21.09.2018."), code="invalid", params={"text": text}
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day whose state is shown; `error` says why it is not the one asked for."""

    day: date
    is_past: bool = False
    error: str = ""

    @property
    def query(self) -> str:
        """Returns the query string for the same day on another page, with the question mark; "" as of today."""
        return f"?{AS_OF}={self.day.isoformat()}" if self.is_past else ""

    @classmethod
    def read(cls, data: QueryDict) -> "AsOf":
        today = timezone.localdate()
        text = word(data.getlist(AS_OF))
        if not text:
            return cls(today)
        try:
            day = read_day(text)
        except ValidationError as error:
            return cls(today, error=" ".join(error.messages))
        if day > today:
            return cls(
                today, error=_("The %(day)s is still to come; nothing is known of it.") % {"day": f"{day:%d.%m.%Y}"}
            )
        return cls(day, is_past=day < today)
