"""The settings, read from the environment or `.env`. What is wrong or missing there stops the start and says so.

Every variable is described in docs/operations.md.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from measures_tracker.environment import (
    allowed_hosts,
    choice,
    command,
    databases,
    flag,
    folder,
    folder_if_set,
    mail_server,
    origins,
    secret_key,
    sender,
    single_sign_on,
    site_url,
    text,
    whole_number,
)

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret_key(debug=DEBUG)
ALLOWED_HOSTS = allowed_hosts(debug=DEBUG)
SITE_URL = site_url()
DATABASES = databases(default=BASE_DIR / "db.sqlite3")
DATABASE_ROUTERS = ["measures_tracker.kept_pages.replica.Router"]

OPENID_CONNECT = single_sign_on()  # settings of the city's own login; empty where it is off

INSTALLED_APPS = [
    "measures_tracker.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if OPENID_CONNECT else []),
    "axes",
    "csp",
    "django_filters",
    "django_tasks_db",
    "simple_history",
    "catalog",
    "monitoring",
    "reports",
    "measures_tracker.apps.InstallationConfig",
]

MIDDLEWARE = [
    "measures_tracker.kept_pages.middleware.KeepPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "measures_tracker.middleware.forbid_devices",
    "measures_tracker.middleware.keep_private",
    "measures_tracker.middleware.refuse_other_encodings",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "measures_tracker.middleware.CommonMiddleware",
    "measures_tracker.middleware.refuse_zero_bytes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "catalog.people.second_factor.guard",
    "catalog.kept_forms.keeping.KeepForms",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reports.addresses.middleware.lead_on_from_former_addresses",
    "axes.middleware.AxesMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]

ROOT_URLCONF = "measures_tracker.urls"
WSGI_APPLICATION = "measures_tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["measures_tracker.template_files.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [  # in every template: a line with {% load %} would be an empty line of the page
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "measures_tracker.templatetags.handbook",
                "measures_tracker.templatetags.workbench",
                "monitoring.templatetags.agenda",
                "reports.templatetags.documents",
                "reports.templatetags.measures",
                "reports.templatetags.pages",
                "reports.templatetags.texts",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.site.context.site",
            ],
        },
    },
]

FORM_RENDERER = "measures_tracker.form_renderer.FormRenderer"

# People and how they log in

AUTH_USER_MODEL = "catalog.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "catalog.permissions.backend.PolicyBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of people whose password is older; renewed when they log in
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * whole_number("SESSION_HOURS", default=12, at_least=1, at_most=24 * 365)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60  # seconds that the link for a new password is valid

# Guessed passwords: names and addresses are counted in the database and deleted when the lockout is over

PROXIES = whole_number("PROXIES", default=0)
LOGIN_ATTEMPTS_PER_ADDRESS = 50  # a whole town hall may share one address
CONFIRMATIONS_PER_ADDRESS = 20  # mails an hour that ask subscribers for a confirmation
PASSWORD_LINKS_PER_ADDRESS = 20  # requests an hour for a new password
OFFICE_LINKS_PER_ADDRESS = 50  # links of rounds an hour that open nothing
PASSWORD_LINKS_PER_PERSON = 3  # mails an hour
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_HANDLER = "catalog.people.lockout.LoginHandler"
AXES_CLIENT_IP_CALLABLE = "catalog.rate_limits.client_address"
AXES_LOCKOUT_CALLABLE = "catalog.people.lockout.refuse"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Other limits, such as the attempts at codes: a cache that all workers share

CACHES = {"default": {"BACKEND": "catalog.rate_limits.DatabaseCache"}}

# A second factor, and the city's own login beside the password: off unless switched on

SECOND_FACTOR = choice("SECOND_FACTOR", options=("off", "optional", "required"))
SINGLE_SIGN_ON_NAME = OPENID_CONNECT.get("name", "")
ACCOUNT_ADAPTER = "catalog.people.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_LOGIN_METHODS = {"username"}
MFA_ADAPTER = "catalog.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "catalog.people.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OPENID_CONNECT] if OPENID_CONNECT else []}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, as the content security policy keeps forms on this site
SOCIALACCOUNT_STORE_TOKENS = False

# German first; English pages live below /en/

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Public pages that each worker keeps in its memory until something changes; 0 keeps none

KEPT_PAGES_BYTES = 1024 * 1024 * whole_number("KEPT_PAGES_MB", default=32, at_most=4096)

# Static files, served by WhiteNoise

STATIC_URL = "/static/"
STATIC_ROOT = folder("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static", ("handbuch", BASE_DIR / "docs" / "handbuch" / "bilder")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Tasks: queued in the database, done by `manage.py work`

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Security: everything comes from this site, only what is made for it may be framed, cookies travel encrypted

HTTPS = flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = whole_number("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "catalog.kept_forms.keeping.csrf_failure"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Who may show the pages below /einbetten/ in a frame

EMBED_ORIGINS = origins("EMBED_ORIGINS", default="*") or [NONE]

# Spreadsheets that are read in: anything larger is refused before it is unpacked

IMPORT_MAX_BYTES = whole_number("IMPORT_MAX_BYTES", default=20 * 1024 * 1024)
IMPORT_MAX_ROWS = whole_number("IMPORT_MAX_ROWS", default=50_000)

# Files of measures and papers: where they are kept, and what has to let them pass

ATTACHMENT_MAX_BYTES = whole_number("ATTACHMENT_MAX_BYTES", default=10 * 1024 * 1024, at_least=1)
ATTACHMENT_FOLDER = folder_if_set("ATTACHMENT_FOLDER")
ATTACHMENT_SCANNER = command("ATTACHMENT_SCANNER")
ATTACHMENT_SCANNER_SECONDS = whole_number("ATTACHMENT_SCANNER_SECONDS", default=30, at_least=1, at_most=100)

# Who runs this installation; named in the imprint and the accessibility statement

OPERATOR_NAME = text("OPERATOR_NAME")
OPERATOR_ADDRESS = text("OPERATOR_ADDRESS")
OPERATOR_EMAIL = text("OPERATOR_EMAIL")
SECURITY_TXT_DAYS = whole_number("SECURITY_TXT_DAYS", default=180, at_least=1, at_most=3650)

# Mails: confirmations of subscriptions and digests of news

MAIL_SERVER = mail_server()
EMAIL_BACKEND = MAIL_SERVER["EMAIL_BACKEND"]
EMAIL_HOST = MAIL_SERVER["EMAIL_HOST"]
EMAIL_PORT = MAIL_SERVER["EMAIL_PORT"]
EMAIL_HOST_USER = MAIL_SERVER["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = MAIL_SERVER["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = MAIL_SERVER.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL_SERVER.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = sender()

# What goes wrong is written to the console, where systemd or the container collects it; mails about it would carry
# what people have typed

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "places": {
            "()": "measures_tracker.logs.PlacesOnly",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "places"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django_tasks_db": {"level": "WARNING"},  # django_tasks says which task begins and ends
        "fido2": {"level": "WARNING"},  # it says which passkey is whose
        "axes": {"level": "ERROR"},  # names and addresses belong into the table of the lockout, not into files
        "django.server": {"handlers": ["console"], "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
    },
}

# The page of an office has the fields of all its measures in one form

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Uploads stay in memory and go into the database: no temporary files, any web host can go on

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = max(IMPORT_MAX_BYTES, ATTACHMENT_MAX_BYTES) + 1024 * 1024
