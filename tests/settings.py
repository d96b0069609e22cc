"""The project's own settings with what makes tests fast and independent of the machine."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from measures_tracker.environment import in_one_line

os.environ["ENV_FILE"] = os.devnull  # not the settings of a demo in the same folder
os.environ.setdefault("SECRET_KEY", "a key for the tests that is long enough to please every check of a deployment")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")

try:
    from measures_tracker.settings import *  # noqa: F403
    from measures_tracker.settings import INSTALLED_APPS, STORAGES
except ImproperlyConfigured as error:
    sys.exit(in_one_line(error))

INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")  # for tests that switch the city's own login on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
