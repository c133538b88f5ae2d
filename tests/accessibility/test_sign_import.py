"""Taking clips in: with the real ffmpeg, from a film that can be followed and from several that cannot."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from citizen.accessibility.sign_captions import CaptionsWrong, Cue, problems_of, read_captions, write_captions
from citizen.accessibility.sign_films import Facts
from citizen.accessibility.sign_films import problems_of as problems_of_film
from citizen.accessibility.sign_import import ClipRefused, examine
from citizen.accessibility.sign_manifest import find_clip, read_manifest
from citizen.accessibility.sign_registry import text_hash

SECONDS = 3
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.500\n您住在哪个区？\n\n00:01.500 --> 00:02.900\n请选一个。\n"
ABOUT = 'slot = "home/privacy"\nsigner = "王晓燕"\nregion = "北京"\nreviewer = "陈立"\nreviewed_on = 2026-11-20\n'


def film(path: Path, *, size: str = "640x360", rate: int = 25, captions: str = CAPTIONS, about: str = ABOUT) -> Path:
    picture = f"testsrc=size={size}:rate={rate}:duration={SECONDS}"
    how = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, *how, str(path)], check=True)
    if captions:
        path.with_suffix(".vtt").write_text(captions, encoding="utf-8")
    path.with_suffix(".toml").write_text(about, encoding="utf-8")
    return path


def test_a_good_film_is_taken_in_and_again_changes_nothing_and_bad_ones_are_told_line_by_line(
    app: Flask, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    good = film(tmp_path / "good.mp4")
    films = [
        good,
        film(tmp_path / "slow.mp4", rate=12),
        film(tmp_path / "bare.mp4", captions=""),
        film(tmp_path / "short.mp4", captions="WEBVTT\n\n00:09.000 --> 00:09.800\n在之后。\n"),
        film(tmp_path / "small.mp4", size="320x240"),
        film(tmp_path / "nowhere.mp4", about='slot = "home/nothing"\n'),
    ]

    def taken(*chosen: Path) -> tuple[int, str, str]:
        words = ["sign", "import", "--folder", str(kept), *map(str, chosen)]
        result = app.test_cli_runner().invoke(args=words)
        return result.exit_code, result.stdout, result.stderr

    code, said, refused = taken(*films)

    assert code == 1
    assert said == f"{good}: taken in for home/privacy\n"
    lines = [line.removeprefix(f"{tmp_path}/") for line in refused.splitlines()]
    assert lines == [
        "slow.mp4: film: 12 frames per second, at least 25 are needed",
        "bare.mp4: captions: bare.vtt is missing",
        "short.mp4: captions: begin only at 00:09.000",
        "short.mp4: captions: go on until 00:09.800, after the end of the film",
        "small.mp4: film: 320 × 240 is too small, at least 480 × 360 is needed",
        "nowhere.mp4: entry: 'home/nothing' is no slot",
        "nowhere.mp4: entry: names no signer",
    ]
    (clip,) = read_manifest(kept)
    assert (clip.slot, clip.signer, clip.region, clip.reviewer) == ("home/privacy", "王晓燕", "北京", "陈立")
    assert (clip.made_by, clip.seconds, clip.frames_per_second) == ("person", SECONDS, 25)
    assert clip.made_from == text_hash("home/privacy")
    assert clip.transcript == ("您住在哪个区？", "请选一个。")
    assert clip.low.width == 480
    assert {path.relative_to(kept).as_posix() for path in kept.rglob("*.*")} == {"manifest.json", *clip.files}

    before = (kept / "manifest.json").stat().st_mtime_ns
    assert taken(good) == (0, f"{good}: unchanged in home/privacy\n", "")
    assert (kept / "manifest.json").stat().st_mtime_ns == before
    assert app.test_cli_runner().invoke(args=["sign", "check", "--folder", str(kept)]).exit_code == 0

    _change_the_text_it_was_made_from(kept)
    checked = app.test_cli_runner().invoke(args=["sign", "check", "--folder", str(kept)])
    assert checked.exit_code == 1
    assert "home/privacy (csl): outdated" in checked.stderr


def _change_the_text_it_was_made_from(kept: Path) -> None:
    path = kept / "manifest.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    written["clips"][0]["made_from"] = "0" * 64
    path.write_text(json.dumps(written), encoding="utf-8")
    assert find_clip("home/privacy", kept) is not None


def test_what_is_no_film_is_refused(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "letter.mp4").write_text("not a film", encoding="utf-8")
    with pytest.raises(ClipRefused) as refused:
        examine(tmp_path / "letter.mp4", {"slot": "home/privacy", "signer": "王晓燕"})
    assert refused.value.problems[0].startswith("film: ")


@pytest.mark.parametrize(
    ("cues", "seconds", "problem"),
    [
        ([], 10, "there are none"),
        ([Cue(0, 4, "一"), Cue(3, 10, "二")], 10, "begins before the one before it ends"),
        ([Cue(0, 1, "一"), Cue(11, 20, "二")], 20, "nothing from 00:01.000 to 00:11.000"),
        ([Cue(0, 4, "一")], 10, "end at 00:04.000, the film at 00:10.000"),
        ([Cue(5, 10, "一")], 10, "begin only at 00:05.000"),
        ([Cue(0, 0.2, "一"), Cue(0.2, 10, "二")], 10, "too short to be read"),
    ],
)
def test_captions_that_do_not_accompany_the_film(cues: list[Cue], seconds: float, problem: str) -> None:
    assert any(problem in one for one in problems_of(cues, seconds))


def test_captions_that_do() -> None:
    cues = (Cue(0.5, 4, "一"), Cue(6, 3599.5, "二"), Cue(3600, 3700, "三"))
    assert list(problems_of(cues, 3702)) == []
    assert read_captions(write_captions(cues)) == cues


@pytest.mark.parametrize(
    "written",
    ["", "1\n00:00.000 --> 00:01.000\n一", "WEBVTT\n\n00:00 --> 00:01\n一", "WEBVTT\n\n00:00.000 --> 00:01.000\n"],
)
def test_what_is_no_webvtt(written: str) -> None:
    with pytest.raises(CaptionsWrong):
        read_captions(written)


def test_names_notes_and_styles_are_no_words() -> None:
    written = (
        "\ufeffWEBVTT - 说明\r\n\r\nNOTE 给译员\r\n\r\n7\r\n00:00.000 --> 00:01.000 line:80%\r\n<v 王>您<b>好</b>\r\n"
    )
    assert read_captions(written) == (Cue(0, 1, "您好"),)


def test_an_upright_film_of_a_telephone_is_large_enough() -> None:
    assert list(problems_of_film(Facts(60, 29.97, 720, 1280))) == []


@pytest.mark.parametrize(
    ("chapters", "problem"),
    [
        ([], "needs chapters"),
        ([{"at": 0, "title": "一"}], "needs chapters"),
        ([{"at": 5, "title": "一"}, {"at": 60, "title": "二"}], "begin at 0"),
        ([{"at": 0, "title": "一"}, {"at": 900, "title": "二"}], "after the end"),
        ([{"at": 0}], "chapters are written"),
    ],
)
def test_a_long_film_needs_chapters(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chapters: list[dict[str, object]], problem: str
) -> None:
    path = tmp_path / "long.mp4"
    path.write_bytes(b"as it were")
    path.with_suffix(".vtt").write_text("WEBVTT\n\n00:00.000 --> 07:00.000\n很长。\n", encoding="utf-8")
    monkeypatch.setattr("citizen.accessibility.sign_films.look_at", lambda _film: Facts(420, 25, 1280, 720))
    about = {"slot": "home/privacy", "signer": "王晓燕", "chapters": chapters}

    with pytest.raises(ClipRefused, match=problem):
        examine(path, about)
    good = examine(path, {**about, "chapters": [{"at": 0, "title": "一"}, {"at": 200, "title": "二"}]})
    assert good.facts.seconds == 420
