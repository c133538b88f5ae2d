"""A terminal with everything, for tests of how it is operated."""

from __future__ import annotations

from tests.kiosk.terminal_steps import enrol
from tests.support.visitor import Visitor


def at_a_terminal(visitor: Visitor, code: str = "TZ-1") -> Visitor:
    """This browser is an enrolled terminal with printer and card reader, and shows its first page."""
    enrol(visitor, code, {"printer": True, "card_reader": True}, hall="tongzhou-hall")
    assert visitor.page.url.startswith("/kiosk")
    return visitor
