"""Pages around operating a terminal: going on elsewhere, calls, keyboards, one switch, the card reader, the slip."""

from __future__ import annotations

import uuid

from a11y_tests.states.register import state
from tests.applications import steps as applying
from tests.journeys import steps
from tests.kiosk import terminal_steps
from tests.staff.hall import at_the_desk
from tests.support.visitor import Visitor

_EVERYTHING = {"printer": True, "card_reader": True}


def _terminal(visitor: Visitor) -> None:
    terminal_steps.enrol(visitor, f"TZ-{uuid.uuid4().hex[:6].upper()}", _EVERYTHING)


@state()
def kiosk_to_phone(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    steps.begin_check(visitor)
    visitor.follow("到手机上继续")


@state()
def kiosk_phone_code(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    steps.begin_check(visitor)
    visitor.follow("到手机上继续")
    visitor.press("显示二维码和数字")


@state()
def kiosk_from_home(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.open("/continue/at-a-terminal")
    visitor.press("显示数字")


@state(status=422)
def kiosk_continue_with_errors(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/continue")
    visitor.press("在这里继续")


@state(status=410)
def kiosk_continue_over(visitor: Visitor) -> None:
    visitor.open("/continue/no-such-square")


@state()
def kiosk_call_ask(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/kiosk/call")


@state()
def kiosk_call_nobody(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.press("请工作人员过来")


@state()
def kiosk_called(visitor: Visitor) -> None:
    """Somebody is at the desk; whether or not other states put a member there, too."""
    at_the_desk(Visitor(visitor.client.application), f"G{uuid.uuid4().int % 10**8}")
    _terminal(visitor)
    visitor.press("请工作人员过来")


@state()
def kiosk_call_desk(visitor: Visitor) -> None:
    """Somebody at a terminal has called."""
    kiosk_called(Visitor(visitor.client.application))
    at_the_desk(visitor, f"G{uuid.uuid4().int % 10**8}")
    visitor.open("/staff/calls")


@state()
def kiosk_curtain(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/kiosk/curtain?back=/check")


@state(chinese_only=True)  # the name of the box is that of the page it came from
def kiosk_keyboard(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/check/for-whom")
    visitor.press("用屏幕键盘")


@state()
def kiosk_one_switch(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/kiosk/one-switch")


@state()
def kiosk_card(visitor: Visitor) -> None:
    _terminal(visitor)
    steps.begin_check(visitor)
    visitor.open(f"/kiosk/card/{visitor.page.url.split('/')[2]}")


@state()
def kiosk_slip(visitor: Visitor) -> None:
    _terminal(visitor)
    visitor.open(f"/kiosk/slip/{applying.start(visitor)}")
