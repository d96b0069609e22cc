"""Run the tests without a browser on every supported pair of Python and Django whose Python is found here.

    python tests/matrix.py

Each pair has an environment of its own below .venv-matrix. A Python that is missing is named and left out, except
where CI=true: there it is an error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-matrix"
PAIRS = [("3.11", "5.2"), ("3.12", "5.2"), ("3.12", "6.1"), ("3.13", "5.2"), ("3.13", "6.1")]
NOT_TRIED = ["tests/browser", "tests/project/test_lockfiles.py"]  # neither depends on the pair


def main() -> int:
    results = {pair: run(*pair) for pair in PAIRS}
    for (python, django), result in results.items():
        sys.stdout.write(f"Python {python}, Django {django}: {result}\n")
    missing = [pair for pair, result in results.items() if result == "not found"]
    failed = [pair for pair, result in results.items() if result == "failed"]
    return int(bool(failed or (missing and os.environ.get("CI") == "true")))


def run(python: str, django: str) -> str:
    """Return "passed", "failed" or, where there is no such Python, "not found"."""
    interpreter = find(python)
    if interpreter is None:
        return "not found"
    program = prepare(interpreter, python, django)
    ignored = [f"--ignore={path}" for path in NOT_TRIED]
    command = [program, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "-p", "no:cacheprovider", *ignored]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": ""}, check=False)
    return "failed" if done.returncode else "passed"


def find(python: str) -> str | None:
    """The path of an interpreter of this version: on the PATH or where pyenv keeps them."""
    candidates = [f"python{python}", *map(str, Path.home().glob(f".pyenv/versions/{python}.*/bin/python"))]
    for candidate in candidates:
        program = shutil.which(candidate)
        if program and version(program) == python:
            return program
    return None


def version(program: str) -> str:
    """Its first two numbers; empty if it cannot be run, as a shim of a version that is not chosen."""
    ask = [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()


def prepare(interpreter: str, python: str, django: str) -> str:
    """The locked packages, and of Django the newest release of that version."""
    folder = FOLDER / f"python{python}-django{django}"
    program = str(folder / "bin" / "python")
    if not Path(program).exists():
        subprocess.run([interpreter, "-m", "venv", str(folder)], check=True)
    install = [program, "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, "--require-hashes", "-r", str(ROOT / "requirements-dev.txt")], check=True)
    subprocess.run([*install, f"django=={django}.*"], check=True)
    return program


if __name__ == "__main__":
    sys.exit(main())
