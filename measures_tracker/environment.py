"""Readers of variables: each returns what a setting needs, or refuses with one line that names the variable.

A variable in the environment counts, even if it is empty, before the same one in the file `.env`. An empty one means
the default.
"""

import os
import re
import shlex
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from measures_tracker.settings_file import Value, value_in_file

WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
LARGEST = 10**12
POSTGRESQL = "django.db.backends.postgresql"
KEPT_OPEN = 60  # seconds that a connection to the database serves one request after the other
UNDECODED = re.compile("[\udc80-\udcff]")  # the characters Python uses for bytes that are no text


def find(name: str) -> Value | None:
    """Returns the value and where it stands; None where the variable is not set at all."""
    if name not in os.environ:
        return value_in_file(name)
    if UNDECODED.search(os.environ[name]):
        raise ImproperlyConfigured(f"{name} is not UTF-8.")
    return Value(os.environ[name])


def mistake(name: str, message: str) -> ImproperlyConfigured:
    """Returns the error for a variable, with file and line if its value stands in a file."""
    value = find(name)
    return ImproperlyConfigured(f"{message} ({value.place})" if value and value.place else message)


def in_one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def text(name: str, *, default: str = "") -> str:
    value = find(name)
    return (value.text.strip() if value else "") or default


def flag(name: str, *, default: bool) -> bool:
    """Returns what true/false means; anything else is a mistake, not a “no”."""
    word = text(name)
    if word and word.lower() not in WORDS:
        raise mistake(name, f"{name} must be true or false, not {word!r}.")
    return WORDS[word.lower()] if word else default


def choice(name: str, *, options: tuple[str, ...]) -> str:
    """Returns one of the words; by default the first."""
    word = text(name, default=options[0]).lower()
    if word not in options:
        raise mistake(name, f"{name} must be one of {', '.join(options)}, not {word!r}.")
    return word


def whole_number(name: str, *, default: int, at_least: int = 0, at_most: int = LARGEST) -> int:
    digits = text(name, default=str(default))
    if not digits.isdecimal():
        raise mistake(name, f"{name} must be a whole number, not {digits!r}.")
    if len(digits) > len(str(at_most)) or int(digits) > at_most:
        raise mistake(name, f"{name} must be at most {at_most}, not {digits}.")
    if int(digits) < at_least:
        raise mistake(name, f"{name} must be at least {at_least}, not {digits}.")
    return int(digits)


def listed(name: str, *, default: str = "") -> list[str]:
    """Returns the parts between commas; the default only where the variable is not set at all."""
    value = find(name)
    return [item.strip() for item in (value.text if value else default).split(",") if item.strip()]


def folder(name: str, *, default: Path) -> Path:
    path = text(name)
    if path and not Path(path).is_absolute():
        raise mistake(name, f"{name} must be an absolute path, not {path!r}.")
    return Path(path) if path else default


def folder_if_set(name: str) -> Path | None:
    return folder(name, default=Path()) if text(name) else None


def command(name: str) -> list[str]:
    """Returns the words of a command, which no shell reads; empty where none is set."""
    line = text(name)
    try:
        return shlex.split(line)
    except ValueError as error:
        raise mistake(name, f"{name} cannot be read: a quotation mark is missing.") from error


def url_parts(url: str) -> SplitResult:
    """Returns the parts of a URL; empty ones where it cannot be taken apart."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def secret_key(*, debug: bool) -> str:
    key = find("SECRET_KEY")
    if key and key.text.strip():
        return key.text
    if debug:
        return "insecure-key-for-development-only-never-use-it-where-others-can-reach-the-site"
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to at least 50 random characters, in the environment or in .env, "
        "or set DEBUG=true for development."
    )


def allowed_hosts(*, debug: bool) -> list[str]:
    hosts = listed("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]" if debug else "")
    if not hosts:
        raise mistake("ALLOWED_HOSTS", "ALLOWED_HOSTS is not set. Name the hosts the site answers to: example.org.")
    for host in hosts:
        if "/" in host:
            raise mistake("ALLOWED_HOSTS", f"ALLOWED_HOSTS takes host names such as example.org, not {host!r}.")
    return hosts


def site_url() -> str:
    """Returns scheme and host, perhaps a port, without a path; empty where none is set."""
    url = text("SITE_URL").rstrip("/")
    if "@" in url:
        raise mistake("SITE_URL", "SITE_URL must not name a user.")
    parts = url_parts(url)
    if url and (
        parts.scheme not in {"http", "https"} or not parts.hostname or url != f"{parts.scheme}://{parts.netloc}"
    ):
        raise mistake("SITE_URL", f"SITE_URL must look like https://massnahmen.example.org, not {url!r}.")
    return url


def mail_server() -> dict[str, Any]:
    """Returns the EMAIL_ settings; mails are only printed by default, a server sends them by URL."""
    url = text("EMAIL_URL", default="consolemail://")
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl", "consolemail"} or parts.query:
            raise mistake(
                "EMAIL_URL",
                "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587, smtp+ssl://…:465, "
                "smtp://…:25 or consolemail://.",
            )
        config: dict[str, Any] = environ.Env.email_url_config(url)
    except ValueError as error:
        raise mistake("EMAIL_URL", "EMAIL_URL cannot be read: check port and special characters.") from error
    if parts.scheme != "consolemail" and not (config["EMAIL_HOST"] and config["EMAIL_PORT"]):
        raise mistake("EMAIL_URL", "EMAIL_URL must name a host and a port.")
    return config


def sender() -> str:
    """Returns the sender of mails: "post@example.org" or "Maßnahmen <post@example.org>"."""
    line = text("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
    _name, address = parseaddr(line)
    if not re.fullmatch(r"[^\s@<>\",;:]+@[^\s@<>\",;:]+", address) or len(line.splitlines()) > 1:
        raise mistake("DEFAULT_FROM_EMAIL", f"DEFAULT_FROM_EMAIL must be an e-mail address, not {line!r}.")
    return line


def single_sign_on() -> dict[str, Any]:
    """Returns the city's OpenID Connect provider as django-allauth wants it; empty where none is set."""
    named = {
        "OIDC_NAME": text("OIDC_NAME"),
        "OIDC_ISSUER": text("OIDC_ISSUER").rstrip("/"),
        "OIDC_CLIENT_ID": text("OIDC_CLIENT_ID"),
        "OIDC_CLIENT_SECRET": text("OIDC_CLIENT_SECRET"),
    }
    if not any(named.values()):
        return {}
    if missing := [name for name, value in named.items() if not value]:
        raise mistake(missing[0], f"{missing[0]} is not set. OpenID Connect needs all of {', '.join(named)}.")
    issuer = url_parts(named["OIDC_ISSUER"])
    if not issuer.hostname or (issuer.scheme != "https" and issuer.hostname not in {"localhost", "127.0.0.1"}):
        raise mistake(
            "OIDC_ISSUER", f"OIDC_ISSUER must look like https://login.example.org, not {named['OIDC_ISSUER']!r}."
        )
    return {
        "provider_id": "sso",
        "name": named["OIDC_NAME"],
        "client_id": named["OIDC_CLIENT_ID"],
        "secret": named["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": named["OIDC_ISSUER"], "oauth_pkce_enabled": True},
    }


def databases(*, default: Path) -> dict[str, dict[str, Any]]:
    """Returns DATABASES: the one that counts and, where they are named, two more ways to PostgreSQL.

    "replica" follows it and answers strangers; "session" leads past a pooler that lends one connection after the other.
    """
    found = {"default": database("DATABASE_URL", default=default)}
    if text("DATABASE_REPLICA_URL"):
        found["replica"] = beside(found["default"], "DATABASE_REPLICA_URL")
    if text("DATABASE_SESSION_URL"):
        found["session"] = beside(found["default"], "DATABASE_SESSION_URL")
        found["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    return found


def beside(first: dict[str, Any], name: str) -> dict[str, Any]:
    """Returns another way to PostgreSQL."""
    found = database(name)
    if {first["ENGINE"], found["ENGINE"]} != {POSTGRESQL}:
        raise mistake(name, f"{name} needs a DATABASE_URL of PostgreSQL, and one of its own.")
    return found


def database(name: str, *, default: Path | None = None) -> dict[str, Any]:
    """Returns one of DATABASES: PostgreSQL or SQLite by URL, otherwise SQLite in the default file."""
    url = text(name, default=f"sqlite:///{default}")
    try:
        if urlsplit(url).scheme not in {"sqlite", "postgres", "postgresql"}:
            raise mistake(
                name, f"{name} must look like postgresql://user:password@host:5432/name or sqlite:////path/to/file."
            )
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as error:
        raise mistake(name, f"{name} cannot be read: check port and special characters.") from error
    if not config["NAME"]:
        raise mistake(name, f"{name} names no database.")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["ENGINE"] = "measures_tracker.sqlite"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;",
            "cached_statements": 512,  # a walk over the pages has some 300; SQLite would forget them at 128
        }
    return {**config, "CONN_MAX_AGE": KEPT_OPEN, "CONN_HEALTH_CHECKS": True}


def origins(name: str, *, default: str) -> list[str]:
    """Returns sites as a Content-Security-Policy names them; an empty list is nobody."""
    found = listed(name, default=default)
    for origin in found:
        if origin != "*" and not re.fullmatch(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?", origin):
            raise mistake(name, f"{name} takes * or origins such as https://www.example.org, not {origin!r}.")
    return found
