"""A backup: a folder with the database, the papers, and a list of both that says when any of it changed.

The list is signed with the deployment's hash key, so a backup that somebody altered, exchanged or shortened is found.
Papers are copied as they lie on disk: sealed. Nothing in a backup can be read without DATA_KEYS, which are not in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from citizen.applications.paper_shelves import Shelf
from citizen.core.errors import NotFound
from citizen.db import sealing

LIST_NAME, PAPERS = "backup.json", "papers"
_PURPOSE = "list of a backup"
_PIECE = 1024 * 1024
_SEALED = ".sealed"


class BackupWrong(Exception):
    """One line per thing that is not as it was when the backup was made."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a backup, by its path in it."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds."""

    made_at: str
    #: The migration the database stood at.
    revision: str
    database: KeptFile
    papers: tuple[KeptFile, ...]
    #: Papers that their owners removed while the backup was made: the database still names them.
    removed_meanwhile: tuple[str, ...] = ()


def write_list(folder: Path, contents: Contents) -> None:
    """The last thing that is written: without its list a backup is none."""
    text = json.dumps(asdict(contents), ensure_ascii=True, sort_keys=True)
    signed = {"contents": asdict(contents), "signature": sealing.keyed_hash(_PURPOSE, text)}
    file = folder / LIST_NAME
    file.touch(mode=0o600)
    file.write_text(json.dumps(signed, indent=1, sort_keys=True), encoding="ascii")
    with file.open("rb") as written:
        os.fsync(written.fileno())


def read_list(folder: Path) -> Contents:
    """Raises BackupWrong when there is none, it was changed, or it is of a deployment with another hash key."""
    try:
        signed = json.loads((folder / LIST_NAME).read_text(encoding="ascii"))
        contents, signature = signed["contents"], str(signed["signature"])
    except FileNotFoundError:
        raise BackupWrong(f"{folder} is no backup, or was not finished: it has no {LIST_NAME}") from None
    except (ValueError, KeyError, TypeError):
        raise BackupWrong(f"{LIST_NAME} cannot be read") from None
    text = json.dumps(contents, ensure_ascii=True, sort_keys=True)
    if not hmac.compare_digest(sealing.keyed_hash(_PURPOSE, text), signature):
        raise BackupWrong(f"{LIST_NAME} was changed, or is of a deployment with another HASH_KEY (or SECRET_KEY)")
    return _from_json(contents)


def _from_json(contents: dict[str, object]) -> Contents:
    values: dict[str, object] = {
        **contents,
        "database": KeptFile(**contents["database"]),  # type: ignore[arg-type]  # signed by ourselves
        "papers": tuple(KeptFile(**one) for one in contents["papers"]),  # type: ignore[attr-defined]
        "removed_meanwhile": tuple(contents["removed_meanwhile"]),  # type: ignore[arg-type]
    }
    return Contents(**values)  # type: ignore[arg-type]


def differences(folder: Path, contents: Contents) -> Iterator[str]:
    """Every file that is not there any more, or not as it was."""
    for kept in (contents.database, *contents.papers):
        file = folder / kept.path
        if not file.is_file():
            yield f"{kept.path}: missing"
        elif file.stat().st_size != kept.size or _digest(file) != kept.sha256:
            yield f"{kept.path}: changed"


def keep(folder: Path, path: str) -> KeptFile:
    """What the list says about a file of the backup."""
    file = folder / path
    return KeptFile(path, file.stat().st_size, _digest(file))


def copy_papers(source: Shelf, target: Shelf) -> int:
    """Copy every sealed paper that is not there yet; returns how many. One that goes away meanwhile is left out."""
    copied = 0
    for name in names_on(source):
        if target.has(name):
            continue
        try:
            with source.open(name) as file:
                target.write(name, partial(shutil.copyfileobj, file))
        except NotFound:  # removed by its owner
            continue
        copied += 1
    return copied


def names_on(shelf: Shelf) -> list[str]:
    """The names of all papers that stand there."""
    return sorted(shelf.names_before(datetime.max.replace(tzinfo=UTC)))


def path_of(name: str) -> str:
    """Where a paper stands in a backup."""
    return f"{PAPERS}/{name}{_SEALED}"


def names_of(papers: Iterable[KeptFile]) -> set[str]:
    """The names the database knows papers by."""
    return {Path(one.path).name.removesuffix(_SEALED) for one in papers}


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
