"""Choices for what was resolved."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Language(TextChoices):
    """The languages of mails."""

    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class MailKind(TextChoices):
    """What a mail is about. Staff choose for each kind of SWITCHABLE how soon they want it."""

    ROUND_REQUEST = "round_request", _("question to an office")
    ROUND_REMINDER = "round_reminder", _("reminder of an office")
    ROUND_REVIEWED = "round_reviewed", _("what became of the answers of an office")
    ROUND_ESCALATED = "round_escalated", _("office that has not answered")
    ROUND_REHEARSAL = "round_rehearsal", _("rehearsal of a round")
    ROUND_OPENED = "round_opened", _("a round was opened")
    ROUND_DUE = "round_due", _("answers are due")
    ROUND_SUBMITTED = "round_submitted", _("answers were submitted")
    ROUND_SENT_BACK = "round_sent_back", _("answers were sent back")
    ROUND_PUBLISHED = "round_published", _("answers were published")
    COMMENT = "comment", _("comment on a measure")
    STAFF_NEWS = "staff_news", _("collected news of the rounds")
    INVITATION = "invitation", _("invitation")
    PASSWORD_LINK = "password_link", _("link for a new password")
    CONFIRMATION = "confirmation", _("confirmation of a subscription")
    DIGEST = "digest", _("news for a subscriber")


class MailPace(TextChoices):
    """How soon somebody is told by mail."""

    AT_ONCE = "at_once", pgettext_lazy("of mails", "at once")
    DAILY = "daily", pgettext_lazy("of mails", "once a day, in one mail")
    OFF = "off", pgettext_lazy("of mails", "not at all")


# What staff may switch, and how soon they are told who have not chosen.
SWITCHABLE = {
    MailKind.ROUND_OPENED: MailPace.AT_ONCE,
    MailKind.ROUND_DUE: MailPace.DAILY,
    MailKind.ROUND_SUBMITTED: MailPace.DAILY,
    MailKind.ROUND_ESCALATED: MailPace.DAILY,
    MailKind.ROUND_SENT_BACK: MailPace.AT_ONCE,
    MailKind.ROUND_PUBLISHED: MailPace.DAILY,
    MailKind.COMMENT: MailPace.AT_ONCE,
}
# Which of them concern whom.
OF_EVERYBODY = (MailKind.ROUND_OPENED, MailKind.ROUND_DUE, MailKind.COMMENT)
OF_PLANNERS = (*OF_EVERYBODY, MailKind.ROUND_SUBMITTED, MailKind.ROUND_ESCALATED)
OF_CONTRIBUTORS = (*OF_EVERYBODY, MailKind.ROUND_SENT_BACK, MailKind.ROUND_PUBLISHED)


class MailState(TextChoices):
    """How far a mail is known to have come."""

    UNCERTAIN = "uncertain", _("not known whether it arrived")
    SENT = "sent", _("taken by the mail server")
    REFUSED = "refused", _("refused by the mail server")
    UNREACHED = "unreached", _("mail server not reached")
    BOUNCED = "bounced", _("came back")


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
    RESOLUTIONS = "resolutions", _("resolutions")


class Column(TextChoices):
    """The columns of a report's status table, from left to right."""

    CODE = "code", _("number")
    TITLE = "title", _("topic")
    DESCRIPTION = "description", _("what is to be done")
    MOVED_BY = "moved_by", _("moved by")
    RESOLVED = "resolved", _("committee and day of the resolution")
    PAPERS = "papers", _("council papers")
    DISCUSSION = "discussion", _("date of the discussion")
    APPROACH = "approach", _("approach")
    LEAD = "lead", _("lead office")
    PARTICIPATING = "participating", _("participating offices")
    HORIZON = "horizon", _("horizon")
    DUE = "due", _("deadline")
    TARGETS = "targets", _("indicators and targets")
    MILESTONES = "milestones", _("milestones")
    COSTS = "costs", _("costs")
    STATUS = "status", _("status and next steps")


class RowOrder(TextChoices):
    BY_SECTION = "section", _("by section and number")
    BY_DISCUSSION = "discussion", _("by date of the discussion, those still to be scheduled last")


class TableView(TextChoices):
    """How a status table opens; visitors may choose the other view."""

    AUTOMATIC = "automatic", _("by its length: in full up to about 20 rows, else as an overview")
    FULL = "full", _("in full, like the paper of a city")
    OVERVIEW = "overview", _("as an overview, a line for each measure")


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


class CostKind(TextChoices):
    ONCE = "once", pgettext_lazy("of costs", "once")
    PER_YEAR = "per_year", pgettext_lazy("of costs", "per year")


class Publication(TextChoices):
    DRAFT = "draft", _("draft")
    COMMITTEE = "committee", _("released for the committee")
    PUBLISHED = "published", _("published")


class Role(TextChoices):
    LEAD = "lead", _("lead")
    PARTICIPATING = "participating", _("participating")


class AddressKind(TextChoices):
    """The kinds of rows that a part of an address can name."""

    MUNICIPALITY = "municipality", _("municipality")
    REPORT = "report", _("report")
    OFFICE = "office", _("office")
    MEASURE = "measure", _("measure")
    PART = "part", _("sub-measure")
    THEME = "theme", _("theme")
    MERGED = "merged", _("merged measure, by its id")


class AuditKind(TextChoices):
    LOGIN = "login", pgettext_lazy("event", "logged in")
    LOGIN_FAILED = "login_failed", _("failed login")
    LOCKED_OUT = "locked_out", _("locked out")
    LOGOUT = "logout", pgettext_lazy("event", "logged out")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    PASSWORD_LINK_SENT = "password_link_sent", _("link for a new password sent")
    PASSWORD_RESET = "password_reset", _("password set anew by a link")
    SECOND_FACTOR_ADDED = "second_factor_added", _("second factor set up")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("second factor removed")
    INVITED = "invited", _("invited")
    INVITATION_REVOKED = "invitation_revoked", _("invitation taken back")
    ROLE_GIVEN = "role_given", _("role given")
    ROLE_TAKEN = "role_taken", _("role taken away")
    ANONYMISED = "anonymised", _("person anonymised")
    IMPORTED = "imported", _("table imported")
    IMPORT_TAKEN_BACK = "import_taken_back", _("import taken back")
    CONTINUED = "continued", _("next report begun")
    HANDED_OVER = "handed_over", _("office handed over")
    CHANGED_TOGETHER = "changed_together", _("measures changed together")
    MERGED = "merged", _("measures merged")
    SPLIT = "split", _("measure split")
    DRAFTS_EXPORTED = "drafts_exported", _("drafts downloaded")
    RESTORED = "restored", _("earlier version restored")
    BACKUP_RESTORED = "backup_restored", _("backup restored")
