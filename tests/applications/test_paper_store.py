from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from citizen.applications.paper_store import Broken, NoRoom, PaperStore
from citizen.config import for_tests
from citizen.core.errors import NotFound
from citizen.db import sealing

PAPER = "王小明的残疾人证".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "papers"


@pytest.fixture
def store(folder: Path) -> PaperStore:
    sealing.use_keys(for_tests().data_keys, hash_key="tests")
    return PaperStore(folder)


def test_a_paper_comes_back_as_it_was_given(store: PaperStore) -> None:
    assert store.get(store.put(PAPER)) == PAPER


def test_on_disk_nothing_can_be_read_and_names_say_nothing(store: PaperStore, folder: Path) -> None:
    name = store.put(PAPER)
    (file,) = folder.iterdir()
    assert file.name == f"{name}.sealed"
    assert PAPER not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_large_paper_is_sealed_piece_by_piece(store: PaperStore) -> None:
    paper = os.urandom(700_000)
    name = store.put(paper)
    pieces = list(store.pieces(name))
    assert [len(piece) for piece in pieces] == [262_144, 262_144, 175_712]
    assert b"".join(pieces) == paper
    assert store.get(store.put(b"")) == b""


def _frames(data: bytes) -> list[bytes]:
    """The sealed pieces of a file, each with its length before it."""
    mark, place, found = data[:7], 7, []
    while place < len(data):
        end = place + 4 + int.from_bytes(data[place : place + 4], "big")
        found.append(data[place:end])
        place = end
    return [mark, *found]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda mine, other: [mine[0], mine[2], mine[1], *mine[3:]],
        lambda mine, other: mine[:-1],
        lambda mine, other: [mine[0], other[1], *mine[2:]],
        lambda mine, other: mine[:1],
        lambda mine, other: [*mine[:2], mine[2][:-9]],
    ],
    ids=["swapped", "last one missing", "from another file", "empty", "cut off"],
)
def test_pieces_cannot_be_moved_or_left_out(store: PaperStore, folder: Path, tamper) -> None:
    mine, other = store.put(os.urandom(600_000)), store.put(os.urandom(600_000))
    path = folder / f"{mine}.sealed"
    frames = [_frames((folder / f"{name}.sealed").read_bytes()) for name in (mine, other)]
    path.write_bytes(b"".join(tamper(*frames)))
    with pytest.raises((Broken, InvalidToken)):
        store.get(mine)


def test_files_kept_before_they_were_sealed_in_pieces_are_read(store: PaperStore, folder: Path) -> None:
    folder.mkdir()
    (folder / "old.sealed").write_bytes(sealing.seal_bytes(PAPER))
    assert store.get("old") == PAPER
    store.seal_again("old")
    assert store.get("old") == PAPER
    assert (folder / "old.sealed").read_bytes().startswith(b"PAPER2")


def test_a_full_disk_leaves_no_half_file(store: PaperStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom):
        store.put(PAPER)
    assert not list(folder.iterdir())


def _run(folder: Path, body: str) -> subprocess.Popen[str]:
    """A process of its own with a store in this folder."""
    lines = (
        "import os, resource, signal, sys, time",
        "from pathlib import Path",
        "from citizen.applications import paper_sealing, paper_store",
        "from citizen.config import for_tests",
        "from citizen.db import sealing",
        "sealing.use_keys(for_tests().data_keys, hash_key='tests')",
        "store = paper_store.PaperStore(Path(sys.argv[1]))",
        body,
    )
    command = [sys.executable, "-c", "\n".join(lines), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_limit_reached_while_really_writing_leaves_no_half_file(store: PaperStore, folder: Path) -> None:
    """The system refuses the write in the middle of the file, as a full disk does."""
    body = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
print(len(store.get(store.put(os.urandom(100_000)))))
try:
    store.put(os.urandom(2_000_000))
except paper_store.NoRoom:
    print("no room", sorted(path.suffix for path in Path(sys.argv[1]).iterdir()))
"""
    process = _run(folder, body)
    said, _ = process.communicate(timeout=60)
    assert said.splitlines() == ["100000", "no room ['.sealed']"]


def test_a_process_killed_while_writing_leaves_only_what_is_swept(store: PaperStore, folder: Path) -> None:
    body = """
sealed, seal = [], paper_sealing.seal_bytes
def slow(data):
    sealed.append(1)
    if len(sealed) == 3:
        print("in the middle", flush=True)
        time.sleep(60)
    return seal(data)
paper_sealing.seal_bytes = slow
store.put(os.urandom(2_000_000))
"""
    process = _run(folder, body)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "in the middle\n"
        process.kill()
        process.wait(timeout=60)
    (left,) = folder.iterdir()
    assert left.suffix == ".part"
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert not list(store.names_before(later))
    assert store.remove_unfinished(before=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert store.remove_unfinished(before=later) == 1
    assert not list(folder.iterdir())


def test_a_removed_paper_is_gone_and_may_be_removed_again(store: PaperStore) -> None:
    name = store.put(PAPER)
    store.remove(name)
    store.remove(name)
    with pytest.raises(NotFound):
        store.get(name)


def test_files_are_listed_by_age(store: PaperStore, folder: Path) -> None:
    old, new = store.put(PAPER), store.put(PAPER)
    os.utime(folder / f"{old}.sealed", (1, 1))
    assert list(store.names_before(datetime.now(UTC) - timedelta(days=1))) == [old]
    assert set(store.names_before(datetime.now(UTC) + timedelta(days=1))) == {old, new}
