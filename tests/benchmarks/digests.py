"""How long digests take in a generated country: a thousand subscribers, a tenth of whom follow the largest city.

    python tests/postgresql.py python -m tests.benchmarks.digests [--share 0.05] [--subscribers 1000]

All have been told what there was; then two days of news are published in some of the municipalities. Mails stay in
memory. Prints the seconds, the time of the processor and the number of mails, of a run with news and of one without.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()

from django.core import mail  # noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from catalog.choices import Language, Publication  # noqa: E402
from catalog.models import Measure, Municipality, Report  # noqa: E402
from monitoring.choices import Status  # noqa: E402
from monitoring.models import StatusUpdate  # noqa: E402
from reports.models import Subscriber, Subscription  # noqa: E402
from reports.subscriptions.subscribing import confirm  # noqa: E402
from tests.benchmarks.management.commands.generate_country import add_sizes, ensure_country  # noqa: E402

MEGABYTE = 1024
NEWS = 500


def subscribe(number: int, chance: random.Random) -> None:
    """Adds subscribers: each follows a municipality and one report, every tenth of them the largest city."""
    largest = Municipality.objects.annotate(size=Count("reports__measures")).order_by("-size")[0].pk
    cities = list(Municipality.objects.filter(is_public=True).values_list("pk", flat=True))
    reports = list(Report.objects.filter(is_public=True).values_list("pk", flat=True))
    now = timezone.now()
    for place in range(Subscriber.objects.count(), number):
        subscriber = Subscriber.objects.create(email=f"{place}@example.org")
        city = largest if place % 10 == 0 else chance.choice(cities)
        for followed in ({"municipality_id": city}, {"report_id": chance.choice(reports)}):
            with transaction.atomic():
                confirm(Subscription.objects.create(subscriber=subscriber, asked_at=now, **followed), Language.GERMAN)


def publish(number: int, chance: random.Random) -> None:
    """Publishes so many updates of measures that are followed by somebody."""
    followed = Subscription.objects.filter(municipality__isnull=False).values("municipality")
    measures = Measure.objects.filter(report__municipality__in=followed, publication=Publication.PUBLISHED)
    keys = list(measures.order_by("pk").values_list("pk", flat=True))
    today = timezone.localdate()
    StatusUpdate.objects.filter(as_of__gte=today - timedelta(days=1)).delete()
    for key in chance.sample(keys, min(number, len(keys))):
        StatusUpdate.objects.create(
            measure_id=key, status=Status.DONE, text="Neu.", as_of=today, publication=Publication.PUBLISHED
        )


def run(name: str) -> None:
    mail.outbox = []
    Subscriber.objects.update(last_digest_on=None)
    begin, processor = time.perf_counter(), time.process_time()
    call_command("send_digests", verbosity=0)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    print(f"{name:12} {seconds:7.1f} s {cpu:7.1f} s cpu {len(mail.outbox):6} mails {memory:6.0f} MB", flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=1000)
    add_sizes(parser)
    options = vars(parser.parse_args())
    ensure_country(options)
    chance = random.Random(15)  # noqa: S311 - a benchmark
    subscribe(options["subscribers"], chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    publish(NEWS, chance)
    memory = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_BACKEND=memory, SITE_URL="https://example.org"):
        run("with news")
        run("without")


if __name__ == "__main__":
    main()
