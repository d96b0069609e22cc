#!/usr/bin/env python
"""Django's command-line entry point. What is wrong with the settings is said in one line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from measures_tracker.environment import in_one_line
from measures_tracker.faults import Fault, fault_of


def main(arguments: list[str]) -> None:
    """Runs a command; `--traceback` shows where in the code its settings were refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measures_tracker.settings")
    try:
        execute_from_command_line(arguments)
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
