"""Sign language first: a whole check without script, each page with its clip before its words, or honestly without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citizen.accessibility.sign_manifest import find_clip
from tests.support.page import Page
from tests.support.visitor import Visitor

THE_ALLOWANCE = "/check?programme=living-allowance-hardship"


def clip_first(page: Page) -> str:
    """The address of the clip that stands before the heading; the page keeps all that belongs to it."""
    order = [element.tag for element in page.document.all("video", "h1")]
    assert order[0] == "video", f"No clip before the words of {page.url}"
    film = page.document.all("video")[0]
    assert (film.get("preload"), film.get("autoplay"), film.get("loop")) == ("none", None, None)
    assert "controls" in film.attrib
    assert film.get("poster")
    (captions,) = film.iter("track")
    assert (captions.get("kind"), captions.get("srclang")) == ("captions", "zh-Hans")
    assert page.has_text("机器生成的示意短片，不是真人手语。")
    assert page.has_text("省流量版")
    return str(next(film.iter("source")).get("src")).partition("?")[0]


def test_a_whole_check_is_taken_sign_first(visitor: Visitor) -> None:
    seen = [clip_first(visitor.open(f"{THE_ALLOWANCE}&sign=on"))]
    visitor.follow("开始")
    seen.append(clip_first(visitor.page))
    visitor.choose("您在为谁办理？", "我自己")
    seen.append(clip_first(visitor.press("继续")))
    visitor.choose("您属于哪个区？", "宁波市奉化区")
    visitor.press("继续")
    while "/question/" in visitor.page.url:
        seen.append(clip_first(visitor.page))
        (group,) = visitor.page.document.all("legend")
        question = visitor.page.document.text(group)
        visitor.choose(question, visitor.offered(question)[0])
        visitor.press("继续")
    seen.append(clip_first(visitor.page))

    assert visitor.page.url.endswith("/result")
    assert seen == [
        f"/static/sign/csl/{name}.webm"
        for name in (
            "eligibility/start",
            "proxies/for_whom",
            "question/person_district",
            "question/household_hardship",
            "question/certificate_status",
            "eligibility/result",
        )
    ]
    # The groups of the result have clips of their own.
    assert any("/result/" in str(film.find("source").get("src")) for film in visitor.page.document.all("video")[1:])
    # The choice is kept on the way to the two other tasks.
    for address in ("/applications", "/applications/new?programme=living-allowance-hardship", "/book"):
        clip_first(visitor.open(address))


def test_every_file_of_a_clip_is_served(visitor: Visitor) -> None:
    page = visitor.open("/check?sign=on")
    film = page.document.all("video")[0]
    kinds = {
        str(film.get("poster")): "image/webp",
        **{str(source.get("src")): str(source.get("type")) for source in film.iter("source")},
        **{str(track.get("src")): "text/vtt" for track in film.iter("track")},
    }
    assert len(kinds) == 4
    for address, kind in kinds.items():
        with visitor.client.get(address) as response:
            assert (response.status_code, response.mimetype) == (200, kind)
    # A browser asks for pieces of a film.
    with visitor.client.get(next(iter(film.iter("source"))).get("src"), headers={"Range": "bytes=0-99"}) as piece:
        assert (piece.status_code, len(piece.data)) == (206, 100)


def test_an_error_is_told_before_the_clip(visitor: Visitor) -> None:
    visitor.open(f"{THE_ALLOWANCE}&sign=on")
    visitor.follow("开始")
    page = visitor.press("继续")
    places = [element for element in page.document.all("section", "div") if element.get("class") or ""]
    classes = [str(element.get("class")) for element in places]
    assert page.status == 422
    assert next(at for at, name in enumerate(classes) if "error-summary" in name) < classes.index("sign-first")


def test_a_page_without_a_clip_says_so_and_how_to_reach_a_signer(visitor: Visitor) -> None:
    page = visitor.open("/privacy?sign=on")
    assert page.document.all("video") == []
    assert page.has_text("这里还没有手语视频。")
    assert {"约服务时，说明需要手语翻译", "看看用手语沟通的各种办法"} <= {link.name for link in page.links}
    assert page.has_text("不用打电话")


def test_the_interpreter_of_the_deployment_is_offered_by_video(visitor: Visitor, monkeypatch) -> None:
    settings = visitor.client.application.extensions["settings"]
    chosen = replace(settings, sign_video_url="https://sign.example.gov.cn/call")
    monkeypatch.setitem(visitor.client.application.extensions, "settings", chosen)
    page = visitor.open("/privacy?sign=on")
    addresses = {link.name: link.href for link in page.links}
    assert addresses["现在和手语翻译视频通话"] == "https://sign.example.gov.cn/call"


def test_an_outdated_clip_is_called_so(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = find_clip("home/start")
    assert clip is not None
    old = replace(clip, made_from="0" * 64, made_by="person", signer="王晓燕", region="北京")
    monkeypatch.setattr("citizen.accessibility.sign_slots.find_clip", lambda _slot: old)
    page = visitor.open("/?sign=on")
    assert page.has_text("这段手语短片可能不是最新的：录好以后，这一页的文字改过。请以文字为准。")
    assert page.has_text("手语：王晓燕。")
    assert page.has_text("手语地区：北京。")
    assert not page.has_text("机器生成的示意短片")
    assert page.has_text("不用打电话")


def test_whoever_does_not_want_it_first_opens_it_below(visitor: Visitor) -> None:
    page = visitor.open("/check")
    assert [element.tag for element in page.document.all("video", "h1")] == ["h1", "video"]
    (fold,) = [one for one in page.document.all("details") if "sign" in str(one.get("class")).split()]
    assert "open" not in fold.attrib
    assert visitor.open("/privacy").document.all("video") == []


def test_where_it_stands_first_it_does_not_stand_twice(visitor: Visitor) -> None:
    assert len(visitor.open("/check?sign=on").document.all("video")) == 1
