"""Lines spoken into one recording, with the moment at which each begins.

What everybody gets alike may be kept: a file whose name is the hash of voice, language and words. Whoever records says
that it may; by default nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from citizen.accessibility.speech import LONGEST_TEXT, Voice, mp3_of
from citizen.accessibility.voices import in_its_script

#: Silence after every line, in seconds.
_PAUSE = 0.35
#: Recordings kept in the folder; the oldest go first.
_MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Recording:
    """An MP3 file, and the second at which each line begins; the last one is its length."""

    mp3: bytes
    starts: tuple[float, ...]


def fitting(lines: Sequence[str]) -> list[str]:
    """The lines that one recording holds; a longer page is spoken as far as that."""
    lengths = accumulate(len(line) for line in lines)
    return [line for line, length in zip(lines, lengths, strict=True) if length <= LONGEST_TEXT]


def record(lines: Sequence[str], language: str, voice: Voice) -> Recording:
    """Spoken now and kept nowhere."""
    sounds = [_sound(voice.wav(in_its_script(line, language), language)) for line in lines]
    starts, at, joined = [], 0.0, io.BytesIO()
    with wave.open(joined, "wb") as whole:
        whole.setparams(sounds[0][0])
        for _params, frames in sounds:
            starts.append(round(at, 2))
            spoken = frames + bytes(_size_of(whole, _PAUSE))
            whole.writeframesraw(spoken)
            at += len(spoken) / _size_of(whole, 1)
    return Recording(mp3_of(joined.getvalue()), (*starts, round(at, 2)))


def find_or_record(lines: Sequence[str], language: str, voice: Voice, *, folder: Path) -> Recording:
    """The kept recording of these words, made and kept if there is none. Only for what says nothing about anybody."""
    place = folder / _name_of(lines, language, voice)
    try:
        starts = tuple(json.loads(place.with_suffix(".json").read_text(encoding="ascii")))
        return Recording(place.with_suffix(".mp3").read_bytes(), starts)
    except (OSError, ValueError):
        pass  # not there, or half gone: it is made again
    made = record(lines, language, voice)
    folder.mkdir(parents=True, exist_ok=True)
    _write(place.with_suffix(".mp3"), made.mp3)
    _write(place.with_suffix(".json"), json.dumps(made.starts).encode("ascii"))
    _drop_oldest(folder)
    return made


def web_vtt(lines: Sequence[str], starts: Sequence[float]) -> str:
    """Which line is spoken when, as WebVTT."""
    cues = (
        f"{number}\n{_moment(start)} --> {_moment(end)}\n{line.replace('-->', '→')}\n"
        for number, (line, start, end) in enumerate(zip(lines, starts, starts[1:], strict=False), start=1)
    )
    return "\n".join(("WEBVTT\n", *cues))


def _sound(wav: bytes) -> tuple[wave._wave_params, bytes]:
    with wave.open(io.BytesIO(wav)) as sound:
        # A program that writes to a pipe does not know the length beforehand: all there is, is read.
        return sound.getparams(), sound.readframes(len(wav))


def _size_of(sound: wave.Wave_write, seconds: float) -> int:
    """Bytes of so many seconds, whole frames."""
    return int(sound.getframerate() * seconds) * sound.getsampwidth() * sound.getnchannels()


def _name_of(lines: Sequence[str], language: str, voice: Voice) -> str:
    return hashlib.sha256("\n".join((voice.name, language, *lines)).encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Never half a file, also when two ask at once."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _drop_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("*.mp3"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-_MOST_KEPT]:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)


def _moment(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
