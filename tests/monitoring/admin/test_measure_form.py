"""Adding a measure in two steps, and everything one can say about it on one page."""

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.choices import Publication, Role
from catalog.fields import DerivedField
from catalog.models import Measure, Report, Responsibility
from monitoring.admin import inlines
from monitoring.choices import Status
from monitoring.models import Discussion, Indicator, Milestone, StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, errors, form_data, row_errors

pytestmark = pytest.mark.usefixtures("without_cities")
ADD = admin_url("catalog_measure_add")


def change_url(measure: Measure) -> str:
    return admin_url("catalog_measure_change", measure.pk)


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(name="Heidelberg"), title="Soziale Lage 2018")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def page_choices(client: Client, url: str, name: str) -> list[str]:
    context: Any = client.get(url).context
    return [str(label) for _value, label in context["adminform"].form.fields[name].choices]


def save(client: Client, measure: Measure, **changes: Any) -> Any:
    """Save the form of the measure as it is, with these changes."""
    url = change_url(measure)
    return client.post(url, {**form_data(client, url), **changes})


def row(prefix: str, number: int, **fields: Any) -> dict[str, Any]:
    """A new row after `number` stored ones."""
    values = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {f"{prefix}-TOTAL_FORMS": number + 1, **values}


class TestAdding:
    def test_it_asks_only_what_makes_a_measure(self, planner: Client, report: Report) -> None:
        fields = planner.get(ADD).context["adminform"].form.fields
        assert list(fields) == ["report", "code", "title"]
        fields = planner.get(f"{ADD}?report={report.pk}").context["adminform"].form.fields
        assert list(fields) == ["report", "parent", "code", "title"]

    def test_the_report_is_chosen_by_address(self, planner: Client, report: Report) -> None:
        form = planner.get(f"{ADD}?report={report.pk}").context["adminform"].form
        assert str(form["report"].value()) == str(report.pk)

    def test_the_report_of_the_list_is_taken_along(self, planner: Client, report: Report) -> None:
        url = f"{ADD}?_changelist_filters=report__id__exact%3D{report.pk}"
        assert planner.get(url).context["adminform"].form["report"].value() == report.pk

    def test_reports_name_their_municipality(self, planner: Client, report: Report) -> None:
        assert "Heidelberg: Soziale Lage 2018" in page_choices(planner, ADD, "report")

    def test_one_lands_on_the_page_for_everything_else(self, planner: Client, report: Report) -> None:
        response = planner.post(ADD, {"report": report.pk, "code": "A3", "title": "Wohnraum"})
        measure = Measure.objects.get()
        assert (measure.report, measure.code, measure.title) == (report, "A3", "Wohnraum")
        assert measure.is_draft
        assert response.status_code == 302
        assert response.headers["Location"] == change_url(measure)
        assert planner.get(change_url(measure)).status_code == 200

    def test_another_one_can_be_added_at_once(self, planner: Client, report: Report) -> None:
        data = {"report": report.pk, "code": "A3", "title": "Wohnraum", "_addanother": "1"}
        assert planner.post(ADD, data).headers["Location"] == ADD

    def test_a_number_is_unique_in_its_report_in_any_spelling(self, planner: Client, report: Report) -> None:
        factories.make_measure(report, code="Z 6")
        response = planner.post(ADD, {"report": report.pk, "code": "z6", "title": "Noch eine"})
        assert "This report already has a measure with this number." in response.text
        assert Measure.objects.count() == 1

    def test_a_part_is_added_below_its_whole(self, planner: Client, report: Report) -> None:
        whole = factories.make_measure(report)
        planner.post(ADD, {"report": report.pk, "parent": whole.pk, "code": "M1", "title": "Teil"})
        assert Measure.objects.get(parent=whole).code == "M1"

    def test_a_part_of_another_report_is_refused(self, planner: Client, report: Report) -> None:
        foreign = factories.make_measure()
        data = {"report": report.pk, "parent": foreign.pk, "code": "M1", "title": "Teil"}
        assert "parent" in errors(planner.post(ADD, data))
        assert not Measure.objects.filter(report=report).exists()

    def test_who_may_only_look_cannot_add(self, client: Client, report: Report) -> None:
        client.force_login(factories.make_contributor(factories.make_office(report.municipality)))
        assert client.post(ADD, {"report": report.pk, "title": "Wohnraum"}).status_code == 403
        assert not Measure.objects.exists()

    def test_strangers_cannot_add(self, client: Client, report: Report) -> None:
        assert client.post(ADD, {"report": report.pk, "title": "Wohnraum"}).status_code == 302
        assert not Measure.objects.exists()


class TestChoices:
    def test_only_the_same_report_and_municipality_are_offered(self, planner: Client, report: Report) -> None:
        measure = factories.make_measure(report, code="A1", title="Diese")
        factories.make_measure(report, code="A2", title="Nachbarin")
        upper = factories.make_section(report, title="Oben")
        factories.make_section(parent=upper, title="Unten")
        factories.make_section(title="Fremd")
        earlier = factories.make_report(report.municipality)
        factories.make_measure(earlier, code="E1", title="Frühere")
        factories.make_measure(title="Fremde")
        url = change_url(measure)
        assert page_choices(planner, url, "section")[1:] == ["Oben", "\u2003Unten"]
        assert page_choices(planner, url, "parent")[1:] == ["A2 Nachbarin"]
        predecessors = planner.get(url).context["adminform"].form["predecessor"].as_widget()
        assert "E1 Frühere" in predecessors
        assert "Fremde" not in predecessors
        assert "Nachbarin" not in predecessors

    def test_offices_are_those_of_the_municipality_that_exist_or_are_named(
        self, planner: Client, report: Report
    ) -> None:
        gone, named = (
            factories.make_office(report.municipality, name=name, dissolved_on=date(2020, 1, 1))
            for name in ("Aufgelöst", "Aufgelöst und genannt")
        )
        factories.make_office(report.municipality, name="Sozialamt")
        factories.make_office(name="Fremdes Amt")
        measure = factories.make_measure(report, lead=named)
        page = planner.get(change_url(measure)).text
        assert "Sozialamt" in page
        assert named.name in page
        assert f">{gone.name}</option>" not in page
        assert "Fremdes Amt" not in page

    @pytest.mark.parametrize("field", ["section", "parent", "predecessor"])
    def test_a_forged_choice_is_refused(self, planner: Client, report: Report, field: str) -> None:
        measure = factories.make_measure(report)
        foreign: Any = {
            "section": factories.make_section,
            "parent": factories.make_measure,
            "predecessor": factories.make_measure,
        }
        assert field in errors(save(planner, measure, **{field: foreign[field]().pk}))
        measure.refresh_from_db()
        assert getattr(measure, field) is None

    def test_a_forged_office_is_refused(self, planner: Client, report: Report) -> None:
        measure = factories.make_measure(report)
        office = factories.make_office()
        response = save(planner, measure, **row("responsibilities", 0, office=office.pk, role="lead", order=0))
        assert "office" in row_errors(response)
        assert not Responsibility.objects.exists()

    def test_the_report_stays(self, planner: Client, report: Report) -> None:
        measure = factories.make_measure(report)
        save(planner, measure, report=factories.make_report().pk, title="Neu")
        measure.refresh_from_db()
        assert (measure.report, measure.title) == (report, "Neu")

    def test_a_measure_with_parts_does_not_become_one(self, planner: Client, report: Report) -> None:
        whole = factories.make_measure(report)
        factories.make_measure(parent=whole)
        other = factories.make_measure(report)
        _nothing, *offered = page_choices(planner, change_url(whole), "parent")
        assert offered == []
        assert "parent" in errors(save(planner, whole, parent=other.pk))


class TestEditing:
    def test_saving_untouched_changes_nothing(self, planner: Client, report: Report) -> None:
        measure = factories.make_measure(report, code="Z 6", due="4. Quartal 2022")
        factories.make_responsibility(measure)
        factories.make_update(measure)
        factories.make_milestone(measure)
        factories.make_indicator(measure)
        factories.make_discussion(measure)
        factories.make_measure(parent=measure)
        before = Measure.objects.filter(pk=measure.pk).values().get()
        assert save(planner, measure).status_code == 302
        assert Measure.objects.filter(pk=measure.pk).values().get() == before
        assert "No fields changed" in LogEntry.objects.get().get_change_message()

    def test_nothing_computed_is_an_input(self, planner: Client) -> None:
        measure = factories.make_measure()
        factories.make_milestone(measure)
        names = set(form_data(planner, change_url(measure)))
        for model in (Measure, Milestone):
            for field in model._meta.concrete_fields:
                if isinstance(field, DerivedField):
                    assert not any(name.endswith(field.name) for name in names)

    def test_a_deadline_in_words_is_read(self, planner: Client) -> None:
        measure = factories.make_measure()
        save(planner, measure, due="4. Quartal 2022")
        measure.refresh_from_db()
        assert measure.due_on == date(2022, 12, 31)

    def test_a_deadline_without_a_day_is_kept(self, planner: Client) -> None:
        measure = factories.make_measure()
        save(planner, measure, due="nach Haushaltsbeschluss")
        measure.refresh_from_db()
        assert (measure.due, measure.due_on) == ("nach Haushaltsbeschluss", None)

    def test_a_date_no_calendar_has_is_refused_at_its_place(self, planner: Client) -> None:
        measure = factories.make_measure()
        response = save(planner, measure, due="31.02.2023")
        assert "There is no such day as “31.02.2023”." in errors(response)["due"][0]
        assert '<a href="#id_due">Deadline</a>' in response.text
        measure.refresh_from_db()
        assert measure.due == ""

    def test_errors_of_rows_name_their_place(self, planner: Client) -> None:
        measure = factories.make_measure()
        factories.make_milestone(measure)
        response = save(planner, measure, **row("milestones", 1, title="Konzept", due="31.06.2023"))
        assert '<a href="#id_milestones-1-due">Milestone 2, Deadline</a>' in response.text

    def test_it_goes_from_the_report_by_plan_and_offices_to_what_has_happened(self, planner: Client) -> None:
        page = planner.get(change_url(factories.make_measure())).text
        places = [
            "id_title",
            "id_starting_position",
            "id_due",
            "milestones-group",
            "responsibilities-group",
            "status_updates-0",
        ]
        found = [page.index(f'id="{place}"') for place in places]
        assert found == sorted(found)
        assert page.count('id="responsibilities-group"') == 1

    def test_several_leads_are_named(self, planner: Client, report: Report) -> None:
        measure = factories.make_measure(report)
        offices = [factories.make_office(report.municipality) for _number in range(2)]
        rows = {
            **row("responsibilities", 0, office=offices[0].pk, role=Role.LEAD, order=1),
            **row("responsibilities", 1, office=offices[1].pk, role=Role.LEAD, order=2),
        }
        assert save(planner, measure, **rows).status_code == 302
        assert [named.office for named in measure.responsibilities.all()] == offices

    def test_an_office_is_named_once(self, planner: Client, report: Report) -> None:
        office = factories.make_office(report.municipality)
        measure = factories.make_measure(report, lead=office)
        response = save(planner, measure, **row("responsibilities", 1, office=office.pk, role="lead", order=0))
        assert response.status_code == 200
        assert Responsibility.objects.count() == 1

    def test_view_on_site_and_history_are_linked(self, planner: Client) -> None:
        measure = factories.make_measure()
        save(planner, measure, title="Neuer Titel")
        page = planner.get(change_url(measure)).text
        assert "View on site" in page
        assert admin_url("catalog_measure_history", measure.pk) in page
        assert "planerin" in planner.get(admin_url("catalog_measure_history", measure.pk)).text

    @pytest.mark.parametrize("publication", Publication.values)
    def test_view_on_site_leads_to_the_page(self, planner: Client, publication: str) -> None:
        measure = factories.make_measure(publication=publication)
        page = planner.get(change_url(measure))
        link = page.context["absolute_url"]
        assert link in page.text
        target = planner.get(link).headers["Location"]
        assert target.endswith(measure.get_absolute_url())
        assert measure.title in planner.get(target).text

    def test_every_input_of_a_table_names_itself(self, planner: Client) -> None:
        measure = factories.make_measure()
        factories.make_milestone(measure)
        inline = next(
            inline
            for inline in planner.get(change_url(measure)).context["inline_admin_formsets"]
            if inline.formset.model is Milestone
        )
        form = inline.formset.forms[0]
        assert 'aria-label="Deadline"' in str(form["due"])
        assert 'aria-label="Delete"' in str(form["DELETE"])


class TestStatusUpdates:
    NEW = {"status": Status.DONE, "as_of": "2021-01-19", "publication": Publication.PUBLISHED}

    def test_whoever_adds_an_update_is_its_author(self, planner: Client) -> None:
        measure = factories.make_measure()
        assert save(planner, measure, **row("status_updates", 0, **self.NEW)).status_code == 302
        update = StatusUpdate.objects.get()
        assert (update.status, update.as_of) == (Status.DONE, date(2021, 1, 19))
        assert update.author is not None
        assert update.author.username == "planerin"

    def test_whoever_corrects_an_update_is_not(self, planner: Client) -> None:
        author = factories.make_user(username="amt")
        update = factories.make_update(author=author)
        save(planner, update.measure, **{"status_updates-0-text": "Berichtigt."})
        update.refresh_from_db()
        assert (update.text, update.author) == ("Berichtigt.", author)

    def test_two_updates_of_a_day_are_refused_together(self, planner: Client) -> None:
        measure = factories.make_measure()
        rows = {**row("status_updates", 0, **self.NEW), **row("status_updates", 1, **self.NEW)}
        response = save(planner, measure, **rows)
        assert "An update as of this day is already published." in row_errors(response)
        assert not StatusUpdate.objects.exists()

    def test_a_draft_beside_a_published_one_is_fine(self, planner: Client) -> None:
        measure = factories.make_measure()
        draft = {**self.NEW, "publication": Publication.DRAFT}
        rows = {**row("status_updates", 0, **self.NEW), **row("status_updates", 1, **draft)}
        assert save(planner, measure, **rows).status_code == 302
        assert StatusUpdate.objects.count() == 2


class TestMilestones:
    def test_a_moved_deadline_needs_a_reason(self, planner: Client) -> None:
        milestone = factories.make_milestone(due="31.12.2021")
        response = save(planner, milestone.measure, **{"milestones-0-due": "31.12.2022"})
        assert "Say why the deadline was moved." in row_errors(response)
        milestone.refresh_from_db()
        assert milestone.due == "31.12.2021"

    def test_the_original_deadline_is_kept_and_shown(self, planner: Client) -> None:
        milestone = factories.make_milestone(due="31.12.2021")
        changes = {"milestones-0-due": "31.12.2022", "milestones-0-change_reason": "Stelle unbesetzt"}
        assert save(planner, milestone.measure, **changes).status_code == 302
        milestone.refresh_from_db()
        assert (milestone.due, milestone.original_due) == ("31.12.2022", "31.12.2021")
        assert '<div class="readonly">31.12.2021</div>' in planner.get(change_url(milestone.measure)).text

    def test_what_is_open_beyond_its_day_says_so(self, planner: Client) -> None:
        milestone = factories.make_milestone(due="2020")
        assert '<span class="gap">open for ' in planner.get(change_url(milestone.measure)).text


class TestOtherRows:
    def test_an_indicator_leads_to_its_own_page(self, planner: Client) -> None:
        indicator = factories.make_indicator()
        page = planner.get(change_url(indicator.measure)).text
        assert f'href="{admin_url("monitoring_indicator_change", indicator.pk)}"' in page

    def test_indicators_and_discussions_are_added(self, planner: Client) -> None:
        measure = factories.make_measure()
        rows = {
            **row("indicators", 0, name="Plätze", unit="Plätze", direction="rise"),
            **row("discussions", 0, phase="I", held_on="2018-09-21", minutes_signed="unknown"),
        }
        assert save(planner, measure, **rows).status_code == 302
        assert Indicator.objects.get().measure == measure
        assert Discussion.objects.get().held_on == date(2018, 9, 21)

    def test_two_discussions_without_a_date_are_refused_together(self, planner: Client) -> None:
        new = {"phase": "I", "approach": "Austausch", "minutes_signed": "unknown"}
        rows = {**row("discussions", 0, **new), **row("discussions", 1, **new)}
        response = save(planner, factories.make_measure(), **rows)
        assert "already waiting to be scheduled" in row_errors(response)
        assert not Discussion.objects.exists()


class TestSubMeasures:
    PREFIX = "parts"

    def test_they_are_added_below_their_whole(self, planner: Client, report: Report) -> None:
        whole = factories.make_measure(report)
        rows = row(self.PREFIX, 0, code="M1", title="Teil", publication="draft")
        assert save(planner, whole, **rows).status_code == 302
        part = Measure.objects.get(parent=whole)
        assert (part.report, part.code) == (report, "M1")
        page = planner.get(change_url(whole)).text
        assert f'href="{change_url(part)}"' in page

    def test_several_without_a_number_queue_up(self, planner: Client) -> None:
        whole = factories.make_measure()
        new = {"code": "", "publication": "draft"}
        rows = {
            **row(self.PREFIX, 0, **new, title="Erster Teil"),
            **row(self.PREFIX, 1, **new, title="Zweiter Teil"),
        }
        assert save(planner, whole, **rows).status_code == 302
        assert list(whole.parts.values_list("title", "address")) == [
            ("Erster Teil", "1"),
            ("Zweiter Teil", "2"),
        ]

    @pytest.mark.parametrize("second", ["M 1", "m1", "M1"])
    def test_the_same_number_twice_is_refused(self, planner: Client, second: str) -> None:
        whole = factories.make_measure()
        rows = {
            **row(self.PREFIX, 0, code="M1", title="Teil", publication="draft"),
            **row(self.PREFIX, 1, code=second, title="Teil", publication="draft"),
        }
        response = save(planner, whole, **rows)
        assert "This measure already has a sub-measure with this number." in row_errors(response)
        assert not whole.parts.exists()

    def test_a_number_already_stored_is_refused(self, planner: Client) -> None:
        part = factories.make_measure(parent=factories.make_measure(), code="M1")
        assert part.parent
        rows = row(self.PREFIX, 1, code="M 1", title="Teil", publication="draft")
        assert "already has a sub-measure" in row_errors(save(planner, part.parent, **rows))

    def test_a_part_has_no_parts(self, planner: Client) -> None:
        part = factories.make_measure(parent=factories.make_measure())
        page = planner.get(change_url(part)).text
        assert 'id="parts-group"' not in page
        assert part.full_code in page


def test_what_belongs_to_a_measure_has_rows_on_its_page_though_nobody_has_written_any(
    planner: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = tuple(inline for inline in inlines.OF_MEASURE if inline is not inlines.DiscussionInline)
    monkeypatch.setattr(inlines, "OF_MEASURE", without)
    monkeypatch.setattr(inlines, "inlines_of_measure", inlines.inlines_of_measure.__wrapped__)
    measure = factories.make_measure(report)
    rows = row("discussions", 0, phase="Auftakt", held_on="2022-03-01", minutes_signed="unknown")
    assert save(planner, measure, **rows).status_code == 302
    assert Discussion.objects.get(measure=measure).phase == "Auftakt"
