"""What ffmpeg does for clips: look at a film, say why it cannot be used, and make the files that the page needs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from citizen.core.fonts import SIMPLIFIED_FACE

FEWEST_FRAMES = 25
#: Hands and face have to be seen, also in a film taken upright with a telephone.
SHORTEST_SIDE, LONGEST_SIDE = 360, 480
_AT_LEAST = 2.0
_GROUND, _INK, _MARK = "#122c50", "#ffffff", "#ffd21f"
_QUIET = ("-v", "error", "-nostdin", "-y")
#: The same film makes the same files.
_EXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1")
_VP9 = ("-c:v", "libvpx-vp9", "-b:v", "0", "-deadline", "good", "-cpu-used", "5", "-c:a", "libopus")
_H264 = ("-c:v", "libx264", "-preset", "medium", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-c:a", "aac")
_EVEN = "scale='trunc(min({most},iw)/2)*2':-2"


class FilmWrong(Exception):
    """The film cannot be read at all."""


class ToolMissing(Exception):
    """This server has no ffmpeg, or no font with Chinese characters."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What ffprobe says of a film."""

    seconds: float
    frames_per_second: float
    width: int
    height: int


def look_at(film: Path) -> Facts:
    """:raises FilmWrong: it is no film. :raises ToolMissing: nobody can tell."""
    asked = "stream=codec_type,avg_frame_rate,width,height:stream_side_data=rotation:format=duration"
    found = json.loads(_run("ffprobe", "-v", "error", "-of", "json", "-show_entries", asked, str(film)))
    pictures = [one for one in found.get("streams", ()) if one.get("codec_type") == "video"]
    if not pictures or "duration" not in found.get("format", {}):
        raise FilmWrong("there are no moving pictures in it")
    first: dict[str, Any] = pictures[0]
    rate = Fraction(first["avg_frame_rate"]) if not first["avg_frame_rate"].endswith("/0") else Fraction(0)
    width, height = int(first["width"]), int(first["height"])
    if any(abs(int(side.get("rotation", 0))) % 180 == 90 for side in first.get("side_data_list", ())):
        width, height = height, width
    return Facts(round(float(found["format"]["duration"]), 2), round(float(rate), 2), width, height)


def problems_of(facts: Facts) -> Iterator[str]:
    """Why signing in this film could not be followed; nothing when it can."""
    if facts.seconds < _AT_LEAST:
        yield f"film: lasts only {facts.seconds} seconds"
    if facts.frames_per_second < FEWEST_FRAMES - 0.1:  # 24.98 is 25 as phones count it
        yield f"film: {facts.frames_per_second:g} frames per second, at least {FEWEST_FRAMES} are needed"
    short, long = sorted((facts.width, facts.height))
    if short < SHORTEST_SIDE or long < LONGEST_SIDE:
        yield f"film: {facts.width} × {facts.height} is too small, at least {LONGEST_SIDE} × {SHORTEST_SIDE} is needed"


def make_webm(film: Path, target: Path, *, words_only: bool = False) -> None:
    """VP9, for browsers that have no licence for the other. Words need fewer bytes than hands."""
    _convert(film, target, "-vf", _EVEN.format(most=1280), "-crf", "44" if words_only else "34", "-g", "250", *_VP9)


def make_mp4(film: Path, target: Path, *, words_only: bool = False) -> None:
    """H.264, which telephones play with little power."""
    _convert(film, target, "-vf", _EVEN.format(most=1280), "-crf", "30" if words_only else "24", *_H264)


def make_low(film: Path, target: Path) -> None:
    """Smaller pictures, as many of them: fingers stay readable."""
    _convert(film, target, "-vf", _EVEN.format(most=480), "-crf", "34", "-b:a", "32k", "-ac", "1", *_H264)


def make_poster(film: Path, target: Path, *, at: float, title: str, note: str, font: Path) -> None:
    """One picture of the film; on top of it stand the title of the clip and the note, so that it says what it explains.

    Not at its foot: there the buttons of the browser lie over it.
    """
    shot = target.with_suffix(".png")
    _run("ffmpeg", *_QUIET, "-ss", f"{at:.2f}", "-i", str(film), "-frames:v", "1", str(shot))
    try:
        with Image.open(shot) as taken:
            picture = taken.convert("RGB")
    finally:
        shot.unlink(missing_ok=True)
    picture.thumbnail((960, 960))
    _write_band(picture, title, note, font)
    picture.save(target, "WEBP", quality=70, method=6)


def make_cards(cards: Sequence[tuple[str, str]], target: Path, *, label: str, seconds: int, font: Path) -> None:
    """A film of cards with words, each (large, small) shown for so many seconds below the label."""
    pictures = [target.with_name(f"{target.stem}-{number}.png") for number, _card in enumerate(cards)]
    for picture, (large, small) in zip(pictures, cards, strict=True):
        _card(large, small, label, font).save(picture)
    inputs = [
        part for picture in pictures for part in ("-loop", "1", "-r", "25", "-t", str(seconds), "-i", str(picture))
    ]
    joined = f"concat=n={len(cards)}:v=1:a=0,format=yuv420p"
    _run("ffmpeg", *_QUIET, *inputs, "-filter_complex", joined, *_EXACT, "-c:v", "libx264", "-crf", "12", str(target))
    for picture in pictures:
        picture.unlink()


def _convert(film: Path, target: Path, *how: str) -> None:
    _run("ffmpeg", *_QUIET, "-i", str(film), "-map", "0:v:0", "-map", "0:a:0?", *_EXACT, *how, str(target))


def _run(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise ToolMissing(f"{program} is not installed on this server")
    ran = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  (no shell)
    if ran.returncode:
        raise FilmWrong((ran.stderr.strip().splitlines() or ["it cannot be read"])[-1])
    return ran.stdout


def _card(large: str, small: str, label: str, font: Path) -> Image.Image:
    card = Image.new("RGB", (640, 360), _GROUND)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, 640, 52), fill=_MARK)
    draw.text((320, 26), label, font=_face(font, 26), fill=_GROUND, anchor="mm")
    lines = [(line, 42, _INK) for line in _wrapped(large, 42, 580, font)]
    lines += [(line, 30, _MARK) for line in _wrapped(small, 30, 580, font)]
    top = 206 - sum(size * 1.4 for _line, size, _colour in lines) / 2
    for line, size, colour in lines:
        draw.text((320, top + size * 0.7), line, font=_face(font, size), fill=colour, anchor="mm")
        top += size * 1.4
    return card


def _write_band(picture: Image.Image, title: str, note: str, font: Path) -> None:
    size = max(20, min(picture.size) // 14)
    lines = [*_wrapped(title, size, picture.width - 2 * size, font), note]
    height = round(size * (1.4 * len(lines) + 0.8))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, picture.width, height), fill=_GROUND)
    for number, line in enumerate(lines):
        colour = _MARK if number == len(lines) - 1 else _INK
        draw.text((size, size * (0.4 + 1.4 * number)), line, font=_face(font, size), fill=colour)


def _wrapped(text: str, size: int, width: int, font: Path) -> list[str]:
    """Chinese may break anywhere, but no line begins with a mark."""
    lines, face = [""], _face(font, size)
    for character in text:
        if face.getlength(lines[-1] + character) > width and character not in "，。？！：；、）”":
            lines.append("")
        lines[-1] += character
    return [line for line in lines if line]


def _face(font: Path, size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(font), size, index=SIMPLIFIED_FACE if font.suffix == ".ttc" else 0)
    except OSError:  # a collection with fewer faces
        return ImageFont.truetype(str(font), size)
