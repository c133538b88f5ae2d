"""Where sealed files stand: a folder here, a bucket elsewhere (paper_bucket), or two places while one is emptied.

A shelf knows names and bytes, and nothing of what is in them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from citizen.core.errors import NO_ROOM_ERRORS, NotFound

_SUFFIX, _UNFINISHED = ".sealed", ".part"
Write = Callable[[BinaryIO], None]


class NoRoom(Exception):
    """The disk, or what this service may use of it, is full. Nothing was kept."""


class Shelf(Protocol):
    """A place for files. A file is complete or it is not there. Every call may raise Unreachable."""

    def write(self, name: str, write: Write) -> None:
        """Keep what `write` writes, in place of what had this name; raises NoRoom."""

    def open(self, name: str) -> BinaryIO:
        """To be closed; raises NotFound."""

    def has(self, name: str) -> bool: ...

    def remove(self, name: str) -> None:
        """It may be gone already."""

    def names_before(self, moment: datetime) -> Iterator[str]:
        """The names of all files last written before a moment."""

    def remove_unfinished(self, *, before: datetime) -> int:
        """Remove what a process that died left half written; returns how many."""


class Folder:
    """Files are written aside and then renamed; the new name, too, is still there after a power cut."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def write(self, name: str, write: Write) -> None:
        # A name of its own: another copy of a job may be writing the same file.
        aside = self.path / f"{name}.{secrets.token_hex(4)}{_UNFINISHED}"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with aside.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                write(file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path(name))
            self._sync()
        except OSError as fault:
            if fault.errno in NO_ROOM_ERRORS:
                raise NoRoom from fault
            raise
        finally:
            aside.unlink(missing_ok=True)

    def open(self, name: str) -> BinaryIO:
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise NotFound("paper") from None

    def has(self, name: str) -> bool:
        return self._path(name).is_file()

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names_before(self, moment: datetime) -> Iterator[str]:
        return (path.name.removesuffix(_SUFFIX) for path in self._written_before(moment, _SUFFIX))

    def remove_unfinished(self, *, before: datetime) -> int:
        left = list(self._written_before(before, _UNFINISHED))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _written_before(self, moment: datetime, suffix: str) -> Iterator[Path]:
        for path in sorted(self.path.glob(f"*{suffix}")):
            try:
                written = path.stat().st_mtime
            except FileNotFoundError:  # finished or removed while we were looking
                continue
            if datetime.fromtimestamp(written, UTC) < moment:
                yield path

    def _path(self, name: str) -> Path:
        return self.path / f"{name}{_SUFFIX}"


class Moving:
    """Two places at once: what comes new goes to the first, what is there already is found in either. So papers can be
    carried from one to the other while the site runs.
    """

    def __init__(self, first: Shelf, second: Shelf) -> None:
        self.first = first
        self.second = second

    def __str__(self) -> str:
        return f"{self.first} (or still in {self.second})"

    def write(self, name: str, write: Write) -> None:
        self.first.write(name, write)
        self.second.remove(name)

    def open(self, name: str) -> BinaryIO:
        for shelf in (self.first, self.second):
            with contextlib.suppress(NotFound):
                return shelf.open(name)
        # Carried over between the two looks.
        return self.first.open(name)

    def has(self, name: str) -> bool:
        return self.first.has(name) or self.second.has(name)

    def remove(self, name: str) -> None:
        self.second.remove(name)
        self.first.remove(name)

    def names_before(self, moment: datetime) -> Iterator[str]:
        seen: set[str] = set()
        for shelf in (self.second, self.first):
            for name in shelf.names_before(moment):
                if name not in seen:
                    seen.add(name)
                    yield name

    def remove_unfinished(self, *, before: datetime) -> int:
        return self.first.remove_unfinished(before=before) + self.second.remove_unfinished(before=before)
