"""Whoever it is and whatever is sent: no change ever reaches a municipality where somebody has no right to it.

Three cities with one row of everything. People hold random roles there and try every way to write, with forged
choices, rows and numbers; afterwards every city is as it was, except where the person plans, and except for drafts
about measures of the person's own office.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.choices import MemberRole
from catalog.models import DeletedThing, Invitation, Measure, MeasureTheme, Membership, Office, Report, User
from catalog.permissions.registry import registered, rules_of
from catalog.recycle_bin.cascade import Cascade, remove
from monitoring.choices import ReviewState
from monitoring.imports.job import ImportJob
from monitoring.models import AnsweredMilestone, AnsweredValue, CommentMention
from reports.council.issuing import issue
from reports.models import CommitteeSection
from tests import factories
from tests.admin_pages import form_data
from tests.databases import answers
from tests.effort import tries
from tests.themes import Themes
from tests.uploads import PDF

pytestmark = pytest.mark.usefixtures("without_cities")

GOVERNED = [apps.get_model(label) for label, rules in registered().items() if rules.to_municipality is not None]
EDITED = [model for model in GOVERNED if model in admin.site._registry]
RENAMED = [Measure, Report]  # what has an older version
DRAFTED = {"attachment", "statusupdate", "milestone", "indicatorvalue"}
IN_HAND = (ReviewState.DRAFT, ReviewState.SUBMITTED)
FILE = b"Nr.;Titel;Federf\xc3\xbchrung;Stand\nA1;Gekapert;Jugendamt;umgesetzt\nA7;Neu;Jugendamt;\n"
STEPS = ("columns", "decisions", "preview", "run", "result", "errors", "undo")


class City:
    """One row of everything, and drafts of an office."""

    def __init__(self, name: str) -> None:
        make = factories
        self.municipality = make.make_municipality(name=name, slug=name)
        make.make_crest(self.municipality)
        self.office = make.make_office(self.municipality, name="Jugendamt")
        self.other_office = make.make_office(self.municipality, name="Sozialamt")
        report = make.make_report(self.municipality, slug="bericht")
        make.make_section(report, Themes.WORK)
        theme = Themes.CARE.row
        for office in (self.office, self.other_office):
            measure = make.make_measure(report, lead=office, internal_note="Notiz")
            make.make_measure(parent=measure, code="M1")
            MeasureTheme.objects.create(measure=measure, theme=theme)
            indicator = make.make_indicator(measure)
            make.make_target(indicator)
            make.make_discussion(measure)
            comment = make.make_comment(measure, office=office)
            CommentMention.objects.create(comment=comment, office=office)
            for state in (ReviewState.PUBLISHED, ReviewState.DRAFT):
                make.make_update(measure, publication=state)
                make.make_milestone(measure, publication=state)
                make.make_attachment(measure, PDF, publication=state)
                make.make_value(indicator, publication=state, as_of=f"202{len(state)}-01-01")
        make_rounds(report, self.office)
        committee = make.make_committee(self.municipality)
        CommitteeSection.objects.create(committee=committee, section=report.sections.get())
        template = make.make_template(self.municipality)
        make.make_paper(report, committee=committee, template=template)
        issue(make.make_paper(report, committee=committee))
        self.job = ImportJob.upload(report, FILE, "tabelle.csv")
        self.job.spreadsheet_import.save()
        done = ImportJob.upload(report, b"Nr.;Titel\nA9;Importiert\n", "fertig.csv")
        done.spreadsheet_import.save()
        done.run()
        several: list[Any] = [report, *report.measures.all()]
        for row in several:
            row.title += " neu"
            row.save()
        dropped = make.make_measure(report, code="D1")
        make.make_update(dropped)
        remove([dropped], None)
        make.make_reader(self.municipality)
        Invitation.objects.create(municipality=self.municipality, email="kim@example.org", role="reader", digest=name)

    def rows(self, model: type[Model]) -> QuerySet[Any]:
        return model._default_manager.filter(**{rules_of(model).to_municipality or "pk": self.municipality.pk})

    def state(self, but_drafts_of: set[int]) -> dict[str, list[dict[str, Any]]]:
        """Every row of the city, without what an office has in hand about its own measures or has thrown away of it."""
        return answers(self._statements(frozenset(but_drafts_of)))

    @cache  # noqa: B019 - there are seven cities
    def _statements(self, but_drafts_of: frozenset[int]) -> dict[str, tuple[str, tuple[Any, ...]]]:
        found = {}
        for model in GOVERNED:
            rows = self.rows(model).order_by("pk")
            if model._meta.model_name in DRAFTED and but_drafts_of:
                way = "indicator__measure" if model._meta.model_name == "indicatorvalue" else "measure"
                rows = rows.exclude(**{f"{way}__in": but_drafts_of, "publication__in": IN_HAND})
            if model is DeletedThing and but_drafts_of:
                rows = rows.exclude(label__in=[f"monitoring.{name}" for name in DRAFTED])
            found[model._meta.label] = rows.values().query.sql_with_params()
        return found


def make_rounds(report: Report, office: Office) -> None:
    """A round that is open with an answer of an office, one that was closed, and a mail."""
    make = factories
    measure = report.measures.filter(responsibilities__office=office).get()
    request = make.make_request(make.make_round(report), office, measure)
    answer = request.answers.get()
    milestone = measure.milestones.filter(publication=ReviewState.PUBLISHED).get()
    AnsweredMilestone.objects.create(answer=answer, milestone=milestone, done_as="01.06.2026")
    AnsweredValue.objects.create(answer=answer, indicator=measure.indicators.get(), value=1, as_of="2026-06-01")
    closed = make.make_round(report, closed_at=datetime(2026, 8, 1, 9, tzinfo=UTC))
    make.make_request(closed, office, measure)
    make.make_snapshot(closed, report)
    make.make_sent_mail(report.municipality)
    make.make_letter(report.municipality)


@dataclass
class Somebody:
    """A person with random roles, and a superuser who fills in forms for whoever forges them."""

    client: Client
    user: User
    anybody: Client
    cities: list[City]
    draw: Callable[[Any], Any]

    def any_row(self, model: type[Model]) -> Any:
        city = self.draw(st.sampled_from(self.cities))
        return self.draw(st.sampled_from(list(city.rows(model).order_by("pk"))))

    def any_model(self) -> type[Model]:
        return self.draw(st.sampled_from(EDITED))  # type: ignore[no-any-return]

    def url(self, model: type[Model], page: str, *args: Any) -> str:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)

    def forged(self, data: dict[str, Any]) -> dict[str, Any]:
        """Some of the values replaced: other rows, other words, other numbers."""
        names = sorted(name for name in data if not name.endswith("_FORMS"))
        chosen = self.draw(st.lists(st.sampled_from(names), max_size=4, unique=True)) if names else []
        return {**data, **{name: self.forgery(name) for name in chosen}}

    def forgery(self, name: str) -> Any:
        field = name.rpartition("-")[2]
        targets = {model._meta.model_name: model for model in GOVERNED}
        targets |= {"parent": targets["measure"], "predecessor": targets["report"], "id": self.any_model()}
        if field in targets:
            return self.any_row(targets[field]).pk
        return self.draw(st.sampled_from(["", "on", "published", "draft", "planner", "Gekapert", "1", "2021-05-05"]))


def filled_in(some: Somebody, url: str) -> dict[str, Any]:
    """What the page would send if somebody who may do everything saved it untouched."""
    response = some.anybody.get(url)
    return form_data(some.anybody, url) if response.context and "adminform" in response.context else {}


BUTTONS = st.sampled_from(["_save", "_continue", "_submit", "_publish", "_send_back"])


def change(some: Somebody) -> None:
    model = some.any_model()
    url = some.url(model, "change", some.any_row(model).pk)
    data = some.forged(filled_in(some, url))
    some.client.post(url, {**data, some.draw(BUTTONS): "1"})


def add(some: Somebody) -> None:
    """With the roots of one's choice in the address, as a clerk would come from a list."""
    model = some.any_model()
    roots = {model._meta.model_name: model for model in GOVERNED}
    names = [field.name for field in model._meta.fields if field.name in roots]
    query = "&".join(f"{name}={some.any_row(roots[name]).pk}" for name in names)
    url = f"{some.url(model, 'add')}?{query}"
    data = filled_in(some, url)
    words = {"title": "Neu", "name": "Neu", "slug": "neu", "code": "N1", "email": "neu@example.org", "role": "planner"}
    dates = {"as_of": "2022-02-02", "expires_at_0": "2090-01-01", "expires_at_1": "00:00:00", "value": "1"}
    chosen = {name: some.any_row(roots[name]).pk for name in names}
    user = {"user": some.user.pk, "status": "done", "kind": "department", "publication": "published"}
    some.client.post(url, some.forged({**data, **words, **dates, **user, **chosen}))


def delete(some: Somebody) -> None:
    model = some.any_model()
    url = some.url(model, "delete", some.any_row(model).pk)
    context = some.anybody.get(url).context or {}
    seen = [removal.digest for removal in context.get("deleted_objects", []) if isinstance(removal, Cascade)]
    some.client.post(url, {"post": "yes", "seen": seen[:1]})


def bring_back(some: Somebody) -> None:
    """From the recycle bin."""
    some.client.post(some.url(DeletedThing, "change", some.any_row(DeletedThing).pk))


def restore(some: Somebody) -> None:
    """A version of any row, by the page of any row."""
    kept = [model for model in EDITED if isinstance(admin.site._registry[model], VersionedAdmin)]
    model = some.draw(st.sampled_from(kept))
    row = some.any_row(some.draw(st.sampled_from(RENAMED) | st.sampled_from(kept)))
    page_of = some.draw(st.sampled_from([row, row, some.any_row(model)]))
    version = some.draw(st.sampled_from(list(type(row).history.filter(id=row.pk))))
    label, newest = row._meta.label_lower, type(row).history.filter(id=row.pk).latest()
    url = some.url(type(page_of), "restore", page_of.pk, label, version.history_id)
    some.client.post(url, {"seen": newest.history_id})


def act(some: Somebody) -> None:
    """A bulk action on rows of several cities at once, offered or not."""
    model = some.any_model()
    actions = ["delete_selected", "publish", "unpublish", "release", "submit", "send_again", "revoke", "download_csv"]
    chosen = [some.any_row(model).pk for _number in range(some.draw(st.integers(1, 4)))]
    data = {"action": some.draw(st.sampled_from(actions)), "_selected_action": chosen, "post": "yes"}
    some.client.post(some.url(model, "changelist"), data)


def upload(some: Somebody) -> None:
    model = apps.get_model("monitoring", "SpreadsheetImport")
    report = some.any_row(apps.get_model("catalog", "Report"))
    file = SimpleUploadedFile("neu.csv", FILE)
    some.client.post(some.url(model, "add"), {"report": report.pk, "kind": "measures", "file": file})


def import_step(some: Somebody) -> None:
    """From the columns to taking back what was imported, with answers about offices of anywhere."""
    step = some.draw(st.sampled_from(STEPS))
    one = some.any_row(apps.get_model("monitoring", "SpreadsheetImport"))
    office = some.any_row(apps.get_model("catalog", "Office")).pk
    data = {"column_0": "code", "column_1": "title", "column_2": "lead", "column_3": "status", "keep": "on"}
    answers = {"offices_0": office, "statuses_0": "done", "as_of": "19.01.2021"}
    some.client.post(reverse(f"admin:import_{step}", args=[one.pk]), {**data, **answers})


def whole_import(some: Somebody) -> None:
    """One that is ready is carried out by whoever asks."""
    one = some.any_row(apps.get_model("monitoring", "SpreadsheetImport"))
    for step in ("columns", "decisions", "run", "undo"):
        data = {"column_0": "code", "column_1": "title", "as_of": "19.01.2021"}
        some.client.post(reverse(f"admin:import_{step}", args=[one.pk]), data)


def look_up(some: Somebody) -> None:
    """Autocomplete offers nothing of a city where somebody has no role."""
    field = some.draw(st.sampled_from(["office", "measure"]))
    query = {"app_label": "catalog", "model_name": "responsibility", "field_name": field, "term": ""}
    response = some.client.get(reverse("admin:autocomplete"), query)
    if response.status_code == 200:
        roles = set(some.user.memberships.values_list("municipality", flat=True))
        strangers = [city for city in some.cities if city.municipality.pk not in roles]
        offered = {int(result["id"]) for result in response.json()["results"]}
        model = apps.get_model("catalog", field)
        for city in strangers:
            assert not offered & set(city.rows(model).values_list("pk", flat=True))


EDITING = (change, add, delete, bring_back, restore, act)
WAYS = {way.__name__: way for way in (*EDITING, upload, import_step, whole_import, look_up)}
ROLES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(MemberRole)), max_size=3, unique_by=lambda role: role[0])


def test_every_model_of_a_municipality_is_tried() -> None:
    city = City("heidelberg")
    assert [model._meta.label for model in GOVERNED if not city.rows(model).exists()] == []


def reported_on_by(office: Office) -> set[int]:
    """Its measures, and the parts of those it leads."""
    led = office.responsibilities.filter(role="lead").exclude(measure__parts=None)
    own = office.responsibilities.values_list("measure", flat=True)
    return {*own, *led.values_list("measure__parts", flat=True)}


ATTEMPTS = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_change_reaches_another_municipality() -> None:
    cities = [City(name) for name in ("heidelberg", "koblenz", "bielefeld")]
    anybody = Client()
    anybody.force_login(factories.make_user(is_superuser=True))

    @settings(ATTEMPTS, max_examples=tries(40))
    @given(st.data(), ROLES)
    def attempt(way: str, data: st.DataObject, roles: list[tuple[int, MemberRole]]) -> None:
        with transaction.atomic():
            user = factories.make_user()
            for number, role in roles:
                office = cities[number].office if role == MemberRole.CONTRIBUTOR else None
                Membership.objects.create(user=user, municipality=cities[number].municipality, role=role, office=office)
            own = {
                number: reported_on_by(cities[number].office)
                for number, role in roles
                if role == MemberRole.CONTRIBUTOR
            }
            planned = {number for number, role in roles if role == MemberRole.PLANNER}
            watched = {
                number: partial(city.state, own.get(number, set()))
                for number, city in enumerate(cities)
                if number not in planned
            }
            before = {number: state() for number, state in watched.items()}
            client = Client()
            client.force_login(user)
            WAYS[way](Somebody(client, user, anybody, cities, data.draw))
            assert {number: state() for number, state in watched.items()} == before, way
            transaction.set_rollback(True)

    for way in WAYS:
        attempt(way)


class FoundChange(BaseException):
    """Ends a search; after an `Exception` Hypothesis would try the same once more."""


def test_planners_get_somewhere_with_what_is_tried() -> None:
    """Else the test above would prove nothing."""
    cities = [City("heidelberg")]
    anybody = Client()
    anybody.force_login(factories.make_user(is_superuser=True))
    planner = factories.make_planner(cities[0].municipality)

    @settings(ATTEMPTS, max_examples=100)
    @given(st.data())
    def attempt(way: str, data: st.DataObject) -> None:
        with transaction.atomic():
            before = cities[0].state(set())
            client = Client()
            client.force_login(planner)
            WAYS[way](Somebody(client, planner, anybody, cities, data.draw))
            if cities[0].state(set()) != before:
                raise FoundChange
            transaction.set_rollback(True)

    for way in [*(way.__name__ for way in EDITING), "import_step", "upload"]:
        with pytest.raises(FoundChange):
            attempt(way)
