"""The settings of the project without what is ours: Django's and the libraries' own middleware, one view."""

from measures_tracker.settings import *  # noqa: F403
from measures_tracker.settings import MIDDLEWARE as ALL_MIDDLEWARE

OURS = ("measures_tracker.", "catalog.", "monitoring.", "reports.")
MIDDLEWARE = [name for name in ALL_MIDDLEWARE if not name.startswith(OURS)]
ROOT_URLCONF = "tests.benchmarks.bare.wsgi"
