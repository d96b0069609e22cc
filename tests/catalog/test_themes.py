"""What a section is about: ticked in the admin, inherited by what lies below."""

import pytest
from django.test import Client

from catalog.choices import Theme
from catalog.models import Section, SectionTheme
from catalog.outline import effective_themes
from tests.admin_pages import admin_url, form_data, rows
from tests.factories import make_municipality, make_planner, make_report, make_section

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(make_planner())
    return client


def themes_of(section: Section) -> set[str]:
    sections = Section.objects.filter(report=section.report).once_for_each_theme()
    return set(effective_themes(sections)[section.pk])


def test_a_section_can_be_about_several_themes() -> None:
    section = make_section(None, Theme.WORK, Theme.CHILDREN)
    assert themes_of(section) == {Theme.WORK, Theme.CHILDREN}


def test_themes_hold_for_everything_below() -> None:
    top = make_section(None, Theme.HOUSING)
    below = make_section(parent=make_section(parent=top))
    assert themes_of(below) == {Theme.HOUSING}


def test_a_lower_section_with_themes_of_its_own_has_only_these() -> None:
    top = make_section(None, Theme.HOUSING)
    middle = make_section(None, Theme.CARE, parent=top)
    assert themes_of(middle) == {Theme.CARE}
    assert themes_of(make_section(parent=middle)) == {Theme.CARE}
    assert themes_of(make_section(parent=top)) == {Theme.HOUSING}


def test_without_a_theme_above_there_is_none() -> None:
    report = make_report()
    make_section(report, Theme.WORK)
    assert themes_of(make_section(parent=make_section(report))) == set()


def test_every_theme_has_one_address_and_one_sentence() -> None:
    assert [theme.slug for theme in Theme] == [
        "arbeit",
        "bildung",
        "wohnen",
        "pflege",
        "kinder",
        "aeltere-menschen",
        "behinderung",
        "migration",
        "nachbarschaft",
        "digitale-dienste",
    ]
    assert all(str(theme.scope).endswith(".") for theme in Theme)
    assert all(Theme.at(theme.slug) is theme for theme in Theme)
    assert Theme.at("work") is None


def test_themes_are_ticked_in_the_form_of_the_section(planner: Client) -> None:
    section = make_section(None, Theme.WORK, Theme.CARE)
    url = admin_url("catalog_section_change", section.pk)
    data = form_data(planner, url)
    assert set(data["own_themes"]) == {"work", "care"}
    data["own_themes"] = ["care", "education"]
    assert planner.post(url, data).status_code == 302
    assert themes_of(section) == {Theme.CARE, Theme.EDUCATION}


def test_unticking_all_takes_all_away(planner: Client) -> None:
    section = make_section(None, Theme.WORK)
    url = admin_url("catalog_section_change", section.pk)
    data = form_data(planner, url)
    del data["own_themes"]
    assert planner.post(url, data).status_code == 302
    assert themes_of(section) == set()


def test_what_stays_ticked_stays_the_same_row_and_all_else_is_in_the_history(planner: Client) -> None:
    section = make_section(None, Theme.WORK, Theme.CARE)
    kept = section.themes.get(theme=Theme.CARE)
    url = admin_url("catalog_section_change", section.pk)
    planner.post(url, {**form_data(planner, url), "own_themes": ["care", "education"]})
    assert section.themes.get(theme=Theme.CARE) == kept
    told = SectionTheme.history.filter(section_id=section.pk).order_by("history_id")
    kinds = [(row.history_type, row.theme) for row in told]
    assert kinds[2:] == [("-", "work"), ("+", "education")]


def test_a_new_section_takes_its_themes_along(planner: Client) -> None:
    report = make_report()
    data = {"report": report.pk, "kind": "part", "title": "Wohnen", "slug": "wohnen", "order": 1}
    url = f"{admin_url('catalog_section_add')}?report={report.pk}"
    assert planner.post(url, {**data, "own_themes": ["housing"]}).status_code == 302
    assert themes_of(Section.objects.get(report=report)) == {Theme.HOUSING}


def test_an_unknown_theme_is_refused(planner: Client) -> None:
    section = make_section(None, Theme.WORK)
    url = admin_url("catalog_section_change", section.pk)
    response = planner.post(url, {**form_data(planner, url), "own_themes": ["weather"]})
    assert response.status_code == 200
    assert themes_of(section) == {Theme.WORK}


def test_the_list_shows_themes_and_filters_by_them(planner: Client) -> None:
    report = make_report()
    about = make_section(report, Theme.WORK, Theme.CARE)
    make_section(report, Theme.HOUSING)
    url = f"{admin_url('catalog_section_changelist')}?report__id__exact={report.pk}"
    assert "work, care" in planner.get(url).text
    assert rows(planner.get(f"{url}&themes__theme__exact=care")) == [about]


def test_planners_of_another_city_change_nothing(client: Client) -> None:
    client.force_login(make_planner(make_municipality()))
    section = make_section(None, Theme.WORK)
    url = admin_url("catalog_section_change", section.pk)
    assert client.get(url).status_code == 404
    assert client.post(url, {"own_themes": ["care"]}).status_code == 404
    assert themes_of(section) == {Theme.WORK}


def test_a_theme_is_found_by_what_a_fixture_calls_it() -> None:
    row = make_section(None, Theme.WORK).themes.get()
    assert SectionTheme.objects.get_by_natural_key(*row.natural_key()) == row
