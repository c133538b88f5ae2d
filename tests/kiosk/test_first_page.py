"""The first page of a terminal: whoever needs another way of reading or operating switches it on with one press."""

from __future__ import annotations

from tests.kiosk.operating_steps import at_a_terminal
from tests.support.visitor import Visitor

SWITCHES = ("大字", "语音", "先看手语", "易读", "慢一点")


def test_every_way_of_reading_and_operating_is_one_press_away(visitor: Visitor) -> None:
    terminal = at_a_terminal(visitor)
    offered = {link.name for link in terminal.page.links}
    assert {name for name in (*SWITCHES, "单键扫描", "请人帮忙") if name not in offered} == set()
    for name in SWITCHES:
        page = terminal.follow(name)
        assert page.url.startswith("/kiosk")
        assert page.has_text("已打开")
