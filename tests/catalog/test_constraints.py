"""What a report, an office or a measure cannot be: told in German before saving, refused by the database after."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.forms import modelform_factory

from catalog.choices import AddressKind, Column, MailKind, MailPace
from catalog.models import (
    FormerAddress,
    Invitation,
    MailPreference,
    Measure,
    MeasureTheme,
    Membership,
    Municipality,
    Office,
    Report,
    Responsibility,
    Revision,
    SavedView,
    Section,
    SectionTheme,
    StaffNotice,
)
from catalog.permissions.registry import reserved_words
from tests.factories import (
    make_contributor,
    make_measure,
    make_membership,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_section,
    make_sent_mail,
    make_user,
)
from tests.themes import Themes

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def second_office(**same: str) -> Office:
    first = make_office(name="Jugendamt", slug="jugendamt")
    return Office(municipality=first.municipality, **{"name": "Amt 51", "slug": "amt-51", **same})


def continuing_itself() -> Measure:
    measure = make_measure()
    measure.predecessor = measure
    return measure


def second_theme() -> MeasureTheme:
    first = MeasureTheme.objects.create(measure=make_measure(), theme=Themes.WORK.row)
    return MeasureTheme(measure=first.measure, theme=first.theme)


def own_predecessor() -> Report:
    report = make_report()
    report.predecessor = report
    return report


def second_measure(*, part: bool, **fields: Any) -> Measure:
    """A measure beside A1 and beside one that has no number and so lives at "1"."""
    report = make_report()
    whole = make_measure(report, code="S2") if part else None
    make_measure(report, parent=whole, code="A1")
    make_measure(report, parent=whole, code="", order=1)
    return Measure(report=report, parent=whole, title="Noch einmal", **fields)


def second_responsibility() -> Responsibility:
    first = make_responsibility()
    return Responsibility(measure=first.measure, office=first.office, role="participating")


def second_section() -> Section:
    first = make_section()
    return Section(report=first.report, title="Noch einmal", slug=first.slug)


def second_former_address() -> FormerAddress:
    address = {"kind": AddressKind.REPORT, "place": 1, "segment": "alt"}
    FormerAddress.objects.create(**address, object_id=1)
    return FormerAddress(**address, object_id=2)


def second_view() -> SavedView:
    named = {"person": make_user(), "listing": "catalog.measure", "name": "Meine"}
    SavedView.objects.create(**named)
    return SavedView(**named)


def second_preference() -> MailPreference:
    chosen = {"person": make_user(), "kind": MailKind.ROUND_OPENED, "pace": MailPace.DAILY}
    MailPreference.objects.create(**chosen)
    return MailPreference(**chosen)


def second_notice() -> StaffNotice:
    told = {"person": make_user(), "mail": make_sent_mail(make_municipality()), "key": "opened:1"}
    StaffNotice.objects.create(**told)
    return StaffNotice(**told)


def second_revision() -> Revision:
    part = {"place": 1, "writer": 1}
    Revision.objects.create(**part, token=1)
    return Revision(**part, token=2)


CONSTRAINTS: dict[str, tuple[Callable[[], Model], str]] = {
    "municipality_ags_eight_digits": (
        lambda: Municipality(name="Zwickau", slug="zwickau", ags="1452400", state="SN"),
        "Der AGS hat genau acht Ziffern, einschließlich führender Nullen.",
    ),
    "office_slug_unique_per_municipality": (
        lambda: second_office(slug="jugendamt"),
        "Ein anderes Amt dieser Kommune hat diese Webadresse.",
    ),
    "office_name_unique_per_municipality": (
        lambda: second_office(name="Jugendamt"),
        "Diese Kommune hat schon ein Amt dieses Namens.",
    ),
    "report_slug_unique_per_municipality": (
        lambda: Report(municipality=(first := make_report()).municipality, title="Noch einmal", slug=first.slug),
        "Ein anderer Bericht dieser Kommune hat diese Webadresse.",
    ),
    "report_period_end_not_before_start": (
        lambda: Report(
            municipality=make_municipality(),
            title="Bericht",
            slug="bericht",
            period_start=date(2022, 1, 2),
            period_end=date(2022, 1, 1),
        ),
        "Der Zeitraum endet, bevor er beginnt.",
    ),
    "report_is_not_its_own_predecessor": (own_predecessor, "Ein Bericht kann sich nicht selbst fortschreiben."),
    "measure_is_not_its_own_predecessor": (continuing_itself, "Eine Maßnahme kann sich nicht selbst fortschreiben."),
    "section_slug_unique_per_report": (
        second_section,
        "Ein anderer Abschnitt dieses Berichts hat diese Webadresse.",
    ),
    "section_theme_once": (
        lambda: SectionTheme(section=make_section(None, Themes.WORK), theme=Themes.WORK.row),
        "Dieser Abschnitt hat dieses Thema schon.",
    ),
    "measure_theme_once": (
        second_theme,
        "Diese Maßnahme hat dieses Thema schon.",
    ),
    "measure_costs_are_not_negative": (
        lambda: second_measure(part=False, code="A2", costs_amount=Decimal(-1), costs_kind="once"),
        "Kosten sind nicht negativ.",
    ),
    "measure_amount_is_once_or_per_year": (
        lambda: second_measure(part=False, code="A2", costs_amount=Decimal(1)),
        "Geben Sie an, ob der Betrag einmalig oder pro Jahr anfällt.",
    ),
    "measure_code_unique_per_report": (
        lambda: second_measure(part=False, code="a 1"),
        "Der Bericht hat schon eine Maßnahme mit dieser Nummer.",
    ),
    "measure_code_unique_per_parent": (
        lambda: second_measure(part=True, code="a 1"),
        "Die Maßnahme hat schon eine Teilmaßnahme mit dieser Nummer.",
    ),
    "measure_address_unique_per_report": (
        lambda: second_measure(part=False, code="1"),
        "Eine andere Maßnahme hat diese Webadresse. Ändern Sie die Nummer oder die Reihenfolge.",
    ),
    "measure_address_unique_per_parent": (
        lambda: second_measure(part=True, order=1),
        "Eine andere Teilmaßnahme hat diese Webadresse. Ändern Sie die Nummer oder die Reihenfolge.",
    ),
    "measure_due_not_before_start": (
        lambda: second_measure(part=False, code="A2", start="Ende 2023", due="2022"),
        "Die Maßnahme endet, bevor sie beginnt.",
    ),
    "membership_office_of_contributors_only": (
        lambda: Membership(user=make_user(), municipality=make_municipality(), role="contributor"),
        "Wer für ein Amt berichtet, braucht ein Amt; alle anderen haben keines.",
    ),
    "membership_role_once_per_municipality": (
        lambda: Membership(user=(first := make_membership()).user, municipality=first.municipality, role=first.role),
        "Diese Person hat diese Rolle hier schon.",
    ),
    "membership_once_per_office": (
        lambda: Membership(
            user=make_contributor(office := make_office()),
            municipality=office.municipality,
            role="contributor",
            office=office,
        ),
        "Diese Person berichtet schon für dieses Amt.",
    ),
    "invitation_office_of_contributors_only": (
        lambda: Invitation(
            municipality=(office := make_office()).municipality,
            email="kim@example.org",
            role="reader",
            office=office,
            digest="x",
        ),
        "Wer für ein Amt berichtet, braucht ein Amt; alle anderen haben keines.",
    ),
    "responsibility_office_once_per_measure": (
        second_responsibility,
        "Dieses Amt ist für diese Maßnahme schon genannt.",
    ),
    "former_address_leads_to_one_row": (
        second_former_address,
        "Diese frühere Adresse führt schon irgendwohin.",
    ),
    "revision_of_a_place_by_transaction": (
        second_revision,
        "Diese Transaktion hat diesen Ort schon geändert.",
    ),
    "mail_preference_once_per_kind": (second_preference, "Das ist schon gewählt."),
    "saved_view_once_per_name": (second_view, "Sie haben schon eine Ansicht dieses Namens."),
    "staff_notice_once": (second_notice, "Das wurde bereits mitgeteilt."),
}


def write(row: Model) -> None:
    """Past every check in Python, as a fixture or a bulk import would."""
    if row.pk:
        row.save_base(raw=True)
    else:
        type(row)._default_manager.bulk_create([row])


def constraints_of(app: str) -> Iterator[str]:
    for model in apps.get_app_config(app).get_models():
        yield from (constraint.name for constraint in model._meta.constraints if not model._meta.proxy)


def test_every_constraint_is_tested() -> None:
    assert set(CONSTRAINTS) == set(constraints_of("catalog"))


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_it_says_in_german_what_is_wrong(name: str) -> None:
    make, message = CONSTRAINTS[name]
    with pytest.raises(ValidationError) as refused:
        make().full_clean()
    assert len(refused.value.messages) == 1
    assert refused.value.messages[0].startswith(message)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses_what_nobody_checked(name: str) -> None:
    make, _message = CONSTRAINTS[name]
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(row)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Report(
            municipality=make_municipality(),
            title="Ein Tag",
            slug="ein-tag",
            period_start=date(2022, 1, 1),
            period_end=date(2022, 1, 1),
        ),
        lambda: second_measure(part=False, code="A2", start="01.01.2022", due="01.01.2022"),
        lambda: second_measure(part=False, code="A2", start="4. Quartal 2022", due="2022"),
        lambda: second_measure(part=False, code="A2", due="2022"),
        lambda: second_measure(part=False, code="A2", start="2022"),
        lambda: Municipality(name="Flensburg", slug="flensburg", ags="01001000", state="SH"),
        second_office,
    ],
)
def test_what_only_looks_wrong_is_accepted(make: Callable[[], Model]) -> None:
    row = make()
    row.full_clean()
    row.save()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"code": "a 1"}, "Der Bericht hat schon eine Maßnahme mit dieser Nummer."),
        ({"code": "1"}, "Eine andere Maßnahme hat diese Webadresse. Ändern Sie die Nummer oder die Reihenfolge."),
        ({"code": "A2", "start": "Ende 2023", "due": "2022"}, "Die Maßnahme endet, bevor sie beginnt."),
    ],
)
def test_a_form_says_so_although_it_does_not_show_derived_columns(fields: dict[str, str], message: str) -> None:
    measure = second_measure(part=False)
    shown = modelform_factory(
        Measure, fields=["report", "parent", "code", "order", "title", "publication", "start", "due"]
    )
    data = {"report": measure.report.pk, "title": "Noch einmal", "publication": "draft", "order": "0", **fields}
    assert shown(data).non_field_errors() == [message]


@pytest.mark.parametrize("part", [False, True])
def test_a_form_without_report_and_parent_still_refuses_a_number_that_is_taken(*, part: bool) -> None:
    measure = second_measure(part=part, code="A2")
    measure.save()
    shown = modelform_factory(Measure, fields=["code", "title"])
    form = shown({"code": "a 1", "title": "Noch einmal"}, instance=measure)
    whole = "Die Maßnahme hat schon eine Teilmaßnahme" if part else "Der Bericht hat schon eine Maßnahme"
    assert form.non_field_errors() == [f"{whole} mit dieser Nummer."]


@pytest.mark.parametrize("ags", ["1001000", "001001000", "0100100a", "01001 00", "", "01001000\n", "٠١٠٠١٠٠٠"])
def test_an_ags_has_eight_digits(ags: str) -> None:
    row = Municipality(name="Flensburg", slug="flensburg", ags=ags, state="SH")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert set(refused.value.message_dict) == {"ags"}


def test_every_word_below_which_there_are_pages_is_reserved() -> None:
    """A page that is added reserves its word itself; what looks like a parameter or a file is no word."""
    assert {"status", "vergleich", "k", "abmelden", "admin"} <= set(reserved_words("catalog.municipality"))
    assert {"abonnieren", "aemter", "vorlagen"} <= set(reserved_words("catalog.report"))
    words = {*reserved_words("catalog.municipality"), *reserved_words("catalog.report")}
    assert [word for word in words if not re.fullmatch(r"[a-z]+(-[a-z]+)*", word)] == []


@pytest.mark.parametrize("slug", reserved_words("catalog.municipality"))
def test_a_city_may_not_live_at_an_address_of_the_site(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Municipality(name="Stadt", slug=slug, ags="99999999", state="SH").full_clean()
    message = f"„{slug}“ ist eine Adresse der Website selbst. Wählen Sie eine andere."
    assert refused.value.message_dict == {"slug": [message]}


@pytest.mark.parametrize("slug", reserved_words("catalog.report"))
def test_a_report_may_not_live_at_an_address_of_the_site(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Report(municipality=make_municipality(), title="Bericht", slug=slug).full_clean()
    message = f"„{slug}“ ist eine Adresse der Website selbst. Wählen Sie eine andere."
    assert refused.value.message_dict == {"slug": [message]}


@pytest.mark.parametrize("columns", [[], "code", {}, None, ["code", "budget"], ["code", "internal_note"], [1]])
def test_a_status_table_shows_only_columns_it_knows(columns: object) -> None:
    report = make_report()
    report.columns = columns
    with pytest.raises(ValidationError) as refused:
        report.full_clean()
    assert set(refused.value.message_dict) == {"columns"}


def test_a_status_table_may_show_every_column() -> None:
    make_report(columns=Column.values).full_clean()


def test_an_unknown_column_is_answered_with_those_that_exist() -> None:
    with pytest.raises(ValidationError) as refused:
        make_report(columns=["budget"]).full_clean()
    assert refused.value.messages[0].startswith("Wählen Sie mindestens eine dieser Spalten: code, title, ")


def other_sections_report() -> Measure:
    measure = make_measure()
    measure.section = make_section(make_report(measure.report.municipality))
    return measure


def part_of_another_report() -> Measure:
    measure = make_measure()
    measure.parent = make_measure(make_report(measure.report.municipality))
    return measure


def part_of_itself() -> Measure:
    measure = make_measure()
    measure.parent = measure
    return measure


def part_of_a_part() -> Measure:
    part = make_measure(parent=make_measure())
    return Measure(report=part.report, parent=part, code="X", title="Teil vom Teil")


def whole_made_a_part() -> Measure:
    whole = make_measure()
    make_measure(parent=whole)
    whole.parent = make_measure(whole.report)
    return whole


def predecessor_elsewhere() -> Measure:
    return make_measure(predecessor=make_measure())


def foreign_office() -> Responsibility:
    return Responsibility(measure=make_measure(), office=make_office())


def foreign_superior_office() -> Office:
    return make_office(parent=make_office())


def office_above_itself() -> Office:
    """Three steps: A below C, C below B, B below A."""
    top = make_office()
    middle = make_office(top.municipality, parent=top)
    top.parent = make_office(top.municipality, parent=middle)
    return top


def section_above_itself() -> Section:
    top = make_section()
    middle = make_section(parent=top)
    top.parent = make_section(parent=middle)
    return top


def foreign_superior_section() -> Section:
    section = make_section()
    section.parent = make_section(make_report(section.report.municipality))
    return section


def foreign_report() -> Report:
    return make_report(predecessor=make_report())


@pytest.mark.parametrize(
    ("make", "field", "message"),
    [
        (other_sections_report, "section", "Der Abschnitt gehört zu einem anderen Bericht."),
        (part_of_another_report, "parent", "Die übergeordnete Maßnahme gehört zu einem anderen Bericht."),
        (part_of_itself, "parent", "Eine Maßnahme kann nicht Teil ihrer selbst sein."),
        (part_of_a_part, "parent", "Eine Teilmaßnahme kann keine eigenen Teilmaßnahmen haben."),
        (whole_made_a_part, "parent", "Eine Teilmaßnahme kann keine eigenen Teilmaßnahmen haben."),
        (predecessor_elsewhere, "predecessor", "Der Vorgänger gehört zu einer anderen Kommune."),
        (foreign_office, "office", "Das Amt gehört zu einer anderen Kommune."),
        (foreign_superior_office, "parent", "Das übergeordnete Amt gehört zu einer anderen Kommune."),
        (office_above_itself, "parent", "Ein Amt kann nicht Teil seiner selbst sein."),
        (section_above_itself, "parent", "Ein Abschnitt kann nicht Teil seiner selbst sein."),
        (foreign_superior_section, "parent", "Der übergeordnete Abschnitt gehört zu einem anderen Bericht."),
        (foreign_report, "predecessor", "Der Vorgänger gehört zu einer anderen Kommune."),
    ],
)
def test_what_belongs_together_stays_together(make: Callable[[], Model], field: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make().full_clean()
    assert refused.value.message_dict == {field: [message]}


def test_relations_within_a_report_and_a_city_are_accepted() -> None:
    report = make_report()
    earlier = make_report(report.municipality)
    top = make_section(report)
    section = make_section(parent=top)
    whole = make_measure(report, section=section, predecessor=make_measure(earlier))
    part = make_measure(parent=whole, section=top)
    report.predecessor = earlier
    office = make_office(report.municipality, parent=make_office(report.municipality))
    rows: list[Model] = [report, section, whole, part, office, make_responsibility(part, office)]
    for row in rows:
        row.full_clean()


@pytest.mark.parametrize("model", [Measure, Responsibility, Section, Office, Report])
def test_missing_relations_are_said_not_raised(model: type[Model]) -> None:
    with pytest.raises(ValidationError):
        model().full_clean()


def test_an_office_that_led_something_cannot_be_deleted() -> None:
    responsibility = make_responsibility()
    with pytest.raises(ProtectedError):
        responsibility.office.delete()


def test_a_report_with_measures_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        make_measure().report.delete()


def test_deleting_a_measure_deletes_its_parts_and_frees_its_successors() -> None:
    whole = make_measure()
    part = make_measure(parent=whole)
    successor = make_measure(make_report(whole.report.municipality), predecessor=whole)
    whole.delete()
    assert not Measure.objects.filter(pk=part.pk).exists()
    successor.refresh_from_db()
    assert successor.predecessor is None
