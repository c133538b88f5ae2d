"""Listening to a page: which pages, what is said, what is kept, and what never is."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.accessibility import listening_audio, listening_routes
from citizen.accessibility.listening_audio import Recording, find_or_record, fitting, record, web_vtt
from citizen.accessibility.models import SpokenAnswer
from citizen.accessibility.speech import LONGEST_TEXT, EspeakVoice
from citizen.core import clock
from tests.journeys import steps
from tests.support.visitor import Visitor

_FOREIGN = (
    "https://example.org/",
    "//example.org/",
    "/\\example.org",
    "/static/css/site.css",
    "/api/cases",
    "/staff",
    "/staff/sign-in",
    "/healthz",
    "/listen?of=/help",
    "/formats?of=/help",
    "/nothing-here",
    "",
)


class BeepVoice:
    """A voice that costs nothing: as many frames as the text has characters; it remembers what it was told."""

    name = "beep"

    def __init__(self) -> None:
        self.heard: list[str] = []

    def speaks(self, language: str) -> bool:
        return True

    def wav(self, text: str, language: str) -> bytes:
        self.heard.append(text)
        made = io.BytesIO()
        with wave.open(made, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(b"\x01\x02" * 800 * len(text))
        return made.getvalue()


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> BeepVoice:
    """In place of the real voice; nothing is compressed."""
    beep = BeepVoice()
    monkeypatch.setattr(listening_routes, "voice_of_this_server", lambda: beep)
    monkeypatch.setattr(listening_audio, "mp3_of", lambda wav: b"ID3" + wav[:64])
    return beep


@pytest.fixture
def audio_folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, audio_folder=tmp_path / "audio")
    yield tmp_path / "audio"
    app.extensions["settings"] = before


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*")) if folder.exists() else []


# -- which pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", _FOREIGN)
@pytest.mark.parametrize("path", ["/listen", "/listen/page.mp3", "/listen/page.vtt", "/formats", "/formats/page.brf"])
def test_only_pages_of_this_site_for_visitors_are_read(app: Flask, path: str, of: str) -> None:
    assert app.test_client().get(path, query_string={"of": of}).status_code == 404


def test_every_page_has_the_way_and_leads_back(visitor: Visitor) -> None:
    visitor.open("/programmes?q=轮椅")
    page = visitor.follow("听这一页")
    assert page.h1.startswith("听：")
    assert page.has_text("读的就是这些字")
    assert visitor.follow("返回这一页").url == "/programmes?q=%E8%BD%AE%E6%A4%85"


def test_the_desk_of_staff_and_these_pages_themselves_have_none(visitor: Visitor) -> None:
    for path in ("/staff/sign-in", "/listen?of=/help", "/formats?of=/help"):
        assert not visitor.open(path).has_text("听这一页盲文")


def test_a_page_that_sends_its_reader_elsewhere_does_so(app: Flask) -> None:
    response = app.test_client().get("/listen?of=/account")
    assert (response.status_code, response.headers["Location"]) == (302, "/account")


def test_the_question_of_a_visit_is_read_to_that_visit_only(visitor: Visitor, other_visitor: Visitor) -> None:
    steps.begin_check(visitor)
    address = visitor.page.url
    question = visitor.page.h1
    assert visitor.open(f"/listen?of={address}").has_text(f"这一页：{question}")
    assert other_visitor.open(f"/listen?of={address}").status == 404


def test_a_page_inside_a_page_changes_nothing_of_the_one_around_it(visitor: Visitor) -> None:
    visitor.open("/help?lang=en&text=large")
    page = visitor.open("/listen?of=/help?lang=zh-Hans%26text=huge")
    assert page.language == "en"
    assert page.document.root.get("data-text") == "large"
    assert page.has_text("This page: Help")


# -- what is kept ----------------------------------------------------------------------------------------------


def test_a_public_page_is_spoken_once_for_everybody(app: Flask, voice: BeepVoice, audio_folder: Path) -> None:
    first = app.test_client().get("/listen/page.mp3?of=/help")
    assert (first.status_code, first.mimetype) == (200, "audio/mpeg")
    said = len(voice.heard)
    assert said > 5
    assert app.test_client().get("/listen/page.mp3?of=/help?text=largest").data == first.data
    assert len(voice.heard) == said
    assert [path.suffix for path in kept(audio_folder)] == [".json", ".mp3"]


def test_nothing_personal_is_ever_kept(
    app: Flask, visitor: Visitor, voice: BeepVoice, audio_folder: Path, session: sa.orm.Session
) -> None:
    steps.begin_check(visitor, for_whom="有人在我身边，我帮他填", called="王秀英")
    for address in (visitor.page.url, "/help", "/programmes?q=王秀英"):
        response = visitor.client.get("/listen/page.mp3", query_string={"of": address})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
    assert any("王秀英" in line for line in voice.heard)
    assert kept(audio_folder) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(SpokenAnswer)) == 0


def test_an_answer_to_a_form_is_listened_to_by_what_it_carries(
    visitor: Visitor, voice: BeepVoice, audio_folder: Path, session: sa.orm.Session
) -> None:
    visitor.open("/applications/find")
    visitor.fill("办理编号", "王秀英的编号")
    visitor.press("查找")
    assert visitor.page.status == 422
    page = visitor.press("听这一页（在新窗口打开，您填的内容不会丢）")
    assert page.has_text("已填：王秀英的编号")
    audio = page.document.all("audio")[0].get("src")
    assert visitor.client.get(audio).status_code == 200
    assert any("王秀英" in line for line in voice.heard)
    row = session.scalars(sa.select(SpokenAnswer)).one()
    assert "王秀英" not in row.sealed
    assert kept(audio_folder) == []
    token = page.url.rpartition("/")[2]
    assert token not in row.token_hash
    with clock.fixed(row.expires_at):
        assert visitor.client.get(audio).status_code == 404


def test_whoever_always_listens_finds_a_player_on_the_answer_itself(visitor: Visitor) -> None:
    visitor.open("/applications/find?listen=on")
    assert visitor.page.document.all("audio")[0].get("src") == "/listen/page.mp3?of=/applications/find"
    visitor.fill("办理编号", "王秀英的编号")
    visitor.press("查找")
    player = visitor.page.document.all("audio")[0]
    assert player.get("autoplay") is None
    assert player.get("preload") == "none"
    assert player.get("src").startswith("/listen/answer/")


def test_what_this_site_did_not_seal_is_not_spoken(visitor: Visitor) -> None:
    visitor.open("/preferences")
    token = next(one.get("value") for one in visitor.page.document.all("input") if one.get("name") == "csrf_token")
    answer = visitor.client.post("/listen", data={"csrf_token": token, "page": "转账到这个账号"})
    assert answer.status_code == 404


# -- recordings ------------------------------------------------------------------------------------------------


def test_every_line_begins_where_the_one_before_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening_audio, "mp3_of", lambda wav: wav)
    recording = record(["一二", "三"], "zh-Hans", BeepVoice())
    pause = 0.35
    assert recording.starts == (0.0, 0.2 + pause, 0.3 + 2 * pause)
    with wave.open(io.BytesIO(recording.mp3)) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(recording.starts[-1])


def test_captions_say_every_line_at_its_time() -> None:
    told = web_vtt(["第一句。", "第二句 --> 完。"], (0.0, 1.5, 61.25))
    assert told.startswith("WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.500\n第一句。\n")
    assert "2\n00:00:01.500 --> 00:01:01.250\n第二句 → 完。" in told


def test_a_very_long_page_is_spoken_as_far_as_one_recording_goes() -> None:
    lines = ["一" * 1000] * 20
    assert len(fitting(lines)) == LONGEST_TEXT // 1000


def test_half_a_recording_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening_audio, "mp3_of", lambda wav: b"ID3")
    voice = BeepVoice()
    made = find_or_record(["一"], "zh-Hans", voice, folder=tmp_path)
    next(tmp_path.glob("*.json")).write_text("[", encoding="ascii")
    assert find_or_record(["一"], "zh-Hans", voice, folder=tmp_path) == made
    assert len(voice.heard) == 2


def test_the_real_voice_makes_one_mp3_with_its_times() -> None:
    recording: Recording = record(["您好。", "共2项，Android 手机也可以。"], "zh-Hans", EspeakVoice())
    assert recording.mp3[:3] == b"ID3" or recording.mp3[0] == 0xFF
    assert recording.starts[0] == 0
    assert 0.5 < recording.starts[1] < recording.starts[2] < 15
    # 24 kbit/s: the file is as long as its times say.
    assert len(recording.mp3) == pytest.approx(recording.starts[-1] * 3000, rel=0.2)
