"""No view shows a draft, an internal note or a non-public city: a stranger walks over the whole site.

The same walk is done twice, before and after the secrets have been put into the database. Every answer has to be
the same, byte by byte: so no secret is shown, counted, drawn, offered as a choice or hinted at by a link. Searching
for a secret has to answer like searching for nonsense.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import Settings

from reports.measures.filters import MeasureFilters
from reports.models import Subscriber
from reports.subscriptions.tokens import to_unsubscribe
from tests.conftest import Once
from tests.effort import THOROUGH, sample
from tests.factories import make_request, make_round, make_update
from tests.public_addresses import url_names
from tests.reports.hidden import TODAY, WORDS, Town, hide_secrets, make_town
from tests.reports.subscriptions.subscriber import follow
from tests.themes import Themes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

# What a visitor may ask for, by parameter. The first word of each is an honest one.
READINGS = {
    "suche": ["beratung", "A1", "Meldung", "unauffindbar"],
    "status": ["in-umsetzung", "umgesetzt", "nicht-umsetzbar", "ohne-meldung"],
    "frist": ["verstrichen", "verspaetet", "im-plan", "laeuft", "keine", "keine-mehr"],
    "abschnitt": ["wohnen", "leerstand"],
    "amt": ["sozialamt", "nebenamt", "nebenamt&beteiligt=ja"],
    "beteiligt": ["ja"],
    "horizont": ["kurzfristig"],
    "kosten": ["genannt", "einmalig", "nicht-genannt"],
    "jahr": ["2021", "2022", "2023"],
    "indikator": ["ja", "nein"],
    "ohne-meldung-seit": ["2023-01-01", "2023-06-10"],
    "kommune": ["offenstadt"],
    "thema": ["wohnen", "arbeit", "migration"],
    "bericht": ["offenstadt/bericht", "bericht"],
    "stand": ["2022-06-01", "2023-06-10", "2023-06-16", "gestern"],
    "sortierung": ["status", "-frist", "titel", "-meldung"],
}
CITY, REPORT, OTHER = "/offenstadt/", "/offenstadt/bericht/", "/offenstadt/zweiter/"
REPORTS = (REPORT, OTHER)
MEASURES = (f"{REPORT}A1/", f"{REPORT}A2/", f"{REPORT}A2/M1/", f"{OTHER}B1/")
OFFICES = (f"{CITY}aemter/sozialamt/", f"{CITY}aemter/nebenamt/")
COMPARED = "?berichte=offenstadt/bericht&berichte=offenstadt/zweiter"
WITHOUT_PAGE = {"confirm-subscription", "offices", "prepared", "prepared-file", "security-txt", "short"}
NOT_TRANSLATED = {"health", "security-txt", "robots-txt", "favicon"}
ICON = b"\x00\x00\x01\x00"  # what a file of icons begins with
PNG, JPEG = b"\x89PNG", b"\xff\xd8\xff"
NONSENSE = "xgunsinnxg"
TELLING = ("Content-Disposition", "Content-Type", "Last-Modified", "Location")


def readings() -> list[str]:
    """All of them; in a sample the honest word of every parameter."""
    asked = {name: words if THOROUGH else words[:1] for name, words in READINGS.items()}
    return ["", *(f"?{name}={word}" for name, words in asked.items() for word in words)]


def walk(town: Town) -> dict[str, list[str]]:
    """Addresses of the town for every name of a URL; the German ones."""
    read = readings()
    few = ["", "?stand=2022-06-01", "?stand=gestern", "?suche=beratung", "?status=umgesetzt"][: None if THOROUGH else 3]
    followed = (CITY, *REPORTS, *OFFICES, *MEASURES)
    rows = [("k", town.city), *(("b", r) for r in (town.report, town.discussed)), ("m", town.part), ("a", town.office)]
    subscriber = Subscriber.objects.get()
    subscription = subscriber.subscriptions.first()
    assert subscription
    signed = to_unsubscribe(subscription)
    return {
        "home": ["/", "/?q=offen", "/?q=unauffindbar"],
        "status-definitions": ["/status/"],
        "accessibility": ["/barrierefreiheit/"],
        "imprint": ["/impressum/"],
        "privacy": ["/datenschutz/"],
        "handbook": ["/hilfe/"],
        "handbook-chapter": ["/hilfe/rat/stand-lesen/"],
        "measures": [f"/massnahmen/{query}" for query in read],
        "city-measures": [f"{CITY}massnahmen/{query}" for query in read],
        "municipality": [CITY],
        "crest": [f"{CITY}wappen.png"],
        **{
            name: [f"{CITY}anhaenge/{one.pk}/{below}" for one in town.files]
            for name, below in (("attachment", ""), ("attachment-preview", "vorschau/"))
        },
        "paper-annex": [f"{CITY}vorlagen/sachstand/anlagen/{town.annex.pk}/"],
        "themes": ["/themen/"],
        "theme": [
            f"/themen/{theme}/{query}" for theme in Themes for query in ("", "?kommune=offenstadt", "?status=umgesetzt")
        ],
        "comparison": [
            f"/vergleich/{query}" for query in ("", COMPARED, f"{COMPARED}&thema=wohnen", f"{COMPARED}&thema=arbeit")
        ],
        "plain-language": [f"{CITY}einfache-sprache/"],
        "offices": [f"{CITY}aemter/"],
        "office": list(OFFICES),
        "report": [*(f"{REPORT}{query}" for query in read), *(f"{OTHER}{query}" for query in few)],
        "measure": [f"{page}{query}" for page in MEASURES for query in ("", "?sprache=einfach", "?stand=2023-06-10")],
        "changes": [
            f"{page}aenderungen/{query}"
            for page in REPORTS
            for query in ("", "?von=2020-01-01", "?von=2022-06-01&bis=2023-06-16", "?von=x&abgeschlossene=aus")
        ],
        "history": [f"{page}verlauf/" for page in REPORTS],
        "indicators": [
            f"{page}indikatoren/{query}" for page in REPORTS for query in ("", "?ziel=erreicht", "?ziel=auf-kurs")
        ],
        **{
            name: [f"{page}{file}{query}" for page in REPORTS for query in few]
            for name, file in {
                "measures-csv": "measures.csv",
                "measures-xlsx": "measures.xlsx",
                "measures-json": "measures.json",
                "status-table-docx": "statustabelle.docx",
                "booklet-docx": "massnahmenheft.docx",
            }.items()
        },
        # Written from the same document; a PDF is packed too tightly to be searched for words.
        "status-table-pdf": [f"{page}statustabelle.pdf{query}" for page in REPORTS for query in few],
        "booklet-pdf": [f"{page}massnahmenheft.pdf{query}" for page in REPORTS for query in few],
        # Those who ask for a large document are told of in test_prepared_documents.
        "prepared": [f"{page}dokumente/x/" for page in REPORTS],
        "prepared-file": [f"{page}dokumente/x/datei/" for page in REPORTS],
        "data-package": [f"{page}datapackage.json" for page in REPORTS],
        "embedding": [f"{page}einbetten/" for page in REPORTS],
        "embed-bar": [f"{page}einbetten/balken/" for page in REPORTS],
        "embed-table": [f"{page}einbetten/tabelle/{query}" for page in REPORTS for query in few],
        "feed": [f"{page}neues.atom" for page in followed],
        "calendar": [f"{page}termine.ics" for page in followed],
        "subscribe": [
            f"{CITY}abonnieren/{query}"
            for query in ("", "?bericht=bericht", "?amt=nebenamt", "?bericht=bericht&massnahme=A2/M1")
        ],
        "asked": [f"{CITY}abonnieren/gesendet/"],
        "confirm-subscription": ["/abonnement/bestaetigen/x/"],
        "unsubscribe": [f"/abonnement/abbestellen/{signed}/"],
        "unsubscribe-from-all": [f"/abonnement/alles-abbestellen/{to_unsubscribe(subscriber)}/"],
        "papers": [f"{CITY}vorlagen/"],
        "paper": [f"{CITY}vorlagen/sachstand/"],
        "paper-docx": [f"{CITY}vorlagen/sachstand/vorlage.docx"],
        "paper-pdf": [f"{CITY}vorlagen/sachstand/vorlage.pdf"],
        "committees": [f"{CITY}gremien/"],
        "committee": [f"{CITY}gremien/rat/"],
        "resolutions": [f"{CITY}gremien/rat/beschluesse/{query}" for query in ("", "?fraktion=SPD", "?fraktion=x")],
        "meetings": [f"{CITY}gremien/rat/termine.ics"],
        "short": [*(f"/k/{letter}{row.pk}/" for letter, row in rows), f"/k/b{town.report.pk}/?status=umgesetzt"],
        "health": ["/healthz"],
        "security-txt": ["/.well-known/security.txt"],
        "robots-txt": ["/robots.txt"],
        "favicon": ["/favicon.ico"],
    }


def in_both_languages(addresses: dict[str, list[str]]) -> Iterator[str]:
    for name, urls in addresses.items():
        yield from urls
        if name not in NOT_TRANSLATED:
            yield from (f"/en{url}" for url in urls[: 3 if THOROUGH else 1])


@dataclass(frozen=True)
class Answer:
    """`says` is all that can be read of it; of a spreadsheet every file inside."""

    status: int
    says: str


def readable(content: bytes) -> bytes:
    """Return a text as it is and anything else, such as a picture, as its figures."""
    return content.hex().encode() if content.startswith((b"%PDF", ICON, PNG, JPEG)) else content


def ask(client: Client, url: str) -> Answer:
    response = client.get(url)
    content = response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            content = b"\n".join(readable(files.read(name)) for name in sorted(files.namelist()))
    headers = "\n".join(f"{name}: {response[name]}" for name in TELLING if name in response)
    says = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", readable(content).decode())
    return Answer(response.status_code, f"{headers}\n\n{says}")


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    """With a fixed hour: a calendar says when it has changed."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(scope="module")
def made(once: Once) -> Town:
    with time_machine.travel(TODAY, tick=False):
        return once(make_followed_town)


@pytest.fixture
def town(made: Town) -> Town:
    return deepcopy(made)


def make_followed_town() -> Town:
    """With somebody who follows all of it."""
    town = make_town()
    for followed in (town.city, town.report, town.office, town.measure):
        follow(Client(), mail.outbox, followed)
    return town


def test_the_walk_visits_everything(town: Town) -> None:
    """Whoever adds a URL or a filter says here what could be secret about it."""
    assert walk(town).keys() == url_names()
    assert MeasureFilters.get_filters().keys() <= READINGS.keys()


def test_the_site_is_the_same_as_without_secrets(client: Client, town: Town) -> None:
    places = walk(town)
    addresses = list(in_both_languages(places))
    before = {url: ask(client, url) for url in addresses}
    assert {name for name, urls in places.items() if before[urls[0]].status != 200} == WITHOUT_PAGE
    assert {answer.status for answer in before.values()} == {200, 302, 400, 404}
    hide_secrets(town)
    after = {url: ask(client, url) for url in addresses}
    telling = {url: told for url in addresses if (told := [word for word in WORDS if word in after[url].says.lower()])}
    assert not telling
    assert not [url for url in addresses if after[url] != before[url]]


def test_what_is_secret_has_no_address(client: Client, town: Town) -> None:
    below = ["", "neues.atom", "termine.ics", "aenderungen/", "verlauf/", "indikatoren/", "einbetten/", "massnahmen/"]
    below += ["measures.csv", "measures.xlsx", "measures.json", "datapackage.json", "abonnieren/", "einfache-sprache/"]
    below += ["statustabelle.docx", "statustabelle.pdf", "massnahmenheft.docx", "massnahmenheft.pdf"]
    below += ["dokumente/x/", "dokumente/x/datei/", "wappen.png"]
    below += [
        "einbetten/balken/",
        "einbetten/tabelle/",
        "abonnieren/gesendet/",
        "?sprache=einfach",
        "?stand=2023-06-10",
    ]
    for page in hide_secrets(town):
        for name in below:
            if not is_below(page, name):
                continue
            for language in ("", "/en") if THOROUGH or not name else ("",):
                url = f"{language}{page}{name}"
                assert client.get(url, follow=True).status_code == 404, url
    for word in sorted(WORDS):
        for query in (f"bericht={word}", f"amt={word}", f"bericht=bericht&massnahme={word}"):
            for url in (f"{CITY}abonnieren/?{query}", f"{CITY}abonnieren/gesendet/?{query}"):
                assert client.get(url).status_code == 404, url


def is_below(page: str, name: str) -> bool:
    """Whether a row of this kind has such an address, or might have, all being tried: a city has no measures.csv.

    The others are 404 whatever is secret, and short addresses lead on without looking.
    """
    if page.startswith("/k/"):
        return name == "" or name.startswith("?")
    try:
        return THOROUGH or resolve(page + name.partition("?")[0]).route.startswith(resolve(page).route)
    except Resolver404:
        return False


@pytest.mark.parametrize("listing", ["/massnahmen/", REPORT, f"{REPORT}measures.csv"])
def test_asking_for_a_secret_is_like_asking_for_nonsense(client: Client, town: Town, listing: str) -> None:
    hide_secrets(town)
    addresses = sorted(word for word in WORDS if "slug" in word)
    asked = {
        "suche": sorted(WORDS) if listing.endswith(".csv") else sample(sorted(WORDS)),  # they search in the same way
        **{name: [*addresses, f"xgcityslugxg/{addresses[0]}"] for name in ("kommune", "bericht", "abschnitt", "amt")},
    }
    for name, words in asked.items():
        nonsense = without_echo(ask(client, f"{listing}?{name}={NONSENSE}"), NONSENSE)
        for word in words:
            url = f"{listing}?{name}={word}"
            assert without_echo(ask(client, url), word) == nonsense, url


def test_nobody_finds_a_city_that_is_not_public(client: Client, town: Town) -> None:
    hide_secrets(town)
    nonsense = without_echo(ask(client, f"/?q={NONSENSE}"), NONSENSE)
    assert without_echo(ask(client, "/?q=xgcityxg"), "xgcityxg") == nonsense


def without_echo(answer: Answer, word: str) -> Answer:
    """The answer without the word that was asked for, and without its picture on paper."""
    says = re.sub(r'<svg [^>]*class="qr".*?</svg>', "", answer.says)
    return Answer(answer.status, says.replace(word, "…").replace(word.replace("/", "%2F"), "…"))


def test_an_office_sees_what_is_public_and_its_own(client: Client, town: Town) -> None:
    """Who has the link of an office sees its measures of the round as the public does, and the comments on them."""
    request = make_request(make_round(town.report), town.office, town.measure)
    own = f"/rueckmeldung/{request.token}/"
    addresses = [own, f"{own}massnahmen.xlsx", f"{own}massnahmen.docx"]
    before = {url: ask(client, url) for url in addresses}
    assert {answer.status for answer in before.values()} == {200}
    hide_secrets(town)
    after = {url: ask(client, url) for url in addresses}
    found = {(url, word) for word in WORDS for url, answer in after.items() if word in answer.says.lower()}
    assert found == {(own, word) for word in WORDS if word.startswith("xgcomment")}
    assert {url: after[url] for url in addresses[1:]} == {url: before[url] for url in addresses[1:]}


def test_mails_tell_no_secrets(client: Client, town: Town, mailoutbox: list[EmailMessage], settings: Settings) -> None:
    settings.SITE_URL = "https://massnahmen.example.org"
    hide_secrets(town)
    call_command("send_digests")
    assert not mailoutbox
    make_update(town.measure, text="Etwas Neues", as_of=TODAY)
    call_command("send_digests")
    (mail,) = mailoutbox
    assert "Etwas Neues" in mail.body
    said = str(mail.message()) + mail.body
    assert not [word for word in WORDS if word in said.lower()]
