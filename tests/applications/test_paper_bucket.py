"""Papers in a bucket, over HTTP against a store that speaks S3: what a folder promises, a bucket keeps too."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from werkzeug import Request, Response
from werkzeug.serving import make_server

from citizen.applications.paper_bucket import Bucket, BucketAt
from citizen.applications.paper_shelves import Folder, Moving, NoRoom, Shelf
from citizen.applications.paper_store import Broken, PaperStore
from citizen.config import for_tests
from citizen.core.errors import NotFound, Unreachable
from citizen.db import sealing
from tests.support import bucket as s3

PAPER = "王小明的残疾人证".encode()
LATER = datetime.now(UTC) + timedelta(days=2)


def bucket_of(url: str) -> Bucket:
    return Bucket(BucketAt(url, s3.KEY, s3.SECRET, "us-east-1"))


@pytest.fixture(scope="module")
def store_url() -> Iterator[str]:
    with s3.running_store() as url:
        yield url


@pytest.fixture
def bucket(store_url: str) -> Bucket:
    """A folder of its own for each test, in the one bucket."""
    sealing.use_keys(for_tests().data_keys, hash_key="tests")
    return bucket_of(f"{store_url}/{secrets.token_hex(4)}/kept")


@pytest.fixture(params=["folder", "bucket", "moving"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket) -> Shelf:
    shelves = {"folder": Folder(tmp_path), "bucket": bucket, "moving": Moving(bucket, Folder(tmp_path))}
    return shelves[request.param]


def test_papers_are_kept_found_listed_and_forgotten_alike(shelf: Shelf) -> None:
    store = PaperStore(shelf)
    large = os.urandom(700_000)
    names = {store.put(data): data for data in (PAPER, large, b"")}
    assert {name: store.get(name) for name in names} == names
    assert [len(piece) for piece in store.pieces(next(name for name in names if names[name] == large))][:2] == [
        262_144,
        262_144,
    ]
    assert set(store.names_before(LATER)) == set(names)
    assert not set(store.names_before(datetime.now(UTC) - timedelta(days=1)))
    first = next(iter(names))
    assert shelf.has(first)
    assert store.key_number(first) == 0
    store.seal_again(first)
    assert store.get(first) == PAPER
    for _twice in range(2):
        store.remove(first)
    assert not shelf.has(first)
    for ask in (store.get, store.pieces, store.key_number, store.seal_again):
        with pytest.raises(NotFound):
            ask(first)
    assert store.remove_unfinished(before=LATER) == 0


def test_in_the_bucket_nothing_can_be_read_and_names_say_nothing(bucket: Bucket, store_url: str) -> None:
    name = PaperStore(bucket).put(PAPER)
    (mine,) = [(key, data) for key, data in s3.contents(store_url).items() if name in key]
    assert mine[0].endswith(f"/kept/{name}.sealed")
    assert PAPER not in mine[1]


def test_what_was_changed_or_cut_off_in_the_bucket_is_not_believed(bucket: Bucket) -> None:
    store = PaperStore(bucket)
    name, other = store.put(os.urandom(600_000)), store.put(PAPER)
    with bucket.open(name) as file:
        whole = file.read()
    bucket.write(name, lambda file: file.write(whole[:-9]) and None)
    with pytest.raises((Broken, InvalidToken)):
        store.get(name)
    with bucket.open(other) as file:
        foreign = file.read()
    bucket.write(name, lambda file: file.write(foreign) and None)
    with pytest.raises(Broken):
        store.get(name)


def test_a_download_given_up_in_the_middle_keeps_no_connection(bucket: Bucket) -> None:
    store = PaperStore(bucket)
    name = store.put(os.urandom(2_000_000))
    for _more_often_than_there_are_connections in range(12):
        pieces = store.pieces(name)
        assert len(next(pieces)) == 262_144
        pieces.close()
    assert len(store.get(name)) == 2_000_000


def test_a_bucket_that_keeps_what_is_removed_is_noticed(store_url: str, bucket: Bucket) -> None:
    from minio.versioningconfig import ENABLED, VersioningConfig

    assert not bucket.keeps_old_versions()
    client = s3.client_of(store_url)
    client.make_bucket("versions")
    client.set_bucket_versioning("versions", VersioningConfig(ENABLED))
    assert bucket_of(store_url.replace(s3.BUCKET, "versions")).keeps_old_versions()


def test_a_store_that_is_away_is_said_to_be_away() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        bucket = bucket_of(f"http://127.0.0.1:{nobody.getsockname()[1]}/papers")
        store = PaperStore(bucket)
        for ask in (lambda: store.put(PAPER), lambda: store.get("a"), lambda: list(store.names_before(LATER))):
            with pytest.raises(Unreachable):
                ask()
        with pytest.raises(Unreachable):
            store.remove("a")
        store.let_go("a")  # nobody's answer fails because of what is swept anyway


def test_a_bucket_that_is_not_there_is_no_paper_that_is_not_there(store_url: str) -> None:
    with pytest.raises(Unreachable, match="NoSuchBucket"):
        PaperStore(bucket_of(store_url.replace(s3.BUCKET, "another"))).get("a")


class Answering:
    """A store that gives every request the same answer, after the body was read."""

    def __init__(self, status: int, code: str) -> None:
        self.status, self.code, self.count = status, code, 0

    def __call__(self, environ, start_response):
        request = Request(environ)
        request.get_data()
        self.count += 1
        body = f"<Error><Code>{self.code}</Code><Message>王小明</Message></Error>"
        return Response(body, self.status, mimetype="application/xml")(environ, start_response)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(403, "AccessDenied", Unreachable), (507, "XMinioStorageFull", NoRoom), (403, "QuotaExceeded", NoRoom)],
)
def test_what_the_store_says_is_understood_and_its_words_are_kept_by_nobody(
    status: int, code: str, said: type[Exception]
) -> None:
    answering = Answering(status, code)
    server = make_server("127.0.0.1", 0, answering, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with pytest.raises(said) as caught:
            PaperStore(bucket_of(f"http://127.0.0.1:{server.server_port}/papers")).put(PAPER)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert answering.count
    assert "王小明" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_store_that_breaks_off_in_the_middle_of_a_paper(bucket: Bucket, store_url: str) -> None:
    """Half of the bytes and then nothing: the caller hears of it and never takes the half for the whole."""
    store = PaperStore(bucket)
    name = store.put(os.urandom(900_000))
    (sealed,) = [data for key, data in s3.contents(store_url).items() if name in key]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(65536)
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(sealed)}\r\n\r\n"
                line.sendall(head.encode() + sealed[:600_000])
                time.sleep(0.1)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Unreachable):
            PaperStore(bucket_of(f"http://127.0.0.1:{port}/papers")).get(name)
        thread.join()


def test_what_stands_in_the_folder_is_still_found_when_a_bucket_is_set_up(bucket: Bucket, tmp_path: Path) -> None:
    folder = PaperStore(tmp_path)
    old, given_up = folder.put(PAPER), folder.put(b"given up")
    both = PaperStore(Moving(bucket, Folder(tmp_path)))
    new = both.put(b"new")
    assert (both.get(old), both.get(new)) == (PAPER, b"new")
    assert set(both.names_before(LATER)) == {old, given_up, new}
    both.remove(given_up)
    assert {path.stem for path in tmp_path.iterdir()} == {old}
    both.seal_again(old)
    assert not list(tmp_path.iterdir())
    assert both.get(old) == PAPER
