"""Recordings by people: taken in, shown on the page, outdated when the words change."""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from citizen.accessibility import listening_routes, spoken_slots
from citizen.accessibility.spoken_slots import coverage, read_manifest, recordings_for, write_manifest
from tests.support.visitor import Visitor


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """Two seconds of a tone, as a recorder would write it."""
    path = tmp_path / "recorded.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(one / 3))) for one in range(16000)))
    return path


def take_in(app: Flask, spoken: Path, folder: Path, *more: str) -> str:
    runner = app.test_cli_runner()
    given = ["--slot", "home/help", "--dialect", "宁波话", "--speaker", "林阿婆", "--folder", str(folder)]
    return str(runner.invoke(args=["audio", "import", str(spoken), *given, *more]).output)


def test_a_recording_is_taken_in_and_stands_on_the_page(
    app: Flask, visitor: Visitor, spoken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "audio"
    assert take_in(app, spoken, folder) == "home/help: 宁波话, 0:02, home-help.zh-Hans.宁波话.mp3\n"
    assert (folder / "home-help.zh-Hans.宁波话.mp3").stat().st_size > 1000
    monkeypatch.setattr(
        listening_routes, "recordings_for", lambda slot, locale: recordings_for(slot, locale, folder=folder)
    )
    page = visitor.open("/listen?of=/help")
    assert page.has_text("真人朗读：宁波话")
    assert page.has_text("林阿婆")
    [one] = read_manifest(folder)
    write_manifest([replace(one, made_from="of another text")], folder)
    page = visitor.open("/listen?of=/help")
    assert not page.has_text("真人朗读：宁波话")
    assert page.has_text("文字后来改过")
    assert page.has_text("由机器朗读")


def test_what_cannot_be_used_is_refused_with_every_reason(app: Flask, spoken: Path, tmp_path: Path) -> None:
    told = take_in(app, spoken, tmp_path / "audio", "--slot", "no/such", "--language", "nl", "--reviewer", "王")
    assert len(told.splitlines()) == 3
    assert read_manifest(tmp_path / "audio") == ()


def test_the_manifest_of_contents_counts_people_before_the_machine(
    app: Flask, spoken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(app, spoken, tmp_path / "audio", "--reviewer", "王", "--reviewed-on", "2026-11-22")
    taken = read_manifest(tmp_path / "audio")
    monkeypatch.setattr(spoken_slots, "read_manifest", lambda: taken)
    found = coverage("zh-Hans")
    assert (found["home/help.html"].made_by, found["home/help.html"].is_reviewed) == ("person", True)
    assert (found["home/start.html"].made_by, found["home/start.html"].is_stale) == ("machine", False)
    assert "home/help.html" in coverage("en")
    assert coverage("en")["home/help.html"].made_by == "machine"


def test_what_the_machine_spoke_can_be_cleared(app: Flask, tmp_path: Path) -> None:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, audio_folder=tmp_path)
    (tmp_path / "a.mp3").write_bytes(b"x")
    try:
        assert app.test_cli_runner().invoke(args=["audio", "clear"]).output == "1 files deleted\n"
    finally:
        app.extensions["settings"] = before
    assert list(tmp_path.glob("*.mp3")) == []
