"""Papers are carried from the folder into a bucket and back; nobody loses one, whatever happens on the way."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask

from citizen.applications.paper_shelves import Folder, Write
from citizen.applications.paper_store import PaperStore, store_of
from citizen.applications.papers_moving import carry_over
from citizen.config import Settings, for_tests
from citizen.core.errors import NotFound, Unreachable
from citizen.db import sealing
from tests.support import bucket as s3

pytestmark = pytest.mark.once
LATER = datetime.now(UTC) + timedelta(days=2)


@pytest.fixture(autouse=True)
def keys() -> None:
    sealing.use_keys(for_tests().data_keys, hash_key="tests")


@pytest.fixture(scope="module")
def store_url() -> Iterator[str]:
    with s3.running_store() as url:
        yield url


@pytest.fixture
def both(tmp_path: Path) -> tuple[Folder, Folder]:
    return Folder(tmp_path / "old"), Folder(tmp_path / "new")


def filled(shelf: Folder) -> dict[str, bytes]:
    return {PaperStore(shelf).put(data): data for data in (b"", b"one", os.urandom(600_000))}


def test_the_command_carries_over_and_back(app: Flask, settings: Settings, store_url: str, tmp_path: Path) -> None:
    chosen = replace(settings, papers_folder=tmp_path)
    papers = filled(Folder(tmp_path))
    run = app.test_cli_runner().invoke
    app.extensions["settings"] = chosen
    try:
        assert run(args=["papers", "move"]).exit_code == 1
        with_bucket = replace(
            chosen, papers_store_url=f"{store_url}/moved", papers_store_key=s3.KEY, papers_store_secret=s3.SECRET
        )
        app.extensions["settings"] = with_bucket
        site = store_of(with_bucket)
        assert {name: site.get(name) for name in papers} == papers
        for said in ("3 papers carried", "0 papers carried"):
            assert run(args=["papers", "move"]).output.startswith(said)
            assert not list(tmp_path.iterdir())
            assert {name: site.get(name) for name in papers} == papers
        assert "the bucket http" in run(args=["papers", "setup"]).output
        assert run(args=["papers", "move", "--back"]).output.startswith("3 papers carried")
        assert not [name for name in s3.contents(store_url) if name.startswith("moved/")]
        assert {name: site.get(name) for name in papers} == papers
    finally:
        app.extensions["settings"] = settings


class Worse(Folder):
    """A shelf with a fault."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(path)
        self.fault, self.count = fault, 0

    def write(self, name: str, write: Write) -> None:
        self.count += 1
        if self.fault == "away" and self.count == 2:
            raise Unreachable("papers")

        def wrong(file: BinaryIO) -> None:
            write(file)
            file.write(b"!")

        super().write(name, wrong if self.fault == "changes" else write)


def test_what_comes_out_different_stays_where_it_was(both: tuple[Folder, Folder]) -> None:
    old, new = both
    papers = filled(old)
    done = carry_over(old, Worse(new.path, "changes"), before=LATER)
    assert (done.carried, done.different) == (0, 3)
    assert {name: PaperStore(old).get(name) for name in papers} == papers
    assert not list(new.names_before(LATER))


def test_a_target_that_goes_away_loses_nothing_and_the_next_run_ends_it(both: tuple[Folder, Folder]) -> None:
    old, new = both
    papers = filled(old)
    with pytest.raises(Unreachable):
        carry_over(old, Worse(new.path, "away"), before=LATER)
    assert set(old.names_before(LATER)) | set(new.names_before(LATER)) == set(papers)
    assert carry_over(old, new, before=LATER).carried == 2
    assert {name: PaperStore(new).get(name) for name in papers} == papers


def test_two_copies_at_once_carry_each_paper_once(both: tuple[Folder, Folder]) -> None:
    old, new = both
    papers = {PaperStore(old).put(bytes([number])): bytes([number]) for number in range(40)}
    gate, faults = threading.Barrier(2), []

    def copy() -> None:
        gate.wait()
        try:
            carry_over(old, new, before=LATER)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=copy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert {name: PaperStore(new).get(name) for name in papers} == papers
    assert not list(old.path.iterdir())


def test_what_its_owner_removed_meanwhile_does_not_come_back(both: tuple[Folder, Folder]) -> None:
    old, new = both
    papers = list(filled(old))
    looked: list[bool] = []

    def remove_the_others() -> bool:
        if not looked:
            for name in papers:
                old.remove(name)
        looked.append(True)
        return False

    assert carry_over(old, new, before=LATER, stop=remove_the_others).carried == 0
    with pytest.raises(NotFound):
        PaperStore(new).get(papers[0])
