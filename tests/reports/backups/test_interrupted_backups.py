"""A backup that is killed, stopped or runs out of disk leaves no half file, and an older one as it was."""

import errno
import gzip
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from reports.backups import sealed
from reports.backups.sealed import DamagedFileError, unsealed
from tests.databases import Databases, connected_to

pytestmark = pytest.mark.both

KILLS = 20
NEVER = -1
SOMEWHERE = 1000


class Moments:
    """Counts every write, and what comes after the last; sends this process a signal when its moment has come."""

    def __init__(self, at: int, number: int) -> None:
        self.at, self.number = at, number
        self.passed = 0

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            if self.passed == self.at:
                os.kill(os.getpid(), self.number)
            self.passed += 1
            return function(*arguments)

        return counted


def back_up(url: str, file: Path, at: int = NEVER, number: int = 0) -> tuple[int, int]:
    """In a process of its own; returns how it ended and, if it came to its end, how many moments it had."""
    answers, answer = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            moments = Moments(at, number)
            with (
                connected_to(url),
                patch.object(sealed.Hashed, "write", moments.before(sealed.Hashed.write)),
                patch.object(os, "fsync", moments.before(os.fsync)),
                patch.object(Path, "replace", moments.before(Path.replace)),
            ):
                call_command("backup", file, verbosity=0)
            os.write(answer, str(moments.passed).encode())
            code = 0
        except SystemExit as stop:
            code = int(str(stop.code))
        finally:
            os._exit(code)
    os.close(answer)
    with os.fdopen(answers) as said:
        moments_passed = int(said.read() or 0)
    _process, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), moments_passed


def everything(file: Path) -> list[str]:
    """The lines behind the first, which says when the backup was made."""
    with unsealed(file) as lines:
        return list(lines)[1:]


@pytest.fixture
def url(databases: Databases, full: str) -> str:
    return databases.url_of(full)


@pytest.fixture
def moments(url: str, tmp_path: Path) -> list[int]:
    """When to kill: at random, at the very beginning, and around the moment at which the file gets its name."""
    folder = tmp_path / "whole"
    folder.mkdir()
    ended, number = back_up(url, folder / "b.gz")
    assert ended == 0
    assert number > 1400
    chance = random.Random(2021)  # noqa: S311 - the same moments in every run
    return [0, 1, *chance.sample(range(2, number - 3), KILLS - 5), number - 3, number - 2, number - 1]


def test_a_killed_backup_leaves_no_half_file_and_an_older_one_as_it_was(
    url: str, moments: list[int], backup_file: Path, tmp_path: Path
) -> None:
    older = backup_file.read_bytes()
    for number, moment in enumerate(moments[:-1]):
        file = tmp_path / f"{number}.gz"
        if number % 2:
            file.write_bytes(older)
        assert back_up(url, file, moment, signal.SIGKILL)[0] == -signal.SIGKILL
        assert file.read_bytes() == older if number % 2 else not file.exists()
    file = tmp_path / "named.gz"
    assert back_up(url, file, moments[-1], signal.SIGKILL)[0] == -signal.SIGKILL
    assert everything(file) == everything(backup_file)


def test_what_a_killed_backup_leaves_is_refused_and_gone_after_the_next(url: str, tmp_path: Path) -> None:
    file, folder = tmp_path / "new" / "b.gz", tmp_path / "new"
    folder.mkdir()
    back_up(url, file, SOMEWHERE, signal.SIGKILL)
    (leftover,) = folder.iterdir()
    assert leftover.name.startswith(".b.gz.")
    with pytest.raises(DamagedFileError), unsealed(leftover):
        pass
    assert back_up(url, file)[0] == 0
    assert list(folder.iterdir()) == [file]


def test_two_backups_at_once_do_not_take_each_others_rest_away(url: str, tmp_path: Path) -> None:
    file = tmp_path / "b.gz"
    with sealed.sealed(file) as lines:
        lines.write(b"a line\n")
        assert back_up(url, file)[0] == 0
    with gzip.open(file, "rt") as text:
        assert text.readline() == "a line\n"


def test_a_backup_that_is_told_to_stop_cleans_up(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    folder.mkdir()
    assert back_up(url, folder / "b.gz", SOMEWHERE, signal.SIGTERM)[0] == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_named_and_nothing_is_left(url: str, tmp_path: Path) -> None:
    full = patch.object(sealed.Hashed, "write", side_effect=OSError(errno.ENOSPC, "No space left on device"))
    with connected_to(url), full, pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", tmp_path / "b.gz")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_named(url: str, tmp_path: Path) -> None:
    with connected_to(url), pytest.raises(CommandError, match=r"nirgends/b\.gz kann nicht geschrieben werden"):
        call_command("backup", tmp_path / "nirgends" / "b.gz")
