"""Papers on disk: encrypted, one file each, under random names that say nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from citizen.core.errors import NotFound
from citizen.db.sealing import seal_bytes, unseal_bytes

_SUFFIX = ".sealed"


class PaperStore:
    """A folder of sealed files. A file is complete or it is not there: it is written aside and then renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep the data; returns the name to ask for it again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = secrets.token_hex(24)
        aside = self.folder / f"{name}.part"
        try:
            with aside.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(seal_bytes(data))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path(name))
        finally:
            aside.unlink(missing_ok=True)
        return name

    def get(self, name: str) -> bytes:
        """The data as they were given; raises NotFound."""
        try:
            return unseal_bytes(self._path(name).read_bytes())
        except FileNotFoundError:
            raise NotFound("paper") from None

    def remove(self, name: str) -> None:
        """Forget the file; it may be gone already."""
        self._path(name).unlink(missing_ok=True)

    def names_before(self, moment: datetime) -> Iterator[str]:
        """The names of all files last written before a moment."""
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                yield path.name.removesuffix(_SUFFIX)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"
