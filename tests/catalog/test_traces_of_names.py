"""Where a name stands beside the account: listed by kind, and removed wherever it may go."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db.models import BinaryField
from django.test import Client
from django.utils import translation

from catalog.choices import AuditKind
from catalog.models import AuditEntry, DeletedThing, Measure, Municipality, User
from catalog.people.anonymising import anonymise
from catalog.recycle_bin.cascade import remove
from catalog.traces.places import Place, find
from catalog.traces.removing import remove_from
from catalog.traces.rules import Where
from catalog.traces.words import Sought, texts
from monitoring.choices import ImportState
from monitoring.imports.job import ImportJob
from monitoring.models import ImportedChange, SpreadsheetImport
from reports.council.issuing import issue
from reports.models import CouncilPaper, FrozenPaper, Subscriber
from tests import factories

pytestmark = pytest.mark.usefixtures("without_cities")

NAME = "Käthe Wunderlich"
SOUGHT = Sought("Käthe", "Wunderlich", "kwunder", "kaethe@stadt.example")
LIST = "/admin/catalog/user/names/"
NAMES = {"first_name": "Käthe", "last_name": "Wunderlich", "username": "kwunder", "email": "kaethe@stadt.example"}


class Story:
    """A planner whose name stands in every kind of place of her city."""

    def __init__(self) -> None:
        self.city = factories.make_municipality(name="Hier", slug="hier", contact_email="kaethe@stadt.example")
        self.person = factories.make_planner(self.city, **NAMES)
        self.report = factories.make_report(self.city, introduction=f"Verfasst von {NAME}.")
        self.measure = factories.make_measure(self.report, title="Beratung", internal_note="Frau WUNDERLICH fragen")
        self.measure.internal_note = "Wunderlich, Käthe anrufen"
        self.measure._change_reason = "Hinweis von Wunderlich"  # type: ignore[attr-defined]
        self.measure.save()
        factories.make_update(self.measure, text="Mit Ka\u0308the Wunderlich besprochen.", author=self.person)
        self.draft = factories.make_paper(self.report, contact=NAME)
        self.issued = issue(factories.make_paper(self.report, contact=NAME, shows_contact=True))
        self.file = self._import("liste_wunderlich.csv", ImportState.DONE)
        self.waiting = self._import("offen.csv", ImportState.OPEN)
        ImportedChange.objects.create(
            spreadsheet_import=self.file, model="catalog.measure", object_id=1, before={"internal_note": NAME}
        )
        self.subscriber = Subscriber.objects.create(email="kaethe@stadt.example")
        self.namesake = Subscriber.objects.create(email="wunderlich@anderswo.example")
        gone = factories.make_measure(self.report, title=f"Idee von {NAME}")
        remove([gone], None)
        self.deleted = DeletedThing.objects.get()
        AuditEntry.record(AuditKind.IMPORTED, subject="liste_wunderlich.csv", municipality=self.city)
        self.logged = LogEntry.objects.create(
            user=self.person,
            content_type=ContentType.objects.get_for_model(Measure),
            object_id=str(self.measure.pk),
            object_repr="Beratung",
            action_flag=2,
            change_message='[{"changed": {"object": "K\\u00e4the Wunderlich", "name": "x", "fields": []}}]',
        )
        self.other = factories.make_user(username="erna", last_name="Wunderlich")
        self.elsewhere = factories.make_measure(title="Ein Wunderlich-Projekt")

    def _import(self, name: str, state: ImportState) -> SpreadsheetImport:
        job = ImportJob.upload(self.report, f"Nr.;Titel\nA9;Plan von {NAME}\n".encode(), name)
        stored = job.spreadsheet_import
        stored.state = state
        if state == ImportState.DONE:
            stored.content = stored.workbook = b""
        stored.save()
        return stored


@pytest.fixture
def story(without_cities: None) -> Story:
    translation.activate("de")
    return Story()


def places(viewer: User | None = None, person: User | None = None) -> list[Place]:
    return find(SOUGHT, viewer, person).places


def page_of(person: User) -> str:
    return f"/admin/catalog/user/{person.pk}/names/"


def at(found: list[Place], where: Where) -> set[tuple[str, str, bool]]:
    """Model, field, and whether it can go."""
    return {
        (place.model._meta.model_name or "", place.field, not place.stays) for place in found if place.where == where
    }


@pytest.mark.both
@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Frau Käthe Wunderlich kam", "Frau [entfernt] kam"),
        ("KA\u0308THE WUNDERLICH", "[entfernt]"),
        ("Wunderlich, Käthe", "[entfernt]"),
        ("bericht_wunderlich.csv", "bericht_[entfernt].csv"),
        ("an kaethe@stadt.example!", "an [entfernt]!"),
        ("verwunderlich, Wunderliche, Käthes", "verwunderlich, Wunderliche, Käthes"),
    ],
)
def test_names_are_found_as_whole_words(text: str, rest: str) -> None:
    assert SOUGHT.without(text) == rest


def test_a_short_name_counts_only_beside_the_other() -> None:
    short = Sought("Bo", "Li")
    assert short.without("Bo lief zu Li; Bo Li blieb, li-bo auch") == "Bo lief zu Li; [entfernt] blieb, [entfernt] auch"
    assert not Sought("Bo", "")
    assert Sought("", "Groß").without("GROSS und größer") == "[entfernt] und größer"


@pytest.mark.both
def test_every_kind_of_place_is_listed(story: Story) -> None:
    found = places(person=story.person)
    assert at(found, Where.TEXTS) == {
        ("municipality", "contact_email", True),
        ("report", "introduction", True),
        ("measure", "internal_note", True),
        ("measure", "title", True),
        ("statusupdate", "text", True),
        ("councilpaper", "contact", True),
    }
    assert at(found, Where.FILES) == {("spreadsheetimport", "file_name", True)}
    assert at(found, Where.TABLES) == {
        ("spreadsheetimport", "workbook", False),
        ("importedchange", "before", True),
    }
    assert at(found, Where.FOLLOWING) == {("subscriber", "email", True), ("subscriber", "email", False)}
    assert at(found, Where.BIN) == {("deletedthing", "name", True), ("deletedthing", "rows", True)}
    assert ("historicalmeasure", "internal_note", True) in at(found, Where.HISTORY)
    assert ("historicalmeasure", "history_change_reason", True) in at(found, Where.HISTORY)
    assert at(found, Where.LOG) == {("logentry", "change_message", True)}
    assert at(found, Where.PAPERS) == {
        ("councilpaper", "contact", False),
        ("historicalcouncilpaper", "contact", False),
        ("frozenpaper", "text", False),
    }
    assert at(found, Where.ACCOUNTS) == {("user", "last_name", False)}
    assert at(found, Where.AUDIT) == {("auditentry", "subject", False)}


def everything() -> set[tuple[str, Any, str]]:
    """Model, row and field of all that holds the name in the database, read without the search."""
    found = set()
    for model in [model for model in apps.get_models() if not model._meta.proxy]:
        names = [field.name for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]
        for row in model._base_manager.values("pk", *names):
            for name in names:
                words = " ".join(texts(row[name])).casefold() if isinstance(row[name], str | dict | list) else ""
                if any(trace in words for trace in ("wunderlich", "kwunder", "kaethe@stadt.example", "käthe")):
                    found.add((model._meta.label_lower, row["pk"], name))
    return found


@pytest.mark.both
def test_after_removing_all_that_is_offered_the_name_stands_only_where_it_was_said_to_stay(story: Story) -> None:
    said = {
        (place.model._meta.label_lower, key, place.field)
        for place in places(person=story.person)
        if place.stays
        for key in place.rows
    }
    outcome = remove_from(None, SOUGHT, person=story.person)
    anonymise(story.person)
    assert outcome.refused == []
    assert everything() <= said
    assert {label for label, _key, _name in everything()} == {
        "catalog.auditentry",
        "catalog.user",
        "reports.councilpaper",
        "reports.frozenpaper",
        "reports.historicalcouncilpaper",
        "reports.subscriber",
    }
    assert find(SOUGHT, person=story.person).removable == []


def test_issued_papers_stay_as_they_were(story: Story) -> None:
    before = list(FrozenPaper.objects.filter(paper=story.issued).values())
    remove_from(None, SOUGHT)
    assert list(FrozenPaper.objects.filter(paper=story.issued).values()) == before
    assert CouncilPaper.objects.get(pk=story.issued.pk).contact == NAME
    assert CouncilPaper.objects.get(pk=story.draft.pk).contact == "[entfernt]"


def test_removing_is_recorded_like_any_edit(story: Story, admin_client: Client) -> None:
    admin_client.post(LIST, {**NAMES, "remove": "1", "place": [f"catalog.measure:{story.measure.pk}:internal_note"]})
    measure = Measure.objects.get(pk=story.measure.pk)
    newest = measure.history.latest()
    assert (measure.internal_note, newest.history_change_reason) == ("[entfernt] anrufen", "ein Name wurde entfernt")
    assert newest.history_user == User.objects.get(username="admin")
    entry = AuditEntry.objects.get(kind=AuditKind.ANONYMISED)
    assert (entry.person, entry.subject) == (newest.history_user, "Name an 1 Stelle entfernt")
    assert measure.history.exclude(pk=newest.pk).filter(internal_note__contains="Käthe").exists()


@pytest.mark.both
def test_a_search_does_not_find_the_name_in_what_comes_back_from_the_bin(story: Story) -> None:
    remove_from(None, SOUGHT)
    row = next(row for row in DeletedThing.objects.get().rows if row["model"] == "catalog.measure")
    assert row["fields"]["title"] == "Idee von [entfernt]"
    assert "kathe" not in row["fields"]["search_text"]
    assert "kaethe" not in row["fields"]["search_text"]


def test_only_what_is_ticked_goes(story: Story, admin_client: Client) -> None:
    page = admin_client.post(
        LIST, {**NAMES, "remove": "1", "place": [f"reports.subscriber:{story.subscriber.pk}:email"]}
    )
    assert "Der Name wurde an 1 Stelle entfernt." in page.text
    assert set(Subscriber.objects.all()) == {story.namesake}
    assert Measure.objects.get(pk=story.measure.pk).internal_note == "Wunderlich, Käthe anrufen"


def test_the_page_ticks_what_is_certain_and_says_why_something_stays(story: Story, admin_client: Client) -> None:
    page = admin_client.get(page_of(story.person)).text
    ticked = [line for line in page.splitlines() if "checked" in line]
    assert ticked
    assert "Was dem Rat vorgelegt wurde, wird nie geändert." in page
    assert "Sicherungen, die bis jetzt entstanden sind" in page
    assert f'href="/admin/catalog/measure/{story.measure.pk}/change/"' in page


@pytest.mark.both
def test_planners_find_and_change_what_is_theirs(story: Story, client: Client) -> None:
    planner = factories.make_planner(story.city)
    labels = {place.model._meta.label_lower for place in places(planner)}
    assert {"catalog.measure", "catalog.deletedthing", "monitoring.importedchange"} <= labels
    assert labels.isdisjoint({"reports.subscriber", "admin.logentry", "catalog.user", "catalog.auditentry"})
    assert story.elsewhere.pk not in [place.key for place in places(planner) if place.model is Measure]
    client.force_login(planner)
    theirs = f"catalog.measure:{story.measure.pk}:internal_note"
    foreign = f"catalog.measure:{story.elsewhere.pk}:title"
    client.post(LIST, {**NAMES, "remove": "1", "place": [theirs, foreign]})
    assert "Wunderlich" not in Measure.objects.get(pk=story.measure.pk).internal_note
    assert Measure.objects.get(pk=story.elsewhere.pk).title == "Ein Wunderlich-Projekt"


@pytest.mark.both
def test_administrators_learn_only_that_there_is_more(story: Story, client: Client) -> None:
    administrator = factories.make_administrator()
    findings = find(SOUGHT, administrator, story.person)
    labels = {place.model._meta.label_lower for place in findings.places}
    assert "reports.subscriber" in labels
    assert "catalog.measure" not in labels
    assert findings.unseen > 1
    client.force_login(administrator)
    page = client.get(page_of(story.person)).text
    assert f"Weitere {findings.unseen} Stellen" in page
    assert "anrufen" not in page


@pytest.mark.both
def test_a_name_that_must_be_there_is_told_and_left(story: Story) -> None:
    first = factories.make_measure(story.report, title="Erste")
    for number in ("Wunderlich", "[entfernt]"):
        factories.make_indicator(first, name=number)
    outcome = remove_from(None, SOUGHT)
    assert [place.field for place, _problem in outcome.refused] == ["name"]


def test_where_the_replacement_would_not_fit_it_is_short(story: Story) -> None:
    longest = Measure._meta.get_field("pages").max_length or 0
    text = f"Ulf {'x' * (longest - 4)}"
    measure = factories.make_measure(story.report, pages=text)
    remove_from(None, Sought("Ulf"))
    measure.refresh_from_db()
    assert measure.pages == text.replace("Ulf", "…")


def test_nothing_is_searched_without_a_name(story: Story, admin_client: Client) -> None:
    page = admin_client.post(LIST, {"first_name": "Bo", "last_name": "", "username": "", "email": ""})
    assert "mindestens drei Buchstaben" in page.text
    assert find(Sought()).places == []


def test_once_anonymised_the_name_is_typed(story: Story, admin_client: Client) -> None:
    anonymise(story.person)
    url = page_of(story.person)
    assert "anrufen" not in admin_client.get(url).text
    assert "anrufen" in admin_client.post(url, NAMES).text


def test_the_command_lists_and_removes(story: Story) -> None:
    said = StringIO()
    call_command("anonymise_person", "kwunder", "--list", stdout=said)
    assert "liste_wunderlich.csv" in said.getvalue()
    assert User.objects.filter(username="kwunder").exists()
    call_command("anonymise_person", "kwunder", "--remove", "--yes", stdout=said)
    assert not User.objects.filter(username="kwunder").exists()
    assert Municipality.objects.get(pk=story.city.pk).contact_email == ""
    assert SpreadsheetImport.objects.get(pk=story.file.pk).file_name == "liste_[entfernt].csv"
