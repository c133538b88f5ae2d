"""Other ways to take in a page: listening to it, and having it in braille or in large print."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.journeys import steps
from tests.support.visitor import Visitor


@state()
def listen(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.follow("听这一页")


@state(chinese_only=True)  # what is read is the answer as it was given
def listen_to_an_answer(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.press("继续")
    visitor.press("听这一页（在新窗口打开，您填的内容不会丢）")


@state()
def player_on_the_page(visitor: Visitor) -> None:
    visitor.open("/privacy?listen=on")


@state()
def page_formats(visitor: Visitor) -> None:
    visitor.open("/programmes/home-care-assistance-subsidy")
    visitor.follow("盲文、大字")
