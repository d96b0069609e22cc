"""`make demo` leaves its settings in `.env`, every command reads them there, and the tests do not."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from measures_tracker.demo import settings_file
from measures_tracker.settings_file import read

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json, os
from measures_tracker import settings
names = ["SECRET_KEY", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "SITE_URL", "OPERATOR_NAME"]
print(json.dumps({name: getattr(settings, name) for name in names} | {"environment": dict(os.environ)}))
"""
PLAIN = {"PATH": os.environ["PATH"]}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what starts the site, so that its `.env` is not the one of the folder where tests run."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ["measures_tracker", "catalog", "monitoring", "reports", "templates", "locale", "static"]:
        (folder / name).symlink_to(ROOT / name)
    (folder / "measures_tracker").unlink()
    shutil.copytree(ROOT / "measures_tracker", folder / "measures_tracker")
    (folder / "tests").mkdir()
    for name in ["manage.py", "Makefile", "requirements.txt", "tests/__init__.py", "tests/settings.py"]:
        shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture
def file(clone: Path) -> Path:
    """Its `.env`, which is not there yet."""
    for left in clone.glob(".env*"):
        left.unlink()
    return clone / ".env"


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=PLAIN | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def prepare_demo(clone: Path, port: str = "8123") -> "subprocess.CompletedProcess[str]":
    return run(clone, "-m", "measures_tracker.demo.settings_file", port)


def line_of(done: "subprocess.CompletedProcess[str]") -> str:
    """What a program that was refused has said: one line."""
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    return line


def test_commands_work_after_make_demo_without_setting_anything(clone: Path, file: Path) -> None:
    assert "SECRET_KEY is not set" in line_of(run(clone, "manage.py", "import_table", "--help"))
    assert prepare_demo(clone).returncode == 0
    assert "usage: manage.py import_table" in run(clone, "manage.py", "import_table", "--help").stdout
    settings = json.loads(run(clone, "-c", SHOW).stdout)
    assert len(settings.pop("SECRET_KEY")) > 50
    assert settings.pop("environment").keys().isdisjoint({"SECRET_KEY", "SITE_URL", "DEBUG"})
    assert settings == {
        "DEBUG": False,
        "HTTPS": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SITE_URL": "http://localhost:8123",
        "OPERATOR_NAME": "",
    }


def test_only_its_owner_may_read_it_whatever_the_mask(clone: Path, file: Path) -> None:
    before = os.umask(0)
    try:
        prepare_demo(clone)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
        prepare_demo(clone)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in clone.glob(".env*")] == [".env"]


def test_another_port_changes_the_address_and_nothing_else(clone: Path, file: Path) -> None:
    prepare_demo(clone)
    with file.open("a") as more:
        more.write("OPERATOR_NAME='Stadt Musterstadt'\n")
    before = file.read_text()
    prepare_demo(clone, "8080")
    assert file.read_text() == before.replace("localhost:8123", "localhost:8080")


def test_two_demos_at_once_share_one_key(clone: Path, file: Path) -> None:
    command = [sys.executable, "-m", "measures_tracker.demo.settings_file"]
    both = [subprocess.Popen([*command, port], cwd=clone, env=PLAIN) for port in ["8001", "8002", "8003"]]
    assert [process.wait() for process in both] == [0, 0, 0]
    (key,) = re.findall(r"^SECRET_KEY=(.+)$", file.read_text(), re.MULTILINE)
    prepare_demo(clone)
    assert f"SECRET_KEY={key}\n" in file.read_text()


@pytest.mark.parametrize(
    "content", ["SECRET_KEY=ours\n", "", "# Written by `make demo`\nSITE_URL=https://example.org\n"]
)
def test_a_file_of_somebody_else_stays_as_it_is(clone: Path, file: Path, content: str) -> None:
    file.write_text(content)
    file.chmod(0o640)
    assert "was not written by `make demo` and stays as it is" in line_of(prepare_demo(clone))
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (content, 0o640)


def test_a_link_stays_a_link(clone: Path, file: Path, tmp_path: Path) -> None:
    file.symlink_to(tmp_path / "elsewhere")
    assert "was not written by `make demo`" in line_of(prepare_demo(clone))
    assert not (tmp_path / "elsewhere").exists()
    assert f"{file} cannot be read: No such file" in line_of(run(clone, "manage.py", "migrate"))


@pytest.mark.parametrize("port", ["0", "65536", "abc", "", "80;x", "٣"])
def test_a_port_that_is_none_writes_nothing(clone: Path, file: Path, port: str) -> None:
    assert "The port must be between 1 and 65535" in line_of(prepare_demo(clone, port))
    assert not file.exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_file, "BESIDE_THE_CODE", tmp_path / "none" / ".env")
    with pytest.raises(SystemExit, match=r"/none/\.env cannot be written: No such file or directory\.$"):
        settings_file.main(["8123"])


def test_make_demo_starts_with_its_file_whatever_the_shell_has_exported(clone: Path, file: Path) -> None:
    shown = clone / "shown"
    shown.mkdir(exist_ok=True)
    (shown / "requirements.installed").touch()
    shutil.copy2(clone / "manage.py", shown / "manage.py")
    (clone / "manage.py").write_text(SHOW)
    exported = {"DEBUG": "true", "HTTPS": "true", "SECRET_KEY": "x", "SITE_URL": "https://a.org", "ENV_FILE": "/none"}
    try:
        done = subprocess.run(
            ["make", "demo", "PORT=8123", f"BIN={Path(sys.executable).parent}", f"VENV={shown}"],  # noqa: S607
            cwd=clone,
            env=PLAIN | exported,
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        shutil.copy2(shown / "manage.py", clone / "manage.py")
    settings = json.loads(done.stdout)
    assert f"SECRET_KEY={settings['SECRET_KEY']}\n" in file.read_text()
    assert (settings["DEBUG"], settings["HTTPS"], settings["SITE_URL"]) == (False, False, "http://localhost:8123")


def test_the_environment_counts_first_even_if_it_is_empty(clone: Path, file: Path) -> None:
    prepare_demo(clone)
    settings = json.loads(run(clone, "-c", SHOW, SITE_URL="https://a.example.org", HTTPS="true", DEBUG="").stdout)
    assert (settings["SITE_URL"], settings["HTTPS"], settings["DEBUG"]) == ("https://a.example.org", True, False)
    file.write_text("SECRET_KEY=ours\nALLOWED_HOSTS=example.org\nSITE_URL=https://b.example.org\n")
    assert json.loads(run(clone, "-c", SHOW, SITE_URL="").stdout)["SITE_URL"] == ""


def test_another_file_can_be_named(clone: Path, file: Path, tmp_path: Path) -> None:
    file.write_text("DEBUG=maybe\n")
    other = tmp_path / "settings"
    other.write_text("SECRET_KEY=ours\nALLOWED_HOSTS=example.org\nOPERATOR_NAME='Stadt Köln'\n")
    assert json.loads(run(clone, "-c", SHOW, ENV_FILE=str(other)).stdout)["OPERATOR_NAME"] == "Stadt Köln"


def test_the_tests_do_not_read_it(clone: Path, file: Path) -> None:
    file.write_text("DEBUG=maybe\n")
    done = run(clone, "-c", "from tests.settings import *; print(DEBUG, HTTPS, SITE_URL)")
    assert done.stdout == "False False \n", done.stderr
    assert os.environ["ENV_FILE"] == os.devnull


def test_values_are_read_as_a_shell_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    lines = ["# note", "", "A=b", "B= x ", "C='Maßnahmen <a@b.org>'", 'D="x # $y"', "E=a#b", "export F=g", "G=", "A=c"]
    lines += ["H=postgresql://u:p%40@h/n?a=b", "  # more", """I='it'"'"'s'"""]
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert {name: value.text for name, value in read(file).items()} == {
        "A": "c",
        "B": "x",
        "C": "Maßnahmen <a@b.org>",
        "D": "x # $y",
        "E": "a#b",
        "F": "g",
        "G": "",
        "H": "postgresql://u:p%40@h/n?a=b",
        "I": "it's",
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"A=b\nSECRET_KEY secret\n", "line 2: a line must look like NAME=value."),
        (b"A=b\0c\n", "line 1: a line must look like NAME=value."),
        (b"1A=b\n", "line 1: a line must look like NAME=value."),
        (b"\n\nSECRET_KEY='secret\n", "line 3: SECRET_KEY has a quote or a backslash without an end."),
        (b"SECRET_KEY=secret words\n", "line 1: SECRET_KEY has blanks in its value, which must stand in quotes."),
        (b"OPERATOR_NAME=M\xfcnster\n", "line 1: OPERATOR_NAME is not UTF-8."),
        ("A=b\n".encode("utf-16"), "line 1: this is not UTF-8."),
    ],
)
def test_a_line_that_cannot_be_read_is_named_without_its_value(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "settings"
    file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured) as refused:
        read(file)
    assert str(refused.value).startswith(f"{file}, ")
    assert message in str(refused.value)
    assert "secret" not in str(refused.value)


def test_whoever_starts_reads_one_line_that_names_file_line_and_key(clone: Path, file: Path) -> None:
    """Commands that need the settings and such that find no settings, the server, and the tests."""
    file.write_text("SECRET_KEY=ours\nALLOWED_HOSTS=example.org\nHTTPS=maybe\n")
    expected = f"HTTPS must be true or false, not 'maybe'. ({file}, line 3)"
    for command in ["import_table --help", "migrate", "runserver", "nonsense"]:
        assert line_of(run(clone, "manage.py", *command.split())) == expected
    assert "Traceback" in run(clone, "manage.py", "check", "--traceback").stderr
    server = run(clone, "-m", "gunicorn", "measures_tracker.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket")
    assert server.returncode == 3
    assert expected in server.stderr.splitlines()
    assert "Traceback" not in server.stderr
    assert (
        line_of(run(clone, "-m", "pytest", "--ds=tests.settings", HTTPS="2")) == "HTTPS must be true or false, not '2'."
    )


def test_what_cannot_be_read_is_named(clone: Path, file: Path) -> None:
    file.mkdir()
    try:
        assert line_of(run(clone, "manage.py", "check")) == f"{file} cannot be read: Is a directory."
    finally:
        file.rmdir()


def test_a_database_that_cannot_be_reached_is_one_line(clone: Path, file: Path) -> None:
    prepare_demo(clone)
    done = run(clone, "manage.py", "migrate", DATABASE_URL="sqlite:////does/not/exist/db.sqlite3")
    assert "The database cannot be reached; DATABASE_URL names it." in line_of(done)
