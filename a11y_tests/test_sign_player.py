"""The player of sign-language clips in a real browser: its buttons do what they say, and nothing begins by itself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from a11y_tests.conftest import Show

_FILM = "video"
_MEDIA = (".webm", ".mp4")


def _film(page: Page, what: str) -> object:
    return page.locator(_FILM).first.evaluate(f"film => film.{what}")


def _seek(page: Page, seconds: float) -> None:
    page.locator(_FILM).first.evaluate(
        "(film, seconds) => new Promise(done => { film.onseeked = () => done(); film.currentTime = seconds; })", seconds
    )


def _width(page: Page) -> float:
    box = page.locator(_FILM).first.bounding_box()
    assert box
    return box["width"]


def _wait_for(page: Page, what: str) -> None:
    """Until it is so of the film. Not by wait_for_function, which the policy of the page forbids."""
    look = f"() => ({what}) ? done() : requestAnimationFrame(look)"
    page.locator(_FILM).first.evaluate(f"film => new Promise(done => {{ const look = {look}; look(); }})")


def test_nothing_is_loaded_or_played_before_somebody_starts_it_and_the_buttons_do_what_they_say(show: Show) -> None:
    with show("sign_first_question", own=True) as window:
        page, asked = window.page, []
        page.on("request", lambda request: asked.append(request.url.partition("?")[0]))
        page.reload(wait_until="networkidle")
        assert [address for address in asked if address.endswith(_MEDIA)] == []
        assert _film(page, "paused")

        def button(name: str) -> object:
            return page.get_by_role("button", name=name, exact=True)

        for name in ("播放", "后退 5 秒", "慢速", "稍慢", "正常速度", "关闭字幕", "画面缩小", "全屏"):
            box = button(name).bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 48, name

        button("播放").click()
        _wait_for(page, "film.currentTime > 0.2")
        expect(page.locator(".sign-player__words").first).to_have_text("这是一段示意短片，不是真人手语。")
        button("暂停").click()
        assert _film(page, "paused")
        expect(button("播放")).to_be_visible()

        _seek(page, 8)
        button("后退 5 秒").click()
        _wait_for(page, "!film.seeking && Math.abs(film.currentTime - 3) < 0.2")
        button("后退 5 秒").click()
        _wait_for(page, "!film.seeking && film.currentTime === 0")

        button("慢速").click()
        assert _film(page, "playbackRate") == 0.5
        expect(button("慢速")).to_have_attribute("aria-pressed", "true")
        expect(button("正常速度")).to_have_attribute("aria-pressed", "false")

        large = _width(page)
        button("画面缩小").click()
        small = _width(page)
        column = page.locator("main").bounding_box()
        assert column
        assert column["width"] / 3 <= small < large
        button("画面放大").click()
        assert _width(page) == large

        button("关闭字幕").click()
        expect(page.locator(".sign-player__words").first).to_be_hidden()
        button("显示字幕").click()
        expect(page.locator(".sign-player__words").first).to_be_visible()

        before = page.url
        page.get_by_role("link", name="省流量版").click()
        _wait_for(page, "film.src.includes('.low.mp4')")
        assert page.url == before
        assert _film(page, "paused")
        assert _film(page, "playbackRate") == 0.5
        assert window.measure("storages") == []


def test_without_script_the_browser_plays_it_with_captions(show: Show) -> None:
    with show("sign_first_question", own=True, java_script_enabled=False) as window:
        page = window.page
        expect(page.get_by_role("button", name="后退 5 秒")).to_have_count(0)
        film = page.locator(_FILM).first
        assert film.get_attribute("controls") is not None
        assert film.locator("track[default]").count() == 1
        column, box = page.locator("main").bounding_box(), film.bounding_box()
        assert column
        assert box
        assert box["width"] >= column["width"] / 3
        expect(page.get_by_role("link", name="省流量版")).to_be_visible()
