"""Choices for what was resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import IntegerChoices, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise


class MemberRole(TextChoices):
    PLANNER = "planner", _("planner")
    CONTRIBUTOR = "contributor", _("office contributor")
    READER = "reader", _("reader")


class State(TextChoices):
    """The German federal states."""

    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    BE = "BE", "Berlin"
    BB = "BB", "Brandenburg"
    HB = "HB", "Bremen"
    HH = "HH", "Hamburg"
    HE = "HE", "Hessen"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    SH = "SH", "Schleswig-Holstein"
    TH = "TH", "Thüringen"


class Accent(TextChoices):
    """Accent colours with sufficient contrast in the light and the dark theme."""

    BLUE = "blue", _("blue")
    GREEN = "green", _("green")
    RED = "red", _("red")
    VIOLET = "violet", _("violet")
    TEAL = "teal", _("teal")
    BROWN = "brown", _("brown")


class OfficeKind(TextChoices):
    DEPARTMENT = "department", _("department")
    STAFF_UNIT = "staff_unit", _("staff unit")
    COMPANY = "company", _("municipal company")
    COMMISSIONER = "commissioner", _("commissioner")
    ADVISORY_BOARD = "advisory_board", _("advisory board")
    EXTERNAL = "external", _("external partner")


class ReportKind(TextChoices):
    SOCIAL_REPORT = "social_report", _("social report")
    ACTION_PLAN = "action_plan", _("action plan")
    COUNCIL_CONCEPT = "council_concept", _("council concept")


class Column(TextChoices):
    """The columns of a report's status table, from left to right."""

    CODE = "code", _("number")
    TITLE = "title", _("topic")
    DESCRIPTION = "description", _("what is to be done")
    DISCUSSION = "discussion", _("date of the discussion")
    APPROACH = "approach", _("approach")
    LEAD = "lead", _("lead office")
    PARTICIPATING = "participating", _("participating offices")
    HORIZON = "horizon", _("horizon")
    DUE = "due", _("deadline")
    TARGETS = "targets", _("indicators and targets")
    MILESTONES = "milestones", _("milestones")
    STATUS = "status", _("status and next steps")


class RowOrder(TextChoices):
    BY_SECTION = "section", _("by section and number")
    BY_DISCUSSION = "discussion", _("by date of the discussion, those still to be scheduled last")


class ReportingInterval(IntegerChoices):
    """The months within which every measure should be reported on."""

    QUARTERLY = 3, _("every three months")
    HALF_YEARLY = 6, _("every six months")
    YEARLY = 12, _("every year")
    BIENNIAL = 24, _("every two years")


class SectionKind(TextChoices):
    PART = "part", _("part")
    FIELD_OF_ACTION = "field_of_action", _("field of action")
    TARGET_GROUP = "target_group", _("target group")
    FOCUS_TOPIC = "focus_topic", _("focus topic")


class Horizon(TextChoices):
    SHORT = "short", _("short term")
    MEDIUM = "medium", _("medium term")
    LONG = "long", _("long term")


class Publication(TextChoices):
    DRAFT = "draft", _("draft")
    COMMITTEE = "committee", _("released for the committee")
    PUBLISHED = "published", _("published")


class Role(TextChoices):
    LEAD = "lead", _("lead")
    PARTICIPATING = "participating", _("participating")


class Theme(TextChoices):
    """The subjects of measures in all cities; a short list, so that cities can be compared."""

    WORK = "work", pgettext_lazy("theme", "work")
    EDUCATION = "education", pgettext_lazy("theme", "education")
    HOUSING = "housing", pgettext_lazy("theme", "housing")
    CARE = "care", pgettext_lazy("theme", "care")
    CHILDREN = "children", pgettext_lazy("theme", "children")
    OLDER_PEOPLE = "older_people", pgettext_lazy("theme", "older people")
    DISABILITY = "disability", pgettext_lazy("theme", "disability")
    MIGRATION = "migration", pgettext_lazy("theme", "migration")
    NEIGHBOURHOOD = "neighbourhood", pgettext_lazy("theme", "neighbourhood")
    DIGITAL_SERVICES = "digital_services", pgettext_lazy("theme", "digital services")

    @property
    def slug(self) -> str:
        """Returns the word for the theme in addresses."""
        return SLUGS[self]

    @property
    def scope(self) -> str | Promise:
        """Returns one sentence on what the theme covers."""
        return SCOPES[self]

    @classmethod
    def at(cls, slug: str) -> Self | None:
        """Returns the theme with this word in addresses."""
        return next((theme for theme in cls if theme.slug == slug), None)

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])


SLUGS = {
    Theme.WORK: "arbeit",
    Theme.EDUCATION: "bildung",
    Theme.HOUSING: "wohnen",
    Theme.CARE: "pflege",
    Theme.CHILDREN: "kinder",
    Theme.OLDER_PEOPLE: "aeltere-menschen",
    Theme.DISABILITY: "behinderung",
    Theme.MIGRATION: "migration",
    Theme.NEIGHBOURHOOD: "nachbarschaft",
    Theme.DIGITAL_SERVICES: "digitale-dienste",
}


SCOPES: dict[Theme, str | Promise] = {
    Theme.WORK: _("Finding and keeping work, advice for people who look for it, and living on benefits."),
    Theme.EDUCATION: _("Day care and school as places to learn, vocational training, and learning at any age."),
    Theme.HOUSING: _("Affordable and accessible homes, and help for people who have none."),
    Theme.CARE: _("Help for people who need care, at home and in institutions, and for those who care for them."),
    Theme.CHILDREN: _("Children, young people and their families: day care, protection, a say of their own."),
    Theme.OLDER_PEOPLE: _("Advice, meeting places and an independent life in old age."),
    Theme.DISABILITY: _("Taking part in everything with a disability or a chronic illness, without barriers."),
    Theme.MIGRATION: _("Arriving and living together: refugees, immigrants, and protection from discrimination."),
    Theme.NEIGHBOURHOOD: _("What holds quarters together: meeting places, neighbourhood work, help close by."),
    Theme.DIGITAL_SERVICES: _("Services of the administration that can be used online and are easy to understand."),
}


class AddressKind(TextChoices):
    """The kinds of rows that a part of an address can name."""

    MUNICIPALITY = "municipality", _("municipality")
    REPORT = "report", _("report")
    OFFICE = "office", _("office")
    MEASURE = "measure", _("measure")
    PART = "part", _("sub-measure")


class AuditKind(TextChoices):
    LOGIN = "login", pgettext_lazy("event", "logged in")
    LOGIN_FAILED = "login_failed", _("failed login")
    LOCKED_OUT = "locked_out", _("locked out")
    LOGOUT = "logout", pgettext_lazy("event", "logged out")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    SECOND_FACTOR_ADDED = "second_factor_added", _("second factor set up")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("second factor removed")
    INVITED = "invited", _("invited")
    INVITATION_REVOKED = "invitation_revoked", _("invitation taken back")
    ROLE_GIVEN = "role_given", _("role given")
    ROLE_TAKEN = "role_taken", _("role taken away")
    ANONYMISED = "anonymised", _("person anonymised")
    IMPORTED = "imported", _("table imported")
    IMPORT_TAKEN_BACK = "import_taken_back", _("import taken back")
    DRAFTS_EXPORTED = "drafts_exported", _("drafts downloaded")
    RESTORED = "restored", _("earlier version restored")
    BACKUP_RESTORED = "backup_restored", _("backup restored")
