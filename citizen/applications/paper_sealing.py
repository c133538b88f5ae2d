"""How a paper is written down: sealed piece by piece, so that a large one never stands in memory twice.

Each piece says which file it belongs to, its place there and whether it is the last: pieces cannot be swapped, left out
or taken from another file. The same on a disk and in a bucket.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from citizen.db.sealing import key_number, seal_bytes, unseal_bytes

_MARK = b"PAPER2\n"
_PIECE = 256 * 1024
_LENGTH = struct.Struct(">I")
_PLACE = struct.Struct(">I?")


class Broken(Exception):
    """What is kept is not what was written: cut off, or changed by somebody without the key."""


class OpenedPieces(Iterator[bytes]):
    """What was sealed under a name, piece by piece. The first one is opened at once, so that a fault is met before
    anything is answered. Raises Broken when a piece is not the right one. Closed after the last, or by `close`.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._pieces = _opened(file, name)
        self._first: bytes | None = self._after_that()

    def __next__(self) -> bytes:
        if self._first is None:
            return self._after_that()
        piece, self._first = self._first, None
        return piece

    def _after_that(self) -> bytes:
        is_last = True
        try:
            piece, is_last = next(self._pieces)
            return piece
        finally:
            if is_last:
                self.close()

    def close(self) -> None:
        """What was not read is not needed."""
        self._file.close()


def seal_into(file: BinaryIO, name: str, data: bytes) -> None:
    """Write the data sealed, as the file of this name."""
    file.write(_MARK)
    whole = memoryview(data)
    count = max(1, -(-len(data) // _PIECE))
    for place in range(count):
        piece = whole[place * _PIECE : (place + 1) * _PIECE]
        sealed = seal_bytes(name.encode() + _PLACE.pack(place, place == count - 1) + piece)
        file.write(_LENGTH.pack(len(sealed)) + sealed)


def first_key_number(file: BinaryIO) -> int | None:
    """Which key the first piece is sealed with (see sealing.key_number); raises Broken."""
    mark = file.read(len(_MARK))
    return key_number(_sealed_piece(file) if mark == _MARK else mark + file.read())


def _opened(file: BinaryIO, name: str) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last."""
    mark = file.read(len(_MARK))
    if mark != _MARK:  # kept before files were sealed piece by piece
        yield unseal_bytes(mark + file.read()), True
        return
    place, is_last = 0, False
    while not is_last:
        expected = name.encode() + struct.pack(">I", place)
        piece = unseal_bytes(_sealed_piece(file))
        if not piece.startswith(expected):
            raise Broken(f"piece {place} of a paper")
        is_last = piece[len(expected)] == 1
        yield piece[len(expected) + 1 :], is_last
        place += 1


def _sealed_piece(file: BinaryIO) -> bytes:
    length = file.read(_LENGTH.size)
    sealed = file.read(_LENGTH.unpack(length)[0]) if len(length) == _LENGTH.size else b""
    if not sealed:
        raise Broken("a paper ends too early")
    return sealed
