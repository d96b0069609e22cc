"""A file that differs in a single bit from what was written is refused, and the database stays as it is."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.backups.sealed import DamagedFileError, sealed, unsealed
from tests.databases import Databases, connected_to, content_of
from tests.effort import tries

damages = settings(max_examples=tries(200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def is_refused(file: Path, content: bytes) -> bool:
    file.write_bytes(content)
    try:
        with unsealed(file):
            return False
    except DamagedFileError:
        return True


def test_every_single_bit_matters(tmp_path: Path) -> None:
    file = tmp_path / "b.gz"
    with sealed(file) as lines:
        lines.write("Eine Zeile, ä und ö\n".encode())
    whole = file.read_bytes()
    assert not is_refused(file, whole)
    for position in range(len(whole)):
        for bit in range(8):
            flipped = whole[position] ^ (1 << bit)
            assert is_refused(file, whole[:position] + bytes([flipped]) + whole[position + 1 :])


def test_it_must_neither_be_shorter_nor_longer(tmp_path: Path) -> None:
    file = tmp_path / "b.gz"
    with sealed(file) as lines:
        lines.write(b"Eine Zeile\n")
    whole = file.read_bytes()
    assert all(is_refused(file, whole[:length]) for length in range(len(whole)))
    assert is_refused(file, whole + b"\0")
    assert is_refused(file, whole + whole)


@damages
@given(data=st.data())
def test_any_changed_byte_of_a_real_backup_is_noticed(data: st.DataObject, backup_file: Path, tmp_path: Path) -> None:
    whole = backup_file.read_bytes()
    position = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[position]))
    assert is_refused(tmp_path / "b.gz", whole[:position] + bytes([other]) + whole[position + 1 :])


@damages
@given(data=st.data())
def test_any_missing_part_of_a_real_backup_is_noticed(data: st.DataObject, backup_file: Path, tmp_path: Path) -> None:
    whole = backup_file.read_bytes()
    begin = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(begin + 1, len(whole)))
    assert is_refused(tmp_path / "b.gz", whole[:begin] + whole[end:])


def test_the_command_says_so_and_writes_nothing(
    databases: Databases, full: str, empty: str, backup_file: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "b.gz"
    damaged.write_bytes(backup_file.read_bytes()[:-1000])
    for name, options in ((full, ["--replace"]), (empty, [])):
        before = content_of(name)
        with connected_to(databases.url_of(name)), pytest.raises(CommandError, match="beschädigt") as refusal:
            call_command("restore", damaged, *options)
        assert "Es wurde nichts geschrieben." in str(refusal.value)
        assert content_of(name) == before
