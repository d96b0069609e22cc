"""Names, days and letters of rounds: what needs no page."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from catalog.choices import MailKind
from catalog.models import Municipality
from monitoring.models.letters import PLACEHOLDERS, filled, validate_letter
from monitoring.rounds.mails.reminders import reminder_mail
from monitoring.rounds.mails.request_mails import key_of, request_in, request_mail
from monitoring.rounds.planning.forms import counted_up, slug_for
from monitoring.rounds.planning.letters import half_year_end, standard_letter, title_for
from tests import factories
from tests.reports.pages import get, text

SITE = "https://massnahmen.example.org"


@pytest.mark.parametrize(
    ("day", "end", "title"),
    [
        ("2026-11-30", "2026-12-31", "Halbjahr 2/2026"),
        ("2027-01-15", "2026-12-31", "Halbjahr 2/2026"),
        ("2027-04-02", "2027-06-30", "Halbjahr 1/2027"),
        ("2028-02-29", "2027-12-31", "Halbjahr 2/2027"),
        ("2026-07-01", "2026-06-30", "Halbjahr 1/2026"),
    ],
)
def test_the_nearest_half_year_gives_the_name(day: str, end: str, title: str) -> None:
    with override("de"):
        found = half_year_end(date.fromisoformat(day))
        assert (found.isoformat(), title_for(found)) == (end, title)


@pytest.mark.parametrize(
    ("title", "following"), [("Runde 9", "Runde 10"), ("Abfrage", "Abfrage 2"), ("2. Runde 2026", "2. Runde 2027")]
)
def test_names_are_counted_up(title: str, following: str) -> None:
    assert counted_up(title) == following


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Halbjahr 2/2026", "halbjahr-2-2026"),
        ("2026-12-31", "runde-2026-12-31"),
        ("2026", "runde-2026"),
        ("§§", "runde"),
        ("Halbjahr 1/2026", "halbjahr-1-2026-2"),
    ],
)
def test_an_address_is_free_and_reads_as_no_day(title: str, slug: str) -> None:
    city = Municipality.objects.get(slug="heidelberg")
    factories.make_round(factories.make_report(city), slug="halbjahr-1-2026")
    assert slug_for(title, city) == slug


def test_a_letter_names_only_what_is_known() -> None:
    for name in PLACEHOLDERS:
        validate_letter(f"… {{{name}}} … {{ {name} }}")
    for wrong in ("{name}", "Hallo\n{frist} {}", "{anzahl }{Amt}"):
        with pytest.raises(ValidationError):
            validate_letter(wrong)
    validate_letter(standard_letter().text)
    assert filled("{amt}, { frist }: {a\n}", {"amt": "A {frist}", "frist": "1.1."}) == "A {frist}, 1.1.: {a\n}"


def test_keys_name_their_request() -> None:
    assert request_in(key_of(MailKind.ROUND_REQUEST, 17, "0f3a")) == 17
    assert [request_in(key) for key in ("", "digest", "round-request:x")] == [0, 0, 0]


@pytest.mark.django_db
def test_mails_name_the_office_its_measures_and_the_link() -> None:
    report = factories.make_report(Municipality.objects.get(slug="heidelberg"))
    office = factories.make_office(report.municipality, name="Amt 50", email="amt@example.org")
    measure = factories.make_measure(report, code="A1", title="Haus & Hof <neu>")
    reporting_round = factories.make_round(report, title="Halbjahr 2/2026", subject="{runde}\n{amt}")
    request = factories.make_request(reporting_round, office, measure, note="Bitte genau.")
    answers = list(request.answers.all())
    asking, reminding = request_mail(request, answers, SITE), reminder_mail(request, answers, office.email, site=SITE)
    assert asking.subject == "Halbjahr 2/2026 Amt 50"
    for mail in (asking, reminding):
        assert mail.to == ["amt@example.org"]
        assert f"\n{SITE}/rueckmeldung/{request.token}/\n" in mail.body
        assert "- A1 Haus & Hof <neu>\n" in mail.body
    assert "Bitte genau." in asking.body
    assert "{" not in f"{asking.body}{reminding.body}"


@pytest.mark.django_db
def test_the_letter_of_a_city_is_shown_as_an_office_gets_it(client: Client) -> None:
    city = Municipality.objects.get(slug="heidelberg")
    client.force_login(factories.make_planner(city))
    page = (
        f"/admin/monitoring/lettertemplate/{factories.make_letter(city, text='Liebes {amt}, {kommune} <b>').pk}/change/"
    )
    with time_machine.travel(date(2026, 11, 30), tick=False):
        shown = get(client, page)
    preview = text(shown, ".field-preview")
    first = city.offices.order_by("name")[0]
    assert f"Halbjahr 2/2026, bitte bis 11.01.2027 Liebes {first}, Heidelberg <b>" in preview
    assert "Vorschau" not in get(client, "/admin/monitoring/lettertemplate/add/").get_text()
