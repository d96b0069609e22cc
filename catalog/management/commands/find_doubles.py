import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from catalog import doubles


class Command(BaseCommand):
    help = "Lists offices, sections and measures that look alike. Changes nothing: people decide which one stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object that programs can read")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = list(doubles.find())
        if options["json"]:
            self.stdout.write(json.dumps({"doubles": [asdict(one) for one in found]}, ensure_ascii=False, indent=2))
            return
        words = {"office": _("offices"), "section": _("sections"), "number": _("numbers"), "title": _("titles")}
        for one in found:
            self.stdout.write(f"{one.place} – {words[one.kind]}")
            for row in one.rows:
                self.stdout.write(f"  {row.id}: {row.written}")
        if not found:
            self.stdout.write(_("Nothing looks alike."))
