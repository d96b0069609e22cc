"""What is installed is pinned by hash, and from whichever index the machine uses."""

import json
import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK_FILES = ["requirements.txt", "requirements-dev.txt"]
PIN = re.compile(r"(?P<name>[a-z0-9-]+)(?:\[(?P<extras>[a-z0-9, -]+)\])?==(?P<version>[^ ;]+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def requirements(name: str) -> list[str]:
    """One string per package, its hashes included."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(name: str) -> dict[str, set[str]]:
    """Versions per package; two where one is for older Pythons only."""
    versions: dict[str, set[str]] = {}
    for line in requirements(name):
        match = PIN.match(line)
        assert match, f"{name}: not pinned to a version: {line[:80]}"
        versions.setdefault(match["name"], set()).add(match["version"])
    return versions


@pytest.mark.parametrize("name", LOCK_FILES)
def test_every_requirement_has_hashes(name: str) -> None:
    without = [line[:80] for line in requirements(name) if not HASH.search(line)]
    assert pins(name)
    assert without == []


@pytest.mark.parametrize("name", LOCK_FILES)
def test_no_address_of_an_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert [word for word in ("http", "://", "index-url", "find-links", "trusted-host") if word in text] == []


def test_development_uses_the_versions_of_production() -> None:
    development = pins("requirements-dev.txt")
    assert {name: development.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_extras_that_a_package_asks_for_are_pinned_with_it() -> None:
    """pip 23 looks for `coverage[toml]` apart from `coverage`, and refuses once a newer release than ours exists."""
    pinned = {
        match["name"]: set(re.findall(r"[a-z0-9-]+", match["extras"] or ""))
        for match in map(PIN.match, requirements("requirements-dev.txt"))
        if match
    }
    missing = [
        f"{package.name}: {needed}"
        for package in distributions()
        if canonicalize_name(package.name) in pinned
        for needed in map(Requirement, package.requires or [])
        if any(
            needed.marker is None or needed.marker.evaluate({"extra": extra})
            for extra in ("", *pinned[canonicalize_name(package.name)])
        )
        if not {canonicalize_name(extra) for extra in needed.extras} <= pinned[canonicalize_name(needed.name)]
    ]
    assert missing == []


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = [project["dependencies"], project["optional-dependencies"]["dev"]]
    for name, dependencies in zip(LOCK_FILES, needed, strict=True):
        names = {re.split(r"[\[<>=!~; ]", dependency)[0].lower() for dependency in dependencies}
        assert names <= set(pins(name)), name


def test_what_node_runs_in_the_tests_is_locked_the_same_way() -> None:
    folder = ROOT / "tests" / "oidc"
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    locked = {name.removeprefix("node_modules/"): package for name, package in packages.items() if name}
    assert {name: locked[name]["version"] for name in wanted} == wanted
    assert [name for name, package in locked.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in locked.items() if "resolved" in package] == []
