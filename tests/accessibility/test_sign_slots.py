"""The registry of sign-language clips agrees with the pages and with the files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from citizen.accessibility.sign_slots import Clip, load_slots
from citizen.config import ROOT
from tests.support.visitor import Visitor

STATIC = ROOT / "static"
SLOTS = load_slots()
CLIPS = {slot.clip for slot in SLOTS.values() if slot.clip is not None}
TIME = re.compile(r"(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d)\.(\d{3})")


@pytest.mark.parametrize("slot", SLOTS.values(), ids=SLOTS)
def test_each_slot_is_used_by_its_page(slot) -> None:
    assert f'sign_slot("{slot.id}")' in (ROOT / "templates" / slot.page).read_text(encoding="utf-8")


def test_no_page_uses_a_slot_that_is_not_registered() -> None:
    used = {
        slot_id
        for page in (ROOT / "templates").rglob("*.html")
        for slot_id in re.findall(r'sign_slot\("([^"]+)"\)', page.read_text(encoding="utf-8"))
    }
    assert used == set(SLOTS)


def test_no_file_lies_about_unused() -> None:
    named = {path for clip in CLIPS for path in (clip.video, clip.captions, clip.poster)}
    assert {path.relative_to(STATIC).as_posix() for path in (STATIC / "sign").iterdir()} == named


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.video)
def test_captions_cover_the_clip_and_say_what_the_transcript_says(clip: Clip) -> None:
    captions = (STATIC / clip.captions).read_text(encoding="utf-8")
    assert captions.startswith("WEBVTT\n")
    cues = [[int(number) for number in cue] for cue in TIME.findall(captions)]
    begins = [m * 60 + s + ms / 1000 for m, s, ms, *_ in cues]
    ends = [m * 60 + s + ms / 1000 for *_, m, s, ms in cues]
    assert begins[0] <= 1
    assert clip.seconds - ends[-1] <= 1
    assert all(end > begin for begin, end in zip(begins, ends, strict=True))
    spoken = "".join(line for line in captions.splitlines()[1:] if "-->" not in line)
    assert spoken == "".join(clip.transcript)


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.video)
def test_the_film_is_short_small_and_smooth(clip: Clip) -> None:
    film = STATIC / clip.video
    assert film.stat().st_size < 300_000
    assert shutil.which("ffprobe"), "make setup installs ffmpeg"
    asked = ["ffprobe", "-v", "error", "-of", "json", "-show_entries", "stream=r_frame_rate:format=duration", str(film)]
    facts = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    frames, per = map(int, facts["streams"][0]["r_frame_rate"].split("/"))
    assert frames / per >= 25
    assert abs(float(facts["format"]["duration"]) - clip.seconds) < 1


def test_the_start_page_offers_the_clip_with_everything_it_needs(visitor: Visitor) -> None:
    page = visitor.open("/")
    (film,) = page.document.all("video")
    assert "autoplay" not in film.attrib
    assert film.get("preload") == "none"
    (captions,) = [track for track in film.iter("track") if track.get("kind") == "captions"]
    for address in (film.get("src"), film.get("poster"), captions.get("src")):
        with visitor.client.get(address) as response:
            assert response.status_code == 200
    assert page.has_text("机器生成的示意短片，不是真人手语。")
    assert page.has_text("这个网站能帮您做三件事：查资格、办申请、约服务。")


def test_a_page_without_a_clip_says_so_and_how_to_reach_a_signer(visitor: Visitor) -> None:
    page = visitor.open("/check")
    assert page.document.all("video") == []
    assert page.has_text("这里还没有手语视频。")
    assert "看看用手语沟通的各种办法" in {link.name for link in page.links}


def test_a_broken_registry_does_not_load(tmp_path: Path) -> None:
    broken = tmp_path / "slots.toml"
    slot = '[slots.home]\npage = "home/start.html"\nzh = "一"\nen = "one"\nclip = "missing"\n'
    broken.write_text(slot, encoding="utf-8")
    with pytest.raises(KeyError):
        load_slots(broken)
