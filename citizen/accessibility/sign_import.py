"""Taking a clip in: the film and what lies beside it are looked at, and only a clip that can be followed is kept.

Beside `talk.mp4` lie `talk.vtt` (captions), `talk.toml` (slot, signer, reviewer …) and, where the words of the film
are more than the captions, `talk.txt` (one paragraph per line). See docs/sign-language.md.
"""

from __future__ import annotations

import hashlib
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from citizen.accessibility import sign_captions, sign_films
from citizen.accessibility.sign_captions import CaptionsWrong, Cue
from citizen.accessibility.sign_films import Facts, FilmWrong
from citizen.accessibility.sign_manifest import (
    FOLDER,
    LANGUAGES,
    LONG,
    PERSON,
    USUAL_LANGUAGE,
    Chapter,
    Clip,
    Film,
    find_clip,
    read_manifest,
    write_manifest,
)
from citizen.accessibility.sign_registry import find_slot, text_hash

_KNOWN = frozenset(
    {"slot", "language", "region", "signer", "reviewer", "reviewed_on", "title", "text", "chapters", "made_by"}
)


class ClipRefused(Exception):
    """Why a clip cannot stand on a page; `problems` is one line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Offered:
    """A film as it came, looked at and found good."""

    film: Path
    facts: Facts
    about: Mapping[str, Any]
    cues: tuple[Cue, ...]
    transcript: tuple[str, ...]
    source: str


def examine(film: Path, given: Mapping[str, Any]) -> Offered:
    """Everything about it is right; `given` outweighs what the file beside it says.

    :raises ClipRefused: with all problems at once. :raises sign_films.ToolMissing: nobody can tell.
    """
    problems: list[str] = []
    about = {"language": USUAL_LANGUAGE, "made_by": PERSON, **_read_about(film, problems), **given}
    facts = _read_film(film, problems)
    cues = _read_cues(film, facts, problems)
    problems += _problems_about(about, facts)
    if problems or facts is None:
        raise ClipRefused(problems)
    return Offered(film, facts, about, cues, _transcript(film, cues), _hash_of_files(film, about))


def take_in(offered: Offered, *, font: Path | None, folder: Path = FOLDER) -> bool:
    """Make the files and write the entry. False when the very same clip is there already: nothing is done then."""
    if find_same(offered.about["slot"], offered.about["language"], offered.source, folder) is not None:
        return False
    if font is None:
        raise sign_films.ToolMissing("no font with Chinese characters for the poster; set FONT_FILE")
    keep(_make(offered, offered.about.get("text") or text_hash(offered.about["slot"]), font, folder), folder)
    return True


def find_same(slot: str, language: str, source: str, folder: Path = FOLDER) -> Clip | None:
    """The clip that was made from these very sources, if all of its files are there."""
    clip = find_clip(slot, folder, language=language)
    is_same = clip is not None and clip.source == source and all((folder / file).is_file() for file in clip.files)
    return clip if is_same else None


def keep(clip: Clip, folder: Path = FOLDER) -> None:
    """Write the entry of a clip, in place of the one before."""
    others = [one for one in read_manifest(folder) if (one.slot, one.language) != (clip.slot, clip.language)]
    write_manifest([*others, clip], folder)


def _make(offered: Offered, made_from: str, font: Path, folder: Path) -> Clip:
    about = offered.about
    title = about.get("title") or _slot_title(about["slot"])
    name = f"{about['language']}/{about['slot']}"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    clip = Clip(
        slot=about["slot"],
        language=about["language"],
        title=title,
        films=(),
        low=Film("", "", 0, 0, 0),
        poster=f"{name}.webp",
        captions=f"{name}.vtt",
        transcript=offered.transcript,
        seconds=offered.facts.seconds,
        frames_per_second=offered.facts.frames_per_second,
        made_from=made_from,
        source=offered.source,
        made_by=about["made_by"],
        signer=about.get("signer", ""),
        region=about.get("region", ""),
        reviewer=about.get("reviewer", ""),
        reviewed_on=about.get("reviewed_on"),
        chapters=tuple(Chapter(one["at"], one["title"]) for one in about.get("chapters", ())),
    )
    return _with_files(clip, offered, name, font, folder)


def _with_files(clip: Clip, offered: Offered, name: str, font: Path, folder: Path) -> Clip:
    """All files are made elsewhere and moved when all of them are there."""
    kind = "示意短片，不是真人手语" if clip.is_sample else LANGUAGES[clip.language]["zh"]
    at, words = (1.0 if clip.is_sample else clip.seconds / 3), clip.is_sample
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as elsewhere:
        made = Path(elsewhere)
        sign_films.make_webm(offered.film, made / "film.webm", words_only=words)
        sign_films.make_mp4(offered.film, made / "film.mp4", words_only=words)
        sign_films.make_low(offered.film, made / "film.low.mp4")
        sign_films.make_poster(
            offered.film, made / "film.webp", at=at, title=clip.title, note=f"{kind} · {clip.length}", font=font
        )
        (made / "film.vtt").write_text(sign_captions.write_captions(offered.cues), encoding="utf-8")
        for file in sorted(made.iterdir()):
            file.replace(folder / (name + file.name.removeprefix("film")))
    films = tuple(_film(folder, f"{name}{ending}") for ending in (".webm", ".mp4"))
    return replace(clip, films=films, low=_film(folder, f"{name}.low.mp4"))


def _film(folder: Path, file: str) -> Film:
    facts = sign_films.look_at(folder / file)
    kind = f"video/{file.rpartition('.')[2]}"
    return Film(file, kind, (folder / file).stat().st_size, facts.width, facts.height)


def _slot_title(slot_id: str) -> str:
    slot = find_slot(slot_id)
    return slot.titles["zh"] if slot is not None else ""


def _read_about(film: Path, problems: list[str]) -> dict[str, Any]:
    beside = film.with_suffix(".toml")
    if not beside.is_file():
        return {}
    try:
        return tomllib.loads(beside.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        problems.append(f"{beside.name}: {fault}")
        return {}


def _read_film(film: Path, problems: list[str]) -> Facts | None:
    if not film.is_file():
        problems.append("film: there is no such file")
        return None
    try:
        facts = sign_films.look_at(film)
    except FilmWrong as fault:
        problems.append(f"film: {fault}")
        return None
    problems += sign_films.problems_of(facts)
    return facts


def _read_cues(film: Path, facts: Facts | None, problems: list[str]) -> tuple[Cue, ...]:
    beside = film.with_suffix(".vtt")
    if not beside.is_file():
        problems.append(f"captions: {beside.name} is missing")
        return ()
    try:
        cues = sign_captions.read_captions(beside.read_text(encoding="utf-8"))
    except (CaptionsWrong, UnicodeDecodeError) as fault:
        problems.append(f"captions: {fault}")
        return ()
    if facts is not None:
        problems += sign_captions.problems_of(cues, facts.seconds)
    return cues


def _transcript(film: Path, cues: tuple[Cue, ...]) -> tuple[str, ...]:
    beside = film.with_suffix(".txt")
    if beside.is_file():
        return tuple(line.strip() for line in beside.read_text(encoding="utf-8").splitlines() if line.strip())
    return tuple(cue.text for cue in cues)


def _problems_about(about: Mapping[str, Any], facts: Facts | None) -> Iterator[str]:
    if unknown := sorted(about.keys() - _KNOWN):
        yield f"entry: {', '.join(unknown)} is not known"
    slot = find_slot(str(about.get("slot", "")))
    if slot is None:
        yield f"entry: {about['slot']!r} is no slot" if about.get("slot") else "entry: names no slot"
    elif not (slot.titles["zh"] or about.get("title")):
        yield "entry: the page has no title of its own, so the clip needs one"
    if about["language"] not in LANGUAGES:
        yield f"entry: {about['language']!r} is no sign language known here ({', '.join(LANGUAGES)})"
    if about["made_by"] == PERSON and not about.get("signer"):
        yield "entry: names no signer"
    yield from _problems_of_review(about)
    yield from _problems_of_chapters(about, facts)


def _problems_of_review(about: Mapping[str, Any]) -> Iterator[str]:
    day = about.get("reviewed_on")
    if bool(about.get("reviewer")) != (day is not None):
        yield "entry: reviewer and reviewed_on belong together"
    if day is not None and type(day) is not date:
        yield "entry: reviewed_on is a day, e.g. 2026-11-22 without quotes"


def _problems_of_chapters(about: Mapping[str, Any], facts: Facts | None) -> Iterator[str]:
    chapters = about.get("chapters", ())
    is_right = all(isinstance(one, dict) and isinstance(one.get("at"), int) and one.get("title") for one in chapters)
    if not is_right:
        yield 'entry: chapters are written { at = 0, title = "…" }, in seconds'
        return
    begins = [one["at"] for one in chapters]
    if begins and (begins[0] != 0 or begins != sorted(set(begins))):
        yield "entry: chapters begin at 0 and follow each other"
    if facts is not None and facts.seconds > LONG and len(begins) < 2:
        yield "entry: a film of more than 6 minutes needs chapters"
    if facts is not None and begins and begins[-1] >= facts.seconds:
        yield "entry: a chapter begins after the end of the film"


def _hash_of_files(film: Path, about: Mapping[str, Any]) -> str:
    taken = hashlib.sha256(repr(sorted(about.items())).encode())
    for file in (film, film.with_suffix(".vtt"), film.with_suffix(".txt")):
        if file.is_file():
            taken.update(hashlib.sha256(file.read_bytes()).digest())
    return taken.hexdigest()
