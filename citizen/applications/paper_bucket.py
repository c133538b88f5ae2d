"""Papers in a bucket: any store that speaks S3 (of a government cloud, MinIO, Ceph …), so that several machines share
them. What goes there is sealed already; a file is sent in one request, so it is complete or it is not there.
"""

from __future__ import annotations

import io
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast
from urllib.parse import urlsplit

import urllib3

from citizen.applications.paper_shelves import NoRoom, Write
from citizen.config import Settings
from citizen.core.errors import NotFound, Unreachable

if TYPE_CHECKING:
    from minio import Minio

_SUFFIX = ".sealed"
_SECONDS = urllib3.Timeout(connect=3, read=15)
#: Of a request that met a fault of the store; each may be repeated without harm.
_TRIES = urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
_CONNECTIONS = 8
_GONE = ("NoSuchKey", "NoSuchObject")
_FULL = ("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage")


class BucketAt(NamedTuple):
    """Which bucket, and who we are there. The address: https://host/bucket, or https://host/bucket/a/folder."""

    url: str
    key: str
    secret: str
    region: str
    #: Whether the bucket's name belongs into the host's; None: as the client knows the host.
    is_in_host: bool | None = None


class Bucket:
    """One client for a process, made at the first use: after the workers have parted."""

    def __init__(self, at: BucketAt) -> None:
        self._at = at
        parts = urlsplit(at.url)
        self._host, self._is_encrypted = parts.netloc, parts.scheme == "https"
        self._bucket, _, folder = parts.path.strip("/").partition("/")
        self._prefix = f"{folder}/" if folder else ""

    def __str__(self) -> str:
        return self._at.url

    def write(self, name: str, write: Write) -> None:
        sealed = io.BytesIO()
        write(sealed)
        length = sealed.tell()
        sealed.seek(0)
        with self._asking():
            # One part, however long: parts of a broken upload would stay behind unseen.
            self._client.put_object(self._bucket, self._key(name), sealed, length, part_size=_one_part(length))

    def open(self, name: str) -> BinaryIO:
        with self._asking():
            answer = self._client.get_object(self._bucket, self._key(name))
        return cast("BinaryIO", io.BufferedReader(_Body(answer)))

    def has(self, name: str) -> bool:
        try:
            with self._asking():
                self._client.stat_object(self._bucket, self._key(name))
        except NotFound:
            return False
        return True

    def remove(self, name: str) -> None:
        with self._asking():
            self._client.remove_object(self._bucket, self._key(name))

    def names_before(self, moment: datetime) -> Iterator[str]:
        with self._asking():
            for one in self._client.list_objects(self._bucket, self._prefix, recursive=True):
                key = one.object_name or ""
                if key.endswith(_SUFFIX) and one.last_modified and one.last_modified < moment:
                    yield key.removeprefix(self._prefix).removesuffix(_SUFFIX)

    def remove_unfinished(self, *, before: datetime) -> int:
        return 0  # nothing is ever half there

    def keeps_old_versions(self) -> bool:
        """Whether what is removed can still be read there: then nothing is ever erased."""
        with self._asking():
            return self._client.get_bucket_versioning(self._bucket).status == "Enabled"

    def _key(self, name: str) -> str:
        return f"{self._prefix}{name}{_SUFFIX}"

    @cached_property
    def _client(self) -> Minio:
        from minio import Minio  # 20 MB, for deployments with a bucket only

        trusted = ssl.create_default_context() if self._is_encrypted else None
        connections = urllib3.PoolManager(maxsize=_CONNECTIONS, timeout=_SECONDS, retries=_TRIES, ssl_context=trusted)
        made = Minio(
            self._host,
            access_key=self._at.key,
            secret_key=self._at.secret,
            secure=self._is_encrypted,
            region=self._at.region,
            http_client=connections,
        )
        if self._at.is_in_host is not None:
            made.disable_virtual_style_endpoint()  # type: ignore[no-untyped-call]
        if self._at.is_in_host:
            made.enable_virtual_style_endpoint()  # type: ignore[no-untyped-call]
        return made

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """What the store's answers mean for us. Its words may name keys and people: only its code is kept."""
        from minio.error import MinioException, S3Error

        try:
            yield
        except S3Error as fault:
            if fault.code in _GONE:
                raise NotFound("paper") from None
            if fault.code in _FULL:
                raise NoRoom from None
            raise Unreachable(f"papers: {fault.code}") from None
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as fault:
            raise Unreachable(f"papers: {type(fault).__name__}") from None


def bucket_of(settings: Settings) -> Bucket:
    """The bucket of this deployment: the same for all who ask, so that connections are used again."""
    return _bucket_at(
        BucketAt(
            settings.papers_store_url,
            settings.papers_store_key,
            settings.papers_store_secret,
            settings.papers_store_region,
            {"": None, "host": True, "path": False}[settings.papers_store_style],
        )
    )


@lru_cache
def _bucket_at(at: BucketAt) -> Bucket:
    return Bucket(at)


def _one_part(length: int) -> int:
    smallest = 5 * 1024 * 1024  # the protocol's own
    return max(length, smallest)


class _Body(io.RawIOBase):
    """The answer's bytes as they come; what was not read is given up with the connection."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self._answer = answer

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        room = memoryview(into)  # type: ignore[arg-type]  # whatever BufferedReader gives
        try:
            piece = self._answer.read(len(room))
        except (urllib3.exceptions.HTTPError, OSError) as fault:
            raise Unreachable(f"papers: {type(fault).__name__}") from None
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._answer.close()
            self._answer.release_conn()
        super().close()
