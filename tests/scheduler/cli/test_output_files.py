"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from scheduler.cli.failures import BadInput
from scheduler.cli.files import read_bytes, write_atomically
from solver.documents import MAX_BYTES


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new content takes the old one's place, and nothing else is left behind."""
    path = tmp_path / "a"
    path.write_bytes(b"old")

    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk fails half-way, the old file stays and no scrap is left."""
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(BadInput) as caught:
        write_atomically(path, b"new")
    assert str(caught.value.issues[0]) == "no space left on device"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing to a link writes the file it points to."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_the_usual_permissions_hold(tmp_path: Path) -> None:
    """A new file is as readable as any other that the user makes."""
    path, other = tmp_path / "a", tmp_path / "b"
    other.write_bytes(b"")

    write_atomically(path, b"new")

    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def test_reading_is_bounded(tmp_path: Path) -> None:
    """Of a file without an end, one byte more than is allowed is read."""
    assert len(read_bytes(Path("/dev/zero"))) == MAX_BYTES + 1
