"""The entry point for gunicorn: `gunicorn measures_tracker.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from measures_tracker.faults import keep_readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measures_tracker.settings")

application = get_wsgi_application()
kept = keep_readable()
