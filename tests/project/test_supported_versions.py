"""Which Pythons and Djangos are supported is said alike everywhere, and tested by `make test-matrix`."""

import re
import tomllib
from pathlib import Path

import django
import pytest
from packaging.specifiers import SpecifierSet

from tests import matrix

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DJANGOS = {version for versions in matrix.DJANGOS.values() for version in versions}


def classified(name: str) -> set[str]:
    prefix = f"{name} :: "
    found = (text.removeprefix(prefix) for text in PROJECT["classifiers"] if text.startswith(prefix))
    return {version for version in found if "." in version}


def test_the_project_declares_what_is_tested() -> None:
    assert classified("Programming Language :: Python") == set(matrix.DJANGOS)
    assert classified("Framework :: Django") == DJANGOS
    needed = next(line for line in PROJECT["dependencies"] if line.startswith("django>"))
    allowed = SpecifierSet(needed.removeprefix("django"))
    assert [version for version in ("5.1", "5.2", "6.0", "6.1", "6.2") if f"{version}.1" in allowed] == [
        "5.2",
        "6.0",
        "6.1",
    ]


def test_readme_names_them() -> None:
    readme = (ROOT / "README.md").read_text()
    for version, djangos in matrix.DJANGOS.items():
        assert f"| {version} | {' and '.join(djangos)} |" in readme


def test_this_run_is_one_of_them() -> None:
    assert f"{django.VERSION[0]}.{django.VERSION[1]}" in DJANGOS


def test_installations_get_the_django_with_long_term_support() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert re.findall(r"^django==(\d+\.\d+)\.\d+(.*?) *\\$", (ROOT / name).read_text(), re.MULTILINE) == [
            ("5.2", "")
        ]


def test_everything_but_django_is_installed_as_locked() -> None:
    lock = (
        "coverage[toml]==7.1 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n    # via pytest-cov\n"
        "django==5.2.1 \\\n    --hash=sha256:3\ndjango-csp==4.0 ; python_version < '4' \\\n    --hash=sha256:4\n"
    )
    assert matrix.constraints(lock) == "coverage==7.1\ndjango-csp==4.0 ; python_version < '4'\n"


def run(monkeypatch: pytest.MonkeyPatch, pythons: dict[str, str], codes: dict[str, int] | None = None) -> int:
    monkeypatch.setattr(matrix, "find_python", pythons.get)
    monkeypatch.setattr(matrix, "environment", lambda _python, version, django: f"{version}-{django}")
    monkeypatch.setattr(matrix, "test", lambda python, _options: (codes or {}).get(python, 0))
    return matrix.main([])


def test_a_python_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert run(monkeypatch, {"3.12": "python3.12"}) == 0
    assert capsys.readouterr().out.split("\n")[1:-1] == [
        "Python 3.11: SKIPPED, it was not found",
        "Python 3.12, Django 5.2: passed",
        "Python 3.12, Django 6.1: passed",
        "Python 3.13: SKIPPED, it was not found",
    ]
    assert run(monkeypatch, {}) == 1
    assert run(monkeypatch, {"3.12": "python3.12"}, {"3.12-6.1": 1}) == 1


def test_nothing_is_skipped_where_all_is_to_be_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit, match=re.escape("Not found: Python 3.11, 3.13.")):
        run(monkeypatch, {"3.12": "python3.12"})
    assert run(monkeypatch, dict.fromkeys(matrix.DJANGOS, "python")) == 0
