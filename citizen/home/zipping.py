"""A ZIP archive that is sent while it is made: only the piece that is being packed is in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

from citizen.core import clock


class _Sink:
    """Takes what the packer writes, until it is sent on. It cannot be wound back, and the packer knows how to do
    without.
    """

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Whoever takes it sends it."""

    def taken(self) -> bytes:
        whole = b"".join(self._waiting)
        self._waiting.clear()
        return whole


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive of these files, each given by its pieces. What fails on the way ends the archive before its list of
    contents: it cannot be taken for a whole one.
    """
    sink = _Sink()
    archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]  # it needs write and flush
    for name, pieces in files:
        with archive.open(_entry(name), "w", force_zip64=True) as packed:
            for piece in pieces:
                packed.write(piece)
                if made := sink.taken():
                    yield made
    archive.close()
    yield sink.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.now().astimezone(clock.LOCAL_ZONE).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
