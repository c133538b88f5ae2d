from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from citizen.applications.paper_store import PaperStore
from citizen.config import for_tests
from citizen.core.errors import NotFound
from citizen.db import sealing

PAPER = "王小明的残疾人证".encode()


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    sealing.use_keys(for_tests().data_keys, hash_key="tests")
    return PaperStore(tmp_path / "papers")


def test_a_paper_comes_back_as_it_was_given(store: PaperStore) -> None:
    assert store.get(store.put(PAPER)) == PAPER


def test_on_disk_nothing_can_be_read_and_names_say_nothing(store: PaperStore) -> None:
    name = store.put(PAPER)
    (file,) = store.folder.iterdir()
    assert file.name == f"{name}.sealed"
    assert PAPER not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_full_disk_leaves_no_half_file(store: PaperStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(PAPER)
    assert not list(store.folder.iterdir())


def test_a_removed_paper_is_gone_and_may_be_removed_again(store: PaperStore) -> None:
    name = store.put(PAPER)
    store.remove(name)
    store.remove(name)
    with pytest.raises(NotFound):
        store.get(name)


def test_files_are_listed_by_age(store: PaperStore) -> None:
    old, new = store.put(PAPER), store.put(PAPER)
    os.utime(store.folder / f"{old}.sealed", (1, 1))
    assert list(store.names_before(datetime.now(UTC) - timedelta(days=1))) == [old]
    assert set(store.names_before(datetime.now(UTC) + timedelta(days=1))) == {old, new}
