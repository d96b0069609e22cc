from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.fields import LONGEST_NOTE, LineField, ProseField
from catalog.models.versions import Versions
from reports.choices import ConsultationResult, ConsultationRole
from reports.models.committees import Committee
from reports.models.papers import CouncilPaper
from reports.querysets import ConsultationQuerySet

# Fields that nobody may change once the paper is issued.
ISSUED_WITH_THE_PAPER = ("paper_id", "committee_id", "order", "role", "is_public")
HANDED_IN_TOO_LATE = _("A paper has to be handed in before its meeting.")
VOTES = ("votes_for", "votes_against", "abstentions")


DECIDED = frozenset({ConsultationResult.UNANIMOUS, ConsultationResult.MAJORITY})


class Consultation(models.Model):
    """A committee's dealing with a paper, and its result (OParl: Consultation)."""

    paper = models.ForeignKey(
        CouncilPaper, on_delete=models.CASCADE, related_name="consultations", verbose_name=_("paper")
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("committee")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    role = models.CharField(_("purpose"), max_length=20, choices=ConsultationRole, default=ConsultationRole.NOTING)
    is_public = models.BooleanField(
        _("public meeting"),
        default=True,
        help_text=_("What is not public is shown to nobody outside the administration."),
    )
    hand_in_by = models.DateField(_("to be handed in by"), null=True, blank=True)
    meeting_on = models.DateField(_("date of the meeting"), null=True, blank=True)
    agenda_item = LineField(_("agenda item"), max_length=20, blank=True)

    result = models.CharField(_("result"), max_length=20, choices=ConsultationResult, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("yes"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("no"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    deviating_text = ProseField(
        _("deviating decision"), longest=LONGEST_NOTE, blank=True, help_text=_("Empty if it was decided as proposed.")
    )

    objects = ConsultationQuerySet["Consultation"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["order", "meeting_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="consultation_once_per_meeting",
                fields=["paper", "committee", "meeting_on"],
                violation_error_message=_("This meeting of the committee already deals with the paper."),
            ),
            models.CheckConstraint(
                name="consultation_result_needs_a_meeting",
                condition=Q(result="") | Q(meeting_on__isnull=False),
                violation_error_message=_("A result needs the date of the meeting."),
            ),
            models.CheckConstraint(
                name="consultation_votes_are_of_a_majority",
                condition=Q(result__in=["majority", "rejected"]) | Q(**{f"{name}__isnull": True for name in VOTES}),
                violation_error_message=_("Votes are counted for a decision by a majority and a rejection only."),
            ),
            models.CheckConstraint(
                name="consultation_deviates_when_decided",
                condition=Q(result__in=["unanimous", "majority"]) | Q(deviating_text=""),
                violation_error_message=_("Only what was decided can deviate from the proposal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee} ({self.meeting_on:%d.%m.%Y})" if self.meeting_on else str(self.committee)

    def natural_key(self) -> tuple[str, str, str, str | None]:
        day = self.meeting_on.isoformat() if self.meeting_on else None
        return (*self.paper.natural_key(), self.committee.slug, day)

    natural_key.dependencies = ["reports.councilpaper", "reports.committee"]  # type: ignore[attr-defined]

    @property
    def is_decided(self) -> bool:
        return self.result in DECIDED

    @property
    def outcome(self) -> str:
        """Returns the result: "mehrheitlich beschlossen (20 Ja, 3 Nein, 1 Enthaltung)"; "" before the meeting."""
        if not self.result:
            return ""
        words = str(self.get_result_display())
        votes = [
            (self.votes_for, ngettext("%(number)s yes", "%(number)s yes", self.votes_for or 0)),
            (self.votes_against, ngettext("%(number)s no", "%(number)s no", self.votes_against or 0)),
            (self.abstentions, ngettext("%(number)s abstention", "%(number)s abstentions", self.abstentions or 0)),
        ]
        counted = ", ".join(text % {"number": number} for number, text in votes if number is not None)
        return f"{words} ({counted})" if counted else words

    @property
    def lacks_result(self) -> bool:
        """Tells whether the meeting is over and nobody has entered what became of the paper."""
        return not self.result and self.meeting_on is not None and self.meeting_on < timezone.localdate()

    @property
    def is_adjourned(self) -> bool:
        return self.result == ConsultationResult.ADJOURNED

    def clean(self) -> None:
        if not self.paper_id:
            return  # the form shows this error already
        if self.pk and not self.paper.is_draft:
            self._refuse_another_meeting()
        if self.committee_id and self.committee.municipality_id != self.paper.report.municipality_id:
            raise ValidationError({"committee": _("The committee belongs to another municipality.")})
        if self.result and self.meeting_on and self.meeting_on > timezone.localdate():
            raise ValidationError(
                {"meeting_on": _("There is a result after the meeting only; this day is still to come.")}
            )
        if self._state.adding and self.is_public and self.paper.was_issued_for_the_house:
            raise ValidationError({"is_public": _("The paper was issued for the administration and the council only.")})
        if self.paper.is_draft and comes_too_late(self.hand_in_by, self.meeting_on):
            raise ValidationError({"hand_in_by": HANDED_IN_TOO_LATE})

    def _refuse_another_meeting(self) -> None:
        """Refuses other values in what was issued with the paper, such as those of an earlier version."""
        now = tuple(getattr(self, name) for name in ISSUED_WITH_THE_PAPER)
        if Consultation.objects.filter(pk=self.pk).values_list(*ISSUED_WITH_THE_PAPER).first() not in (None, now):
            raise ValidationError(_("The paper has been issued: only the date, the agenda item and the result change."))

    def wait_for_another_meeting(self) -> bool:
        """Adds a meeting without a day after an adjournment; tells whether it is new."""
        ahead = Consultation.objects.filter(paper=self.paper_id, committee=self.committee_id, result="")
        if not self.is_adjourned or ahead.exists():
            return False
        same = {name: getattr(self, name) for name in ISSUED_WITH_THE_PAPER}
        Consultation.objects.create(**same)
        return True


def comes_too_late(hand_in_by: date | None, meeting_on: date | None) -> bool:
    return bool(hand_in_by and meeting_on and hand_in_by > meeting_on)
