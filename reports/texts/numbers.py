"""Numbers as people read them."""

from decimal import Decimal

from django.utils import formats


def figure(value: Decimal | None) -> str:
    """Returns 1250.5000 as "1.250,5"; no value as "", not zero."""
    if value is None:
        return ""
    decimals = max(-int(value.normalize().as_tuple().exponent), 0)
    return formats.number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)
