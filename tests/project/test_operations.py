"""What the manual tells those who run the site to type exists, and its settings start the site."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from measures_tracker.management.commands.daily import PARTS
from tests.deployed import manage

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
CALL = re.compile(r"\bmassnahmen +massnahmen ([^\n>]+)|\bDATABASE_URL=\S+ massnahmen ([^\n>]+)")
CALLS = sorted({first or second for block in BLOCKS for first, second in CALL.findall(block)})
IN_CRON = {"forget_logins", "backup", "daily"}
SETTING = re.compile(r"^([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)


def block(beginning: str) -> str:
    """What is written to a file: the lines of the only block that has this one, up to END."""
    (found,) = [text for text in BLOCKS if beginning in text]
    text: str = found.partition(f"{beginning}\n")[2]
    return text.partition("\nEND")[0]


SETTINGS = block("cat > /etc/massnahmen.env <<END")
SINGLE_SIGN_ON = block("cat >> /etc/massnahmen.env <<'END'")


@pytest.mark.parametrize("call", CALLS)
def test_every_command_and_option_exists(call: str) -> None:
    name, *words = shlex.split(call.replace("$(", "").replace("\\%", ""))
    command = load_command_class(get_commands()[name], name)
    known = {option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings}
    assert {word for word in words if word.startswith("--")} <= known


def test_everything_that_has_to_be_done_again_and_again_is_in_cron() -> None:
    cron = block("cat > /etc/cron.d/massnahmen <<'END'")
    assert set(re.findall(r" massnahmen +massnahmen (\w+) ", cron)) == IN_CRON
    assert get_commands().keys() >= IN_CRON


def test_the_manual_names_every_part_of_the_daily_work() -> None:
    table = re.findall(r"^\| `([a-z_]+)` \|", MANUAL, re.MULTILINE)
    assert [name for name in table if name in get_commands()] == [part.command for part in PARTS]


def test_every_setting_is_one_of_the_site() -> None:
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", MANUAL, re.MULTILINE))
    named = {name for name, _value in SETTING.findall(f"{SETTINGS}\n{SINGLE_SIGN_ON}")}
    assert {"SECRET_KEY", "DATABASE_URL", "SECOND_FACTOR", "OIDC_ISSUER"} <= named <= known
    assert {"OIDC_NAME", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"} <= named


def test_the_settings_as_they_stand_there_pass_the_checks_of_a_deployment(tmp_path: Path) -> None:
    """Read by the shell, as the manual does it."""
    written = f"{SETTINGS}\n{SINGLE_SIGN_ON}\n".replace("$(python3 -c", "$(: ")
    file = tmp_path / "settings"
    file.write_text(written)
    shell = subprocess.run(
        ["/bin/sh", "-c", f"set -a; . {shlex.quote(str(file))}; env -0"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    environment = dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)
    environment |= {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    }
    manage(environment, "check", "--deploy", "--fail-level", "WARNING")


def test_the_service_starts_what_is_installed() -> None:
    unit = block("cat > /etc/systemd/system/massnahmen.service <<'END'")
    assert "ExecStart=/opt/massnahmen/current/.venv/bin/python -m gunicorn measures_tracker.wsgi " in unit
    workers = re.search(r"--workers (\d+)", unit)
    assert workers
    assert int(workers[1]) >= 2


def test_the_worker_is_protected_as_the_site_is() -> None:
    site, worker = (
        set(block(f"cat > /etc/systemd/system/{name}.service <<'END'").splitlines())
        for name in ("massnahmen", "massnahmen-worker")
    )
    assert {line.partition("=")[0] for line in site - worker} == {"Description", "ExecStart", "RestartSec"}
    assert "ExecStart=/opt/massnahmen/current/.venv/bin/python manage.py work" in worker


def test_uploads_pass_the_proxy() -> None:
    """Which lets a little more through than the site reads, so that the site says what is wrong."""
    megabytes = re.search(r"client_max_body_size (\d+)m;", MANUAL)
    default = re.search(r"^\| `IMPORT_MAX_BYTES` \| `(\d+)`", MANUAL, re.MULTILINE)
    assert megabytes
    assert default
    assert int(megabytes[1]) * 1024 * 1024 > int(default[1])


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)", MANUAL))
def test_every_file_it_links_to_exists(link: str) -> None:
    assert (ROOT / "docs" / link).exists()
