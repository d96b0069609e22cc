"""Judges what is outdated; with --all, every measure. Run it after midnight, so that no visitor waits for it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from monitoring.current.counting import count_anew, miscounted
from monitoring.current.judging import contradicting, forget_unused_words, outdate_all, refresh_all


class Command(BaseCommand):
    help = "Brings up to date what lists know of each measure today. Run it after midnight, or no harm is done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare what is kept with what is judged anew")
        parser.add_argument("--all", action="store_true", help="judge every report anew, whether it has changed or not")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        if options["all"]:
            outdate_all()
        self.stdout.write(f"{refresh_all()} reports judged.")
        if options["all"]:
            count_anew()
        forget_unused_words()

    def _check(self) -> None:
        refresh_all()
        if wrong := contradicting():
            raise CommandError(f"Reports whose measures are kept otherwise than judged: {', '.join(map(str, wrong))}")
        if tables := miscounted():
            raise CommandError(f"Numbers that are not those of the measures: {', '.join(tables)}")
        self.stdout.write("All is as it would be judged anew.")
