"""The manifest of all sign-language clips, static/sign/manifest.json: which clip stands in which slot, who signed it,
who reviewed it, and from which text it was made. Pure but for reading and writing that one file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent.parent / "static" / "sign"
FILE_NAME = "manifest.json"

#: Code of ISO 639-3 -> its name in Chinese and English. A clip says its region besides.
LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "csl": {"zh": "国家通用手语", "en": "National common sign language of China"},
    "hks": {"zh": "香港手语", "en": "Hong Kong sign language"},
    "tss": {"zh": "台湾手语", "en": "Taiwan sign language"},
}
USUAL_LANGUAGE = "csl"
MACHINE, PERSON = "machine", "person"
#: From so many seconds on a clip needs chapters.
LONG = 6 * 60


class ManifestWrong(Exception):
    """The manifest cannot be used; `problems` is one line per fault."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Film:
    """One file of moving pictures, its name below static/sign/."""

    file: str
    media_type: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chapter:
    at: int
    """Seconds from the beginning."""
    title: str


@dataclass(frozen=True, slots=True)
class Clip:
    """A film in sign language with everything that belongs to it."""

    slot: str
    language: str
    title: str
    """What it explains, in Chinese; it stands on the poster, too."""
    films: tuple[Film, ...]
    """The same pictures in several formats, the first one that a browser knows is played."""
    low: Film
    """For those who pay for every megabyte."""
    poster: str
    captions: str
    transcript: tuple[str, ...]
    seconds: float
    frames_per_second: float
    made_from: str
    """Hash of the text it was made from, see content_records.hash_of."""
    source: str
    """Hash of the files it was imported from: importing them again changes nothing."""
    made_by: str = PERSON
    signer: str = ""
    region: str = ""
    reviewer: str = ""
    reviewed_on: date | None = None
    chapters: tuple[Chapter, ...] = ()

    @property
    def is_sample(self) -> bool:
        """Made by a program to try the player out, without a signer: said on the page and in every frame."""
        return self.made_by == MACHINE

    @property
    def length(self) -> str:
        """'0:12'."""
        whole = round(self.seconds)
        return f"{whole // 60}:{whole % 60:02}"

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of it, below static/sign/."""
        return (*(film.file for film in self.films), self.low.file, self.poster, self.captions)


def read_manifest(folder: Path = FOLDER) -> tuple[Clip, ...]:
    """All clips; an import that runs beside the site is seen at once.

    :raises ManifestWrong: naming every entry that cannot be read.
    """
    path = folder / FILE_NAME
    return _read(path, path.stat().st_mtime_ns) if path.exists() else ()


def find_clip(slot: str, folder: Path = FOLDER, *, language: str = USUAL_LANGUAGE) -> Clip | None:
    """The clip of a slot in a sign language."""
    return next((clip for clip in read_manifest(folder) if (clip.slot, clip.language) == (slot, language)), None)


def write_manifest(clips: Iterable[Clip], folder: Path = FOLDER) -> None:
    """In the order of slots, so that a change shows as a change; never half written."""
    entries = [_as_json(clip) for clip in sorted(clips, key=lambda clip: (clip.slot, clip.language))]
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{FILE_NAME}.new"
    unfinished.write_text(json.dumps({"clips": entries}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(folder / FILE_NAME)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> tuple[Clip, ...]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["clips"]
    except (ValueError, KeyError, TypeError) as fault:
        raise ManifestWrong([f"{path.name}: {fault}"]) from None
    clips, problems = [], []
    for number, entry in enumerate(entries, 1):
        try:
            clips.append(_clip(entry))
        except (KeyError, TypeError, ValueError) as fault:
            problems.append(f"{path.name}, entry {number}: {fault}")
    twice = {one for one in map(_key, clips) if sum(_key(clip) == one for clip in clips) > 1}
    problems += [f"{path.name}: {slot} has more than one clip in {language}" for slot, language in sorted(twice)]
    if problems:
        raise ManifestWrong(problems)
    return tuple(clips)


def _key(clip: Clip) -> tuple[str, str]:
    return clip.slot, clip.language


def _clip(entry: Mapping[str, Any]) -> Clip:
    made: dict[str, Any] = {**entry, **{name: turn(entry[name]) for name, turn in _TURNS.items() if name in entry}}
    clip = Clip(**made)
    if clip.language not in LANGUAGES:
        raise ValueError(f"{clip.language!r} is no sign language known here")
    if clip.made_by not in (MACHINE, PERSON):
        raise ValueError(f"made_by is {clip.made_by!r}")
    if clip.made_by == PERSON and not clip.signer:
        raise ValueError("names no signer")
    if bool(clip.reviewer) != (clip.reviewed_on is not None):
        raise ValueError("a review has a reviewer and a day")
    return clip


def _as_json(clip: Clip) -> dict[str, Any]:
    """Without what is empty."""
    everything = asdict(clip) | {"reviewed_on": clip.reviewed_on.isoformat() if clip.reviewed_on else None}
    return {part.name: everything[part.name] for part in fields(Clip) if everything[part.name]}


_TURNS: Mapping[str, Callable[[Any], Any]] = {
    "films": lambda films: tuple(Film(**film) for film in films),
    "low": lambda film: Film(**film),
    "transcript": tuple,
    "chapters": lambda chapters: tuple(Chapter(**chapter) for chapter in chapters),
    "reviewed_on": date.fromisoformat,
}
