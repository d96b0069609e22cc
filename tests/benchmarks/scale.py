"""What each page costs in a generated country: time, processor, rows, queries, memory and weight.

    python tests/postgresql.py python -m tests.benchmarks.scale [--share 0.05] [--only home theme]

Fills the database of DATABASE_URL unless it holds a country already. Each page is asked for in a process of its own,
so that the peak memory is its own; one warms up, then the median of some runs counts. Figures of a run stand in
tests/benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import time
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()
import_module("measures_tracker.wsgi")  # workers have loaded all, and look for garbage less often

from django.contrib.admin import site  # noqa: E402 - models can be imported once Django is set up
from django.db import DatabaseError, connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.urls import reverse  # noqa: E402

from catalog.choices import MemberRole  # noqa: E402
from catalog.models import Measure, Membership, Municipality, Office, Report, User  # noqa: E402
from catalog.permissions.policy import permitted  # noqa: E402
from catalog.permissions.registry import Action  # noqa: E402
from reports.comparison.form import address_of  # noqa: E402
from tests.benchmarks.management.commands.generate_country import add_sizes, ensure_country  # noqa: E402
from tests.fetched import counting  # noqa: E402

LONGEST = 60  # seconds for a query
ENOUGH = 5  # seconds for the runs of a page
RUNS = 7
MEGABYTE = 1024
MILLISECONDS = 1000
HEADINGS = ("page", "ms", "cpu ms", "queries", "rows", "MB", "kB")
LINE = "{:38} {:>8} {:>8} {:>8} {:>9} {:>6} {:>7}"


def addresses() -> dict[str, str]:
    """Returns the pages to ask for by a name: of the country, of its largest places, and of small ones."""
    largest = Report.objects.annotate(size=Count("measures")).order_by("-size").select_related("municipality")[0]
    small = Report.objects.filter(is_public=True, pk__gt=3).select_related("municipality")[0]
    city, large = small.municipality.get_absolute_url(), largest.municipality.get_absolute_url()
    measure = Measure.objects.filter(report=small, parent=None, publication="published")[0].get_absolute_url()
    office = Office.objects.filter(municipality=small.municipality)[0].get_absolute_url()
    big_office = Office.objects.filter(municipality=largest.municipality)[0].get_absolute_url()
    report, big = small.get_absolute_url(), largest.get_absolute_url()
    second = largest.municipality.reports.exclude(pk=largest.pk).order_by("-is_public", "pk")[0]
    followed = {"city": city, "large city": large, "report": report, "office": office, "measure": measure}
    return {
        "home": "/",
        "home-search": "/?q=Beratungen",
        "home-search-city": "/?q=ahornau",
        "themes": "/themen/",
        "theme": "/themen/arbeit/",
        "theme-status": "/themen/arbeit/?status=umgesetzt",
        "measures": "/massnahmen/",
        "measures-page-90": "/massnahmen/?seite=90",
        "measures-status": "/massnahmen/?status=umgesetzt",
        "measures-two-filters": "/massnahmen/?status=umgesetzt&frist=verspaetet",
        "measures-search": "/massnahmen/?suche=Schuldnerberatung+Jugendliche+einf%C3%BChren",
        "measures-search-rare": "/massnahmen/?suche=Tigerente",
        "measures-city": f"/massnahmen/?kommune={small.municipality.slug}",
        "measures-sorted": "/massnahmen/?sortierung=frist",
        "measures-sorted-page-3000": "/massnahmen/?sortierung=frist&seite=3000",
        "measures-sorted-page-6000": "/massnahmen/?sortierung=frist&seite=6000",
        "measures-costs": "/massnahmen/?sortierung=-kosten",
        "measures-costs-page-1500": "/massnahmen/?sortierung=-kosten&seite=1500",
        "measures-silent": "/massnahmen/?ohne-meldung-seit=2021-01-01",
        "measures-past": "/massnahmen/?stand=2022-01-01",
        "comparison": "/vergleich/",
        "comparison-of-two": str(address_of([largest, small])),
        "comparison-of-large-city": str(address_of([largest, second])),
        "comparison-past": f"{address_of([largest, second])}&stand=2022-01-01",
        "city": city,
        "city-measures": f"{city}massnahmen/",
        "large-city": large,
        "large-city-measures": f"{large}massnahmen/",
        "large-city-filtered": f"{large}massnahmen/?status=umgesetzt",
        "large-city-past": f"{large}massnahmen/?stand=2022-01-01",
        "large-city-past-filtered": f"{large}massnahmen/?stand=2022-01-01&status=umgesetzt&sortierung=frist",
        "report": report,
        "large-report": big,
        "large-report-page-20": f"{big}?seite=20",
        "large-report-in-full": f"{big}?ansicht=tabelle",
        "large-report-filtered": f"{big}?status=umgesetzt&sortierung=frist",
        "large-report-past": f"{big}?stand=2022-01-01",
        "large-report-changes": f"{big}aenderungen/?von=2026-01-01",
        "large-report-all-changes": f"{big}aenderungen/?von=2020-01-01",
        "large-report-history": f"{big}verlauf/",
        "large-report-indicators": f"{big}indikatoren/",
        "large-report-framed": f"{big}einbetten/tabelle/",
        "large-report-measure": f"{big}{largest.measures.filter(parent=None)[0].path}/",
        "measure": measure,
        "office": office,
        "large-office": big_office,
        "changes": f"{report}aenderungen/",
        "history": f"{report}verlauf/",
        "indicators": f"{report}indikatoren/",
        "papers": f"{city}vorlagen/",
        "subscribe": f"{city}abonnieren/",
        "accessibility": "/barrierefreiheit/",
        **{f"feed of {name}": f"{page}neues.atom" for name, page in followed.items()},
        **{f"calendar of {name}": f"{page}termine.ics" for name, page in followed.items()},
        "csv": f"{report}measures.csv",
        "json": f"{report}measures.json",
    }


def people() -> dict[str, User]:
    """Returns who works in the administration: a superuser, a planner of the city with most measures, and a contributor
    of its busiest office.
    """
    large = Municipality.objects.annotate(size=Count("reports__measures")).order_by("-size")[0]
    busiest = Office.objects.filter(municipality=large).annotate(size=Count("responsibilities")).order_by("-size")[0]
    found = {name: User.objects.get_or_create(username=f"{name}-measuring")[0] for name in ("superuser", *MemberRole)}
    User.objects.filter(pk=found["superuser"].pk).update(is_superuser=True, is_staff=True)
    for role in (MemberRole.PLANNER, MemberRole.CONTRIBUTOR):
        office = busiest if role == MemberRole.CONTRIBUTOR else None
        Membership.objects.get_or_create(user=found[role], municipality=large, role=role, office=office)
    return {name: User.objects.get(pk=user.pk) for name, user in found.items() if name != MemberRole.READER}


def administration(user: User) -> dict[str, str]:
    """Returns the pages of the administration that a person may open: start page, and of every registered model the
    list, a search in it, the form of a new row, and form and history of the last row.
    """
    request = RequestFactory().get("/")
    request.user = user
    pages = {"start": reverse("admin:index"), "happenings": reverse("admin:happenings")}
    for model, pages_of_model in site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if not pages_of_model.has_view_permission(request):
            continue
        changelist = reverse(f"admin:{name}_changelist")
        pages[f"{model._meta.model_name} list"] = changelist
        if pages_of_model.search_fields:
            pages[f"{model._meta.model_name} search"] = f"{changelist}?q=Beratung"
        if pages_of_model.has_add_permission(request):
            pages[f"{model._meta.model_name} add"] = reverse(f"admin:{name}_add")
        if row := model._default_manager.filter(permitted(user, Action.VIEW, model)).order_by("-pk").first():
            pages[f"{model._meta.model_name} change"] = reverse(f"admin:{name}_change", args=[row.pk])
            pages[f"{model._meta.model_name} history"] = reverse(f"admin:{name}_history", args=[row.pk])
    return pages


def cost_of(address: str, user: User | None) -> dict[str, Any]:
    """Returns what a page costs: the median of some runs, after one."""
    client = Client()
    if user:
        client.force_login(user)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds: list[float] = []
    processor: list[float] = []
    begin = time.perf_counter()
    with counting() as fetched:
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
    first = time.perf_counter() - begin
    while len(seconds) < RUNS and time.perf_counter() - begin < ENOUGH:
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        seconds.append(time.perf_counter() - wall)
        processor.append(time.process_time() - cpu)
    return {
        "status": response.status_code,
        "ms": MILLISECONDS * statistics.median(seconds or [first]),
        "cpu": MILLISECONDS * statistics.median(processor or [0]),
        "queries": len(fetched.statements),
        "rows": fetched.rows,
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE,
        "weight": len(content) / 1000,
    }


def in_own_process(address: str, user: User | None) -> dict[str, Any]:
    """Returns the cost of a page, measured in a fork."""
    reading, writing = os.pipe()
    connection.close()
    if pid := os.fork():
        os.close(writing)
        with os.fdopen(reading) as answer:
            told = answer.read()
        os.waitpid(pid, 0)
        return dict(json.loads(told or '{"status": "no answer"}'))
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET statement_timeout = '{LONGEST}s'")
        cost = cost_of(address, user)
    except DatabaseError:
        cost = {"status": f"longer than {LONGEST} s"}
    os.write(writing, json.dumps(cost).encode())
    os._exit(0)


def report(name: str, cost: dict[str, Any]) -> str:
    if cost["status"] != 200:
        return f"{name:38} {cost['status']}"
    numbers = [cost[key] for key in ("ms", "cpu", "queries", "rows", "memory", "weight")]
    return LINE.format(name, *(f"{number:,.0f}" for number in numbers))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, or parts of them")
    add_sizes(parser)
    options = vars(parser.parse_args())
    ensure_country(options)
    pages: list[tuple[str, str, User | None]] = [(name, url, None) for name, url in addresses().items()]
    for role, person in people().items():
        pages += [(f"admin {role} {name}", url, person) for name, url in administration(person).items()]
    print(LINE.format(*HEADINGS))  # noqa: T201
    for name, url, user in pages:
        if not options["only"] or any(part in name for part in options["only"]):
            print(report(name, in_own_process(url, user)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
