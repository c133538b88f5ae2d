"""The shared terminal: its shell around the same pages."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.journeys import steps
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
