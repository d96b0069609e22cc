"""The site as it runs for real, in processes of its own: gunicorn behind a proxy that speaks HTTPS."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from threading import Thread
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
DEADLINE = 60  # seconds; only reached where something hangs


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class Site(NamedTuple):
    address: str
    process: int = 0
    log: Sequence[str] = ()  # what the server has said

    def get(self, path: str, *, https: bool = True, host: str | None = None) -> Answer:
        headers = {"X-Forwarded-Proto": "https"} if https else {}
        headers |= {"Host": host} if host else {}
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)  # noqa: S310 - always http
        try:
            with urllib.request.build_opener(StayHere).open(request, timeout=DEADLINE) as response:
                return Answer(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())


def production(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "true",
        "PROXIES": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'database' / 'db.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
    }


def manage(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def working(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A worker beside the site; what it says comes through a pipe."""
    command = [sys.executable, "manage.py", "work"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield worker
    finally:
        worker.kill()
        worker.communicate()


@contextmanager
def served(environment: dict[str, str], *options: str, application: str = "measures_tracker.wsgi") -> Iterator[Site]:
    """By gunicorn, on a port of its choice."""
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "--bind",
            "127.0.0.1:0",
            "--no-control-socket",
            *options,
        ],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    said: list[str] = []
    rest = Thread(target=said.extend, args=[server.stderr])  # or the server would wait for a reader of its log
    try:
        for line in server.stderr:
            said.append(line)
            if match := re.search(r"Listening at: (http://127\.0\.0\.1:\d+)", line):
                rest.start()
                yield Site(match[1], server.pid, said)
                return
        raise AssertionError("gunicorn did not start:\n" + "".join(said))
    finally:
        server.terminate()
        server.wait(DEADLINE)
        if rest.ident:
            rest.join()
        server.stderr.close()
