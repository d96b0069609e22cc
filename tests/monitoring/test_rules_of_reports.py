"""What a report has to say, and what it cannot say."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from monitoring.choices import Status
from monitoring.models import IndicatorValue, StatusUpdate
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)


def errors_of(row: StatusUpdate | IndicatorValue) -> set[str]:
    try:
        row.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


@pytest.mark.parametrize("status", list(Status))
def test_what_is_put_off_or_given_up_needs_a_reason(status: Status) -> None:
    update = StatusUpdate(measure=factories.make_measure(), status=status, as_of=date(2026, 6, 1))
    needs_one = status in {Status.POSTPONED, Status.NOT_FEASIBLE}
    assert errors_of(update) == ({"reason"} if needs_one else set())
    update.reason = "Kein Geld im Haushalt."
    assert errors_of(update) == set()


def test_an_earlier_version_without_a_reason_can_be_restored() -> None:
    update = StatusUpdate(measure=factories.make_measure(), status=Status.POSTPONED, as_of=date(2026, 6, 1))
    update.comes_back = True
    assert errors_of(update) == set()


@pytest.mark.parametrize(("day", "errors"), [(TODAY, set()), (date(2026, 7, 2), {"as_of"})])
@time_machine.travel("2026-07-01 12:00")
def test_a_value_is_of_today_or_before(day: date, errors: set[str]) -> None:
    assert errors_of(IndicatorValue(indicator=factories.make_indicator(), value=1, as_of=day)) == errors
