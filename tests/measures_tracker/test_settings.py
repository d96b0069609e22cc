"""Settings come from the environment; what is wrong there stops the start and names the variable."""

import json
import os
import re
import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"ENV_FILE": os.devnull, "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "massnahmen.example.org"}
SINGLE_SIGN_ON = {
    "OIDC_NAME": "Stadtportal",
    "OIDC_ISSUER": "https://login.example.org/realms/stadt/",
    "OIDC_CLIENT_ID": "massnahmen",
    "OIDC_CLIENT_SECRET": "geheim",
}


def start(environment: dict[str, str]) -> dict[str, Any]:
    """The settings as a process would have them that knows nothing but these variables."""
    with patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(ROOT / "measures_tracker" / "settings.py"))


def values(environment: dict[str, str], *names: str) -> dict[str, Any]:
    settings = start(environment)
    result: dict[str, Any] = json.loads(json.dumps({name: settings[name] for name in names}, default=str))
    return result


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "maybe"}, "DEBUG must be true or false, not 'maybe'"),
        ({"HTTPS": "2"}, "HTTPS must be true or false, not '2'"),
        ({"BEHIND_PROXY": "nginx"}, "BEHIND_PROXY must be true or false, not 'nginx'"),
        ({"HSTS_SECONDS": "a year"}, "HSTS_SECONDS must be a whole number, not 'a year'"),
        ({"HSTS_SECONDS": "-1"}, "HSTS_SECONDS must be a whole number, not '-1'"),
        ({"IMPORT_MAX_BYTES": "20 MB"}, "IMPORT_MAX_BYTES must be a whole number, not '20 MB'"),
        ({"IMPORT_MAX_ROWS": "50.000"}, "IMPORT_MAX_ROWS must be a whole number, not '50.000'"),
        ({"ATTACHMENT_MAX_BYTES": "0"}, "ATTACHMENT_MAX_BYTES must be at least 1"),
        ({"ATTACHMENT_FOLDER": "anhaenge"}, "ATTACHMENT_FOLDER must be an absolute path"),
        ({"ATTACHMENT_SCANNER": "clamdscan 'x"}, "ATTACHMENT_SCANNER cannot be read"),
        ({"ATTACHMENT_SCANNER_SECONDS": "300"}, "ATTACHMENT_SCANNER_SECONDS must be at most 100"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "https://massnahmen.example.org"}, "ALLOWED_HOSTS takes host names"),
        ({"ALLOWED_HOSTS": "example.org,example.org/massnahmen"}, "ALLOWED_HOSTS takes host names"),
        ({"EMBED_ORIGINS": "www.example.org"}, "EMBED_ORIGINS takes * or origins such as https://www.example.org"),
        ({"EMBED_ORIGINS": "https://example.org/seite"}, "EMBED_ORIGINS takes * or origins"),
        ({"EMBED_ORIGINS": "https://a.org; script-src *"}, "EMBED_ORIGINS takes * or origins"),
        ({"DATABASE_URL": "massnahmen"}, "DATABASE_URL must look like postgresql://"),
        ({"DATABASE_URL": "mysql://user@host/name"}, "DATABASE_URL must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://user:pass@host:port/name"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "postgresql://user:pass@host:5432/"}, "DATABASE_URL names no database"),
        ({"DATABASE_REPLICA_URL": "postgresql://b/name"}, "DATABASE_REPLICA_URL needs a DATABASE_URL of PostgreSQL"),
        ({"DATABASE_SESSION_URL": "sqlite:////file"}, "DATABASE_SESSION_URL needs a DATABASE_URL of PostgreSQL"),
        ({"SITE_URL": "massnahmen.example.org"}, "SITE_URL must look like https://"),
        ({"SITE_URL": "ftp://example.org"}, "SITE_URL must look like https://"),
        ({"SITE_URL": "https://example.org/massnahmen"}, "SITE_URL must look like https://"),
        ({"SITE_URL": "https://example.org?a=b"}, "SITE_URL must look like https://"),
        ({"SITE_URL": "https://user:secret@example.org"}, "SITE_URL must not name a user."),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must look like smtp+tls://"),
        ({"EMAIL_URL": "https://mail.example.org:25"}, "EMAIL_URL must look like smtp+tls://"),
        ({"EMAIL_URL": "smtp://mail.example.org:25?timeout=3"}, "EMAIL_URL must look like smtp+tls://"),
        ({"EMAIL_URL": "smtp://mail.example.org:port"}, "EMAIL_URL cannot be read"),
        ({"EMAIL_URL": "smtp+tls://mail.example.org"}, "EMAIL_URL must name a host and a port."),
        ({"EMAIL_URL": "smtp://:25"}, "EMAIL_URL must name a host and a port."),
        ({"DEFAULT_FROM_EMAIL": "Stadt"}, "DEFAULT_FROM_EMAIL must be an e-mail address, not 'Stadt'"),
        ({"DEFAULT_FROM_EMAIL": "Stadt, Amt <a@example.org>"}, "DEFAULT_FROM_EMAIL must be an e-mail address"),
        ({"DEFAULT_FROM_EMAIL": "a@example.org\nBcc: b@example.org"}, "DEFAULT_FROM_EMAIL must be an e-mail address"),
        ({"SESSION_HOURS": "lang"}, "SESSION_HOURS must be a whole number, not 'lang'"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS must be at least 1, not 0"),
        ({"SECURITY_TXT_DAYS": "0"}, "SECURITY_TXT_DAYS must be at least 1, not 0"),
        ({"PROXIES": "nginx"}, "PROXIES must be a whole number, not 'nginx'"),
        ({"SECURITY_TXT_DAYS": "ein Jahr"}, "SECURITY_TXT_DAYS must be a whole number, not 'ein Jahr'"),
        ({"SECOND_FACTOR": "true"}, "SECOND_FACTOR must be one of off, optional, required, not 'true'"),
        ({"OIDC_NAME": "Stadt"}, "OIDC_ISSUER is not set. OpenID Connect needs all of OIDC_NAME, OIDC_ISSUER"),
        (SINGLE_SIGN_ON | {"OIDC_CLIENT_SECRET": " "}, "OIDC_CLIENT_SECRET is not set. OpenID Connect needs all of"),
        (SINGLE_SIGN_ON | {"OIDC_ISSUER": "http://login.example.org"}, "OIDC_ISSUER must look like https://login"),
        (SINGLE_SIGN_ON | {"OIDC_ISSUER": "login.example.org"}, "OIDC_ISSUER must look like https://login"),
        ({"STATIC_ROOT": "staticfiles"}, "STATIC_ROOT must be an absolute path, not 'staticfiles'"),
        ({"SECRET_KEY": "  "}, "SECRET_KEY is not set"),
        ({"SITE_URL": "http://[::1"}, "SITE_URL must look like https://"),
        ({"SITE_URL": "http://localhost:port"}, "SITE_URL must look like https://"),
        ({"SITE_URL": "https://user:secret@example.org/x"}, "SITE_URL must not name a user."),
        ({"DATABASE_URL": "postgresql://[::1/name"}, "DATABASE_URL cannot be read"),
        ({"EMAIL_URL": "smtp://[::1"}, "EMAIL_URL cannot be read"),
        (SINGLE_SIGN_ON | {"OIDC_ISSUER": "https://[::1"}, "OIDC_ISSUER must look like https://login"),
        ({"PROXIES": "9" * 5000}, "PROXIES must be at most 1000000000000, not"),
        ({"SESSION_HOURS": "99999999"}, "SESSION_HOURS must be at most 8760, not 99999999"),
        ({"SECURITY_TXT_DAYS": "99999999"}, "SECURITY_TXT_DAYS must be at most 3650, not 99999999"),
        ({"OPERATOR_NAME": "M\udcfcnster"}, "OPERATOR_NAME is not UTF-8."),
        ({"ENV_FILE": ".env"}, "ENV_FILE must be an absolute path, not '.env'."),
        ({"ENV_FILE": "/does/not/exist"}, "/does/not/exist cannot be read: No such file or directory."),
    ],
    ids=lambda value: (
        ",".join(f"{name}={text[:40]}" for name, text in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_a_mistake_stops_the_start_and_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{re.escape(message)}"):
        start(PRODUCTION | environment)


def test_production_is_the_default() -> None:
    names = ["DEBUG", "HTTPS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE"]
    assert values(PRODUCTION, *names) == {
        "DEBUG": False,
        "HTTPS": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
    }


def test_development_needs_one_variable() -> None:
    result = values({"ENV_FILE": os.devnull, "DEBUG": "true"}, "DEBUG", "HTTPS", "ALLOWED_HOSTS", "SECRET_KEY")
    assert result["DEBUG"] is True
    assert result["HTTPS"] is False
    assert result["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert "development" in result["SECRET_KEY"]


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("Yes", True), ("off", False), (" FALSE ", False)])
def test_flags_are_read_in_any_usual_spelling(word: str, meaning: bool) -> None:
    assert values(PRODUCTION | {"DEBUG": word}, "DEBUG") == {"DEBUG": meaning}


def test_a_host_list_may_have_blanks_and_a_last_comma() -> None:
    hosts = values(PRODUCTION | {"ALLOWED_HOSTS": "a.example.org, b.example.org,"}, "ALLOWED_HOSTS")
    assert hosts == {"ALLOWED_HOSTS": ["a.example.org", "b.example.org"]}


def test_sqlite_beside_the_code_is_the_default_database() -> None:
    database = values(PRODUCTION, "DATABASES")["DATABASES"]["default"]
    assert database["ENGINE"] == "measures_tracker.sqlite"
    assert database["NAME"] == str(ROOT / "db.sqlite3")


def test_postgresql_is_named_by_url() -> None:
    url = "postgresql://massnahmen:p%40ss@db.example.org:5433/massnahmen"
    database = values(PRODUCTION | {"DATABASE_URL": url}, "DATABASES")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "massnahmen")
    assert database["PASSWORD"] == "p@ss"


def test_the_header_of_a_proxy_is_believed_only_behind_a_proxy() -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in start(PRODUCTION | {"BEHIND_PROXY": "false"})
    behind = start(PRODUCTION | {"BEHIND_PROXY": "true"})
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_static_files_can_be_collected_elsewhere() -> None:
    assert values(PRODUCTION | {"STATIC_ROOT": "/srv/static"}, "STATIC_ROOT") == {"STATIC_ROOT": "/srv/static"}
    assert values(PRODUCTION, "STATIC_ROOT") == {"STATIC_ROOT": str(ROOT / "staticfiles")}


def test_mails_are_printed_unless_a_server_is_named() -> None:
    names = ["EMAIL_BACKEND", "DEFAULT_FROM_EMAIL", "SITE_URL"]
    assert values(PRODUCTION, *names) == {
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "DEFAULT_FROM_EMAIL": "webmaster@localhost",
        "SITE_URL": "",
    }


@pytest.mark.parametrize(
    ("url", "tls", "ssl"),
    [
        ("smtp+tls://user:p%40ss@mail.example.org:587", True, False),
        ("smtp+ssl://user:p%40ss@mail.example.org:465", False, True),
        ("smtp://user:p%40ss@mail.example.org:25", False, False),
    ],
)
def test_a_mail_server_is_named_by_url(url: str, tls: bool, ssl: bool) -> None:
    names = ["EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"]
    found = values(PRODUCTION | {"EMAIL_URL": url}, *names, "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert [found[name] for name in names] == [
        "django.core.mail.backends.smtp.EmailBackend",
        "mail.example.org",
        int(url.rpartition(":")[2]),
        "user",
        "p@ss",
    ]
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_the_address_of_the_site_loses_its_slash() -> None:
    assert values(PRODUCTION | {"SITE_URL": "https://a.example.org:8443/"}, "SITE_URL") == {
        "SITE_URL": "https://a.example.org:8443"
    }


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        (None, ["*"]),
        ("", ["'none'"]),
        (
            "https://www.example.org, http://*.example.net:8080",
            ["https://www.example.org", "http://*.example.net:8080"],
        ),
    ],
)
def test_frames_are_allowed_to_all_to_some_or_to_nobody(text: str | None, origins: list[str]) -> None:
    environment = PRODUCTION if text is None else PRODUCTION | {"EMBED_ORIGINS": text}
    assert values(environment, "EMBED_ORIGINS") == {"EMBED_ORIGINS": origins}


def test_files_lie_in_the_database_and_are_not_scanned_unless_it_is_set() -> None:
    names = ("ATTACHMENT_FOLDER", "ATTACHMENT_SCANNER", "FILE_UPLOAD_MAX_MEMORY_SIZE")
    assert values(PRODUCTION, *names) == dict(zip(names, (None, [], 22_020_096), strict=True))
    environment = {"ATTACHMENT_FOLDER": "/srv/x", "ATTACHMENT_SCANNER": "scan --file '{file}' -"}
    environment["ATTACHMENT_MAX_BYTES"] = "30000000"
    found = dict(zip(names, ("/srv/x", ["scan", "--file", "{file}", "-"], 31_048_576), strict=True))
    assert values(PRODUCTION | environment, *names) == found


def test_logins_are_guarded_without_any_setting() -> None:
    names = ["PROXIES", "SECOND_FACTOR", "SINGLE_SIGN_ON_NAME", "SESSION_COOKIE_AGE", "SESSION_EXPIRE_AT_BROWSER_CLOSE"]
    found = values(PRODUCTION, *names, "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "PASSWORD_HASHERS")
    assert [found[name] for name in names] == [0, "off", "", 12 * 3600, True]
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["PASSWORD_HASHERS"][0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_the_login_of_the_city_is_named_by_four_variables() -> None:
    found = values(PRODUCTION | SINGLE_SIGN_ON, "SINGLE_SIGN_ON_NAME", "OPENID_CONNECT")
    assert found["SINGLE_SIGN_ON_NAME"] == "Stadtportal"
    assert found["OPENID_CONNECT"]["settings"]["server_url"] == "https://login.example.org/realms/stadt"
    assert found["OPENID_CONNECT"]["secret"] == "geheim"


def test_no_text_at_all_stops_the_start_in_any_other_way() -> None:
    """Whatever a variable says, it is either taken or refused by name."""
    variables = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    texts = ["", " ", "=", "[", "//[", "http://[", "http://a]b:1", "smtp://:x@y:z", "postgresql://[/x", "sqlite://["]
    texts += [
        "sqlite:////x?timeout=y",
        "postgresql://a,b:c/d",
        "²",
        "9" * 5000,
        "-0",
        "'",
        "%",
        "%zz",
        "\udcff",
        "é" * 9999,
    ]
    for name in variables:
        for text in texts:
            try:
                start(PRODUCTION | SINGLE_SIGN_ON | {name: text})
            except ImproperlyConfigured as error:
                assert name in str(error) or name == "ENV_FILE"  # noqa: PT017 - most texts are taken by most variables


def test_the_app_of_the_city_s_own_login_is_there_where_one_is_set_up() -> None:
    app = "allauth.socialaccount.providers.openid_connect"
    assert app in start(PRODUCTION | SINGLE_SIGN_ON)["INSTALLED_APPS"]
    assert app not in start(PRODUCTION)["INSTALLED_APPS"]
