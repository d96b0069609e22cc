"""Reads what mail servers send back about mails that could not be delivered, and notes it in the log of mails.

`manage.py note_bounces` reads one mail from its standard input, as the pipe of a mail server gives it; with `--maildir`
it reads the new ones of a folder and marks them as seen. Other mails are counted and left alone.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from catalog.mails.bounces import LARGEST, bounce_in, note_bounce

SEEN = ":2,S"


class Command(BaseCommand):
    help = "Note which mails came back: from standard input, or from the new mails of a Maildir."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path, metavar="DIR", help="folder with the folders new and cur")

    def handle(self, *, maildir: Path | None, **options: Any) -> None:
        noted = others = 0
        for content in mails_in(maildir) if maildir else [from_input()]:
            bounce = bounce_in(content)
            if bounce and note_bounce(bounce):
                noted += 1
            else:
                others += 1
        words = _("%(noted)d mails came back, %(others)d other mails were left alone.")
        self.stdout.write(words % {"noted": noted, "others": others})


def from_input() -> bytes:
    """Returns one mail; reads on to its end, as a mail server takes an early end for a failure."""
    source = sys.stdin.buffer
    content = source.read(LARGEST)
    while source.read(LARGEST):
        pass
    return content


def mails_in(maildir: Path) -> Iterator[bytes]:
    """Yields the new mails; each is seen once the next one is asked for."""
    new, current = maildir / "new", maildir / "cur"
    if not (new.is_dir() and current.is_dir()):
        raise CommandError(_("There are no folders new and cur in %(folder)s.") % {"folder": maildir})
    for file in sorted(new.iterdir()):
        if file.is_symlink() or not file.is_file():
            continue
        with file.open("rb") as content:
            yield content.read(LARGEST)
        file.rename(current / f"{file.name.partition(':')[0]}{SEEN}")
