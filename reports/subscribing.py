"""Subscribe, confirm, leave. Whoever asks is answered alike, whether or not an address is known."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from catalog.email_addresses import comparable
from reports.mails import confirmation_mail
from reports.models import Subscriber, Subscription, ToldNews
from reports.news import keys_by_day
from reports.tokens import VALID_FOR
from reports.topic import Followed, Topic

PAUSE = timedelta(hours=1)  # between two mails about the same thing
MOST_A_DAY = 5  # mails to one address that nobody may have wanted


def subscribe(email: str, topic: Topic, language: str, site: str) -> None:
    """Ask the address whether it is willing, unless it has just been asked; raises what the mail server raises.

    An address that has confirmed is told so: silence would say that it is known.
    """
    subscription = note_request(email, topic.followed, language)
    if subscription is None:
        return
    with translation.override(language):
        message = confirmation_mail(subscription, site)
    try:
        message.send()
    except OSError:  # as every SMTPException is one
        Subscription.objects.filter(pk=subscription.pk).update(asked_at=F("asked_at") - PAUSE)
        raise


@transaction.atomic
def note_request(email: str, followed: Followed, language: str) -> Subscription | None:
    """The subscription to ask about, written down as asked; None where the address must be left in peace."""
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
    """From now on there is news; what can be read today already is none.

    What another subscription of the same address is still to be told stays news.
    """
    subscriber = Subscriber.objects.select_for_update(no_key=True).get(pk=subscription.subscriber_id)
    others = Subscription.objects.confirmed().with_followed().filter(subscriber=subscriber)
    followed = {key for other in others for key in keys_by_day(Topic(other.followed).measures())}
    known = set(keys_by_day(Topic(subscription.followed).measures())) - followed
    ToldNews.objects.bulk_create((ToldNews(subscriber=subscriber, key=key) for key in known), ignore_conflicts=True)
    subscription.confirmed_at = timezone.now()
    subscription.save(update_fields=["confirmed_at"])
    subscriber.language = language
    subscriber.save(update_fields=["language"])


@transaction.atomic
def unsubscribe(subscription: Subscription) -> None:
    """The address goes with its last subscription."""
    subscriber = Subscriber.objects.select_for_update(no_key=True).filter(pk=subscription.subscriber_id).first()
    subscription.delete()
    if subscriber and not subscriber.subscriptions.exists():
        subscriber.delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete what nobody has confirmed in time, and addresses that follow nothing; how many subscriptions."""
    late = Subscription.objects.unconfirmed_since(timezone.now() - VALID_FOR)
    _rows, by_model = late.delete()
    Subscriber.objects.filter(subscriptions=None).delete()
    return by_model.get(Subscription._meta.label, 0)


def field_of(followed: Followed) -> str:
    """Of a subscription: "municipality", "report", "office" or "measure"."""
    name = followed._meta.concrete_model._meta.model_name if followed._meta.concrete_model else None
    return str(name)
