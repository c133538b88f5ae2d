"""An archive is sent while it is made, and one that broke off is none."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator

import pytest

from citizen.home.zipping import zipped

pytestmark = pytest.mark.once
PIECE, PIECES = 64 * 1024, 40


def test_what_is_packed_comes_out_again_with_names_and_without_rights_for_others() -> None:
    content = os.urandom(PIECE) + b"a" * PIECE
    made = b"".join(zipped([("my-data.json", [b"{}"]), ("papers/1.jpg", [content[:100], content[100:]]), ("none", [])]))
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert archive.testzip() is None
    assert archive.namelist() == ["my-data.json", "papers/1.jpg", "none"]
    assert archive.read("papers/1.jpg") == content
    assert {info.external_attr >> 16 for info in archive.infolist()} == {0o600}


def test_a_piece_is_read_when_the_one_before_was_sent() -> None:
    read = 0

    def pieces() -> Iterator[bytes]:
        nonlocal read
        for _ in range(PIECES):
            read += 1
            yield os.urandom(PIECE)

    sent = zipped([("large", pieces())])
    assert max(len(next(sent)) for _ in range(3)) < 3 * PIECE
    assert read <= 4
    rest = b"".join(sent)
    assert read == PIECES
    assert len(rest) > (PIECES - 5) * PIECE


def test_an_archive_that_broke_off_cannot_be_taken_for_a_whole_one() -> None:
    def broken() -> Iterator[bytes]:
        yield os.urandom(PIECE)
        raise OSError

    sent, got = zipped([("first", [b"whole"]), ("second", broken())]), []
    with pytest.raises(OSError):
        got.extend(sent)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(got)))
