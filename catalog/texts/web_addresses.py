"""Checks what is typed as a link: the address of a web page that says where it leads."""

import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

SCHEMES = ("http", "https")
NOT_SEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}  # Unicode's names for control characters, marks and blanks
is_complete = URLValidator(
    schemes=SCHEMES,
    message=_("This is not a web address. Write one such as https://www.example.org/page."),
    code="incomplete",  # forms have their own words for "invalid"
)


def validate_web_address(url: str) -> None:
    """Refuses an address that is no page, holds a password or looks as if it led elsewhere, and says what would do."""
    hidden = next((sign for sign in url if sign != " " and unicodedata.category(sign) in NOT_SEEN), None)
    if hidden is not None:
        raise ValidationError(
            _("The address holds a character that cannot be seen (%(code)s). Type the address anew."),
            code="hidden",
            params={"code": f"U+{ord(hidden):04X}"},
        )
    if ":" in url and url.partition(":")[0].casefold() not in SCHEMES:
        raise ValidationError(_("Write an address that begins with https:// or http://."), code="scheme")
    if "@" in _between_slashes(url):
        raise ValidationError(
            _("Take the name and the password out of the address: everybody could read them."), code="credentials"
        )
    is_complete(url)


def _between_slashes(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


class WebAddressField(forms.URLField):
    """A form field for a link; "www.example.org" becomes the encrypted page."""

    default_validators = [validate_web_address]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})
