"""Forget somebody who has left, and keep what they did."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalog.models import User
from catalog.people.anonymising import anonymise


class Command(BaseCommand):
    help = "Remove name, e-mail address, rights and login of a person; history keeps the anonymous person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, username: str, yes: bool, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(_("Nobody has the user name “%(name)s”.") % {"name": username})
        if not yes and not self._is_sure(person):
            raise CommandError(_("Nothing was changed."))
        anonymise(person)
        self.stdout.write(_("From now on this person is called “%(name)s”.") % {"name": person.username})

    def _is_sure(self, person: User) -> bool:
        """Typing the name once more is harder to do by mistake than a yes."""
        self.stdout.write(_("Name, e-mail address, rights and login of this person will be gone for good:"))
        self.stdout.write(f"  {person.username}, {person.get_full_name() or '–'}, {person.email or '–'}")
        try:
            return input(_("Type the user name once more to go on: ")) == person.username
        except EOFError:
            return False
