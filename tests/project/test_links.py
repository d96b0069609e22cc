"""Every link that people may type leads to a web page, and shows where."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from catalog.models import Municipality
from tests.admin_pages import form_data
from tests.factories import make_administrator

GOOD = ["https://example.org", "http://localhost:8000/a(b)?c=d@e#f", "https://[::1]/", "https://münchen.de/straße"]
OTHER_SCHEMES = ["ftp://example.org/a", "ftps://example.org", "javascript://example.org/%0aalert(1)", "javascript:x()"]
OTHER_SCHEMES += ["data:text/html,a", "mailto:name@example.org", "file:///etc/passwd"]
CREDENTIALS = ["http://user:pw@example.org/", "https://user@example.org", "https://example.com\\@example.org"]
CREDENTIALS += ["https://:pw@example.org", "https://user:pw@[::1]/"]
INVISIBLE = [*range(0x20), *range(0x7F, 0xA1), 0xAD, 0x061C, *range(0x200B, 0x2010), *range(0x2028, 0x202F)]
INVISIBLE += [*range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF, 0xE0041]
NO_ADDRESSES = [
    "https://",
    "https://a b.org",
    "https://-a.org",
    "https://[::g]/",
    "https://example",
    f"https://{'a' * 64}.org",
]


def fields() -> dict[str, models.Field | forms.Field]:  # type: ignore[type-arg]
    """All fields of models and of forms that hold links, each with its name."""
    found: dict[str, models.Field | forms.Field] = {  # type: ignore[type-arg]
        str(field): field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField)
    }
    for form in forms_of_the_site():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.URLField):
                found[f"{form.__module__}.{form.__qualname__}.{name}"] = field
    return found


def forms_of_the_site() -> set[type[forms.BaseForm]]:
    """The forms of the admin's pages, their rows included, and all that are written as classes."""
    request = RequestFactory().get("/")
    request.user = make_administrator()
    found: set[type[forms.BaseForm]] = set()
    for page in admin.site._registry.values():
        found.add(page.get_form(request))
        found |= {inline(page.model, admin.site).get_formset(request).form for inline in page.inlines}
    classes = [forms.BaseForm]
    while classes:
        subclasses = classes.pop().__subclasses__()
        classes += subclasses
        found.update(subclasses)
    return found


@pytest.mark.django_db
def test_every_link_is_one_that_a_reader_can_follow_and_read() -> None:
    links = fields()
    assert {name.split(".")[0] for name in links} >= {"catalog", "reports"}
    with translation.override("en"):
        for name, field in links.items():
            for url in GOOD:
                assert complaint(field, url) == "", (name, url)
            for urls, message in (
                (OTHER_SCHEMES, "https:// or http://"),
                (CREDENTIALS, "Take the name and the password out"),
                ([f"https://example.org/a{chr(code)}b" for code in INVISIBLE], "Type the address anew"),
                (NO_ADDRESSES, "not a web address"),
            ):
                for url in urls:
                    assert message in complaint(field, url), (name, url)


def complaint(field: "models.Field | forms.Field", url: str) -> str:  # type: ignore[type-arg]
    """What a field has against an address; "" if it takes it. Fields of forms complete what has no scheme."""
    try:
        if isinstance(field, models.Field):
            field.clean(url, None)
        else:
            field.clean(url)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.django_db
def test_a_clerk_reads_what_to_do(client: Client) -> None:
    client.force_login(make_administrator())
    url = reverse("admin:catalog_municipality_add")
    sent = {**form_data(client, url), "name": "Linkstadt", "slug": "linkstadt", "ags": "08999000", "state": "BW"}
    page = BeautifulSoup(client.post(url, {**sent, "website": "https://name:wort@example.org"}).text, "html.parser")
    assert [error.get_text() for error in page.select(".field-website .errorlist li")] == [
        "Nehmen Sie den Namen und das Passwort aus der Adresse heraus: Jeder könnte sie lesen."
    ]
    client.post(url, {**sent, "website": "www.example.org"})
    assert Municipality.objects.get(slug="linkstadt").website == "https://www.example.org"
