"""What can be chosen about what happened since."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Status(TextChoices):
    """The words a status table uses. Without a report there is no word: that is the absence of an update.

    What else there is to say about a word stands in `STATUS_WORDS`.
    """

    NOT_STARTED = "not_started", _("not started")
    IN_PREPARATION = "in_preparation", _("in preparation")
    IN_PROGRESS = "in_progress", _("in progress")
    ONGOING = "ongoing", _("ongoing task")
    DONE = "done", _("done")
    POSTPONED = "postponed", _("postponed")
    NOT_FEASIBLE = "not_feasible", _("not feasible")

    @property
    def definition(self) -> str | Promise:
        """What the word promises to the reader; published on the site."""
        return STATUS_WORDS[self].definition

    @property
    def look(self) -> Look:
        return STATUS_WORDS[self].look


class Look(Enum):
    """How a status word is drawn. Words may share a look: bars then tell them apart by their order and the legend.

    `key` names its icon and pattern in templates/partials/_icons.html and its colours in static/css. `fill` is the
    colour --fill-… of site.css once more, for the pictures of documents.
    """

    DONE = "done", "#1c7247"
    ONGOING = "ongoing", "#2f909d"
    IN_PROGRESS = "in_progress", "#3c79c8"
    IN_PREPARATION = "in_preparation", "#a1b7dc"
    NOT_STARTED = "not_started", "#c2cbd4"
    POSTPONED = "postponed", "#8e82a2"
    NOT_FEASIBLE = "not_feasible", "#47434e"

    def __init__(self, key: str, fill: str) -> None:
        self.key = key
        self.fill = fill


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWord:
    """All there is to say about a status, so that no other place lists the words."""

    definition: str | Promise  # published on the site
    sentence: str | Promise  # in plain language
    slug: str  # in the query string; links to it never break
    figure: str  # in braces, in the words of a paper
    progress: int  # place when a table is sorted by status, from not begun to given up
    look: Look
    is_settled: bool = False  # can no longer be late
    is_put_off: bool = False  # says by itself that a deadline is not kept
    needs_reason: bool = False  # its definition promises that the reason is given
    is_closed: bool = False  # nothing more is to be reported
    is_carried_out: bool = False  # an earlier reason no longer holds


# From finished to open, as bars, filters and forms have them.
STATUS_WORDS: dict[Status, StatusWord] = {
    Status.DONE: StatusWord(
        definition=_("The measure has been carried out as resolved."),
        sentence=_("It is done."),
        slug="umgesetzt",
        figure="umgesetzt",
        progress=6,
        look=Look.DONE,
        is_settled=True,
        is_closed=True,
        is_carried_out=True,
    ),
    Status.ONGOING: StatusWord(
        definition=_("The measure has become part of regular work and has no end."),
        sentence=_("It is done again and again. It does not end."),
        slug="daueraufgabe",
        figure="daueraufgabe",
        progress=5,
        look=Look.ONGOING,
        is_settled=True,
        is_carried_out=True,
    ),
    Status.IN_PROGRESS: StatusWord(
        definition=_("The measure is being carried out; first steps or results can be named."),
        sentence=_("It is being done now."),
        slug="in-umsetzung",
        figure="in_umsetzung",
        progress=4,
        look=Look.IN_PROGRESS,
    ),
    Status.IN_PREPARATION: StatusWord(
        definition=_("Groundwork is under way: responsibilities, concept, funding or staff are being settled."),
        sentence=_("It is being prepared."),
        slug="in-vorbereitung",
        figure="in_vorbereitung",
        progress=3,
        look=Look.IN_PREPARATION,
    ),
    Status.NOT_STARTED: StatusWord(
        definition=_("Nothing has been done yet; the measure is still to come."),
        sentence=_("It has not begun yet."),
        slug="nicht-begonnen",
        figure="nicht_begonnen",
        progress=1,
        look=Look.NOT_STARTED,
    ),
    Status.POSTPONED: StatusWord(
        definition=_("The measure has been put off; the reason is given."),
        sentence=_("It comes later."),
        slug="zurueckgestellt",
        figure="zurückgestellt",
        progress=2,
        look=Look.POSTPONED,
        is_put_off=True,
        needs_reason=True,
    ),
    Status.NOT_FEASIBLE: StatusWord(
        definition=_("The measure will not be carried out; the reason is given."),
        sentence=_("It will not be done."),
        slug="nicht-umsetzbar",
        figure="nicht_umsetzbar",
        progress=7,
        look=Look.NOT_FEASIBLE,
        needs_reason=True,
        is_settled=True,
        is_closed=True,
    ),
}
NO_REPORT = ""
UNSTATED = "unstated"  # never stored: somebody has reported, but no word for the status was ever said
# All that pages show and bars count, from finished to open.
SHOWN_WORDS: dict[str, str | Promise] = {
    **{status.value: status.label for status in STATUS_WORDS},
    UNSTATED: _("status not stated"),
    NO_REPORT: _("no report yet"),
}

SETTLED = frozenset(status for status, word in STATUS_WORDS.items() if word.is_settled)
PUT_OFF = frozenset(status for status, word in STATUS_WORDS.items() if word.is_put_off)
CLOSED = frozenset(status for status, word in STATUS_WORDS.items() if word.is_closed)
NEEDS_REASON = frozenset(status for status, word in STATUS_WORDS.items() if word.needs_reason)
CARRIED_OUT = frozenset(status for status, word in STATUS_WORDS.items() if word.is_carried_out)


LOOK_KEYS: dict[str, str] = {status.value: status.look.key for status in Status}


def look_key(word: str) -> str:
    """Returns how a shown word is drawn, as the names of icons, patterns and classes have it."""
    return LOOK_KEYS.get(word, "none")


class DeadlineState(TextChoices):
    """What became of the deadline of a measure. Silence is not lateness: the two have words of their own."""

    GAP = "gap", _("deadline passed, no report")
    UNSTATED = "unstated", _("deadline passed, report without a status")
    LATE = "late", pgettext_lazy("of a measure", "late")
    ON_TIME = "on_time", _("on time")
    AHEAD = "ahead", _("deadline ahead")
    NONE = "none", _("no deadline named")
    SETTLED = "settled", _("no deadline any more")

    @property
    def definition(self) -> str | Promise:
        """What the word says and what it does not; published on the site."""
        return DEADLINE_DEFINITIONS[self]

    @property
    def is_passed(self) -> bool:
        return self in PASSED

    @classmethod
    def has_passed(cls, state: str) -> bool:
        """Tells whether a state says that a deadline has passed; "" is that of a measure without one."""
        return bool(state) and cls(state).is_passed

    @property
    def look(self) -> str:
        """Returns the name of its icon and of its colours in static/css."""
        return (DeadlineState.GAP if self is DeadlineState.UNSTATED else self).value


PASSED = frozenset({DeadlineState.GAP, DeadlineState.UNSTATED, DeadlineState.LATE})

DEADLINE_DEFINITIONS: dict[DeadlineState, str | Promise] = {
    DeadlineState.GAP: _("The deadline has passed, and nobody has reported since. Whether it was kept is not known."),
    DeadlineState.UNSTATED: _(
        "The deadline has passed. There is a report since, but it does not say whether the measure is finished."
    ),
    DeadlineState.LATE: _(
        "The office says so itself: in a report after the deadline the measure is not finished, a report names a "
        "delay, or the deadline was moved and the reason is given."
    ),
    DeadlineState.ON_TIME: _("The deadline lies ahead, and the last report names no delay."),
    DeadlineState.AHEAD: _("The deadline lies ahead; nothing has been reported yet."),
    DeadlineState.NONE: _("No day is named until which the measure is to be carried out."),
    DeadlineState.SETTLED: _("The measure is done, ongoing or not feasible, or its report is closed."),
}


class Visibility(IntegerChoices):
    """Who sees a measure on the site; planners see all of their city."""

    PUBLIC = 0  # to everybody
    RELEASED = 1  # to readers of the city
    HIDDEN = 2


class ReviewState(TextChoices):
    """How far a report has come from the office to the public; the values are those of `Publication` and one more."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("to be reviewed")
    COMMITTEE = "committee", _("released for the committee")
    PUBLISHED = "published", _("published")


class Direction(TextChoices):
    """Which way a value should move for the measure to succeed."""

    RISE = "rise", _("shall rise")
    FALL = "fall", _("shall fall")
    REACH = "reach", _("shall reach the target")
    KEEP = "keep", _("shall be kept")


class Interval(TextChoices):
    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")
    HALF_YEARLY = "half_yearly", _("twice a year")
    YEARLY = "yearly", _("yearly")
    BIENNIAL = "biennial", _("every two years")
    ONCE = "once", _("once")

    @property
    def months(self) -> int | None:
        """From one value to the next; None where there is no next."""
        return MONTHS_BETWEEN.get(self)


MONTHS_BETWEEN = {
    Interval.MONTHLY: 1,
    Interval.QUARTERLY: 3,
    Interval.HALF_YEARLY: 6,
    Interval.YEARLY: 12,
    Interval.BIENNIAL: 24,
}


class Course(TextChoices):
    MET = "met", pgettext_lazy("course of an indicator", "met")
    ON_COURSE = "on_course", pgettext_lazy("course of an indicator", "on course")
    OFF_COURSE = "off_course", pgettext_lazy("course of an indicator", "off course")
    UNCLEAR = "unclear", pgettext_lazy("course of an indicator", "not to be judged")
    NO_VALUE = "no_value", pgettext_lazy("course of an indicator", "no value")

    @property
    def definition(self) -> str | Promise:
        """The rule above in plain words; published on the site."""
        return COURSE_DEFINITIONS[self]


COURSE_DEFINITIONS: dict[Course, str | Promise] = {
    Course.MET: _(
        "The last value satisfies the target: at least as high where it shall rise, be kept or reach a figure, at most "
        "as high where it shall fall."
    ),
    Course.ON_COURSE: _(
        "The target has not been met yet, but on its day the last value was at least as far as a straight line that "
        "leads to the target on time. Without a figure to reach: the value has moved the way it shall."
    ),
    Course.OFF_COURSE: _(
        "The last value is behind this line, or the deadline has passed and the target has not been met, or what was "
        "to be kept has not been kept."
    ),
    Course.UNCLEAR: _(
        "There is a value, but nothing to compare it with: no figure to reach, no deadline or no earlier value."
    ),
    Course.NO_VALUE: _("No value has been reported yet. That is not zero."),
}


class RoundQuestion(TextChoices):
    """What a round asks about a measure."""

    STATUS = "status", _("status")
    TEXT = "text", _("what has happened")
    NEXT_STEPS = "next_steps", _("next steps")
    REASON = "reason", _("reason, where it is late or put off")
    DEADLINE = "deadline", _("new deadline, where it moves")
    MILESTONES = "milestones", _("milestones reached or moved")
    VALUES = "values", _("values of indicators")
    COSTS = "costs", _("costs")


class AnswerState(TextChoices):
    """How far the answer of an office about a measure has come."""

    OPEN = "open", pgettext_lazy("of an answer", "not answered")
    TYPED = "typed", pgettext_lazy("of an answer", "begun, not submitted")
    SUBMITTED = "submitted", pgettext_lazy("of an answer", "submitted")
    SENT_BACK = "sent_back", pgettext_lazy("of an answer", "sent back")
    PUBLISHED = "published", pgettext_lazy("of an answer", "published")


AWAITED = frozenset({AnswerState.OPEN, AnswerState.TYPED, AnswerState.SENT_BACK})


class ReminderStage(TextChoices):
    """The reminders of an office in the order of their urgency."""

    BEFORE = "before", pgettext_lazy("reminder", "before the last day")
    ON_DAY = "on_day", pgettext_lazy("reminder", "on the last day")
    AFTER = "after", pgettext_lazy("reminder", "after the last day")
    ESCALATED = "escalated", pgettext_lazy("reminder", "to the superior office")


class OfficeState(TextChoices):
    """How far an office has come with what a round asks it."""

    ANSWERED = "answered", pgettext_lazy("of an office", "answered")
    PARTLY = "partly", pgettext_lazy("of an office", "partly answered")
    OPENED = "opened", pgettext_lazy("of an office", "opened, nothing submitted")
    UNOPENED = "unopened", pgettext_lazy("of an office", "not opened")
    NOTHING = "nothing", pgettext_lazy("of an office", "asked about nothing any more")


class ImportState(TextChoices):
    READING = "reading", _("being read")
    OPEN = "open", _("not finished")
    RUNNING = "running", _("running")
    DONE = "done", _("imported")
    FAILED = "failed", _("failed")
    TAKEN_BACK = "taken_back", _("taken back")


class ImportKind(TextChoices):
    MEASURES = "measures", _("measures and their status")
    VALUES = "values", _("values of indicators")


class MeasureColumn(TextChoices):
    """What a column holds. The value is the stable key of files for machines, the label is for people."""

    CODE = "code", _("No.")
    PART = "part", _("Part")
    SECTION = "section", _("Section")
    TITLE = "title", _("Title")
    DESCRIPTION = "description", _("What is to be done")
    LEAD = "lead", _("Lead")
    PARTICIPATING = "participating", _("Participating")
    START = "start", _("Start")
    DUE = "due", _("Deadline")
    HORIZON = "horizon", _("Horizon")
    STATUS = "status", _("Status")
    TEXT = "text", _("What has happened")
    NEXT_STEPS = "next_steps", _("Next steps")
    REASON = "reason", _("Reason")
    AS_OF = "as_of", _("Reported as of")
    STARTING_POSITION = "starting_position", _("Starting position")
    OBJECTIVE = "objective", _("Objective")
    STEPS = "steps", _("Steps")
    INDICATOR = "indicator", _("Indicator")
    TARGET = "target", _("Target")
    DATA_SOURCES = "data_sources", _("Data sources")
    COSTS = "costs", _("Costs")
    EFFORT = "effort", _("Effort and costs")
    PLAIN_LANGUAGE = "plain_language", _("In plain language")
    PAGES = "pages", _("Pages in the report")
    PAPER_REFERENCES = "paper_references", _("Council papers")
    MOVED_BY = "moved_by", _("Moved by")
    RESOLVED_BY = "resolved_by", _("Resolved by")
    RESOLVED = "resolved", _("Resolved on")
    THEMES = "themes", _("Themes")
    PUBLICATION = "publication", _("Publication")
    INTERNAL_NOTE = "internal_note", _("Internal note")

    # Only read, never written: what the tables of others have and our own files say in other columns.
    PERIOD = "period", _("Start and deadline")
    STATUS_MARK = "status_mark", _("Cross below a status word")
    HORIZON_MARK = "horizon_mark", _("Cross below a horizon")
    YEAR_MARK = "year_mark", _("Cross below a year of the period")
    REPORT_ON = "report_on", _("Report on the day in the heading")
    UNIT = "unit", _("Unit of the indicator")
    BASELINE = "baseline", _("Baseline of the indicator")
    PREVIOUS = "previous", _("Number in the previous report")
    NOTED = "noted", _("Into the internal note, with its heading")

    @classmethod
    def written(cls) -> tuple[MeasureColumn, ...]:
        """The columns of our own files."""
        return tuple(column for column in cls if column not in ONLY_READ)


OF_RESOLUTIONS = frozenset({MeasureColumn.MOVED_BY, MeasureColumn.RESOLVED_BY, MeasureColumn.RESOLVED})
ONLY_READ = frozenset(
    {
        MeasureColumn.PERIOD,
        MeasureColumn.STATUS_MARK,
        MeasureColumn.HORIZON_MARK,
        MeasureColumn.YEAR_MARK,
        MeasureColumn.REPORT_ON,
        MeasureColumn.UNIT,
        MeasureColumn.BASELINE,
        MeasureColumn.PREVIOUS,
        MeasureColumn.NOTED,
    }
)


class ValueColumn(TextChoices):
    """What a column holds; `VALUE_ON` are values of the day that its heading names, and may occur again."""

    CODE = "code", _("No.")
    PART = "part", _("Part")
    TITLE = "title", _("Title")
    INDICATOR = "indicator", _("Indicator")
    UNIT = "unit", _("Unit")
    AS_OF = "as_of", _("Day of the value")
    VALUE = "value", _("Value")
    VALUE_ON = "value_on", _("Value on the day in the heading")
    NOTE = "note", _("Note")


class FileKind(TextChoices):
    """The kinds of files that can be attached; the value is the ending of their names."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    ODT = "odt", "OpenDocument"
    XLSX = "xlsx", "Excel"
    ODS = "ods", _("OpenDocument table")
    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self]

    @property
    def is_picture(self) -> bool:
        return self in PICTURES


PICTURES = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP)
OFFICE_FILE, OPEN_DOCUMENT = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{OFFICE_FILE}wordprocessingml.document",
    FileKind.ODT: f"{OPEN_DOCUMENT}text",
    FileKind.XLSX: f"{OFFICE_FILE}spreadsheetml.sheet",
    FileKind.ODS: f"{OPEN_DOCUMENT}spreadsheet",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
}
