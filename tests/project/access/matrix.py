"""A small world with somebody in every role, and the table of who gets which answer where.

Roles, in the order of the columns: a stranger; reader, office and planner of the municipality that the rows belong
to; the planner of another one; an administrator of the installation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from catalog.choices import AuditKind, MailKind, Publication
from catalog.mails.preferences import link_to_switch_off
from catalog.models import AuditEntry, DeletedThing, Invitation, Office, SavedView, SentMail, Theme, User
from catalog.recycle_bin.cascade import remove
from monitoring.choices import AnswerState
from monitoring.imports.job import ImportJob
from reports.council.issuing import issue
from reports.models import CouncilPaper, Subscriber
from tests import factories
from tests.uploads import PDF

ROLES = ("stranger", "reader", "office", "planner", "elsewhere", "administrator")
TITLE = "Geheimvorhaben"


class World:
    """`here` is public; `open`, `hidden` and `draft` are a public report, one that is not, and a draft of a measure."""

    def __init__(self) -> None:
        make = factories
        self.here = make.make_municipality(name="Hier", slug="hier")
        there = make.make_municipality(name="Dort", slug="dort")
        self.there = make.make_measure(make.make_report(there), lead=make.make_office(there))
        make.make_crest(self.here)
        make.make_crest(make.make_municipality(slug="verborgen", is_public=False))
        self.office = make.make_office(self.here, name="Jugendamt", slug="jugendamt")
        self.open = make.make_report(self.here, slug="bericht")
        self.hidden = make.make_report(self.here, slug="intern", is_public=False)
        self.section = make.make_section(self.open)
        self.theme = Theme.objects.create(name="Sport", slug="sport")
        self.measure = make.make_measure(self.open, code="A1", title=TITLE, lead=self.office, plain_language="Kurz.")
        self.part = make.make_measure(parent=self.measure, code="M1", lead=self.office)
        self.draft = make.make_measure(self.open, code="A2", publication=Publication.DRAFT)
        self.internal = make.make_measure(self.hidden, code="A1")
        self.update = make.make_update(self.measure)
        self.drafted = make.make_update(self.measure, publication=Publication.DRAFT)
        self.milestone = make.make_milestone(self.measure)
        self.discussion = make.make_discussion(self.measure)
        self.attach()
        self.indicator = make.make_indicator(self.measure)
        self.value = make.make_value(self.indicator)
        self.subscriber = Subscriber.objects.create(email="kim@example.org")
        self.import_ = ImportJob.upload(self.open, b"Nr.;Titel\nA9;Neu\n", "neu.csv").spreadsheet_import
        self.import_.save()
        self.committee = make.make_committee(self.here, slug="rat")
        self.template = make.make_template(self.here)
        self.paper = make.make_paper(self.open, slug="entwurf", committee=self.committee)
        self.consultation = self.paper.consultations.get()
        self.issued = self.issue_with_annexes()
        self.closed = issue(make.make_paper(self.open, slug="nichtoeffentlich", is_public=False))
        self.recorded = self.issued.consultations.get()
        self.waiting = {"stranger": make.make_prepared_file(self.open)}
        remove([make.make_measure(self.open, code="A3", title=TITLE)], None)
        self.deleted = DeletedThing.objects.get()
        self.entry = AuditEntry.record(AuditKind.IMPORTED, subject=TITLE, municipality=self.here)
        self.mail = SentMail.objects.create(key="x", kind=MailKind.INVITATION, municipality=self.here)
        asked = self.ask()
        self.people = {
            "reader": make.make_reader(self.here),
            "office": make.make_contributor(self.office, asked),
            "planner": make.make_planner(self.here),
            "elsewhere": make.make_planner(there),
            "administrator": make.make_administrator(),
        }
        for role, person in self.people.items():
            self.waiting[role] = make.make_prepared_file(self.open, asked_by=person)
        self.waiting["hidden"] = make.make_prepared_file(self.hidden)
        self.view = SavedView.objects.create(person=self.people["planner"], listing="catalog.measure", name=TITLE)
        self.switch = link_to_switch_off(self.people["planner"], [MailKind.ROUND_OPENED], "").strip("/").split("/")[-1]
        self.membership = self.people["reader"].memberships.get()
        self.invitation = Invitation(municipality=self.here, email="kim@example.org", role="reader")
        self.invitation.invited_by = self.people["planner"]
        self.token = self.invitation.renew_token()
        self.invitation.save()

    def attach(self) -> None:
        """Make files of measures: public, private, of an update that is a draft, of a report that is not public."""
        make = factories.make_attachment
        self.attachment = make(self.measure)
        self.private = make(self.measure, publication=Publication.DRAFT)
        self.of_draft = make(self.measure, update=self.drafted)
        self.of_internal = make(self.internal)

    def issue_with_annexes(self) -> CouncilPaper:
        """Make annexes with files for the draft and for another paper, and return that, issued."""
        paper = factories.make_paper(self.open, slug="vorlage", committee=self.committee)
        self.draft_annex = factories.make_annex(self.paper, PDF, is_public=True)
        self.annex = factories.make_annex(paper, PDF, is_public=True)
        self.private_annex = factories.make_annex(paper, PDF)
        return issue(paper)

    def ask(self) -> Office:
        """Make the rounds, and return an office that is asked in one of its own."""
        make = factories
        self.letter = make.make_letter(self.here)
        self.planned = make.make_round(self.open, opened_at=None)
        self.round = make.make_round(self.open)
        self.asked = make.make_request(self.round, self.office, self.measure)
        self.answer = self.asked.answers.get()
        self.submitted = make.make_answer(self.asked, self.part, state=AnswerState.SUBMITTED, text=TITLE)
        self.finished = make.make_round(self.open, closed_at=timezone.now())
        office = make.make_office(self.here, name="Gefragtes Amt", slug="gefragt")
        self.request = make.make_request(make.make_round(self.open), office, self.measure)
        return office

    def client(self, role: str) -> Client:
        client = Client()
        if role in self.people:
            client.force_login(User.objects.get(pk=self.people[role].pk))
        return client


class Visitors:
    """Somebody in every role who has logged in once, for tests that ask a thousand times and take back each answer."""

    def __init__(self, world: World) -> None:
        self._cookies = {role: world.client(role).cookies for role in ROLES}

    def client(self, role: str) -> Client:
        client = Client()
        client.cookies.update(self._cookies[role])
        return client


Find = Callable[[World], Any]


@dataclass(frozen=True)
class Row:
    """An address, with its arguments in a list or by name, and its answers: one for everybody or one for each role."""

    name: str
    args: Find = field(default=lambda _world: [])
    get: str = "200"
    post: str = "405"
    query: str = ""

    def answers(self, method: str) -> dict[str, int]:
        words = (self.get if method == "GET" else self.post).split()
        codes = [int(word) for word in words] * (1 if len(words) > 1 else len(ROLES))
        return dict(zip(ROLES, codes, strict=True))


def city(world: World) -> list[Any]:
    return [world.here.slug]


def of_office(world: World) -> list[Any]:
    return [world.here.slug, world.office.slug]


def public(world: World) -> list[Any]:
    return [world.here.slug, world.open.slug]


def hidden(world: World) -> list[Any]:
    return [world.here.slug, world.hidden.slug]


def published_measure(world: World) -> list[Any]:
    return [*public(world), "A1"]


def drafted_measure(world: World) -> list[Any]:
    return [*public(world), "A2"]


def internal_measure(world: World) -> list[Any]:
    return [*hidden(world), "A1"]


def named(row: str = "", *codes: str) -> Find:
    """The parts of an address by name, where their number alone does not say what they mean."""

    def args(world: World) -> dict[str, str]:
        parts = dict(zip(("code", "part"), codes, strict=False))
        if row:
            parts["office" if row == "office" else "report"] = getattr(world, row).slug
        return {"city": world.here.slug, **parts}

    return args


def of_paper(slug: str) -> Find:
    return lambda world: [world.here.slug, slug]


def waiting(name: str) -> Find:
    """The document that somebody has asked for."""
    return lambda world: [*(hidden if name == "hidden" else public)(world), world.waiting[name].token]


def of_request(world: World) -> list[Any]:
    return [world.request.pk]


def file(name: str) -> Find:
    """The address of a file of a measure."""
    return lambda world: [world.here.slug, getattr(world, name).pk]


def file_of_paper(name: str) -> Find:
    return lambda world: [world.here.slug, getattr(world, name).paper.slug, getattr(world, name).pk]


FOLLOWING = ("feed", "calendar")
INSIDERS = "404 200 404 200 404 404"  # what readers and planners see
PLANNERS = "404 404 404 200 404 404"  # what is a draft
OF_THE_HOUSE = "404 404 200 200 404 404"  # what an office works on, and its planners
NOBODY = "404"  # feeds, calendars and frames are the same for all

FRAMED = ("embed-bar", "embed-table")
OF_REPORTS = (
    *("report", "changes", "measures-csv", "measures-xlsx", "measures-json", "data-package"),
    *("status-table-docx", "status-table-pdf", "booklet-docx", "booklet-pdf"),
    *("embedding", "indicators", "history"),
)
OF_THE_SITE = ("home", "status-definitions", "accessibility", "imprint", "privacy", "measures", "themes", "comparison")
SECOND_FACTOR = (
    *("mfa_index", "mfa_authenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    *("mfa_generate_recovery_codes", "mfa_reauthenticate", "account_reauthenticate", "account_login"),
    *("mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"),
)
SINGLE_SIGN_ON = ("openid_connect_login", "openid_connect_callback")
PUBLIC = [
    *(Row(name) for name in OF_THE_SITE),
    Row("theme", lambda _world: ["arbeit"]),
    Row("handbook"),
    Row("handbook-chapter", lambda _world: ["rat", "stand-lesen"]),
    Row("handbook-chapter", lambda _world: ["rat", "niemals"], get="404"),
    *(Row(name) for name in ("health", "robots-txt", "favicon")),
    Row("security-txt", get="404"),  # nobody is named in the settings
    *(Row(name, get="404", post="404") for name in SECOND_FACTOR + SINGLE_SIGN_ON),  # switched off at first
    Row("mfa_remove_webauthn", lambda _world: [1], get="404", post="404"),
    *(Row(name, city) for name in ("municipality", "city-measures", "plain-language", "asked")),
    Row("crest", city),
    Row("crest", lambda world: [world.there.report.municipality.slug], get=NOBODY),  # which has none
    Row("crest", lambda _world: ["verborgen"], get=NOBODY),
    *(
        row
        for name in ("attachment", "attachment-preview")
        for row in (
            Row(name, file("attachment")),
            Row(name, file("private"), get=OF_THE_HOUSE),
            Row(name, file("of_draft"), get=OF_THE_HOUSE),
            Row(name, file("of_internal"), get=INSIDERS),
            Row(name, lambda world: [world.there.report.municipality.slug, world.attachment.pk], get=NOBODY),
        )
    ),
    Row("paper-annex", file_of_paper("annex")),
    Row("paper-annex", file_of_paper("private_annex"), get=INSIDERS),
    Row("paper-annex", file_of_paper("draft_annex"), get=PLANNERS),
    Row("subscribe", city, post="200"),
    Row("offices", city, get="302", post="302"),
    Row("office", of_office),
    *(Row(name, public) for name in OF_REPORTS + FRAMED),
    *(Row(name, hidden, get=INSIDERS) for name in OF_REPORTS),
    *(Row(name, hidden, get=NOBODY) for name in FRAMED),
    Row("measure", published_measure),
    Row("measure", lambda world: [*published_measure(world), "M1"]),
    Row("measure", drafted_measure, get=PLANNERS),
    Row("measure", internal_measure, get=INSIDERS),
    *(Row(name, args) for name in FOLLOWING for args in (named(), named("office"), named("open"), named("open", "A1"))),
    *(Row(name, named("open", "A1", "M1")) for name in FOLLOWING),
    *(
        Row(name, args, get=NOBODY)
        for name in FOLLOWING
        for args in (named("hidden"), named("open", "A2"), named("hidden", "A1"))
    ),
    Row("papers", city),
    Row("paper", of_paper("vorlage")),
    Row("paper", of_paper("nichtoeffentlich"), get=INSIDERS),
    Row("paper", of_paper("entwurf"), get=NOBODY),
    *(
        row
        for name in ("paper-docx", "paper-pdf")
        for row in (
            Row(name, of_paper("vorlage")),
            Row(name, of_paper("nichtoeffentlich"), get=INSIDERS),
            Row(name, of_paper("entwurf"), get=NOBODY),
        )
    ),
    *(
        Row(page, waiting(name), get=answers)
        for page in ("prepared", "prepared-file")
        for name, answers in (
            ("stranger", "200"),
            ("reader", "404 200 404 404 404 404"),
            ("planner", PLANNERS),
            ("elsewhere", "404 404 404 404 200 404"),
            ("hidden", INSIDERS),
        )
    ),
    Row("committees", city),
    Row("committee", of_paper("rat")),
    Row("meetings", of_paper("rat")),
    Row("resolutions", of_paper("rat")),
    Row("resolutions", of_paper("unbekannt"), get=NOBODY),
    Row("short", lambda world: [f"b{world.open.pk}"], get="302"),
    Row("short", lambda world: [f"b{world.hidden.pk}"], get="404 302 404 302 404 404"),
    Row("short", lambda world: [f"m{world.draft.pk}"], get="404 404 404 302 404 404"),
    *(
        Row(name, lambda _world: ["x"], get="404", post="404")
        for name in ("confirm-subscription", "unsubscribe", "unsubscribe-from-all", "switch-off-mails")
    ),
    Row("switch-off-mails", lambda world: [world.switch], post="200"),
    Row("invitation", lambda _world: ["x"], get="410", post="410"),
    Row("invitation", lambda world: [world.token], post="200 302 302 302 302 302"),
    Row("office-page", lambda world: [world.request.token], post="302"),
    Row("office-page", lambda _world: ["x"], get="404", post="404"),
    Row("office-file", lambda world: [world.request.token, "ods"]),
    Row("office-file", lambda _world: ["x", "ods"], get="404"),
    Row("office-comments", lambda world: [world.request.token, world.request.answers.get().pk], post="404"),
    Row("office-comments", lambda world: [world.request.token, world.answer.pk], get="404", post="404"),
    Row("office-comments", lambda _world: ["x", 1], get="404", post="404"),
    Row(
        "office-comments-of-request",
        lambda world: [world.request.pk, world.request.answers.get().pk],
        get="302 404 200 200 404 404",
        post="401 404 403 403 404 404",
    ),
    Row("office-page-of-request", of_request, get="302 404 200 200 404 404", post="401 404 403 403 404 404"),
    Row("office-file-of-request", lambda world: [*of_request(world), "ods"], get="302 404 200 200 404 404"),
    Row("admin_password_reset", post="200"),
    Row("password_reset_done"),
    Row("password_reset_confirm", lambda _world: ["MQ", "x"], get="410", post="410"),
    Row("kept-form", lambda _world: [UUID(int=1)], get="302 410 410 410 410 410", post="302 410 410 410 410 410"),
    Row("log-out", get="405", post="302"),
]

INSIDE = "302 302 200 200 200 200"  # everybody with an administration; others are led to the login
OF_PLANNERS = "302 302 403 200 404 403"
LIST_OF_PLANNERS = "302 302 403 200 200 403"
TO_STEP = "302 302 403 302 404 403"
TO_PAPER = "302 302 403 405 404 403"
PAPER_CHANGED = TO_STEP


def the_import(world: World) -> list[Any]:
    return [world.import_.pk]


def on_site(name: str) -> Find:
    def args(world: World) -> list[Any]:
        row = getattr(world, name)
        return [ContentType.objects.get_for_model(row).pk, row.pk]

    return args


def the_paper(world: World) -> list[Any]:
    return [world.paper.pk]


def the_issued_paper(world: World) -> list[Any]:
    return [world.issued.pk]


def the_draft(world: World) -> list[Any]:
    return [world.planned.pk]


def the_round(world: World) -> list[Any]:
    return [world.round.pk]


def the_request(world: World) -> list[Any]:
    return [world.asked.pk]


def the_submitted(world: World) -> list[Any]:
    return [world.round.pk, world.submitted.pk]


def the_finished(world: World) -> list[Any]:
    return [world.finished.pk, world.open.pk]


POSTED = "302 302 405 405 405 405"
ROUNDS = [
    *(
        Row(f"admin:round_{name}", get=LIST_OF_PLANNERS, post=LIST_OF_PLANNERS)
        for name in ("calendar", "calendar_file")
    ),
    Row("admin:round_settings", the_draft, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:round_settings", the_round, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:round_measures", the_draft, get=OF_PLANNERS, post=TO_STEP),
    Row("admin:round_offices", the_draft, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:round_open", the_draft, get=OF_PLANNERS, post=TO_STEP),
    *(Row(f"admin:round_{name}", the_round, get=TO_STEP, post=TO_STEP) for name in ("measures", "offices", "open")),
    Row("admin:round_missing", the_draft, get=TO_STEP, post=TO_STEP),
    Row("admin:round_missing", the_round, get=OF_PLANNERS, post=OF_PLANNERS),
    *(Row(f"admin:round_missing_{file}", the_round, get=OF_PLANNERS, post=OF_PLANNERS) for file in ("csv", "xlsx")),
    Row("admin:round_rehearse", the_draft, get=POSTED, post=TO_STEP),
    *(Row(f"admin:round_{act}", the_round, get=POSTED, post=TO_STEP) for act in ("remind_all", "send_again")),
    Row("admin:round_request", the_request, get=OF_PLANNERS, post=OF_PLANNERS),
    *(Row(f"admin:round_{act}", the_request, get=OF_PLANNERS, post=OF_PLANNERS) for act in ("extend", "hand_over")),
    *(Row(f"admin:round_{act}", the_request, get=POSTED, post=TO_STEP) for act in ("remind", "revoke", "renew")),
    Row("admin:round_note", lambda world: [world.answer.pk], get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:round_review", the_round, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:round_publish", the_round, get=POSTED, post=TO_STEP),
    Row("admin:round_answer", the_submitted, get=OF_PLANNERS, post=OF_PLANNERS),
    *(Row(f"admin:round_answer_{act}", the_submitted, get=POSTED, post=TO_STEP) for act in ("publish", "send_back")),
    Row("admin:round_close", the_round, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:round_paper", the_finished, get="302 302 403 405 404 403", post=TO_STEP),
    Row("admin:monitoring_reportinground_change", the_draft, get=TO_STEP, post=TO_STEP),
]

ADMIN = [
    *ROUNDS,
    Row("admin:paper_template_preview", lambda world: [world.template.pk], get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:paper_check", the_paper, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:paper_check", the_issued_paper, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:paper_links", the_issued_paper, get=OF_PLANNERS, post=TO_STEP),
    Row("admin:paper_fill", the_paper, get=TO_PAPER, post=PAPER_CHANGED),
    Row("admin:paper_fill", the_issued_paper, get="302 302 403 403 404 403", post="302 302 403 403 404 403"),
    *(
        Row(f"admin:paper_{step}", the_issued_paper, get=TO_PAPER, post=PAPER_CHANGED)
        for step in ("issue", "withdraw", "correct")
    ),
    Row("admin:index", get=INSIDE, post=INSIDE),
    Row("notifications", get=INSIDE, post=INSIDE),
    Row("keep-view", get=POSTED, post="302 302 404 404 404 404"),
    Row("forget-view", lambda world: [world.view.pk], get=POSTED, post="302 302 404 302 404 404"),
    Row("admin:login", get="200 302 302 302 302 302", post="200"),
    Row("admin:logout", get="302 302 405 405 405 405", post=INSIDE),
    Row("admin:password_change", get=INSIDE, post=INSIDE),
    Row("admin:password_change_done", get=INSIDE, post="302 302 405 405 405 405"),
    Row("admin:jsi18n", get=INSIDE, post="302 302 405 405 405 405"),
    Row("admin:app_list", lambda _world: ["catalog"], get=INSIDE, post=INSIDE),
    Row(
        "admin:autocomplete",
        get="302 302 403 200 200 200",
        post="302 302 405 405 405 405",
        query="?app_label=catalog&model_name=responsibility&field_name=office",
    ),
    Row("admin:view_on_site", on_site("open"), get="302 302 404 302 404 404", post="302 302 404 302 404 404"),
    Row("admin:view_on_site", on_site("measure"), get="302 302 302 302 404 404", post="302 302 302 302 404 404"),
    Row("admin:view_on_site", on_site("section"), get="302 302 404 404 404 404", post="302 302 404 404 404 404"),
    Row(
        "admin:auth_user_password_change",
        lambda world: [world.people["reader"].pk],
        get="302 302 403 403 403 200",
        post="302 302 403 403 403 200",
    ),
    Row("admin:traces", get="302 302 403 200 200 200", post="302 302 403 200 200 200"),
    Row(
        "admin:traces_of_person",
        lambda world: [world.people["reader"].pk],
        get="302 302 403 404 404 200",
        post="302 302 403 404 404 200",
    ),
    Row("admin:council_agenda", get=LIST_OF_PLANNERS, post=LIST_OF_PLANNERS),
    Row("next-report", lambda world: [world.open.pk], get=OF_PLANNERS, post=OF_PLANNERS),
    Row(
        "measure-comments",
        lambda world: [world.measure.pk],
        get="302 302 200 200 404 403",
        post="302 302 404 404 404 403",
    ),
    Row(
        "measure-comments",
        lambda world: [world.there.pk],
        get="302 302 404 404 200 403",
        post="302 302 404 404 404 403",
    ),
    Row("open-comments", get="302 302 200 200 200 403", post="302 302 405 405 405 405"),
    Row("report-grid", lambda world: [world.open.pk], get=OF_PLANNERS, post="302 302 403 302 404 403"),
    *(
        Row(f"measure-{act}", lambda world: [world.measure.pk], get=OF_PLANNERS, post=OF_PLANNERS)
        for act in ("merge", "split")
    ),
    Row("bulk-change", get="302 302 403 302 302 403", post="302 302 403 302 302 403"),
    Row("office-handover", lambda world: [world.office.pk], get=OF_PLANNERS, post=OF_PLANNERS),
    Row("workbench-search", get=INSIDE, post=POSTED),
    *(
        Row(f"workplace-{tab}", lambda world: [world.open.pk], get=OF_PLANNERS, post=POSTED)
        for tab in ("measures", "sections", "imports", "rounds", "papers")
    ),
    *(
        Row(f"workplace-{tab}", lambda world: [world.open.pk], get=OF_PLANNERS, post=TO_STEP)
        for tab in ("indicators", "publication")
    ),
    Row("workplace-move", lambda world: [world.open.pk, world.section.pk], get=POSTED, post=TO_STEP),
    Row("workplace-place", lambda world: [world.open.pk], get=POSTED, post=TO_STEP),
    Row("workplace-move-measures", lambda world: [world.open.pk], get=POSTED, post=TO_STEP),
    Row("admin:happenings", get=LIST_OF_PLANNERS, post=LIST_OF_PLANNERS),
    *(
        Row(f"admin:import_{step}", the_import, get=OF_PLANNERS, post=OF_PLANNERS)
        for step in ("columns", "preview", "errors")
    ),
    *(
        Row(f"admin:import_{table}", lambda world: [world.open.pk], get=OF_PLANNERS, post=OF_PLANNERS)
        for table in ("empty", "filled")
    ),
    Row("admin:import_decisions", the_import, get=OF_PLANNERS, post=OF_PLANNERS),
    Row("admin:import_run", the_import, get="302 302 405 405 405 405", post=TO_STEP),
    Row("admin:import_result", the_import, get=TO_STEP, post=TO_STEP),
    Row("admin:import_undo", the_import, get=TO_STEP, post=TO_STEP),
    Row("admin:monitoring_spreadsheetimport_change", the_import, get=TO_STEP, post=TO_STEP),
]


@dataclass(frozen=True)
class Rights:
    """What a role may do with a row of the admin: view, add, change, delete; and with any row, where that differs."""

    row: str = ""
    model: str = ""

    @property
    def anywhere(self) -> str:
        return self.model or self.row


NONE = Rights()
LOOK = Rights("v")
KEEP = Rights("vacd")


@dataclass(frozen=True)
class Model:
    """Rights of office, planner and administrator; planners elsewhere have the planner's, but see no such row."""

    name: str
    find: Callable[[World], Any]
    office: Rights = NONE
    planner: Rights = NONE
    administrator: Rights = NONE

    def rights(self, role: str) -> tuple[Rights, bool]:
        """And whether the row is seen at all."""
        if role == "elsewhere":
            return self.planner, False
        rights: Rights = getattr(self, role)
        return rights, "v" in rights.row


PUBLISHED = Rights("v", "vacd")  # an office changes drafts only

MODELS = [
    Model("catalog_municipality", lambda world: world.here, planner=Rights("vc"), administrator=KEEP),
    Model("catalog_office", lambda world: world.office, planner=KEEP, administrator=LOOK),
    Model("catalog_report", lambda world: world.open, planner=KEEP),
    Model("catalog_section", lambda world: world.section, planner=KEEP),
    Model("catalog_measure", lambda world: world.measure, office=LOOK, planner=KEEP),
    Model("catalog_measure", lambda world: world.draft, office=Rights("", "v"), planner=KEEP),
    Model("catalog_membership", lambda world: world.membership, planner=Rights("vcd"), administrator=KEEP),
    Model("catalog_invitation", lambda world: world.invitation, planner=Rights("vad"), administrator=Rights("vad")),
    Model(
        "catalog_deletedthing",
        lambda world: world.deleted,
        planner=Rights("vc"),
        administrator=Rights("", "v"),  # of municipalities only
    ),
    Model("catalog_auditentry", lambda world: world.entry, administrator=LOOK),
    Model("catalog_sentmail", lambda world: world.mail, planner=LOOK, administrator=LOOK),
    Model("catalog_theme", lambda world: world.theme, administrator=KEEP),
    Model("catalog_user", lambda world: world.people["reader"], administrator=KEEP),
    Model("monitoring_statusupdate", lambda world: world.update, office=PUBLISHED, planner=KEEP),
    Model("monitoring_statusupdate", lambda world: world.drafted, office=KEEP, planner=KEEP),
    Model("monitoring_milestone", lambda world: world.milestone, office=PUBLISHED, planner=KEEP),
    Model("monitoring_attachment", lambda world: world.attachment, office=PUBLISHED, planner=KEEP),
    Model("monitoring_attachment", lambda world: world.private, office=KEEP, planner=KEEP),
    Model("monitoring_discussion", lambda world: world.discussion, office=LOOK, planner=KEEP),
    Model("monitoring_indicator", lambda world: world.indicator, office=LOOK, planner=KEEP),
    Model("monitoring_indicatorvalue", lambda world: world.value, office=PUBLISHED, planner=KEEP),
    Model("monitoring_spreadsheetimport", lambda world: world.import_, planner=KEEP),
    Model("monitoring_lettertemplate", lambda world: world.letter, planner=KEEP),
    Model("monitoring_reportinground", lambda world: world.planned, planner=KEEP),
    Model("monitoring_reportinground", lambda world: world.round, planner=Rights("vac", "vacd")),
    Model("reports_committee", lambda world: world.committee, planner=KEEP),
    Model("reports_papertemplate", lambda world: world.template, planner=KEEP),
    Model("reports_councilpaper", lambda world: world.paper, planner=KEEP),
    Model("reports_councilpaper", lambda world: world.issued, planner=Rights("v", "vacd")),
    Model("reports_consultation", lambda world: world.consultation, planner=KEEP),
    Model("reports_consultation", lambda world: world.recorded, planner=Rights("vc", "vacd")),
    Model("reports_subscriber", lambda world: world.subscriber, administrator=Rights("vd")),
]
PAGES = ("changelist", "add", "history", "change", "delete")
# They lead to the next step; in the table of addresses.
LEADING = ("monitoring_spreadsheetimport_change", "monitoring_reportinground_change")
# Answers that are not those of a form shown once more: what is asked about is asked again, what is sent is done.
SENT = {"catalog_deletedthing_change": 302}

DOWNLOADS = {"download_xlsx", "download_csv"}
DECIDE = {"publish", "unpublish"}
# The actions of each list, by role; who is named nowhere finds none.
ACTIONS: dict[str, dict[str, set[str]]] = {
    "catalog_municipality": {"administrator": {"delete_selected"}},
    "catalog_office": {"planner": {"delete_selected"}},
    "catalog_report": {"planner": {"delete_selected"}},
    "catalog_section": {"planner": {"delete_selected"}},
    "catalog_measure": {
        "office": DOWNLOADS,
        "planner": {"delete_selected", "release", "change_together"} | DECIDE | DOWNLOADS,
    },
    "catalog_membership": {"planner": {"delete_selected"}, "administrator": {"delete_selected"}},
    "catalog_invitation": {
        "planner": {"delete_selected", "send_again", "revoke"},
        "administrator": {"delete_selected", "send_again", "revoke"},
    },
    "catalog_deletedthing": {},
    "catalog_auditentry": {},
    "catalog_sentmail": {},
    "catalog_theme": {"administrator": {"delete_selected"}},
    "catalog_user": {"administrator": {"delete_selected", "anonymise_people"}},
    "monitoring_statusupdate": {
        "office": {"delete_selected", "submit"},
        "planner": {"delete_selected", "release"} | DECIDE,
    },
    "monitoring_milestone": {"office": {"delete_selected", "submit"}, "planner": {"delete_selected"} | DECIDE},
    "monitoring_attachment": {
        "office": {"delete_selected", "submit"},
        "planner": {"delete_selected", "release"} | DECIDE,
    },
    "monitoring_discussion": {"planner": {"delete_selected"}},
    "monitoring_indicator": {"planner": {"delete_selected"}},
    "monitoring_indicatorvalue": {"office": {"delete_selected", "submit"}, "planner": {"delete_selected"} | DECIDE},
    "monitoring_spreadsheetimport": {},
    "monitoring_lettertemplate": {"planner": {"delete_selected"}},
    "monitoring_reportinground": {"planner": {"delete_selected"}},
    "reports_committee": {"planner": {"delete_selected"}},
    "reports_papertemplate": {"planner": {"delete_selected"}},
    "reports_councilpaper": {"planner": {"delete_selected"}},
    "reports_consultation": {"planner": {"delete_selected"}},
    "reports_subscriber": {"administrator": {"delete_selected"}},
}
