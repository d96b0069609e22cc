"""Tokens in the links of mails: random keys of rows, signed for one purpose.

Only the receiver of the mail can use it: keys cannot be guessed from others, a key alone, be it read in the database,
opens nothing, and a link to unsubscribe confirms nothing.
"""

from datetime import timedelta
from uuid import UUID

from django.core.signing import Signer, TimestampSigner

from reports.models import Subscriber, Subscription

VALID_FOR = timedelta(days=7)

confirmation = TimestampSigner(salt="reports.confirm", sep=".")
removal = Signer(salt="reports.unsubscribe", sep=".")
removal_of_all = Signer(salt="reports.unsubscribe-from-all", sep=".")


def to_confirm(subscription: Subscription) -> str:
    return confirmation.sign(subscription.key.hex)


def confirmed_key(token: str) -> UUID:
    """Returns the key of a subscription. Raises BadSignature or, after a week, its subclass SignatureExpired."""
    return UUID(confirmation.unsign(token, max_age=VALID_FOR))


def to_unsubscribe(row: Subscription | Subscriber) -> str:
    signer = removal if isinstance(row, Subscription) else removal_of_all
    return signer.sign(row.key.hex)


def removed_key(token: str) -> UUID:
    """Returns the key of a subscription. Raises BadSignature."""
    return UUID(removal.unsign(token))


def removed_key_of_all(token: str) -> UUID:
    """Returns the key of a subscriber. Raises BadSignature."""
    return UUID(removal_of_all.unsign(token))
