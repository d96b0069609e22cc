"""Logins for each role of the demo, which every start of the demo sets up anew."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.crypto import get_random_string

from catalog.choices import MemberRole
from catalog.models import Membership, Municipality, Office, User

WITHOUT_LOOKALIKES = "abcdefghijkmnpqrstuvwxyz23456789"
USERNAMES = {MemberRole.PLANNER: "planer", MemberRole.CONTRIBUTOR: "amt", MemberRole.READER: "rat"}
ADMINISTRATOR = "verwaltung"


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    place: str
    username: str
    password: str


def planner_of_demo() -> User:
    """Returns the person who plans in the demo, who has no password before `prepare_people`."""
    person, _created = User.objects.get_or_create(username=USERNAMES[MemberRole.PLANNER])
    return person


def prepare_people(city: Municipality | None) -> list[Login]:
    """Returns fresh passwords for a planner, an office, a reader of the city and an administrator of all."""
    logins = []
    for role, username in USERNAMES.items():
        office = busiest_office(city) if city and role == MemberRole.CONTRIBUTOR else None
        if city is None or (role == MemberRole.CONTRIBUTOR and office is None):
            continue
        person, password = prepare(username)
        others = Membership.objects.filter(user=person).exclude(municipality=city, role=role, office=office)
        others.delete()
        Membership.objects.get_or_create(user=person, municipality=city, role=role, office=office)
        logins.append(Login(str(role.label), str(office or city), username, password))
    _person, password = prepare(ADMINISTRATOR, is_administrator=True)
    label = str(User._meta.get_field("is_administrator").verbose_name)
    return [*logins, Login(label, "", ADMINISTRATOR, password)]


def busiest_office(city: Municipality) -> Office | None:
    """Returns the office that is responsible for most measures."""
    offices = Office.objects.filter(municipality=city, responsibilities__isnull=False)
    return offices.annotate(number=Count("responsibilities")).order_by("-number", "name").first()


def prepare(username: str, *, is_administrator: bool = False) -> tuple[User, str]:
    person, _created = User.objects.get_or_create(username=username)
    password = get_random_string(12, WITHOUT_LOOKALIKES)
    person.set_password(password)
    person.is_active, person.is_superuser, person.is_administrator = True, False, is_administrator
    person.save()
    return person, password
