#!/usr/bin/env python
"""Django's command-line entry point. What is wrong with the settings is said in one line."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, ManagementUtility
from django.db import OperationalError

from catalog.faults import Fault, fault_of
from measures_tracker.environment import in_one_line


class Commands(ManagementUtility):
    """Django's commands. What is loaded before one of them runs stays, and is never looked through for garbage."""

    def execute(self) -> None:
        gc.disable()
        super().execute()

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        gc.freeze()
        gc.enable()
        return command


def main(arguments: list[str]) -> None:
    """Runs a command; `--traceback` shows where in the code its settings were refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measures_tracker.settings")
    try:
        Commands(arguments).execute()
    except ImproperlyConfigured as error:
        if "--traceback" in arguments:
            raise
        sys.exit(in_one_line(error))
    except OperationalError as error:
        if "--traceback" in arguments or fault_of(error) is not Fault.UNREACHABLE:
            raise
        sys.exit(f"The database cannot be reached; DATABASE_URL names it. {in_one_line(error)}")


if __name__ == "__main__":
    main(sys.argv)
