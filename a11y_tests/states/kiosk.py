"""The shared terminal: its shell around the same pages."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.journeys import steps
from tests.kiosk import terminal_steps
from tests.support.visitor import Visitor


@state()
def kiosk_welcome(visitor: Visitor) -> None:
    visitor.open("/kiosk")


@state(key=True)
def kiosk_question(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    steps.begin_check(visitor)


@state()
def kiosk_still_there(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/kiosk/still-there?back=/check")


@state()
def kiosk_ended(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/kiosk/ended")


@state(status=422)
def kiosk_enrol_with_errors(visitor: Visitor) -> None:
    visitor.open("/kiosk/enrol")
    visitor.fill("终端登记码", "ABCD EFGH")
    visitor.press("登记为终端")


@state(status=403)
def kiosk_out_of_use(visitor: Visitor) -> None:
    terminal_steps.enrol(visitor, "TZ-OUT")
    terminal_steps.revoke(visitor, "TZ-OUT")
    visitor.open("/kiosk")
