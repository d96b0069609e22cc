"""Every page tells the browser to take nothing from elsewhere and to run nothing that stands in the page itself."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from catalog.choices import AuditKind, MailKind
from catalog.models import AuditEntry, DeletedThing, Invitation, Measure, Municipality, Report, SentMail, Theme, User
from catalog.recycle_bin.cascade import remove
from monitoring.models import Discussion, Milestone, ReportingRound, SpreadsheetImport, StatusUpdate
from reports.models import Consultation, Subscriber
from tests import factories
from tests.monitoring.imports.wizard.test_import_pages import decide, started
from tests.public_addresses import addresses
from tests.second_factor import PASSWORD, log_in

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOT_RUN = {"application/json"}  # data for a script, not a script


def policy(header: str) -> dict[str, str]:
    directives = (directive.strip().partition(" ") for directive in header.split(";"))
    return {name: value for name, _blank, value in directives}


def inline(html: str) -> list[str]:
    """Whatever a strict policy would keep from working."""
    page = BeautifulSoup(html, "lxml")
    found = [str(tag) for tag in page.select("style")]
    found += [str(tag) for tag in page.select("script:not([src])") if tag.get("type") not in NOT_RUN]
    for tag in page.select("*"):
        found += [f"<{tag.name} {name}>" for name in tag.attrs if name == "style" or re.match(r"on[a-z]", name)]
        found += [f"<{tag.name} {name}=javascript>" for name, value in tag.attrs.items() if "javascript:" in str(value)]
    return found


def complaints(client: Client, url: str) -> list[str]:
    response = client.get(url)
    wrong = [] if response.status_code == 200 else [f"answers {response.status_code}"]
    wrong += [f"{name}: {response.get(name)}" for name, value in HEADERS.items() if response.get(name) != value]
    if "camera=()" not in response.get("Permissions-Policy", ""):
        wrong.append("no Permissions-Policy")
    if policy(response.get("Content-Security-Policy", "")) != POLICY:
        wrong.append(f"policy: {response.get('Content-Security-Policy')}")
    if response.get("Content-Type", "").startswith("text/html"):
        wrong += inline(response.text)
    return [f"{url}: {one}" for one in wrong]


def admin_pages(one_of_each: dict[str, int]) -> Iterator[str]:
    """Lists, searches, forms, deletions and histories of every model, and what stands beside them."""
    yield from (reverse(f"admin:{name}") for name in ("index", "password_change", "password_change_done"))
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse("admin:app_list", args=[model._meta.app_label])
        if model_admin.search_fields:
            yield f"{reverse(f'{name}_changelist')}?q=nichts"
        if model not in {AuditEntry, DeletedThing, SentMail, Subscriber, Consultation}:
            yield reverse(f"{name}_add")
        row = one_of_each.get(model._meta.label)
        if row and model is not SpreadsheetImport:
            pages = ("history",) if model is ReportingRound else ("change", "history")
            yield from (reverse(f"{name}_{page}", args=[row]) for page in pages)
            if model not in {AuditEntry, DeletedThing, SentMail}:
                yield reverse(f"{name}_delete", args=[row])


@pytest.fixture
def one_of_each(admin_user: User) -> dict[str, int]:
    """A row of every kind that has an admin, by the label of its model."""
    measure = factories.make_measure(lead=factories.make_office(), due="Ende 2023")
    factories.make_value(factories.make_indicator(measure))
    remove([factories.make_measure(measure.report)], admin_user)
    paper = factories.make_paper(measure.report)
    rows = [
        factories.make_template(measure.report.municipality),
        paper,
        paper.consultations.get(),
        factories.make_committee(measure.report.municipality),
        measure,
        measure.report,
        measure.report.municipality,
        factories.make_section(measure.report),
        factories.make_office(measure.report.municipality),
        factories.make_update(measure),
        factories.make_milestone(measure),
        factories.make_discussion(measure),
        factories.make_attachment(measure),
        factories.make_indicator(measure),
        admin_user,
        Subscriber.objects.create(email="leserin@example.org"),
        AuditEntry.record(AuditKind.LOGIN_FAILED),
        factories.make_value(factories.make_indicator(measure)),
        factories.make_membership(admin_user),
        Invitation.objects.create(municipality=measure.report.municipality, email="kim@example.org", role="reader"),
        DeletedThing.objects.get(),
        SentMail.objects.create(key="1", kind=MailKind.INVITATION, email="kim@example.org"),
        Theme.objects.create(name="Sport", slug="sport"),
        factories.make_letter(measure.report.municipality),
        factories.make_round(measure.report, opened_at=None),
    ]
    return {row._meta.label: row.pk for row in rows}


def test_every_kind_of_row_is_looked_at(one_of_each: dict[str, int]) -> None:
    labels = {model._meta.label for model in admin.site._registry}
    assert labels - one_of_each.keys() <= {SpreadsheetImport._meta.label}
    assert {model._meta.label for model in (Measure, Report, StatusUpdate, Milestone, Discussion)} <= one_of_each.keys()


def test_every_page_of_the_admin_is_strict(admin_client: Client, one_of_each: dict[str, int]) -> None:
    urls = [*admin_pages(one_of_each), reverse("admin:auth_user_password_change", args=[one_of_each["catalog.User"]])]
    urls += [reverse("admin:jsi18n")]
    assert len(urls) > 60
    assert [complaint for url in dict.fromkeys(urls) for complaint in complaints(admin_client, url)] == []


def test_asking_before_a_deletion_is_strict(admin_client: Client, one_of_each: dict[str, int]) -> None:
    for model in ("measure", "user"):
        for action in ("delete_selected", "anonymise_people"):
            chosen = one_of_each["catalog.Measure" if model == "measure" else "catalog.User"]
            data = {"action": action, "_selected_action": chosen}
            response = admin_client.post(f"/admin/catalog/{model}/", data, follow=True)
            assert inline(response.text) == []
            assert policy(response["Content-Security-Policy"]) == POLICY


def test_the_pages_of_a_round_are_strict(admin_client: Client) -> None:
    report = factories.make_report()
    office = factories.make_office(report.municipality, email="amt@example.org")
    measure = factories.make_measure(report, lead=office)
    factories.make_update(measure)
    draft, running = factories.make_round(report, opened_at=None), factories.make_round(report)
    draft.measures.add(measure)
    request = factories.make_request(running, office, measure)
    pages = {
        draft: ("settings", "measures", "offices", "open"),
        running: ("missing", "settings"),
        request: ("request", "extend", "hand_over"),
        request.answers.get(): ("note",),
    }
    urls = [reverse(f"admin:round_{name}", args=[row.pk]) for row, names in pages.items() for name in names]
    urls.append(reverse("admin:round_calendar"))
    assert [complaint for url in urls for complaint in complaints(admin_client, url)] == []


def test_the_steps_of_an_import_are_strict(admin_client: Client) -> None:
    report = factories.make_report()
    base = started(admin_client, report, "Nr.;Titel;Frist\nA1;Eins;irgendwann\nA2;Zwei;Ende 2023\n")
    steps = [f"{base}{step}/" for step in ("columns", "decisions", "preview", "errors")]
    found = [complaint for url in steps for complaint in complaints(admin_client, url)]
    done = started(admin_client, report, "Nr.;Titel\nB1;Eins\n")
    decide(admin_client, done)
    admin_client.post(f"{done}run/")
    found += [complaint for step in ("result", "undo") for complaint in complaints(admin_client, f"{done}{step}/")]
    assert found == []


def test_the_pages_around_the_login_are_strict(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR, settings.SINGLE_SIGN_ON_NAME = "optional", "Stadtportal"
    found = complaints(client, "/admin/login/") + complaints(client, "/admin/passwort/")
    factories.make_planner(username="anna", password=PASSWORD)
    log_in(client)
    second_factor = "/admin/zweiter-faktor/"
    settings_of_it = [second_factor, f"{second_factor}einrichten/", f"{second_factor}bestaetigen/"]
    settings_of_it.append(f"{second_factor}passkey/einrichten/")
    found += [complaint for url in settings_of_it for complaint in complaints(client, url)]
    assert found == []


def test_public_pages_are_strict(client: Client) -> None:
    factories.make_crest(Municipality.objects.get(slug="heidelberg"))
    names = addresses()
    framed = {"embed-bar", "embed-table"}
    answers = {
        "offices",
        "short",
        "security-txt",
        "confirm-subscription",
        "unsubscribe",
        "unsubscribe-from-all",
        "prepared",
        "prepared-file",
        "attachment",
        "attachment-preview",
        "paper-annex",
    }
    urls = [urls[0] for name, urls in names.items() if name not in framed | answers]
    assert [complaint for url in urls for complaint in complaints(client, url)] == []


def test_only_what_is_embedded_may_be_framed(client: Client) -> None:
    names = addresses()
    for name in ("embed-bar", "embed-table"):
        response = client.get(names[name][0])
        assert policy(response["Content-Security-Policy"]) == POLICY | {"frame-ancestors": "*"}
        assert "X-Frame-Options" not in response
        assert inline(response.text) == []


def test_errors_are_strict_too(client: Client) -> None:
    for response in (client.get("/nirgendwo/"), client.get("/", HTTP_HOST="fremd.example")):
        assert policy(response["Content-Security-Policy"]) == POLICY
        assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    "html",
    [
        "<style>p {}</style>",
        "<script>alert()</script>",
        '<p style="color: red">',
        '<p onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_what_is_not_strict_would_be_noticed(html: str) -> None:
    assert inline(html)
