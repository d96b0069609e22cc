"""What a public page costs: new, kept and unchanged (304), beside a bare Django view that sends the same bytes.

    python -m tests.benchmarks.pages [ROUNDS]
    python tests/postgresql.py python -m tests.benchmarks.pages [ROUNDS]

Both run under gunicorn with two workers and are asked in turn. What counts are the ratios within one run, of the
answers in a second and of the time of the processor in the workers; figures stand in tests/benchmarks/README.md.
"""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.deployed import Site, manage, production, served

ROUNDS = 6
SECONDS = 2.0  # of each measurement
PAGES = ["/bielefeld/ziele-und-massnahmen-2022-2023/?ansicht=tabelle", "/heidelberg/soziale-lage-2018/"]
TICKS = os.sysconf("SC_CLK_TCK")
MILLISECONDS = 1000


class Cost(NamedTuple):
    """Answers in a second, and milliseconds of the processor for each."""

    rate: float
    milliseconds: float


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ask(site: Site, path: str, *headers: str) -> bytes:
    """Returns the whole answer; a connection of its own for each, as gunicorn's workers take them."""
    where = urlsplit(site.address)
    lines = [f"GET {path} HTTP/1.1", f"Host: {where.netloc}", "X-Forwarded-Proto: https", "Connection: close", *headers]
    with socket.create_connection((where.hostname or "", where.port or 0)) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def processor_time(site: Site) -> float:
    """Returns the seconds that the workers of a site have spent so far."""
    children = Path(f"/proc/{site.process}/task/{site.process}/children").read_text(encoding="ascii").split()
    spent = 0
    for child in children:
        fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / TICKS


def measure(site: Site, request: Callable[[], bytes]) -> Cost:
    number, before, start = 0, processor_time(site), time.perf_counter()
    while (passed := time.perf_counter() - start) < SECONDS:
        request()
        number += 1
    return Cost(number / passed, (processor_time(site) - before) / number * MILLISECONDS)


def median(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda cost: cost.milliseconds)[len(costs) // 2]


def compare(ours: Site, rendered: Site, bare: Site, path: str, rounds: int) -> None:
    tag = next(
        line.split(b": ")[1].decode() for line in ask(ours, path).split(b"\r\n") if line.lower().startswith(b"etag: ")
    )
    kinds: dict[str, tuple[Site, Callable[[], bytes]]] = {
        "bare view": (bare, lambda: ask(bare, "/")),
        "kept": (ours, lambda: ask(ours, path)),
        "unchanged (304)": (ours, lambda: ask(ours, path, f"If-None-Match: {tag}")),
        "made anew": (rendered, lambda: ask(rendered, path)),
        "made anew, logged in": (rendered, lambda: ask(rendered, path, "Cookie: sessionid=unknown")),
    }
    costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
    for _round in range(rounds):
        for kind, (site, request) in kinds.items():
            costs[kind].append(measure(site, request))
    base = median(costs["bare view"])
    for kind in kinds:
        cost = median(costs[kind])
        say(
            f"  {kind:22} {cost.rate:7.0f}/s {cost.milliseconds:8.2f} ms of CPU   "
            f"{cost.rate / base.rate:5.2f} × the answers, {base.milliseconds / cost.milliseconds:5.2f} × by CPU"
        )


def main(rounds: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="pages-"))
    environment = production(folder)
    if url := os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = url
    else:
        (folder / "database").mkdir()
    manage(environment, "migrate", "--verbosity=0")
    manage(environment, "loaddata", "--verbosity=0", *map(str, sorted(Path("fixtures").rglob("*.yaml"))))
    manage(environment, "collectstatic", "--no-input", "--verbosity=0")
    for path in PAGES:
        with ExitStack() as stack:
            ours = stack.enter_context(served(environment, "--workers=2"))
            rendered = stack.enter_context(served({**environment, "KEPT_PAGES_MB": "0"}, "--workers=2"))
            whole = ask(ours, path).partition(b"\r\n\r\n")[2]
            (folder / "page").write_bytes(whole)
            plain = {
                **environment,
                "DJANGO_SETTINGS_MODULE": "tests.benchmarks.bare.settings",
                "BARE_PAGE": str(folder / "page"),
            }
            bare = stack.enter_context(served(plain, "--workers=2", application="tests.benchmarks.bare.wsgi"))
            say(f"{path}: {len(whole)} bytes")
            compare(ours, rendered, bare, path, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
