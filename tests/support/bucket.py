"""A store that speaks S3 over HTTP, in a thread of the tests, with one bucket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from minio import Minio
from moto.server import ThreadedMotoServer

KEY, SECRET, BUCKET = "tests-key", "tests-secret", "papers"


@contextmanager
def running_store(port: int = 0) -> Iterator[str]:
    """The address of a new, empty bucket; what is in it is gone when the store stops."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        host, found = server.get_host_and_port()
        client_of(f"http://{host}:{found}").make_bucket(BUCKET)
        yield f"http://{host}:{found}/{BUCKET}"
    finally:
        server.stop()


def client_of(url: str) -> Minio:
    """Somebody who looks into the store from outside."""
    return Minio(url.split("/")[2], access_key=KEY, secret_key=SECRET, secure=False, region="us-east-1")


def contents(url: str) -> dict[str, bytes]:
    """Every object of the bucket, as it stands there."""
    client = client_of(url)
    found = {}
    for one in client.list_objects(BUCKET, recursive=True):
        with client.get_object(BUCKET, one.object_name) as answer:
            found[one.object_name] = answer.read()
    return found
