"""Sample clips: cards with words, made by this program, so that the way through a whole check in sign language can be
tried before a signer was filmed. Every picture, the captions and the page say that it is not a real signer.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from citizen.accessibility import sign_captions, sign_films
from citizen.accessibility.sign_captions import Cue
from citizen.accessibility.sign_import import examine, find_same, keep, take_in
from citizen.accessibility.sign_manifest import FOLDER, MACHINE, USUAL_LANGUAGE, find_clip
from citizen.accessibility.sign_registry import Slot, find_slot, text_hash

LABEL = "示意短片，不是真人手语"
SECONDS_A_CARD = 3
#: The start page, the first pages of the three tasks, and every page of a check for one of two allowances
#: (living-allowance-hardship, severe-disability-nursing-subsidy), whatever is answered.
SAMPLES = (
    "home/start",
    "eligibility/start",
    "proxies/for_whom",
    "question/person_district",
    "question/certificate_status",
    "question/household_hardship",
    "question/severe",
    "eligibility/result",
    "result/likely",
    "result/to_confirm",
    "result/please_ask",
    "result/unlikely",
    "applications/index",
    "applications/new",
    "booking/start",
)


def make_samples(font: Path, folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """Make what is not there yet; yields each slot and what was done: "made", "unchanged", or "kept" where a clip of
    a real signer stands. Made anew only when its cards say something else now.

    :raises sign_films.ToolMissing: this server cannot make films.
    """
    for slot_id in SAMPLES:
        slot = find_slot(slot_id)
        if slot is None:
            raise KeyError(slot_id)
        clip = find_clip(slot_id, folder)
        if clip is not None and not clip.is_sample:
            yield slot_id, "kept"
        else:
            yield slot_id, _make_sample(slot, font, folder)


def sentences(title: str) -> tuple[str, ...]:
    """What the cards say: captions and transcript of the clip."""
    return (
        "这是一段示意短片，不是真人手语。",
        f"真人手语短片会在这里讲：{title.rstrip('。')}" + ("" if title.endswith(("？", "！")) else "。"),
        "真人手语短片还没有录好，请先看这一页的文字。",
        "现在想用手语沟通，请看短片下面写的办法。",
    )


def _make_sample(slot: Slot, font: Path, folder: Path) -> str:
    title, now = slot.titles["zh"], text_hash(slot.id)
    source = hashlib.sha256("\n".join([LABEL, title, *sentences(title)]).encode()).hexdigest()
    same = find_same(slot.id, USUAL_LANGUAGE, source, folder)
    if same is not None:
        if same.made_from == now:
            return "unchanged"
        keep(replace(same, made_from=now), folder)
        return "made"
    with tempfile.TemporaryDirectory() as elsewhere:
        film = Path(elsewhere) / "sample.mp4"
        sign_films.make_cards(_cards(title), film, label=LABEL, seconds=SECONDS_A_CARD, font=font)
        film.with_suffix(".vtt").write_text(sign_captions.write_captions(_cues(title)), encoding="utf-8")
        take_in(replace(examine(film, {"slot": slot.id, "made_by": MACHINE}), source=source), font=font, folder=folder)
    return "made"


def _cards(title: str) -> tuple[tuple[str, str], ...]:
    return (
        ("示意短片", "这里不是真人手语"),
        (title, "真人手语短片会在这里讲这件事"),
        ("真人手语短片还没有录好", "请先看这一页的文字"),
        ("现在想用手语沟通？", "请看短片下面写的办法"),
    )


def _cues(title: str) -> tuple[Cue, ...]:
    step = SECONDS_A_CARD
    return tuple(Cue(number * step, (number + 1) * step, said) for number, said in enumerate(sentences(title)))
