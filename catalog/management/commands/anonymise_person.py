"""Anonymises a person who has left, and keeps what they did."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.locking.row_locks import BusyError
from catalog.models import User
from catalog.people.anonymising import anonymise
from catalog.traces.places import TraceFindings, find
from catalog.traces.removing import remove_from
from catalog.traces.words import Sought


class Command(BaseCommand):
    help = (
        "Remove name, e-mail address, rights and login of a person; history keeps the anonymous person. "
        "--list changes nothing and says where the name stands beside the account; --remove takes it away there, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="only list where the name stands beside the account")
        what.add_argument("--remove", action="store_true", help="remove the name from all places where it can go, too")

    def handle(self, *, username: str, yes: bool, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(_("Nobody has the user name “%(name)s”.") % {"name": username})
        sought = Sought(person.first_name, person.last_name, person.username, person.email)
        if options["list"]:
            self._tell(find(sought, person=person))
            return
        if options["remove"] and not yes:
            self._tell(find(sought, person=person))
        if not yes and not self._is_sure(person):
            raise CommandError(_("Nothing was changed."))
        if options["remove"]:
            self._remove(sought, person)
        anonymise(person)
        self.stdout.write(_("From now on this person is called “%(name)s”.") % {"name": person.username})

    def _tell(self, findings: TraceFindings) -> None:
        """Lists the places by their kind, each with what becomes of it."""
        for kind, places in findings.by_kind:
            self.stdout.write(f"{kind}:")
            for place in places:
                fate = place.stays or _("can be removed")
                self.stdout.write(f"  {place.kind} „{place.name}“, {place.label}: {place.text} – {fate}")
        if not findings.places:
            self.stdout.write(_("The name stands nowhere beside the account."))
        self.stdout.write(_("Backups made until now still hold the name; restoring one brings it back."))

    def _remove(self, sought: Sought, person: User) -> None:
        try:
            outcome = remove_from(None, sought, person=person)
        except BusyError as error:
            raise CommandError(_("Somebody else is writing just now. Nothing was changed; try again.")) from error
        text = ngettext(
            "The name was removed from %(number)s place.",
            "The name was removed from %(number)s places.",
            outcome.removed,
        )
        self.stdout.write(text % {"number": outcome.removed})
        for place, problem in outcome.refused:
            self.stdout.write(f"  {place.kind} „{place.name}“, {place.label}: {problem}")

    def _is_sure(self, person: User) -> bool:
        """Asks to type the name once more, which is harder to do by mistake than a yes."""
        self.stdout.write(_("Name, e-mail address, rights and login of this person will be gone for good:"))
        self.stdout.write(f"  {person.username}, {person.get_full_name() or '–'}, {person.email or '–'}")
        try:
            return input(_("Type the user name once more to go on: ")) == person.username
        except EOFError:
            return False
