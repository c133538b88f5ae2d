"""How far the site is there in sign language, and whether the manifest tells the truth about its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from citizen.accessibility import sign_captions
from citizen.accessibility.content_records import VersionRecord
from citizen.accessibility.sign_manifest import FILE_NAME, FOLDER, LANGUAGES, Clip, find_clip, read_manifest
from citizen.accessibility.sign_registry import Slot, all_slots, find_slot, text_hash


class State(StrEnum):
    THERE = "there"
    OUTDATED = "outdated"
    """The text was changed after the clip was made."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Standing:
    """One slot in one sign language."""

    slot: Slot
    language: str
    state: State
    clip: Clip | None

    @property
    def is_sample(self) -> bool:
        return self.clip is not None and self.clip.is_sample


def state_of(clip: Clip | None) -> State:
    """Whether a clip still says what its page says."""
    if clip is None:
        return State.MISSING
    return State.THERE if clip.made_from == text_hash(clip.slot) else State.OUTDATED


def standings(language: str, folder: Path = FOLDER) -> list[Standing]:
    """Every slot there is, in one sign language."""
    by_slot = {slot.id: find_clip(slot.id, folder, language=language) for slot in all_slots()}
    return [Standing(slot, language, state_of(by_slot[slot.id]), by_slot[slot.id]) for slot in all_slots()]


def languages_in_use(folder: Path = FOLDER) -> list[str]:
    """The sign languages that have to be counted: the usual one, and those that have a clip."""
    used = {clip.language for clip in read_manifest(folder)}
    return [code for number, code in enumerate(LANGUAGES) if number == 0 or code in used]


def coverage(locale: str) -> Mapping[str, VersionRecord]:
    """For the content manifest: every clip there is, by page. The clips are made from the Chinese text."""
    if not locale.startswith("zh"):
        return {}
    found = {}
    for clip in read_manifest():
        slot = find_slot(clip.slot)
        if slot is not None:
            found[slot.page_id] = VersionRecord(
                page=slot.page_id,
                locale=locale,
                kind="sign",
                made_from=clip.made_from,
                source_now=text_hash(slot.id),
                made_by="machine" if clip.is_sample else "person",
                reviewed_by=clip.reviewer or None,
                reviewed_on=clip.reviewed_on,
            )
    return found


def problems(folder: Path = FOLDER) -> Iterator[str]:
    """One line per fault: a clip for no slot, a file that is missing or that nobody names, captions that do not
    accompany the film, a clip whose text was changed. Nothing when all is well.

    :raises sign_manifest.ManifestWrong: the manifest itself cannot be read.
    """
    clips = read_manifest(folder)
    for clip in clips:
        yield from (f"{clip.slot} ({clip.language}): {problem}" for problem in _problems_of(clip, folder))
    named = {file for clip in clips for file in clip.files} | {FILE_NAME}
    lying = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - named
    yield from (f"{file}: no entry names it" for file in sorted(lying) if not file.startswith("."))


def _problems_of(clip: Clip, folder: Path) -> Iterator[str]:
    if find_slot(clip.slot) is None:
        yield "there is no such slot any more"
        return
    missing = [file for file in clip.files if not (folder / file).is_file()]
    yield from (f"{file} is missing" for file in missing)
    if clip.captions not in missing:
        yield from _problems_of_captions(clip, folder)
    if state_of(clip) is State.OUTDATED:
        way = "run `flask --app app sign samples`" if clip.is_sample else "have it signed again"
        yield f"outdated, the text was changed after it was made: {way}"


def _problems_of_captions(clip: Clip, folder: Path) -> Iterator[str]:
    try:
        cues = sign_captions.read_captions((folder / clip.captions).read_text(encoding="utf-8"))
    except (sign_captions.CaptionsWrong, UnicodeDecodeError) as fault:
        yield f"captions: {fault}"
        return
    yield from sign_captions.problems_of(cues, clip.seconds)
