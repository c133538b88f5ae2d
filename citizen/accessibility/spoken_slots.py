"""Recordings by people, in Putonghua or a dialect of the district, that stand where the machine's voice would.

`static/audio/manifest.json` lists them by the same slots as the clips in sign language: one for every page, question,
result and letter. A recording belongs to the text it was made from; once that changes it is played no more, and the
page says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from citizen.accessibility.content_records import Kind, VersionRecord
from citizen.accessibility.sign_registry import all_slots, find_slot, text_hash

FOLDER = Path(__file__).resolve().parent.parent.parent / "static" / "audio"
FILE_NAME = "manifest.json"
_MANDARIN = "普通话"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One recording. `file` lies below static/audio/; `locale` is the language of the words, `dialect` their sound."""

    slot: str
    locale: str
    dialect: str
    file: str
    seconds: int
    speaker: str
    made_from: str
    reviewed_by: str = ""
    reviewed_on: date | None = None

    @property
    def is_stale(self) -> bool:
        """The text has changed since somebody read it out."""
        return self.made_from != text_hash(self.slot)

    @property
    def length(self) -> str:
        """'1:05'."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


class ManifestWrong(Exception):
    """The list of recordings cannot be used; the message names the entry."""


def recordings_for(slot: str, locale: str, *, folder: Path = FOLDER) -> tuple[Spoken, ...]:
    """What people recorded for a slot, Putonghua first. Outdated ones are among them: the page says what they are."""
    found = [one for one in read_manifest(folder) if (one.slot, one.locale) == (slot, locale)]
    return tuple(sorted(found, key=lambda one: (one.dialect != _MANDARIN, one.dialect)))


def read_manifest(folder: Path = FOLDER) -> tuple[Spoken, ...]:
    """All recordings; a file that was changed beside the running site is seen at once. Raises ManifestWrong."""
    path = folder / FILE_NAME
    return _read(path, path.stat().st_mtime_ns) if path.exists() else ()


def write_manifest(recordings: Iterable[Spoken], folder: Path = FOLDER) -> None:
    """In the order of slots; never half written."""
    entries = [_as_json(one) for one in sorted(recordings, key=lambda one: (one.slot, one.locale, one.dialect))]
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{FILE_NAME}.new"
    unfinished.write_text(json.dumps({"recordings": entries}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(folder / FILE_NAME)


def coverage(locale: str) -> Mapping[str, VersionRecord]:
    """Every slot can be listened to in the machine's voice, from the text as it is; some in a person's."""
    found = _made_by_machine(locale, "audio")
    for one in read_manifest():
        slot = find_slot(one.slot)
        if slot is not None and one.locale == locale:
            found[slot.page_id] = _made_by_person(one, slot.page_id)
    return found


def braille_coverage(locale: str) -> Mapping[str, VersionRecord]:
    """Every page can be had in braille, made by a program from the text as it is."""
    return _made_by_machine(locale, "braille")


def print_coverage(locale: str) -> Mapping[str, VersionRecord]:
    """Every page can be had in large print."""
    return _made_by_machine(locale, "print")


def problems(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the recordings, one line each: no such slot, no such file."""
    found = []
    for one in read_manifest(folder):
        if find_slot(one.slot) is None:
            found.append(f"{one.file}: there is no slot {one.slot!r}")
        if not (folder / one.file).is_file():
            found.append(f"{one.slot}: there is no file {one.file!r}")
    return found


def _made_by_machine(locale: str, kind: Kind) -> dict[str, VersionRecord]:
    """Made anew whenever somebody asks, so never outdated; and never read by a person."""
    return {
        slot.page_id: VersionRecord(slot.page_id, locale, kind, text_hash(slot.id), text_hash(slot.id), "machine")
        for slot in all_slots()
    }


def _made_by_person(one: Spoken, page: str) -> VersionRecord:
    return VersionRecord(
        page=page,
        locale=one.locale,
        kind="audio",
        made_from=one.made_from,
        source_now=text_hash(one.slot),
        made_by="person",
        reviewed_by=one.reviewed_by or None,
        reviewed_on=one.reviewed_on,
    )


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> tuple[Spoken, ...]:
    try:
        return tuple(_spoken(entry) for entry in json.loads(path.read_text(encoding="utf-8"))["recordings"])
    except (ValueError, KeyError, TypeError) as fault:
        raise ManifestWrong(f"{path.name}: {fault}") from None


def _spoken(entry: dict[str, Any]) -> Spoken:
    reviewed_on = entry.get("reviewed_on")
    return Spoken(**{**entry, "reviewed_on": date.fromisoformat(reviewed_on) if reviewed_on else None})


def _as_json(one: Spoken) -> dict[str, Any]:
    return {**asdict(one), "reviewed_on": one.reviewed_on.isoformat() if one.reviewed_on else None}
