"""The letter of a round, and its usual name: the words of the city, else those of the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.models import LetterTemplate
from monitoring.models.letters import filled

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Municipality, Office
    from monitoring.models import ReportingRound


FIRST_HALF = 6  # of a year, its last month


def half_year_end(day: date) -> date:
    """Returns the end of a half-year that is nearest to a day."""
    ends = [day.replace(year=day.year - 1, month=12, day=31), day.replace(month=6, day=30)]
    return min([*ends, day.replace(month=12, day=31)], key=lambda end: abs(end - day))


def title_for(as_of: date) -> str:
    half = 1 if as_of.month <= FIRST_HALF else 2
    return _("Half-year %(half)s/%(year)s") % {"half": half, "year": as_of.year}


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def standard_letter() -> Letter:
    """Returns the letter of cities that have none of their own, with its placeholders."""
    paragraphs = (
        _("Dear colleagues,"),
        _(
            "for “{runde}” we ask {amt} what has become of its measures ({anzahl}) as of {stand}. Please answer until "
            "{frist}: by the link below, without a login. What has not changed you confirm with one click."
        ),
        _("Thank you!\nThe planning of {kommune}"),
    )
    return Letter(_("{runde}: state of your measures, please by {frist}"), "\n\n".join(paragraphs))


def letter_of_city(municipality: Municipality) -> Letter:
    """Returns the template of a municipality, else the standard letter."""
    found = LetterTemplate.objects.filter(municipality=municipality).first()
    return Letter(found.subject, found.text) if found else standard_letter()


def example_of(template: LetterTemplate, today: date) -> Letter:
    """Returns a letter as the first office of the city would get it, with invented numbers and days."""
    city = template.municipality
    office = city.offices.order_by("name").first()
    last_day = today + timedelta(weeks=6)
    values = {
        "amt": str(office) if office else _("Office for Youth"),
        "anzahl": ngettext("%(number)s measure", "%(number)s measures", 5) % {"number": 5},
        "frist": date_format(last_day, "SHORT_DATE_FORMAT"),
        "runde": title_for(half_year_end(today)),
        "stand": date_format(half_year_end(today), "SHORT_DATE_FORMAT"),
        "kommune": city.name,
    }
    return Letter(filled(template.subject, values), filled(template.text, values))


def letter_to(reporting_round: ReportingRound, office: Office, number: int, last_day: date) -> Letter:
    """Returns the letter of a round as an office gets it that is asked about a number of measures."""
    standard = standard_letter()
    values = {
        "amt": str(office),
        "anzahl": ngettext("%(number)s measure", "%(number)s measures", number) % {"number": number},
        "frist": date_format(last_day, "SHORT_DATE_FORMAT"),
        "runde": reporting_round.title,
        "stand": date_format(reporting_round.as_of, "SHORT_DATE_FORMAT"),
        "kommune": reporting_round.municipality.name,
    }
    subject = reporting_round.subject or standard.subject
    return Letter(filled(subject, values), filled(reporting_round.letter or standard.text, values))
