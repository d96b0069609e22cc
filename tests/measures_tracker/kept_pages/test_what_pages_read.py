"""Kept pages hang on the stamp of their place: they read nothing that does not change it."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from catalog.choices import Publication
from catalog.models import Measure, Municipality, Office, Report, Revision
from catalog.revisions.triggers import watched
from measures_tracker.kept_pages.middleware import may_be_kept
from measures_tracker.kept_pages.parameters import KNOWN
from tests.databases import JUDGED
from tests.public_addresses import addresses

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"(\w+)"')
LED_ON = {"catalog_formeraddress"}  # read where nothing else is found: no page to keep
EXAMPLES = 2  # of each name
FOR_EACH = {"bericht", "massnahme", "amt", "next"}  # parameters of forms that are made for each visitor


def examples(number: int = EXAMPLES) -> list[str]:
    """Return some addresses of every name, those of Heidelberg first."""
    return [
        address
        for found in addresses().values()
        for address in sorted(found, key=lambda address: "/heidelberg/" not in address)[:number]
    ]


def parameters(page: bytes) -> set[str]:
    """Return the names in the query strings of its links, and those its forms send there."""
    soup = BeautifulSoup(page, "lxml")
    links = [str(link["href"]) for link in soup.select("a[href^='/'], a[href^='?']")]
    named = {name for link in links for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True)}
    return named | {str(field["name"]) for field in soup.select("form:not([method='post']) [name]")}


def test_pages_read_what_changes_their_stamp_and_link_to_what_may_be_kept(client: Client) -> None:
    allowed = {model._meta.db_table for model in watched()} | {Revision._meta.db_table} | LED_ON | {*JUDGED}
    read: dict[str, set[str]] = {}
    named: set[str] = set()
    for address in examples():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if may_be_kept(response):
            read[address] = {table for query in queries for table in TABLE.findall(query["sql"])}
            if response["Content-Type"].startswith("text/html"):
                named |= parameters(response.content)
    assert len(read) > len(addresses())
    assert set().union(*read.values()) - allowed == set()
    assert len(named) > len(KNOWN) / 2
    assert named - KNOWN - FOR_EACH == set()


def kept_pages(client: Client, addresses: list[str]) -> dict[str, bytes]:
    """Return what may be kept of them, but for workbooks, which say when they were made."""
    responses = {address: client.get(address) for address in addresses if not address.endswith(".xlsx")}
    return {address: response.content for address, response in responses.items() if may_be_kept(response)}


def test_pages_of_a_municipality_read_nothing_of_another(client: Client) -> None:
    own = [address for address in examples(1) if resolve(urlsplit(address).path).kwargs.get("city") == "heidelberg"]
    before = kept_pages(client, own)
    others = Municipality.objects.exclude(slug="heidelberg")
    Measure.objects.filter(report__municipality__in=others).update(publication=Publication.DRAFT)
    Report.objects.filter(municipality__in=others).update(is_public=False, title=Value("Anders"))
    Office.objects.filter(municipality__in=others).update(name=Concat("name", Value(" anders")))
    others.update(name=Concat("name", Value(" anders")))
    assert len(before) > 10
    assert kept_pages(client, own) == before
