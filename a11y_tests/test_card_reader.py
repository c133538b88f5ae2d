"""The card reader of a terminal in a real browser, and the simulated reader on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from a11y_tests.support.site import Site
from a11y_tests.support.windows import PATIENCE
from citizen.db.session import Database
from citizen.kiosk.models import Terminal
from citizen.kiosk.reader_commands import INVENTED_NUMBER
from citizen.kiosk.reader_routes import reader_key
from citizen.kiosk.reader_simulator import SimulatedReader
from tests.kiosk.operating_steps import at_a_terminal
from tests.kiosk.test_reader import at_the_birth_date
from tests.support.visitor import Visitor

_CODE = "TZ-CARD"


@pytest.fixture
def reader(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedReader]:
    """A card lies on it. The site is told where it answers."""
    with SimulatedReader(port=0, site=site.address, key="", card={"number": INVENTED_NUMBER}) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings = site.app.extensions["settings"]
        monkeypatch.setitem(site.app.extensions, "settings", replace(settings, card_reader=running.address))
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def terminal(site: Site, reader: SimulatedReader, browser: Browser) -> Iterator[Page]:
    """A browser that stands on the page “read my card”, in the middle of a check."""
    visitor = at_a_terminal(Visitor(site.app), _CODE)
    at_the_birth_date(visitor)
    visitor.follow("刷身份证，读出生日期")
    database: Database = site.app.extensions["database"]
    with database.reading() as session, site.app.app_context():
        reader.key = reader_key(session.scalars(sa.select(Terminal.id).where(Terminal.code == _CODE)).one())
    with _window(browser, visitor, site) as page:
        page.goto(site.url(visitor.page.url))
        yield page


@contextmanager
def _window(browser: Browser, visitor: Visitor, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="zh-CN", service_workers="block")
    context.set_default_timeout(PATIENCE)
    for cookie in visitor.client._cookies.values():
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.address}])
    yield context.new_page()
    context.close()


def test_the_card_is_read_and_its_number_is_on_no_page(terminal: Page) -> None:
    asked: list[str] = []
    terminal.on("request", lambda request: asked.append(request.url))
    terminal.get_by_role("button", name="现在读卡").click()
    expect(terminal.get_by_text("1949年12月31日")).to_be_visible()
    assert INVENTED_NUMBER not in terminal.content()
    assert not [url for url in asked if INVENTED_NUMBER in url]


def test_without_a_card_it_is_said_and_one_can_try_again(terminal: Page, reader: SimulatedReader) -> None:
    card, reader.card = reader.card, None
    terminal.get_by_role("button", name="现在读卡").click()
    expect(terminal.locator("#card-state")).to_contain_text("没有读到证件")
    button = terminal.get_by_role("button", name="现在读卡")
    expect(button).to_be_focused()
    reader.card = card
    button.click()
    expect(terminal.get_by_text("1949年12月31日")).to_be_visible()


def test_a_reader_that_does_not_answer_keeps_nobody(terminal: Page) -> None:
    terminal.route("**/v1/read", lambda route: route.abort())
    terminal.get_by_role("button", name="现在读卡").click()
    expect(terminal.locator("#card-state")).to_contain_text("请自己填出生日期")
    terminal.get_by_role("link", name="自己填出生日期").click()
    expect(terminal.locator("h1")).to_contain_text("出生日期")
