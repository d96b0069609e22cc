"""The city itself: its offices, the people who work there, and the committees of its council."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.choices import MemberRole
from catalog.models import Membership, Municipality, Office, User
from measures_tracker.demo.musterstadt.crest import make_crest
from measures_tracker.demo.musterstadt.storing import store
from reports.models import Committee, PaperTemplate

if TYPE_CHECKING:
    from measures_tracker.demo.musterstadt.tables import TextTables

LETTERHEAD = "Stadt Musterstadt\nRathausplatz 1\n00000 Musterstadt"


@dataclass(frozen=True, slots=True)
class InventedCity:
    """The city with its offices and committees by abbreviation, and a person of each office."""

    municipality: Municipality
    offices: dict[str, Office]
    staff: dict[str, User]
    committees: dict[str, Committee]
    template: PaperTemplate


def make_city(tables: TextTables) -> InventedCity:
    facts = {row["Feld"]: row["Wert"] for row in tables.rows("stadt")}
    municipality = Municipality(**facts, is_public=True, is_invented=True)
    store([municipality], ["ags"], Municipality.objects.all())
    make_crest(municipality)
    template = PaperTemplate(
        municipality=municipality,
        name="Sitzungsvorlage",
        title="Sitzungsvorlage",
        letterhead=LETTERHEAD,
        accent="#0f5c63",
    )
    store([template], ["municipality_id", "name"], PaperTemplate.objects.filter(municipality=municipality))
    offices = make_offices(tables, municipality)
    staff = make_staff(tables, offices)
    return InventedCity(municipality, offices, staff, make_committees(tables, municipality), template)


def make_offices(tables: TextTables, municipality: Municipality) -> dict[str, Office]:
    offices = {
        row["Kürzel"]: Office(
            municipality=municipality,
            name=row["Name"],
            abbreviation=row["Kürzel"],
            slug=row["Adresse"],
            kind=row["Art"],
            email=row["Postfach"],
        )
        for row in tables.rows("aemter")
    }
    store(list(offices.values()), ["slug"], Office.objects.filter(municipality=municipality))
    return offices


def make_staff(tables: TextTables, offices: dict[str, Office]) -> dict[str, User]:
    """Returns somebody who reports for each office; they have an address at example.org and cannot log in."""
    staff = {row["Kürzel"]: make_person(row["Postfach"], row["Person"]) for row in tables.rows("aemter")}
    for abbreviation, person in staff.items():
        office = offices[abbreviation]
        Membership.objects.get_or_create(
            user=person, municipality=office.municipality, role=MemberRole.CONTRIBUTOR, office=office
        )
    return staff


def make_person(mailbox: str, name: str) -> User:
    person, is_new = User.objects.get_or_create(username=mailbox, defaults={"email": mailbox, "last_name": name})
    if is_new:
        person.set_unusable_password()
        person.save()
    return person


def make_committees(tables: TextTables, municipality: Municipality) -> dict[str, Committee]:
    committees = {
        row["Kürzel"]: Committee(
            municipality=municipality, name=row["Name"], abbreviation=row["Kürzel"], slug=row["Adresse"]
        )
        for row in tables.rows("gremien")
    }
    store(list(committees.values()), ["slug"], Committee.objects.filter(municipality=municipality))
    return committees
