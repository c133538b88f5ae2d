"""The papers of people: encrypted, one file each, under random names that say nothing; in a folder or in a bucket."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from citizen.applications.paper_sealing import Broken, OpenedPieces, first_key_number, seal_into
from citizen.applications.paper_shelves import Folder, Moving, NoRoom, Shelf
from citizen.config import Settings
from citizen.core.errors import Unreachable

__all__ = ["Broken", "NoRoom", "PaperStore", "store_of"]
_log = logging.getLogger("citizen.papers")


class PaperStore:
    """Sealed files on a shelf. Every call may raise Unreachable, where the shelf stands elsewhere."""

    def __init__(self, place: Path | Shelf) -> None:
        self.shelf: Shelf = Folder(place) if isinstance(place, Path) else place

    def put(self, data: bytes) -> str:
        """Keep the data; returns the name to ask for it again. Raises NoRoom."""
        name = secrets.token_hex(24)
        self._write(name, data)
        return name

    def get(self, name: str) -> bytes:
        """The data as they were given; raises NotFound."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> OpenedPieces:
        """The data piece by piece, to be closed; raises NotFound at once, Broken when a piece is not the right one."""
        return OpenedPieces(self.shelf.open(name), name)

    def has(self, name: str) -> bool:
        return self.shelf.has(name)

    def seal_again(self, name: str) -> None:
        """Write the file anew with the newest key; raises NotFound and NoRoom."""
        self._write(name, self.get(name))

    def key_number(self, name: str) -> int | None:
        """Which key its first piece is sealed with (see sealing.key_number); raises NotFound and Broken."""
        with self.shelf.open(name) as file:
            return first_key_number(file)

    def remove(self, name: str) -> None:
        """Forget the file; it may be gone already."""
        self.shelf.remove(name)

    def let_go(self, name: str) -> None:
        """Forget a file that no row names any more: now, or with the next sweep where the shelf cannot be reached."""
        try:
            self.remove(name)
        except (Unreachable, OSError) as fault:
            _log.warning("a paper is removed later: %s", type(fault).__name__)

    def names_before(self, moment: datetime) -> Iterator[str]:
        """The names of all files last written before a moment."""
        return self.shelf.names_before(moment)

    def remove_unfinished(self, *, before: datetime) -> int:
        """Remove what a process that died left half written; returns how many."""
        return self.shelf.remove_unfinished(before=before)

    def _write(self, name: str, data: bytes) -> None:
        self.shelf.write(name, lambda file: seal_into(file, name, data))


def store_of(settings: Settings) -> PaperStore:
    """The papers of this deployment. With a bucket, what still stands in the folder is found there."""
    folder = Folder(settings.papers_folder)
    if not settings.papers_store_url:
        return PaperStore(folder)
    # Here, so that deployments without a bucket do not load what speaks with one.
    from citizen.applications.paper_bucket import bucket_of

    return PaperStore(Moving(bucket_of(settings), folder))
