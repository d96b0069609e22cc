"""Numbers of measures that Excel has made dates of are named."""

from datetime import date
from typing import Any

import pytest

from catalog.models import Report
from tests.monitoring.imports.clerk import Clerk, workbook

pytestmark = pytest.mark.django_db


def doubts(answer: dict[str, Any]) -> dict[int, str]:
    return {one["row"]: one["message"] for one in answer["warnings"] if "Excel" in one["message"]}


def test_a_month_in_the_column_of_numbers_is_named(clerk: Clerk, report: Report) -> None:
    named = doubts(clerk.imports("Nr.;Titel\n1.12;Zwölfte\nJan 13;Dreizehnte\n01. Feb;Zweite\n", "--dry-run"))
    assert list(named) == [3, 4]
    assert "1.13" in named[3]
    assert "1.2" in named[4]


def test_a_date_in_the_column_of_numbers_is_named(clerk: Clerk, report: Report) -> None:
    content = workbook(Plan=[["Nr.", "Titel"], ["1.1", "Eins"], [date(2026, 2, 1), "Zwei"]])
    assert list(doubts(clerk.imports(content, "--dry-run"))) == [3]


def test_numbers_that_all_look_like_days_are_meant(clerk: Clerk, report: Report) -> None:
    assert doubts(clerk.imports("Nr.;Titel\n01.01.;Eins\n01.02.;Zwei\n02.01.;Drei\n", "--dry-run")) == {}
