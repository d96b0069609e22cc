"""One settings file, read from the environment. What is wrong or missing there stops the start and says so.

Every variable is described in README.md, section “Running it for real”.
"""

import os
import re
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, *, default: bool) -> bool:
    """Read true/false; anything else is a mistake, not a “no”."""
    words = {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }
    text = os.environ.get(name, "").strip().lower()
    if text and text not in words:
        raise ImproperlyConfigured(f"{name} must be true or false, not {os.environ[name]!r}.")
    return words[text] if text else default


def choice(name: str, *, options: tuple[str, ...]) -> str:
    """One of the words; the first of them if nothing is said."""
    text = os.environ.get(name, "").strip().lower() or options[0]
    if text not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {text!r}.")
    return text


def whole_number(name: str, *, default: int, at_least: int = 0) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.")
    if int(text) < at_least:
        raise ImproperlyConfigured(f"{name} must be at least {at_least}, not {text}.")
    return int(text)


def listed(name: str, *, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def folder(name: str, *, default: Path) -> Path:
    text = os.environ.get(name, "").strip()
    if text and not Path(text).is_absolute():
        raise ImproperlyConfigured(f"{name} must be an absolute path, not {text!r}.")
    return Path(text) if text else default


def secret_key() -> str:
    key = os.environ.get("SECRET_KEY", "")
    if key:
        return key
    if DEBUG:
        return "insecure-key-for-development-only-never-use-it-where-others-can-reach-the-site"
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to at least 50 random characters, or set DEBUG=true for development."
    )


def allowed_hosts() -> list[str]:
    hosts = listed("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]" if DEBUG else "")
    if not hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Name the hosts the site answers to: example.org.")
    for host in hosts:
        if "/" in host:
            raise ImproperlyConfigured(f"ALLOWED_HOSTS takes host names such as example.org, not {host!r}.")
    return hosts


def site_url() -> str:
    """Scheme and host, perhaps a port, and nothing behind them; empty where none is set."""
    url = os.environ.get("SITE_URL", "").strip().rstrip("/")
    parts = urlsplit(url)
    if url and (
        parts.scheme not in {"http", "https"} or not parts.hostname or url != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ImproperlyConfigured(f"SITE_URL must look like https://massnahmen.example.org, not {url!r}.")
    if "@" in parts.netloc:
        raise ImproperlyConfigured("SITE_URL must not name a user.")
    return url


def mail_server() -> dict[str, Any]:
    """The EMAIL_ settings; mails are only printed by default, a server sends them by URL."""
    url = os.environ.get("EMAIL_URL", "").strip() or "consolemail://"
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl", "consolemail"} or parts.query:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587, smtp+ssl://…:465, smtp://…:25 "
            "or consolemail://."
        )
    try:
        config: dict[str, Any] = environ.Env.email_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured("EMAIL_URL cannot be read: check port and special characters.") from error
    if parts.scheme != "consolemail" and not (config["EMAIL_HOST"] and config["EMAIL_PORT"]):
        raise ImproperlyConfigured("EMAIL_URL must name a host and a port.")
    return config


def sender() -> str:
    """Whom mails come from: "post@example.org" or "Maßnahmen <post@example.org>"."""
    text = os.environ.get("DEFAULT_FROM_EMAIL", "").strip() or "webmaster@localhost"
    _name, address = parseaddr(text)
    if not re.fullmatch(r"[^\s@<>\",;:]+@[^\s@<>\",;:]+", address) or len(text.splitlines()) > 1:
        raise ImproperlyConfigured(f"DEFAULT_FROM_EMAIL must be an e-mail address, not {text!r}.")
    return text


def single_sign_on() -> dict[str, Any]:
    """The city's OpenID Connect provider as django-allauth wants it; empty where none is set."""
    named = {
        "OIDC_NAME": os.environ.get("OIDC_NAME", "").strip(),
        "OIDC_ISSUER": os.environ.get("OIDC_ISSUER", "").strip().rstrip("/"),
        "OIDC_CLIENT_ID": os.environ.get("OIDC_CLIENT_ID", "").strip(),
        "OIDC_CLIENT_SECRET": os.environ.get("OIDC_CLIENT_SECRET", "").strip(),
    }
    if not any(named.values()):
        return {}
    if missing := [name for name, value in named.items() if not value]:
        raise ImproperlyConfigured(f"{missing[0]} is not set. OpenID Connect needs all of {', '.join(named)}.")
    issuer = urlsplit(named["OIDC_ISSUER"])
    if not issuer.hostname or (issuer.scheme != "https" and issuer.hostname not in {"localhost", "127.0.0.1"}):
        raise ImproperlyConfigured(f"OIDC_ISSUER must look like https://login.example.org, not {issuer.geturl()!r}.")
    return {
        "provider_id": "sso",
        "name": named["OIDC_NAME"],
        "client_id": named["OIDC_CLIENT_ID"],
        "secret": named["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": named["OIDC_ISSUER"], "oauth_pkce_enabled": True},
    }


def database() -> dict[str, Any]:
    """SQLite beside the code by default; PostgreSQL by URL."""
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
    schemes = {"sqlite", "postgres", "postgresql"}
    if urlsplit(url).scheme not in schemes:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name or sqlite:////path/to/file."
        )
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL cannot be read: check port and special characters.") from error
    if not config["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database.")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
        return {**config, "OPTIONS": options}
    return {**config, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def origins(name: str, *, default: str) -> list[str]:
    """Sites as a Content-Security-Policy names them; an empty list is nobody."""
    found = listed(name, default=default)
    for origin in found:
        if origin != "*" and not re.fullmatch(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?", origin):
            raise ImproperlyConfigured(f"{name} takes * or origins such as https://www.example.org, not {origin!r}.")
    return found or [NONE]


DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = allowed_hosts()
SITE_URL = site_url()
DATABASES = {"default": database()}

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
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
    "catalog",
    "monitoring",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "measures_tracker.middleware.forbid_devices",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "measures_tracker.middleware.CommonMiddleware",
    "measures_tracker.middleware.refuse_zero_bytes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "catalog.second_factor.guard",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reports.middleware.lead_on_from_former_addresses",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "measures_tracker.urls"
WSGI_APPLICATION = "measures_tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.context.site",
            ],
        },
    },
]

# People and how they log in

AUTH_USER_MODEL = "catalog.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "catalog.backends.PolicyBackend"]
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
SESSION_COOKIE_AGE = 60 * 60 * whole_number("SESSION_HOURS", default=12, at_least=1)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Who guesses passwords: names and addresses are counted in the database and forgotten when the waiting is over

PROXIES = whole_number("PROXIES", default=0)
LOGIN_ATTEMPTS_PER_ADDRESS = 50  # a whole town hall may share one address
CONFIRMATIONS_PER_ADDRESS = 20  # mails an hour that ask subscribers for a confirmation
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_HANDLER = "catalog.lockout.LoginHandler"
AXES_CLIENT_IP_CALLABLE = "catalog.limits.client_address"
AXES_LOCKOUT_CALLABLE = "catalog.lockout.refuse"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Other limits, such as the attempts at codes: a cache that all workers share

CACHES = {"default": {"BACKEND": "catalog.limits.DatabaseCache"}}

# A second factor, and the city's own login beside the password: off unless switched on

SECOND_FACTOR = choice("SECOND_FACTOR", options=("off", "optional", "required"))
OPENID_CONNECT = single_sign_on()
SINGLE_SIGN_ON_NAME = OPENID_CONNECT.get("name", "")
ACCOUNT_ADAPTER = "catalog.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_LOGIN_METHODS = {"username"}
MFA_ADAPTER = "catalog.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "catalog.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OPENID_CONNECT] if OPENID_CONNECT else []}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form could not lead to the provider: the policy lets forms stay here only
SOCIALACCOUNT_STORE_TOKENS = False

# German first; English pages live below /en/

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Static files, served by WhiteNoise

STATIC_URL = "/static/"
STATIC_ROOT = folder("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
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

EMBED_ORIGINS = origins("EMBED_ORIGINS", default="*")

# Spreadsheets that are read in: anything larger is refused before it is unpacked

IMPORT_MAX_BYTES = whole_number("IMPORT_MAX_BYTES", default=20 * 1024 * 1024)
IMPORT_MAX_ROWS = whole_number("IMPORT_MAX_ROWS", default=50_000)

# Who runs this installation; named in the imprint and the accessibility statement

OPERATOR_NAME = os.environ.get("OPERATOR_NAME", "")
OPERATOR_ADDRESS = os.environ.get("OPERATOR_ADDRESS", "")
OPERATOR_EMAIL = os.environ.get("OPERATOR_EMAIL", "")
SECURITY_TXT_DAYS = whole_number("SECURITY_TXT_DAYS", default=180, at_least=1)

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
        "axes": {"level": "ERROR"},  # names and addresses belong to the lock-out, not into files
        "django.server": {"handlers": ["console"], "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
    },
}

# Uploads stay in memory and go into the database: no temporary files, any web host can go on

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES + 1024 * 1024
