"""Choices for what is published."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PaperKind(TextChoices):
    NOTING = "noting", _("paper for noting")
    DECISION = "decision", _("paper for decision")
    INFORMATION = "information", _("paper for information")


class ProposalKind(TextChoices):
    """How the words of a proposal relate to those of the original paper."""

    WORDING = "wording", _("in its wording")
    SUMMARY = "summary", _("as a summary")


class PaperState(TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", pgettext_lazy("of a council paper", "issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a council paper", "withdrawn")


class TableRows(TextChoices):
    """The measures that the table of a paper shows."""

    ALL = "all", _("all measures")
    CHANGED = "changed", _("measures with news since the last paper")
    LATE = "late", _("measures that are late or whose deadline has passed")
    COMMITTEE = "committee", _("measures the first committee deals with")
    NONE = "none", _("no table")


class OfficePart(TextChoices):
    PARTICIPATING = "participating", _("participating")
    COSIGNING = "cosigning", _("co-signing")


class Audience(TextChoices):
    PUBLIC = "public", _("everybody")
    HOUSE = "house", _("council and administration")


class BlockKind(TextChoices):
    """The kinds of blocks in a paper. The last two are annexes, on pages of their own."""

    FACTS = "facts", _("facts, line by line")
    TEXT = "text", _("text of its own")
    PROPOSAL = "proposal", _("proposal")
    STATEMENT = "statement", _("statement of facts")
    SEQUENCE = "sequence", _("sequence of consultations")
    CHANGES = "changes", _("what has changed since the last paper")
    RESULTS = "results", _("result of the consultation, to fill in")
    STATUS_TABLE = "status_table", _("annex: status table")
    INDICATORS = "indicators", _("annex: indicators")


class ConsultationRole(TextChoices):
    """What a committee is to do with the paper."""

    PRELIMINARY = "preliminary", _("preliminary discussion")
    DECISION = "decision", pgettext_lazy("of a committee", "decision")
    NOTING = "noting", _("noting")
    HEARING = "hearing", _("hearing")


class ConsultationResult(TextChoices):
    NOTED = "noted", _("noted")
    UNANIMOUS = "unanimous", _("decided unanimously")
    MAJORITY = "majority", _("decided by a majority")
    REJECTED = "rejected", _("rejected")
    ADJOURNED = "adjourned", _("adjourned")
    REFERRED = "referred", _("referred to another committee")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a paper in a meeting", "withdrawn in the meeting")


# The committee has not dealt with the matter itself: put off, sent on or taken back.
NOT_DEALT_WITH = frozenset({ConsultationResult.ADJOURNED, ConsultationResult.REFERRED, ConsultationResult.WITHDRAWN})


class PreparedState(TextChoices):
    READING = "reading", _("being read")
    WRITING = "writing", _("being written")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")


class Font(TextChoices):
    """The type of the pages, which the computer has to have, and the fonts that come with the writer of PDF files."""

    SANS = "Liberation Sans", _("Liberation Sans or Arial, as on the pages")
    LIBERTINUS = "Libertinus Serif", "Libertinus Serif"
    COMPUTER_MODERN = "New Computer Modern", "New Computer Modern"

    @property
    def families(self) -> list[str]:
        """Returns the names to try in this order; the last one is always there."""
        alike = ["Arial"] if self is Font.SANS else []
        return list(dict.fromkeys([self.value, *alike, Font.LIBERTINUS.value]))


class StageState(TextChoices):
    REACHED = "reached", pgettext_lazy("milestone", "reached")
    PASSED = "passed", pgettext_lazy("milestone", "open although its day has passed")
    AHEAD = "ahead", pgettext_lazy("milestone", "ahead")


class PlaceKind(TextChoices):
    """The published things that a part of an address names, beside `catalog.choices.AddressKind`."""

    COMMITTEE = "committee", _("committee")
    PAPER = "paper", _("council paper")
