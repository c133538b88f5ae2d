"""Captions of a clip as WebVTT: read, and checked whether they accompany the whole film. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_TIMES = re.compile(r"\s*((?:\d+:)?\d\d:\d\d\.\d{3})\s+-->\s+((?:\d+:)?\d\d:\d\d\.\d{3})(?:\s.*)?")
_TAGS = re.compile(r"<[^>]*>")
_NOT_CUES = ("NOTE", "STYLE", "REGION")
#: Seconds at the beginning and at the end in which nothing may be signed yet, or any more.
LEAD = 3.0
TAIL = 3.0
#: No sentence is followed by a longer silence.
LONGEST_GAP = 8.0
_SHORTEST_CUE = 0.5


class CaptionsWrong(Exception):
    """The file is no WebVTT; says where."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that stand below the picture from one moment to another, in seconds."""

    begin: float
    end: float
    text: str


def read_captions(written: str) -> tuple[Cue, ...]:
    """The cues in the order of the file.

    :raises CaptionsWrong: it does not begin with WEBVTT, or a cue has no times or no words.
    """
    first, *blocks = re.split(r"\n{2,}", written.removeprefix("\ufeff").replace("\r\n", "\n").strip())
    if not re.match(r"WEBVTT(\s|$)", first):
        raise CaptionsWrong("the first line is not WEBVTT")
    return tuple(_cue(block.split("\n")) for block in blocks if not block.startswith(_NOT_CUES))


def problems_of(cues: Sequence[Cue], seconds: float) -> Iterator[str]:
    """Why these captions do not accompany a film of so many seconds; nothing when they do."""
    if not cues:
        yield "captions: there are none"
        return
    if cues[0].begin > LEAD:
        yield f"captions: begin only at {written_time(cues[0].begin)}"
    if cues[-1].end < seconds - TAIL:
        yield f"captions: end at {written_time(cues[-1].end)}, the film at {written_time(seconds)}"
    if cues[-1].end > seconds + 0.5:
        yield f"captions: go on until {written_time(cues[-1].end)}, after the end of the film"
    yield from _problems_within(cues)


def _problems_within(cues: Sequence[Cue]) -> Iterator[str]:
    for cue in cues:
        if cue.end - cue.begin < _SHORTEST_CUE:
            yield f"captions: the cue at {written_time(cue.begin)} is too short to be read"
    for before, after in pairwise(cues):
        if after.begin < before.end:
            yield f"captions: the cue at {written_time(after.begin)} begins before the one before it ends"
        elif after.begin - before.end > LONGEST_GAP:
            yield f"captions: nothing from {written_time(before.end)} to {written_time(after.begin)}"


def write_captions(cues: Sequence[Cue]) -> str:
    """The file for these cues."""
    blocks = [f"{written_time(cue.begin)} --> {written_time(cue.end)}\n{cue.text}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def written_time(seconds: float) -> str:
    """'00:03.500', with hours where there are any."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours:02}:" if hours else "") + f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _cue(lines: Sequence[str]) -> Cue:
    at = 0 if "-->" in lines[0] else 1
    times = _TIMES.fullmatch(lines[at]) if at < len(lines) else None
    if times is None:
        raise CaptionsWrong(f"no times in {' / '.join(lines)!r}")
    text = " ".join(_TAGS.sub("", line).strip() for line in lines[at + 1 :]).strip()
    if not text:
        raise CaptionsWrong(f"no words at {times[1]}")
    return Cue(_seconds(times[1]), _seconds(times[2]), text)


def _seconds(written: str) -> float:
    total = 0.0
    for part in written.split(":"):
        total = total * 60 + float(part)
    return total
