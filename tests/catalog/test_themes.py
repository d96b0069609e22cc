"""What a section is about: ticked in the admin, inherited by what lies below."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from catalog.models import Measure, MeasureTheme, Section, SectionTheme, Theme
from catalog.permissions.scope import STRANGER
from catalog.themes import EffectiveThemes
from reports.measures.scope import Scope
from tests.admin_pages import admin_url, form_data, rows
from tests.factories import make_administrator, make_measure, make_municipality, make_planner, make_report, make_section
from tests.themes import Themes

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(make_planner())
    return client


def themes_of(section: Section) -> set[str]:
    sections = Section.objects.filter(report=section.report).once_for_each_theme()
    return slugs(EffectiveThemes(sections).of_section(section.pk))


def of(measure: Measure) -> tuple[set[str], set[str]]:
    """Its themes as pages count them, and those by which lists find it."""
    scope = Scope(STRANGER, date(2022, 3, 1), report=measure.report)
    measures = scope.measures().filter(pk=measure.pk)
    found = {str(theme) for theme in Themes if measures.filter(scope.themes.measures_about(theme.row))}
    return {theme.slug for theme in scope.themes_of(measure)}, found


def slugs(ids: frozenset[int]) -> set[str]:
    return set(Theme.objects.filter(pk__in=ids).values_list("slug", flat=True))


def test_a_section_can_be_about_several_themes() -> None:
    section = make_section(None, Themes.WORK, Themes.CHILDREN)
    assert themes_of(section) == {Themes.WORK, Themes.CHILDREN}


@pytest.mark.both
def test_themes_hold_for_everything_below() -> None:
    top = make_section(None, Themes.HOUSING)
    below = make_section(parent=make_section(parent=top))
    assert themes_of(below) == {Themes.HOUSING}


@pytest.mark.both
def test_a_lower_section_with_themes_of_its_own_has_only_these() -> None:
    top = make_section(None, Themes.HOUSING)
    middle = make_section(None, Themes.CARE, parent=top)
    assert themes_of(middle) == {Themes.CARE}
    assert themes_of(make_section(parent=middle)) == {Themes.CARE}
    assert themes_of(make_section(parent=top)) == {Themes.HOUSING}


def test_without_a_theme_above_there_is_none() -> None:
    report = make_report()
    make_section(report, Themes.WORK)
    assert themes_of(make_section(parent=make_section(report))) == set()


def test_the_ten_themes_are_there_from_the_start() -> None:
    themes = Theme.objects.all()
    assert [theme.slug for theme in themes] == list(Themes)
    assert all(theme.description.endswith(".") for theme in themes)


class TestThemesOfMeasures:
    """What a measure says of itself counts instead of what its section says."""

    @pytest.mark.both
    def test_a_measure_has_its_own_instead_of_those_of_its_section(self) -> None:
        section = make_section(None, Themes.WORK)
        measure = make_measure(section.report, section=section)
        assert of(measure) == ({Themes.WORK}, {Themes.WORK})
        MeasureTheme.objects.create(measure=measure, theme=Themes.CARE.row)
        MeasureTheme.objects.create(measure=measure, theme=Themes.HOUSING.row)
        assert of(measure) == ({Themes.CARE, Themes.HOUSING}, {Themes.CARE, Themes.HOUSING})

    @pytest.mark.both
    def test_a_part_has_those_of_its_measure(self) -> None:
        section = make_section(None, Themes.WORK)
        measure = make_measure(section.report, section=section)
        part = make_measure(parent=measure, code="M1", section=make_section(section.report, Themes.CHILDREN))
        assert of(part) == ({Themes.WORK}, {Themes.WORK})
        MeasureTheme.objects.create(measure=measure, theme=Themes.CARE.row)
        assert of(part) == ({Themes.CARE}, {Themes.CARE})
        with pytest.raises(ValidationError, match="Eine Teilmaßnahme hat die Themen ihrer Maßnahme"):
            MeasureTheme(measure=part, theme=Themes.WORK.row).full_clean()

    def test_without_a_section_it_may_have_themes_too(self) -> None:
        measure = make_measure()
        assert of(measure) == (set(), set())
        MeasureTheme.objects.create(measure=measure, theme=Themes.CARE.row)
        assert of(measure) == ({Themes.CARE}, {Themes.CARE})

    def test_planners_add_one_in_the_form_of_the_measure(self, planner: Client) -> None:
        measure = make_measure()
        url = admin_url("catalog_measure_change", measure.pk)
        data = {**form_data(planner, url), "themes-TOTAL_FORMS": "1", "themes-0-theme": str(Themes.CARE.row.pk)}
        assert planner.post(url, data).status_code == 302
        assert of(measure)[0] == {Themes.CARE}

    def test_it_is_found_by_what_a_fixture_calls_it(self) -> None:
        row = MeasureTheme.objects.create(measure=make_measure(code="A 1"), theme=Themes.CARE.row)
        assert MeasureTheme.objects.get_by_natural_key(*row.natural_key()) == row


class TestTheListOfTheInstallation:
    """Administrators change it; old links keep working."""

    @pytest.mark.both
    def test_administrators_change_name_and_address(self, client: Client) -> None:
        section = make_section(None, Themes.CARE)
        make_measure(section.report, section=section, title="Gegen Einsamkeit")
        client.force_login(make_administrator())
        url = admin_url("catalog_theme_change", Themes.CARE.row.pk)
        data = {**form_data(client, url), "name": "Pflege und Gesundheit", "slug": "gesundheit"}
        assert client.post(url, data).status_code == 302
        client.logout()
        assert "Pflege und Gesundheit" in client.get("/themen/").text
        old = client.get("/themen/pflege/?status=umgesetzt")
        assert (old.status_code, old["Location"]) == (301, "/themen/gesundheit/?status=umgesetzt")
        assert "Gegen Einsamkeit" in client.get("/massnahmen/?thema=pflege").text

    @pytest.mark.both
    def test_they_add_one(self, client: Client) -> None:
        client.force_login(make_administrator())
        url = admin_url("catalog_theme_add")
        assert client.post(url, {"name": "Sport", "slug": "sport", "description": "", "order": 11}).status_code == 302
        assert client.get("/themen/sport/").status_code == 200

    def test_planners_may_not(self, planner: Client) -> None:
        assert planner.get(admin_url("catalog_theme_changelist")).status_code == 403
        assert planner.get(admin_url("catalog_theme_change", Themes.CARE.row.pk)).status_code in {403, 404}

    @pytest.mark.both
    def test_one_in_use_is_not_deleted(self, client: Client) -> None:
        make_section(None, Themes.CARE)
        client.force_login(make_administrator())
        client.post(admin_url("catalog_theme_delete", Themes.CARE.row.pk), {"post": "yes"})
        assert Theme.objects.filter(slug=Themes.CARE).exists()


@pytest.mark.both
def test_themes_are_ticked_in_the_form_of_the_section(planner: Client) -> None:
    section = make_section(None, Themes.WORK, Themes.CARE)
    url = admin_url("catalog_section_change", section.pk)
    data = form_data(planner, url)
    assert set(data["own_themes"]) == {"arbeit", "pflege"}
    data["own_themes"] = ["pflege", "bildung"]
    assert planner.post(url, data).status_code == 302
    assert themes_of(section) == {Themes.CARE, Themes.EDUCATION}


def test_unticking_all_takes_all_away(planner: Client) -> None:
    section = make_section(None, Themes.WORK)
    url = admin_url("catalog_section_change", section.pk)
    data = form_data(planner, url)
    del data["own_themes"]
    assert planner.post(url, data).status_code == 302
    assert themes_of(section) == set()


@pytest.mark.both
def test_what_stays_ticked_stays_the_same_row_and_all_else_is_in_the_history(planner: Client) -> None:
    section = make_section(None, Themes.WORK, Themes.CARE)
    kept = section.themes.get(theme__slug=Themes.CARE)
    url = admin_url("catalog_section_change", section.pk)
    planner.post(url, {**form_data(planner, url), "own_themes": ["pflege", "bildung"]})
    assert section.themes.get(theme__slug=Themes.CARE) == kept
    told = SectionTheme.history.filter(section_id=section.pk).order_by("history_id")
    kinds = [(row.history_type, row.theme.slug) for row in told]
    assert kinds[2:] == [("-", "arbeit"), ("+", "bildung")]


def test_a_new_section_takes_its_themes_along(planner: Client) -> None:
    report = make_report()
    data = {"report": report.pk, "kind": "part", "title": "Wohnen", "slug": "wohnen", "order": 1}
    url = f"{admin_url('catalog_section_add')}?report={report.pk}"
    assert planner.post(url, {**data, "own_themes": ["wohnen"]}).status_code == 302
    assert themes_of(Section.objects.get(report=report)) == {Themes.HOUSING}


def test_an_unknown_theme_is_refused(planner: Client) -> None:
    section = make_section(None, Themes.WORK)
    url = admin_url("catalog_section_change", section.pk)
    response = planner.post(url, {**form_data(planner, url), "own_themes": ["wetter"]})
    assert response.status_code == 200
    assert themes_of(section) == {Themes.WORK}


@pytest.mark.both
def test_the_list_shows_themes_and_filters_by_them(planner: Client) -> None:
    report = make_report()
    about = make_section(report, Themes.WORK, Themes.CARE)
    make_section(report, Themes.HOUSING)
    url = f"{admin_url('catalog_section_changelist')}?report__id__exact={report.pk}"
    assert "Arbeit, Pflege" in planner.get(url).text
    assert rows(planner.get(f"{url}&themes__theme__id__exact={Themes.CARE.row.pk}")) == [about]


def test_planners_of_another_city_change_nothing(client: Client) -> None:
    client.force_login(make_planner(make_municipality()))
    section = make_section(None, Themes.WORK)
    url = admin_url("catalog_section_change", section.pk)
    assert client.get(url).status_code == 404
    assert client.post(url, {"own_themes": ["pflege"]}).status_code == 404
    assert themes_of(section) == {Themes.WORK}


@pytest.mark.both
def test_a_theme_is_found_by_what_a_fixture_calls_it() -> None:
    row = make_section(None, Themes.WORK).themes.get()
    assert SectionTheme.objects.get_by_natural_key(*row.natural_key()) == row
