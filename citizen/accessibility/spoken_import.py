"""Taking in a recording that a person made: checked, made small, and entered in the list."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.sign_registry import find_slot, text_hash
from citizen.accessibility.spoken_slots import FOLDER, Spoken, read_manifest, write_manifest

_SECONDS_ALLOWED = 300
_SHORTEST = 1.0
#: Programs that must be there.
PROGRAMS = ("ffmpeg", "ffprobe")


class RecordingRefused(Exception):
    """`problems` is one line per reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class About:
    """What is known about a recording. `text_hash`: of the text that was read; empty: the text of today."""

    slot: str
    locale: str
    dialect: str
    speaker: str
    reviewer: str = ""
    reviewed_on: date | None = None
    text_hash: str = ""


def take_in(file: Path, about: About, folder: Path = FOLDER) -> Spoken:
    """The recording in the list, in place of an earlier one of the same slot, language and dialect.

    :raises RecordingRefused: naming everything that is wrong with it.
    """
    seconds = _seconds_of(file)
    if problems := list(_problems(about, seconds)):
        raise RecordingRefused(problems)
    name = f"{about.slot.replace('/', '-')}.{about.locale}.{about.dialect}.mp3"
    folder.mkdir(parents=True, exist_ok=True)
    _make_small(file, folder / name)
    taken = Spoken(
        slot=about.slot,
        locale=about.locale,
        dialect=about.dialect,
        file=name,
        seconds=round(seconds),
        speaker=about.speaker,
        made_from=about.text_hash or text_hash(about.slot),
        reviewed_by=about.reviewer,
        reviewed_on=about.reviewed_on,
    )
    others = [one for one in read_manifest(folder) if one.file != name]
    write_manifest([*others, taken], folder)
    return taken


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


def _problems(about: About, seconds: float) -> Iterator[str]:
    if find_slot(about.slot) is None:
        yield f"there is no slot {about.slot!r}: `flask audio coverage` lists them"
    if about.locale not in LOCALES:
        yield f"{about.locale!r} is no language of the site: {', '.join(LOCALES)}"
    if "/" in about.dialect or not about.dialect.strip():
        yield "say in which dialect it is, e.g. 普通话 or 宁波话"
    if not about.speaker.strip():
        yield "say who reads"
    if bool(about.reviewer) != (about.reviewed_on is not None):
        yield "a review has a name and a day"
    if seconds < _SHORTEST:
        yield "there is no sound of a second or more in it"


def _seconds_of(file: Path) -> float:
    """How long the sound is; 0 for a file without sound."""
    command = ["ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_type:format=duration"]
    done = subprocess.run(  # noqa: S603  (a fixed program; the operator names the file)
        [*command, "-of", "json", str(file)], capture_output=True, check=False, timeout=_SECONDS_ALLOWED
    )
    told = json.loads(done.stdout or b"{}")
    return float(told.get("format", {}).get("duration", 0)) if told.get("streams") else 0.0


def _make_small(file: Path, target: Path) -> None:
    """Mono, 64 kbit/s, as loud as speech on the web is; nothing of the recorder's own data stays in it."""
    unfinished = target.with_name(f".{target.name}")
    filters = ["-af", "loudnorm=I=-18:TP=-2", "-ac", "1", "-ar", "44100", "-b:a", "64k", "-map_metadata", "-1"]
    command = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(file), "-vn", *filters, "-f", "mp3", str(unfinished)]
    subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS_ALLOWED)  # noqa: S603  (fixed program)
    unfinished.replace(target)
