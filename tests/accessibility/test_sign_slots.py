"""Every page, question, group of the result and letter has its slot; the clips there are tell the truth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from citizen.accessibility import sign_coverage
from citizen.accessibility.content_records import hash_of
from citizen.accessibility.sign_captions import read_captions
from citizen.accessibility.sign_coverage import State, coverage, standings, state_of
from citizen.accessibility.sign_manifest import FOLDER, Clip, ManifestWrong, read_manifest, write_manifest
from citizen.accessibility.sign_registry import all_slots, find_slot, text_hash
from citizen.accessibility.sign_samples import SAMPLES
from citizen.config import ROOT
from citizen.eligibility.findings import Group
from citizen.eligibility.service import all_questions
from citizen.letters.kinds import LETTER_KINDS
from tests.code_base.sources import sources

TEMPLATES = ROOT / "templates"
CLIPS = read_manifest()
_RENDERED = re.compile(r"\"(?P<name>[\w/]+\.html)\"")
#: For people who work there, and forms of pages that are no page of their own.
_NO_PAGE = ("staff/", "backoffice/", "layouts/", "components/", "messages/", "letters/paper.html")


@pytest.fixture(autouse=True)
def rooms(app: Flask) -> None:
    """An application has told which slots there are."""


def _ids(kind: str) -> set[str]:
    return {slot.id for slot in all_slots() if slot.kind == kind}


def test_each_slot_is_used_by_its_page() -> None:
    """Every page that visitors get has a slot, or says which one it shows; and no slot is without a page."""
    rendered = {name for source in sources() for name in _RENDERED.findall(source.text)}
    pages = {name for name in rendered if (TEMPLATES / name).is_file() and not name.startswith(_NO_PAGE)}
    pages = {name for name in pages if "{% extends" in (TEMPLATES / name).read_text(encoding="utf-8")}
    shows_others = {name for name in pages if "{% set sign_slot_id" in (TEMPLATES / name).read_text(encoding="utf-8")}
    assert len(pages) > 150
    assert {f"{slot}.html" for slot in _ids("page")} == pages - shows_others


def test_each_question_group_and_letter_has_a_slot() -> None:
    assert _ids("question") == {f"question/{question.fact}" for question in all_questions()}
    assert _ids("list") == {f"questions/{question.page}" for question in all_questions() if question.page}
    assert _ids("result") == {f"result/{group}" for group in Group}
    assert _ids("letter") == {f"letter/{kind}" for kind in LETTER_KINDS}


def test_no_page_names_a_slot_that_is_none() -> None:
    named = {
        slot_id
        for page in TEMPLATES.rglob("*.html")
        for slot_id in re.findall(r'sign_slot\("([^"]+)"\)', page.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert [slot_id for slot_id in named if find_slot(slot_id) is None] == []


def test_each_slot_has_a_text_in_chinese_that_is_always_the_same() -> None:
    for slot in all_slots():
        words = slot.words()
        assert re.search(r"[\u4e00-\u9fff]", words), slot.id
        assert words == slot.words()


def test_the_manifest_and_all_files_of_all_clips_are_right_and_none_is_older_than_its_text() -> None:
    assert list(sign_coverage.problems()) == []


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.slot)
def test_captions_cover_the_clip_and_say_what_the_transcript_says(clip: Clip) -> None:
    cues = read_captions((FOLDER / clip.captions).read_text(encoding="utf-8"))
    assert [cue.text for cue in cues] == list(clip.transcript)
    assert clip.frames_per_second >= 25


def test_samples_are_called_samples_and_are_small() -> None:
    samples = [clip for clip in CLIPS if clip.is_sample]
    assert {clip.slot for clip in samples} <= set(SAMPLES)
    for clip in samples:
        assert clip.transcript[0] == "这是一段示意短片，不是真人手语。"
        assert (clip.signer, clip.reviewer) == ("", "")
        assert max(film.bytes for film in (*clip.films, clip.low)) < 70_000


def test_a_clip_whose_text_was_changed_is_outdated_and_named(tmp_path, monkeypatch) -> None:
    clip = next(one for one in CLIPS if one.slot == "home/start")
    assert state_of(clip) is State.THERE
    old = replace(clip, made_from=hash_of("as it was last year"))
    assert state_of(old) is State.OUTDATED

    write_manifest([old], tmp_path)
    for file in old.files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes((FOLDER / file).read_bytes())

    (problem,) = sign_coverage.problems(tmp_path)
    assert problem.startswith("home/start (csl): outdated")


def test_files_that_are_missing_or_named_by_nobody_are_told(tmp_path) -> None:
    write_manifest([CLIPS[0]], tmp_path)
    (tmp_path / "forgotten.mp4").write_bytes(b"")

    found = list(sign_coverage.problems(tmp_path))

    assert f"{CLIPS[0].slot} (csl): {CLIPS[0].poster} is missing" in found
    assert "forgotten.mp4: no entry names it" in found


@pytest.mark.parametrize(
    "change",
    [
        {"language": "xyz"},
        {"made_by": "person", "signer": ""},
        {"reviewer": "李老师"},
        {"made_by": "avatar"},
    ],
)
def test_a_manifest_that_is_wrong_is_refused(change: dict[str, str], tmp_path) -> None:
    entry = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["clips"][0]
    (tmp_path / "manifest.json").write_text(json.dumps({"clips": [{**entry, **change}]}), encoding="utf-8")
    with pytest.raises(ManifestWrong):
        read_manifest(tmp_path)


def test_what_is_written_is_read_again(tmp_path) -> None:
    write_manifest(CLIPS, tmp_path)
    assert read_manifest(tmp_path) == tuple(sorted(CLIPS, key=lambda clip: (clip.slot, clip.language)))


def test_the_content_manifest_learns_what_there_is() -> None:
    told = coverage("zh-Hans")
    assert {"home/start.html", "eligibility/start.html", "question/severe"} <= told.keys()
    record = told["question/severe"]
    assert (record.kind, record.made_by, record.reviewed_by, record.is_stale) == ("sign", "machine", None, False)
    assert record.source_now == text_hash("question/severe")
    assert coverage("en") == {}


def test_the_operator_sees_what_is_there(run: Callable[..., str]) -> None:
    told = json.loads(run("sign", "coverage", "--json"))
    counted = told["languages"]["csl"]
    assert counted["slots"] == len(all_slots()) == counted["there"] + counted["outdated"] + counted["missing"]
    assert {one["slot"] for one in told["slots"] if one["state"] == "there"} == {clip.slot for clip in CLIPS}
    assert "question/severe" in run("sign", "coverage", "--state", "there")
    assert f'text = "{text_hash("question/severe")}"' in run("sign", "text", "question/severe")


def test_counting_knows_missing_ones_too() -> None:
    states = {one.slot.id: one.state for one in standings("csl")}
    assert states["home/privacy"] is State.MISSING
    assert states["home/start"] is State.THERE


@pytest.fixture
def run(app: Flask) -> Callable[..., str]:
    """Types a command and gives back what it says."""

    def typed(*words: str) -> str:
        result = app.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == 0, result.output
        return result.output

    return typed
