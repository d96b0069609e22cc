"""Subscribes, confirms and unsubscribes. The answer never depends on whether an address is known."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from catalog.choices import MailKind
from catalog.mails.sending import Occasion, send_and_log
from catalog.texts.email_addresses import comparable
from reports.changes.news import keys_by_day
from reports.models import Subscriber, Subscription, ToldNews
from reports.subscriptions.mails import confirmation_mail
from reports.subscriptions.tokens import VALID_FOR
from reports.subscriptions.topic import Followed, Topic

PAUSE = timedelta(hours=1)  # time between two mails about the same subscription
MOST_A_DAY = 5  # mails to one address, which may not have wanted them


def subscribe(email: str, topic: Topic, language: str, site: str) -> None:
    """Mails the address for confirmation, unless it was asked recently; raises what the mail server raises.

    An address that has confirmed gets a mail, too: silence would tell that it is known.
    """
    subscription = note_request(email, topic.followed, language)
    if subscription is None:
        return
    with translation.override(language):
        message = confirmation_mail(subscription, site)
    try:
        send_and_log(message, Occasion(kind=MailKind.CONFIRMATION, is_private=True))
    except OSError:  # SMTPException is a kind of it
        Subscription.objects.filter(pk=subscription.pk).update(asked_at=F("asked_at") - PAUSE)
        raise


@transaction.atomic
def note_request(email: str, followed: Followed, language: str) -> Subscription | None:
    """Returns the subscription to confirm, with the time of asking; None where no mail may be sent."""
    now, today = timezone.now(), timezone.localdate()
    subscriber, _new = Subscriber.objects.select_for_update(no_key=True).get_or_create(
        email=comparable(email), defaults={"language": language}
    )
    if subscriber.asked_on != today:
        subscriber.asked_on, subscriber.times_asked = today, 0
    about = {"subscriber": subscriber, field_of(followed): followed}
    subscription = Subscription.objects.with_followed().filter(**about).first()
    just_asked = subscription is not None and subscription.asked_at > now - PAUSE
    if just_asked or subscriber.times_asked >= MOST_A_DAY:
        return None
    subscription = subscription or Subscription(**about)
    subscription.asked_at = now
    subscription.save()
    subscriber.times_asked += 1
    subscriber.save(update_fields=["asked_on", "times_asked"])
    return subscription


@transaction.atomic
def confirm(subscription: Subscription, language: str) -> None:
    """Confirms a subscription: news begin now, and present news count as told.

    News still to be told by another subscription of the same address stay news.
    """
    subscriber = Subscriber.objects.select_for_update(no_key=True).get(pk=subscription.subscriber_id)
    others = Subscription.objects.confirmed().with_followed().filter(subscriber=subscriber)
    followed = {key for other in others for key in keys_by_day(Topic(other.followed).within("measure__"))}
    known = set(keys_by_day(Topic(subscription.followed).within("measure__"))) - followed
    ToldNews.objects.bulk_create((ToldNews(subscriber=subscriber, key=key) for key in known), ignore_conflicts=True)
    subscription.confirmed_at = timezone.now()
    subscription.save(update_fields=["confirmed_at"])
    subscriber.language = language
    subscriber.save(update_fields=["language"])


@transaction.atomic
def unsubscribe(subscription: Subscription) -> None:
    """Deletes a subscription, and the address with its last one."""
    subscriber = Subscriber.objects.select_for_update(no_key=True).filter(pk=subscription.subscriber_id).first()
    subscription.delete()
    if subscriber and not subscriber.subscriptions.exists():
        subscriber.delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Deletes subscriptions not confirmed in time, and addresses without any; returns the number of subscriptions."""
    late = Subscription.objects.unconfirmed_since(timezone.now() - VALID_FOR)
    _rows, by_model = late.delete()
    Subscriber.objects.filter(subscriptions=None).delete()
    return by_model.get(Subscription._meta.label, 0)


def field_of(followed: Followed) -> str:
    """Returns the field of a subscription that is set: "municipality", "report", "office" or "measure"."""
    name = followed._meta.concrete_model._meta.model_name if followed._meta.concrete_model else None
    return str(name)
