"""Run the tests on every Python and Django that are supported, each pair in an environment of its own.

    python tests/matrix.py [OPTIONS OF PYTEST…]

Everything but Django is installed as the lock file has it. A Python that is not found is named and skipped, except
where CI=true: there it is an error.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / ".venv-matrix"
DJANGOS = {"3.11": ["5.2"], "3.12": ["5.2", "6.1"], "3.13": ["5.2", "6.1"]}
ON_SQLITE = ["-n", "auto", "--dist", "worksteal", "--ignore=tests/browser"]


def main(options: list[str]) -> int:
    pythons = {version: find_python(version) for version in DJANGOS}
    missing = [version for version, python in pythons.items() if python is None]
    if missing and os.environ.get("CI") == "true":
        sys.exit(f"Not found: Python {', '.join(missing)}.")
    told = [f"Python {version}: SKIPPED, it was not found" for version in missing]
    failures = 0
    for version, python in pythons.items():
        for django in DJANGOS[version] if python else []:
            code = test(environment(str(python), version, django), options)
            failures += code != 0
            told.append(f"Python {version}, Django {django}: {'failed' if code else 'passed'}")
    sys.stdout.write("\n".join(["", *sorted(told), ""]))
    return 1 if failures or len(missing) == len(pythons) else 0


def find_python(version: str) -> str | None:
    """On the PATH or among those of pyenv, whose programs on the PATH may lead nowhere."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True))]
    return next((python for python in found if python and runs(python, version)), None)


def runs(python: str, version: str) -> bool:
    question = [python, "-c", "import sys; print('{}.{}'.format(*sys.version_info))"]
    answer = subprocess.run(question, capture_output=True, text=True, check=False)
    return answer.stdout.strip() == version


def environment(python: str, version: str, django: str) -> Path:
    """The interpreter of an environment that holds what the lock file says, with this Django."""
    folder = ENVIRONMENTS / f"{version}-{django}"
    if not folder.exists():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    pins = folder / "constraints.txt"
    pins.write_text(constraints((ROOT / "requirements-dev.txt").read_text()))
    inside = folder / "bin" / "python"
    install = [str(inside), "-m", "pip", "install", "--quiet", "--constraint", str(pins)]
    subprocess.run([*install, f"django=={django}.*", *dependencies()], check=True)
    return inside


def constraints(lock: str) -> str:
    """The versions of a lock file, but that of Django; without hashes, as not everything has one here."""
    lines = lock.replace("\\\n", " ").splitlines()
    pinned = [re.sub(r"\[[^]]*\]| --hash=\S+", "", line).strip() for line in lines if re.match(r"[a-z0-9]", line)]
    return "\n".join(line for line in pinned if not line.startswith("django==")) + "\n"


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def test(python: Path, options: list[str]) -> int:
    settings = {**os.environ, "DATABASE_URL": ""}
    command = [str(python), "-m", "pytest", *(options or ON_SQLITE)]
    return subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
