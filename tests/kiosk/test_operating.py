"""The bar of a terminal, the curtain, one switch, and the slip."""

from __future__ import annotations

import pytest

from tests.applications import steps as applying
from tests.journeys import steps
from tests.kiosk.operating_steps import at_a_terminal
from tests.support.visitor import Visitor

BAR = ("结束并清除", "请工作人员过来", "遮住屏幕", "到手机上继续")


@pytest.mark.parametrize("path", ["/kiosk", "/check", "/help", "/kiosk/one-switch", "/no-such-page"])
def test_the_four_ways_stand_on_every_page(visitor: Visitor, path: str) -> None:
    visitor.open("/kiosk")
    page = visitor.open(path)
    offered = [*page.buttons, *(link.name for link in page.links)]
    assert [name for name in BAR if name not in offered] == []


def test_the_curtain_says_nothing_and_gives_the_page_back(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    steps.begin_check(visitor)
    here, question = visitor.page.url, visitor.page.h1
    visitor.follow("遮住屏幕")
    assert visitor.page.h1 == "屏幕已经遮住"
    assert question not in visitor.page.text
    visitor.follow("重新显示")
    assert visitor.page.url == here


def test_one_switch_is_chosen_and_forgotten_with_the_visit(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/kiosk/one-switch")
    visitor.follow("慢：每项 4 秒")
    assert 'data-pace="slow"' in visitor.open("/check").html
    visitor.press("结束并清除")
    assert 'data-pace=""' in visitor.open("/check").html


def test_on_the_first_page_the_switch_itself_starts(visitor: Visitor) -> None:
    assert 'data-start="/kiosk?scan=slow"' in visitor.open("/kiosk").html
    assert 'data-start="/kiosk?scan=slow"' not in visitor.open("/check").html


def test_at_home_no_script_of_a_terminal_is_sent(visitor: Visitor) -> None:
    page = visitor.open("/continue")
    assert "scanning" not in page.html
    assert "kiosk-keys" not in page.html


def test_a_slip_has_the_reference_and_what_comes_next_and_nothing_else(visitor: Visitor) -> None:
    terminal = at_a_terminal(visitor)
    reference = applying.start(terminal, for_whom="我是监护人，为孩子或被监护人办理", called="小红")
    page = terminal.open(f"/kiosk/slip/{reference}")
    assert page.has_text(f"{reference[:3]} {reference[3:6]} {reference[6:]}")
    assert page.has_text("还没有提交")
    slip = page.html[page.html.index('<section class="slip"') :].partition("</section>")[0]
    assert "小红" not in slip
    assert page.headers["Cache-Control"] == "no-store"


def test_a_slip_of_somebody_else_does_not_exist(visitor: Visitor) -> None:
    at_a_terminal(visitor)
    assert visitor.open("/kiosk/slip/A7K3M9QX4").status == 404
