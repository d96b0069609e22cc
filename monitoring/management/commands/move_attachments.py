"""Moves attached files between the database and the folder of ATTACHMENT_FOLDER, while the site goes on."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.attachments.contents import move
from monitoring.models import FileContent

FOLDER, DATABASE = "folder", "database"


class Command(BaseCommand):
    help = "Moves all attached files into the folder of ATTACHMENT_FOLDER, or out of it into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("into", choices=[FOLDER, DATABASE])

    def handle(self, *, into: str, **options: Any) -> None:
        if not settings.ATTACHMENT_FOLDER:
            raise CommandError(_("ATTACHMENT_FOLDER is not set: it says where the folder is."))
        keys = FileContent.objects.order_by("pk").values_list("pk", flat=True)
        try:
            number = sum(self.moved(key, into) for key in list(keys))
        except OSError as error:
            raise CommandError(_("A file could not be moved: %(error)s") % {"error": error}) from error
        words = ngettext("%(number)s file was moved.", "%(number)s files were moved.", number)
        self.stdout.write(words % {"number": number})

    def moved(self, key: int, into: str) -> bool:
        with transaction.atomic():
            row = FileContent.objects.select_for_update(no_key=True).filter(pk=key).first()
            return row is not None and move(row, into_folder=into == FOLDER)
