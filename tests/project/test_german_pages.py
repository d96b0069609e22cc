"""Nothing on a German page is English: neither our words nor those of Django and its extensions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import polib
import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from catalog.models import User
from monitoring.imports.job import ImportJob
from tests import factories, second_factor
from tests.project.access.matrix import ADMIN, MODELS, PAGES, Row, World
from tests.project.test_translations import catalogue, translations

pytestmark = pytest.mark.usefixtures("without_cities")

WORDS_OF_ENGLISH = re.compile(
    r"\b(the|and|of|your|you|this|that|these|with|are|is|not|please|enabled|disabled|password|passwords|user|users)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|<[^>]+>")
SAID_TO_PEOPLE = ("title", "alt", "placeholder", "aria-label", "label")
SPOKEN_INPUTS = ("submit", "button", "reset")


def texts_of(page: BeautifulSoup) -> list[str]:
    """All that is read out or shown: texts, names of buttons, labels of landmarks."""
    for element in page.select("script, style, code, [lang=en]"):
        element.decompose()
    found = [str(text) for text in page.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    found += [str(element[name]) for name in SAID_TO_PEOPLE for element in page.select(f"[{name}]")]
    found += [str(field["value"]) for field in page.select("input[value]") if field.get("type") in SPOKEN_INPUTS]
    return [" ".join(text.split()) for text in found if text.strip()]


def folders_of_others() -> Iterator[Path]:
    """The catalogues of Django and of every installed application that is not ours."""
    yield Path(django.__file__).parent / "conf" / "locale"
    for config in apps.get_app_configs():
        folder = Path(config.path) / "locale"
        if folder.is_dir() and "site-packages" in folder.parts:
            yield folder


def said_by_others_in_english() -> set[str]:
    """What Django and its extensions say and neither their German catalogue nor ours translates."""
    found = set()
    for folder in folders_of_others():
        english = folder / "en" / "LC_MESSAGES" / "django.po"
        sources = [english] if english.exists() else folder.glob("*/LC_MESSAGES/django.po")
        for source in sources:
            found |= {text for entry in polib.pofile(str(source)) for text in (entry.msgid, entry.msgid_plural) if text}
    german_of_others = {
        entry.msgid
        for folder in folders_of_others()
        if (german := folder / "de" / "LC_MESSAGES" / "django.po").exists()
        for entry in polib.pofile(str(german)).translated_entries()
    }
    plurals = {entry.msgid_plural for entry in catalogue() if entry.msgid_plural}
    with translation.override("de"):
        return {
            text
            for text in found - german_of_others - plurals
            if translation.gettext(text) == text and PLACEHOLDER.sub("", text).strip()
        }


def ours_in_english() -> set[str]:
    """What our catalogue says otherwise in German, as it stands in the code; “Start” and “Status” are German, too."""
    return {entry.msgid for entry in catalogue() if not entry.msgctxt and not PLACEHOLDER.search(entry.msgid)} - {
        text for entry in catalogue() for text in translations(entry)
    }


def pattern(text: str) -> re.Pattern[str]:
    """A text of a catalogue wherever it stands, with whatever is filled in."""
    pieces = [re.escape(" ".join(piece.split())) for piece in PLACEHOLDER.split(text)]
    return re.compile(r"(?<!\w)" + ".{0,80}?".join(pieces) + r"(?!\w)")


class Reader:
    """Collects what is English on the pages it is shown."""

    def __init__(self) -> None:
        self.others = [pattern(text) for text in said_by_others_in_english()]
        self.ours = ours_in_english()
        self.found: set[tuple[str, str]] = set()
        self.pages = 0

    def read(self, url: str, response: Any) -> None:
        if "html" not in response.headers.get("Content-Type", ""):
            return
        self.pages += 1
        for text in texts_of(BeautifulSoup(response.text, "lxml")):
            is_english = text in self.ours or WORDS_OF_ENGLISH.search(text) or any(p.search(text) for p in self.others)
            if is_english:
                self.found.add((url, text))


def address(row: Row, world: World) -> str:
    found = row.args(world)
    parts: dict[str, Any] = {"kwargs": found} if isinstance(found, dict) else {"args": found}
    return reverse(row.name, **parts) + row.query


def pages_of(model: Any, world: World) -> Iterator[str]:
    for page in PAGES:
        args = [] if page in {"changelist", "add"} else [model.find(world).pk]
        yield reverse(f"admin:{model.name}_{page}", args=args)


def test_no_page_of_the_administration_speaks_english(admin_client: Client) -> None:
    world = World()
    reader = Reader()
    urls = {address(row, world) for row in ADMIN} | {url for model in MODELS for url in pages_of(model, world)}
    for url in urls:
        reader.read(url, admin_client.get(url))
        if url.endswith("/add/"):
            reader.read(url, admin_client.post(url, {"_seen": ""}))
    nameless = ImportJob.upload(world.open, b"Nr.;;Titel\nA9;x;Neu\n", "ohne.csv").spreadsheet_import
    nameless.save()
    columns = reverse("admin:import_columns", args=[nameless.pk])
    reader.read(columns, admin_client.get(columns))
    assert reader.pages > len(MODELS)
    assert sorted(reader.found) == []


def test_no_page_about_people_speaks_english(admin_client: Client, settings: Settings) -> None:
    """Logging in and out, passwords of people with and without one, the second factor, every action of their list."""
    cache.clear()
    settings.SECOND_FACTOR = "optional"
    reader = Reader()
    city = factories.make_municipality()
    nobody = factories.make_planner(city, username="ohne-kennwort")
    nobody.set_unusable_password()
    nobody.save()
    with_password = factories.make_planner(city, username="anna", password=second_factor.PASSWORD)
    people = reverse("admin:catalog_user_changelist")
    for person in (nobody, with_password):
        for name in ("admin:catalog_user_change", "admin:auth_user_password_change"):
            url = reverse(name, args=[person.pk])
            reader.read(url, admin_client.get(url))
            reader.read(
                url, admin_client.post(url, {"password1": "kurz", "password2": "anders", "usable_password": "true"})
            )
        for action, _name in admin.site.get_model_admin(User).get_action_choices(request_of(admin_client, people)):
            reader.read(
                action, admin_client.post(people, {"action": action, "_selected_action": [person.pk]}, follow=True)
            )
    url = reverse("admin:catalog_user_add")
    reader.read(url, admin_client.post(url, {"username": "anna", "password1": "1", "password2": "2"}))
    client = Client()
    second_factor.enrol(client)
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_add_webauthn",
    ):
        reader.read(name, client.get(reverse(name), follow=True))
    for url in (second_factor.SET_UP, reverse("account_reauthenticate"), reverse("mfa_reauthenticate")):
        reader.read(url, client.get(url, follow=True))
        reader.read(url, client.post(url, {"code": "1", "password": "falsch"}, follow=True))
    change = reverse("admin:password_change")
    reader.read(change, client.get(change))
    reader.read(change, client.post(change, {"old_password": "x", "new_password1": "y", "new_password2": "z"}))
    reader.read("logout", client.post(reverse("admin:logout")))
    for name in ("admin_password_reset", "password_reset_done"):
        reader.read(name, client.get(reverse(name)))
    reader.read("password_reset_confirm", client.get(reverse("password_reset_confirm", args=["MQ", "x"])))
    reader.read("admin_password_reset", client.post(reverse("admin_password_reset"), {"name": ""}))
    reader.read("login", client.post(reverse("admin:login"), {"username": "anna", "password": "falsch"}))
    assert sorted(reader.found) == []


def request_of(client: Client, url: str) -> Any:
    return client.get(url).wsgi_request
