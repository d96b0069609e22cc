"""The entry point for gunicorn: `gunicorn measures_tracker.wsgi`."""

import gc
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver

from catalog.on_demand import import_all
from measures_tracker.environment import in_one_line
from measures_tracker.faults import keep_readable
from measures_tracker.requests import Handler

# New objects until Python looks for garbage that refers to itself; it looks through all about as often as by default.
COLLECTIONS = (5_000, 5, 3)
GIVE_UP = 3  # gunicorn ends with a worker that exits with this code, instead of starting others again and again

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measures_tracker.settings")

try:
    django.setup(set_prefix=False)
    application = Handler()
except ImproperlyConfigured as error:
    sys.stderr.write(f"{in_one_line(error)}\n")
    sys.exit(GIVE_UP)
kept = keep_readable()

# What is loaded by now stays, and need not be looked through: a page of 2,000 measures takes a quarter less time. So
# everything is loaded by now; a worker does not grow later, and no visitor waits for it.
get_resolver().url_patterns  # noqa: B018 - Django would load them with the first request
import_all()
gc.collect()
gc.freeze()
gc.set_threshold(*COLLECTIONS)
