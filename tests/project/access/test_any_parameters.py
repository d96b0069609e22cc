"""Whatever stands behind the question mark of an address, or in its place of an id: an answer, never an error 500.

One example asks one address. What is said twice, is empty, extreme or belongs to somebody else is refused or left
out. That answers do not depend on the kind of database is said by the tables in `tests/catalog/test_odd_input.py`.
"""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.contrib.admin.utils import quote as in_address
from django.db import transaction
from django.db.models import Model as DjangoModel
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.admin_pages import admin_url
from tests.effort import tries
from tests.project.access.matrix import ADMIN, MODELS, PAGES, PUBLIC, Model, Row, World
from tests.public_addresses import ANSWERS, CALENDARS, FILES, FOLLOWING, PAPERS, addresses, url_names

pytestmark = [pytest.mark.both, pytest.mark.django_db]

REFUSED = {400, 403, 404, 405, 410}
LED_ON = {301, 302}
BOUNDED = settings(
    max_examples=tries(150),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DAYS = ["0001-01-01", "0002-12-31", "9999-12-31", "31.12.9999", "1.1.1", "0000-00-00", "2020-02-30", "2021-01-19"]
NUMBERS = ["0", "-1", "1", "13", "9999", "10000", "9223372036854775808", "9" * 30, "9" * 5000, "1.5", "1e999", "nan"]
WORDS = [
    "",
    " ",
    "abc",
    "True",
    "ja",
    "-frist",
    "1,2,x",
    "1.-2.99",
    "--1",
    "[",
    "(a+)+$",
    "\\",
    "²",
    "٣",
    "ſß",
    "%",
    "_",
]
LONG = [
    "x" * 3000,
    "a " * 1500,
    "\u202e\U0001f600",
    "'\"<>&;",
    "ä&b=c",
    "../..",
    "\ud7ff\x7f\n",
    "report__id__exact=abc",
]
KNOWN = [
    "pdf",
    "docx",
    "id",
    "pk",
    "password",
    "oeffentlich",
    "heidelberg",
    "soziale-lage-2018",
    "hier",
    "bericht",
    "A1/M1",
]
EXTREMES = [*DAYS, *NUMBERS, *WORDS, *LONG, *KNOWN]
PUBLIC_NAMES = [
    *(
        "stand",
        "stand",
        "suche",
        "suche",
        "sortierung",
        "seite",
        "kommune",
        "bericht",
        "status",
        "verspaetet",
        "frist",
        "thema",
    ),
    *("abschnitt", "amt", "beteiligt", "horizont", "jahr", "indikator", "ohne-meldung-seit", "von", "bis"),
    *(
        "ansicht",
        "details",
        "abgeschlossene",
        "berichte",
        "ziel",
        "sprache",
        "massnahme",
        "q",
        "page",
        "next",
        "unbekannt",
    ),
]
ADMIN_NAMES = [
    *("_popup", "_to_field", "_changelist_filters", "_facets", "o", "p", "q", "e", "all", "page", "show", "problems"),
    *(
        "next",
        "form",
        "fuer",
        "vorlage",
        "section",
        "status",
        "deadline",
        "passed",
        "lead",
        "office",
        "kind",
        "person",
        "last",
    ),
    *("municipality", "report", "measure", "first", "spreadsheet_import", "app_label", "model_name", "field_name"),
    *("term", "committee", "meeting_on", "unbekannt", "password"),
]
COMPARED = [
    *("", "__exact", "__in", "__isnull", "__isempty", "__gte", "__lt", "__range", "__year", "__year__gte", "__month"),
    *(
        "__day",
        "__date",
        "__week",
        "__regex",
        "__icontains",
        "__search",
        "__id__exact",
        "__pk__in",
        "__0",
        "__foo",
        "__",
    ),
]
PUBLIC_PAGES = sorted(url_names() - ANSWERS - FILES - PAPERS.keys() - FOLLOWING.keys() - CALENDARS)
OPEN_PLACES = [
    *("/{}/", "/hier/{}/", "/hier/bericht/{}/", "/hier/bericht/A1/{}/", "/hier/aemter/{}/", "/hier/gremien/{}/"),
    *(
        "/k/{}/",
        "/k/b{}/",
        "/k/m{}/x",
        "/themen/{}/",
        "/einladung/{}/",
        "/rueckmeldung/{}/",
        "/rueckmeldung/{}/massnahmen.ods",
        "/abonnement/bestaetigen/{}/",
    ),
    *("/abonnement/abbestellen/{}/", "/hier/bericht/dokumente/{}/", "/hier/bericht/{}/neues.atom", "/en/hier/{}/"),
    *("/admin/r/{}/1/", "/admin/r/1/{}/", "/admin/{}/", "/admin/catalog/{}/", "/admin/catalog/user/{}/password/"),
]

Parameters = list[tuple[str, str]]


def columns(model: type[DjangoModel]) -> set[str]:
    """What somebody could ask of a model by address: its own columns, and those of what it belongs to."""
    found = set()
    for field in model._meta.get_fields():
        found.add(field.name)
        if isinstance(field.related_model, type):
            found |= {f"{field.name}__{far.name}" for far in field.related_model._meta.get_fields()}
    return found


VALUES = st.sampled_from(EXTREMES) | st.text(st.characters(exclude_characters="\x00"), max_size=9)


def parameters(names: st.SearchStrategy[str], values: st.SearchStrategy[str] = VALUES) -> st.SearchStrategy[Parameters]:
    """Some parameters, or one of them several times."""
    repeated = st.builds(
        lambda name, said: [(name, one) for one in said], names, st.lists(values, min_size=2, max_size=3)
    )
    return st.lists(st.tuples(names, values), min_size=1, max_size=3) | repeated


@st.composite
def questions(draw: st.DrawFn, world: World) -> tuple[str, Parameters]:
    """An address of the table, or a page of a model and what could be asked of its columns."""
    keys = st.sampled_from([str(key) for key in keys_of(world)])
    values = VALUES | keys
    if draw(st.booleans()):
        row = draw(st.sampled_from([*ADMIN, *PUBLIC]))
        return address_of(world, row), draw(parameters(st.sampled_from(PUBLIC_NAMES + ADMIN_NAMES), values))
    model = draw(st.sampled_from(MODELS))
    page = draw(st.sampled_from(["changelist", "changelist", "add", *PAGES]))
    named = st.sampled_from(sorted(columns(apps.get_model(model.name.replace("_", ".", 1)))))
    compared = st.builds(str.__add__, named, st.sampled_from(COMPARED)) if page == "changelist" else named
    key = draw(st.just(model.find(world).pk) | values)
    return page_of(model, page, key), draw(parameters(st.sampled_from(ADMIN_NAMES) | compared, values))


def keys_of(world: World) -> list[Any]:
    """Of rows of every model, here and elsewhere."""
    return [*{model.find(world).pk for model in MODELS}, world.here.pk, world.there.pk]


def address_of(world: World, row: Row) -> str:
    found = row.args(world)
    return reverse(row.name, **({"kwargs": found} if isinstance(found, dict) else {"args": found})) + row.query


def page_of(model: Model, page: str, key: Any) -> str:
    return admin_url(f"{model.name}_{page}", *([] if page in {"changelist", "add"} else [in_address(str(key) or "x")]))


def ask(client: Client, url: str, asked: Parameters) -> None:
    """Get it in a transaction that is taken back: a database that refuses a question refuses all that follow."""
    query = urlencode([(name, text.encode("utf-8", "replace")) for name, text in asked])
    with transaction.atomic():
        response: Any = client.get(f"{url}{'&' if '?' in url else '?'}{query}")
        transaction.set_rollback(True)
    assert response.status_code in {200} | LED_ON | REFUSED, url


@pytest.fixture
def world(without_cities: None) -> World:
    return World()


def test_pages_of_the_cities_answer_whatever_is_asked(client: Client) -> None:
    """There is something to count, to draw and to search in."""
    urls = {name: urls[0].partition("?")[0] for name, urls in addresses().items()}

    @BOUNDED
    @given(name=st.sampled_from(PUBLIC_PAGES), asked=parameters(st.sampled_from(PUBLIC_NAMES)))
    def check(name: str, asked: Parameters) -> None:
        ask(client, urls[name], asked)

    check()


def test_every_address_answers_whatever_is_asked(world: World) -> None:
    clients = {role: world.client(role) for role in ("planner", "administrator", "stranger")}

    @BOUNDED
    @given(role=st.sampled_from(["planner", "planner", "administrator", "stranger"]), question=questions(world))
    def check(role: str, question: tuple[str, Parameters]) -> None:
        ask(clients[role], *question)

    check()


def test_every_place_of_an_address_answers_whatever_stands_there(world: World) -> None:
    clients = {role: world.client(role) for role in ("planner", "stranger")}

    @BOUNDED
    @given(role=st.sampled_from(["planner", "stranger"]), place=st.sampled_from(OPEN_PLACES), text=VALUES)
    def check(role: str, place: str, text: str) -> None:
        ask(clients[role], place.format(quote(text.encode("utf-8", "replace"), safe="")), [])

    check()
