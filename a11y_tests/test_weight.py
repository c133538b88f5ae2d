"""The first view for somebody on a slow line and an old phone: few bytes, few requests, hardly any script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser

from a11y_tests.states import STATES
from a11y_tests.support.modes import DEFAULT
from a11y_tests.support.scenes import Stage
from a11y_tests.support.site import Site

FIRST_VIEW_BYTES = 25_000
FIRST_VIEW_REQUESTS = 3
SCRIPT_BYTES = 20_500
STEP_BYTES = 4_000


@dataclass
class Traffic:
    """Bytes over the wire, headers and all, by kind of resource. No slots: Playwright keeps its wrappers on it."""

    bytes: dict[str, int] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)

    def answered(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):
            self._kinds[event["requestId"]] = event["type"]

    def finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._kinds:
            self.bytes[event["requestId"]] = int(event["encodedDataLength"])

    def total(self, kind: str | None = None) -> int:
        return sum(size for one, size in self.bytes.items() if kind is None or self._kinds[one] == kind)


def _traffic_of(browser: Browser, site: Site, stage: Stage, name: str) -> Traffic:
    scene = stage.scene(STATES[name], DEFAULT.look)
    context = browser.new_context(**DEFAULT.context_options())
    context.add_cookies([{"name": key, "value": value, "url": site.address} for key, value in scene.cookies.items()])
    page = context.new_page()
    traffic = Traffic()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", traffic.answered)
    wire.on("Network.loadingFinished", traffic.finished)
    page.goto(site.url(scene.path), wait_until="networkidle")
    context.close()
    return traffic


def test_the_first_view_is_light(browser: Browser, site: Site, stage: Stage) -> None:
    traffic = _traffic_of(browser, site, stage, "start_page")
    assert len(traffic.bytes) <= FIRST_VIEW_REQUESTS
    assert traffic.total() <= FIRST_VIEW_BYTES, traffic


@pytest.mark.parametrize("name", ["all_programmes", "book_times", "kiosk_welcome"])
def test_scripts_are_few(browser: Browser, site: Site, stage: Stage, name: str) -> None:
    traffic = _traffic_of(browser, site, stage, name)
    assert traffic.total("Script") <= SCRIPT_BYTES, traffic


@pytest.mark.parametrize("name", ["check_for_whom", "check_choice", "check_list"])
def test_the_next_step_is_lighter_still(site: Site, stage: Stage, name: str) -> None:
    """For somebody who has style and scripts already it is that page and nothing else; HTTP/2 sends no header twice."""
    scene = stage.scene(STATES[name], DEFAULT.look)
    client = site.app.test_client()
    for key, value in scene.cookies.items():
        client.set_cookie(key, value)
    answer = client.get(scene.path, headers={"Accept-Encoding": "br", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) <= STEP_BYTES
