"""What was known of each measure on an earlier day, worked out for one list and for nobody after it.

`monitoring.current.past` fills these tables. They exist for one connection only, so Django neither migrates them nor
counts them among its models.
"""

from __future__ import annotations

from django.db import models

from catalog.models import Measure, Municipality, Report
from monitoring.choices import Visibility
from monitoring.models.current import LONGEST_TITLE_KEY, CurrentStatus, Traits, beside


class PastFacts(models.Model):
    """What a measure is judged by on a day; a name for a query within another one, never a table.

    `awaited_next` is the first of its deadline and its open milestones that was still to come.
    """

    current = models.OneToOneField(
        CurrentStatus, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    has_parts = models.BooleanField()
    status = models.CharField(max_length=20, blank=True)
    status_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    told_reason = models.TextField(blank=True)
    seen_on = models.DateField()
    due_then = models.DateField(null=True)
    planned = models.DateField()
    in_closed_report = models.BooleanField()
    was_put_off = models.BooleanField()
    has_target = models.BooleanField()
    target_ahead = models.BooleanField()
    target_passed_on = models.DateField(null=True)
    target_missed = models.BooleanField()
    awaited_next = models.DateField(null=True)
    years = models.TextField(blank=True)

    class Meta:
        auto_created = True
        managed = False

    def __str__(self) -> str:
        return str(self.current_id)


class PastStatus(Traits):
    """The state of a measure on a day, read like `CurrentStatus`; what no day changes is that of today."""

    measure = models.OneToOneField(
        Measure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="past"
    )
    whole = beside("self", "parts", null=True)
    report = beside(Report)
    municipality = beside(Municipality)

    visibility = models.PositiveSmallIntegerField(choices=Visibility)
    status = models.CharField(max_length=20, blank=True)
    reported_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    awaited_on = models.DateField(null=True)
    costs_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    themes = models.CharField(max_length=200, blank=True)
    years = models.TextField(blank=True)

    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    code_sort = models.CharField(max_length=400, blank=True)
    title_key = models.CharField(max_length=LONGEST_TITLE_KEY)

    class Meta:
        auto_created = True
        managed = False

    def __str__(self) -> str:
        return str(self.measure_id)


class EarlierStatus(models.Model):
    """What a measure showed on the first of two days; of one that joined its report later, what it would have shown."""

    measure = models.OneToOneField(
        Measure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="earlier"
    )
    word = models.CharField(max_length=20, blank=True)
    deadline_state = models.CharField(max_length=20, blank=True)

    class Meta:
        auto_created = True
        managed = False

    def __str__(self) -> str:
        return str(self.measure_id)

    @property
    def shown_status(self) -> str:
        return self.word


class ChangeFacts(models.Model):
    """What a measure showed on two days, and what happened in between; `place` is that of its whole in the report."""

    measure = models.OneToOneField(
        Measure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    place = models.PositiveIntegerField()
    is_part = models.BooleanField()
    number = models.PositiveIntegerField()
    has_parts = models.BooleanField()
    word = models.CharField(max_length=20, blank=True)
    deadline_state = models.CharField(max_length=20, blank=True)
    word_before = models.CharField(max_length=20, blank=True)
    state_before = models.CharField(max_length=20, blank=True)
    was_added = models.BooleanField()
    was_moved = models.BooleanField()
    has_updates = models.BooleanField()  # that say something new
    has_confirmations = models.BooleanField()
    has_reached_milestones = models.BooleanField()
    has_passed_milestones = models.BooleanField()

    class Meta:
        auto_created = True
        managed = False

    def __str__(self) -> str:
        return str(self.measure_id)
