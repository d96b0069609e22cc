"""Themes in a table: what a measure has already changes nothing, other ones become its own."""

import pytest

from catalog.models import Measure, MeasureTheme, Report
from catalog.themes import ReportThemes
from monitoring.imports.job import ImportJob
from monitoring.imports.undo import take_back
from tests.factories import make_measure, make_report, make_section
from tests.themes import Themes

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def measure() -> Measure:
    section = make_section(make_report(), Themes.WORK)
    return make_measure(section.report, section=section, code="A1", title="Beratung")


def job_of(report: Report, cell: str) -> ImportJob:
    job = ImportJob.upload(report, f'Nr.;Titel;Themen\nA1;Beratung;"{cell}"\n'.encode(), "themen.csv")
    job.spreadsheet_import.save()
    return job


def themes_of(measure: Measure) -> list[str]:
    return [theme.slug for theme in ReportThemes([measure.report]).of(measure)]


@pytest.mark.parametrize("cell", ["Arbeit", "", "arbeit"])
def test_what_holds_already_changes_nothing(measure: Measure, cell: str) -> None:
    assert job_of(measure.report, cell).plan().has_nothing_to_do


def test_others_become_its_own_and_go_again_with_the_import(measure: Measure) -> None:
    job = job_of(measure.report, "Pflege; Arbeit")
    job.run()
    assert themes_of(measure) == ["arbeit", "pflege"]
    assert job_of(measure.report, "Arbeit; Pflege").plan().has_nothing_to_do
    job_of(measure.report, "pflege").run()
    assert themes_of(measure) == ["pflege"]
    assert MeasureTheme.history.filter(history_type="-").count() == 1


def test_taking_the_import_back_takes_them_away(measure: Measure) -> None:
    job = job_of(measure.report, "Pflege")
    job.run()
    take_back(job.spreadsheet_import)
    assert themes_of(measure) == ["arbeit"]


def test_an_unknown_one_is_said_with_those_that_exist(measure: Measure) -> None:
    (problem,) = job_of(measure.report, "Wetter").plan().all_problems
    assert "Wetter" in str(problem.message)
    assert "Digitale Dienste" in str(problem.message)
